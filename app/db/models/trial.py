"""The trials of a job, and the leases under which workers evaluate them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base
from app.db.enums import enum_check, is_one_of
from app.domain.lifecycle import Source, TrialState

_OBSERVED = is_one_of("state", [state for state in TrialState if state.observed])
_OPEN = is_one_of("state", [state for state in TrialState if state.open])


class Trial(Base):
    """One architecture of a job.

    Attributes:
        observed: The place of the result in the job's order of results, with which a round identifies its history.
        best_so_far: The best score of the job up to this result, so that a best-score curve needs few rows.
    """

    __tablename__ = "trial"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "job_id"], ["job.project_id", "job.id"], ondelete="CASCADE"),
        UniqueConstraint("job_id", "number"),
        UniqueConstraint("job_id", "ncode"),
        UniqueConstraint("job_id", "observed"),
        enum_check("state", TrialState),
        enum_check("source", Source),
        CheckConstraint("(state = 'completed') = (score IS NOT NULL)", name="score"),
        CheckConstraint(f"({_OBSERVED}) = (observed IS NOT NULL)", name="observed"),
        CheckConstraint("(state = 'running') = (lease_expires_at IS NOT NULL)", name="lease"),
        CheckConstraint(f"({_OPEN}) = (finished_at IS NULL)", name="finished_at"),
        Index("ix_trial_job_id_state_number", "job_id", "state", "number"),
        Index("ix_trial_job_id_score", "job_id", "score", postgresql_where="state = 'completed'"),
        Index("ix_trial_lease_expires_at", "lease_expires_at", postgresql_where="state = 'running'"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    project_id: Mapped[uuid.UUID]
    job_id: Mapped[uuid.UUID]
    number: Mapped[int]
    ncode: Mapped[str] = mapped_column(Text)
    round_number: Mapped[int]
    source: Mapped[Source]

    state: Mapped[TrialState]
    attempt: Mapped[int] = mapped_column(default=1)
    worker: Mapped[str | None] = mapped_column(Text)
    lease_expires_at: Mapped[datetime | None]

    score: Mapped[float | None] = mapped_column(Double)
    metrics: Mapped[dict[str, Any] | None]
    error: Mapped[str | None] = mapped_column(Text)
    observed: Mapped[int | None]
    best_so_far: Mapped[float | None] = mapped_column(Double)

    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class Lease(Base):
    """A token that may report on a trial. Earlier tokens stay valid: a late result is accepted while the trial is
    open."""

    __tablename__ = "lease"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    project_id: Mapped[uuid.UUID]
    trial_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("trial.id", ondelete="CASCADE"), index=True)
    worker: Mapped[str] = mapped_column(Text)
    attempt: Mapped[int]
    issued_at: Mapped[datetime]
