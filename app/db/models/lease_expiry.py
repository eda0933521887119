"""How many leases of a project have expired, by the minute. Old minutes are deleted."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class LeaseExpiry(Base):
    __tablename__ = "lease_expiry"

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("project.id"), primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    leases: Mapped[int]
