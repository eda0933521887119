"""A stateless ranking (POST /v1/rankings) on its way to a ranking worker and back. Deleted once it is old."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class RankingCall(Base):
    __tablename__ = "ranking_call"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'ranked')", name="state"),
        CheckConstraint("(state = 'ranked') = (answer IS NOT NULL)", name="answer"),
        Index("ix_ranking_call_turns", "project_id", "planned_at", postgresql_where="state = 'planned'"),
        Index("ix_ranking_call_project_id_claimed_until", "project_id", "claimed_until"),
        Index("ix_ranking_call_planned_at", "planned_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("project.id"))
    state: Mapped[str] = mapped_column(Text)
    ranker: Mapped[str] = mapped_column(Text)
    question: Mapped[dict[str, Any]]
    answer: Mapped[dict[str, Any] | None]
    planned_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
