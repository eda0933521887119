"""What projects have used, by the minute: seconds of ranking, which a quota limits, and expired leases."""

import uuid
from datetime import datetime

from sqlalchemy import Double, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class RankingUse(Base):
    __tablename__ = "ranking_use"

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("project.id"), primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    seconds: Mapped[float] = mapped_column(Double)


class LeaseExpiry(Base):
    __tablename__ = "lease_expiry"

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("project.id"), primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    leases: Mapped[int]
