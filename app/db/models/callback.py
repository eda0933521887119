"""The callbacks that send trials to the evaluator of their job: one row for each attempt of a trial."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base
from app.db.enums import enum_check, is_one_of
from app.domain.lifecycle import CallbackState

_OPEN = is_one_of("state", [state for state in CallbackState if state.open])


class Callback(Base):
    """The callbacks for one attempt of a trial; CallbackState explains the states.

    Attributes:
        tries: Requests sent so far.
        next_try_at: A pending callback is not sent before this time.
        claimed_until: A worker is sending the callback until this time at the latest.
        last_response: The first 2 kB of the last response.
        failed_at: When a try failed last.
    """

    __tablename__ = "callback"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "job_id"], ["job.project_id", "job.id"], ondelete="CASCADE"),
        enum_check("state", CallbackState),
        CheckConstraint("state = 'pending' OR claimed_until IS NULL", name="claimed"),
        CheckConstraint("(last_error IS NULL) = (failed_at IS NULL)", name="failure"),
        Index("ix_callback_due", "next_try_at", postgresql_where="state = 'pending'"),
        Index("ix_callback_open", "job_id", postgresql_where=_OPEN),
        Index("ix_callback_failed", "job_id", "failed_at", postgresql_where="failed_at IS NOT NULL"),
    )

    trial_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("trial.id", ondelete="CASCADE"), primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[uuid.UUID]
    job_id: Mapped[uuid.UUID]
    state: Mapped[CallbackState]

    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    last_status: Mapped[int | None]
    last_error: Mapped[str | None] = mapped_column(Text)
    last_response: Mapped[str | None] = mapped_column(Text)

    created_at: Mapped[datetime]
    failed_at: Mapped[datetime | None]
