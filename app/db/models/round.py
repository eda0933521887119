"""Rounds and stateless rankings. A round has all that a replay needs."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base
from app.db.enums import enum_check
from app.domain.lifecycle import RankingState, RoundState, Source


class Round(Base):
    """One ranking of a job: from a history and a pool to chosen trials.

    The seed of the job, the number of the round, the history and the seen codes determine the pool.

    Attributes:
        observation_window: The history has the trials with `observed` up to this number.
        trials_before: The seen codes are those of the trials with numbers up to this one.
        pool_codes: The pool in ranked order.
        pool_scores: The scores of the pool, in the same order.
        chosen: The chosen candidates as indices into the pool.
    """

    __tablename__ = "round"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "job_id"], ["job.project_id", "job.id"], ondelete="CASCADE"),
        UniqueConstraint("job_id", "number"),
        enum_check("state", RoundState),
        enum_check("source", Source),
        CheckConstraint("(state = 'ranked') = (source IS NOT NULL)", name="source_set"),
        Index("uq_round_one_planned", "job_id", unique=True, postgresql_where="state = 'planned'"),
        Index("ix_round_due", "planned_at", postgresql_where="state = 'planned'"),
        Index("ix_round_turns", "project_id", "planned_at", postgresql_where="state = 'planned'"),
        Index("ix_round_project_id_claimed_until", "project_id", "claimed_until"),
        Index("ix_round_ranked", "project_id", "ranked_at", postgresql_where="state = 'ranked'"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    project_id: Mapped[uuid.UUID]
    job_id: Mapped[uuid.UUID]
    number: Mapped[int]
    state: Mapped[RoundState]
    source: Mapped[Source | None]

    requested_ranker: Mapped[str] = mapped_column(Text)
    ranker: Mapped[str | None] = mapped_column(Text)
    ranker_revision: Mapped[str | None] = mapped_column(Text)
    fallback_reason: Mapped[str | None] = mapped_column(Text)

    observation_window: Mapped[int | None]
    trials_before: Mapped[int | None]
    history_size: Mapped[int | None]
    history_digest: Mapped[str | None] = mapped_column(Text)
    pool_codes: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    pool_scores: Mapped[list[float] | None] = mapped_column(ARRAY(Double))
    chosen: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    prompt_tokens: Mapped[int | None]
    prompt_observations: Mapped[int | None]
    milliseconds: Mapped[float | None] = mapped_column(Double)

    planned_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    ranked_at: Mapped[datetime | None]


class StatelessRanking(Base):
    __tablename__ = "stateless_ranking"
    __table_args__ = (
        enum_check("state", RankingState),
        CheckConstraint("(state = 'ranked') = (response IS NOT NULL)", name="response"),
        Index("ix_stateless_ranking_turns", "project_id", "planned_at", postgresql_where="state = 'planned'"),
        Index("ix_stateless_ranking_project_id_claimed_until", "project_id", "claimed_until"),
        Index("ix_stateless_ranking_planned_at", "planned_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("project.id"))
    state: Mapped[RankingState]
    ranker: Mapped[str] = mapped_column(Text)
    task: Mapped[dict[str, Any]]
    response: Mapped[dict[str, Any] | None]
    planned_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
