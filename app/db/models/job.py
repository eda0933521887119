"""Jobs: one row is one search."""

import uuid
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column

from app.db.base import Base
from app.db.enums import enum_check, is_one_of
from app.db.models.webhook import WebhookEndpoint
from app.domain.events import EndpointState
from app.domain.goal import Goal
from app.domain.lifecycle import OPEN_JOB_STATES, EndReason, JobState

_ENDED = is_one_of("state", [state for state in JobState if state.ended])
_OPEN = is_one_of("state", OPEN_JOB_STATES)


class Job(Base):
    """A search.

    Attributes:
        callback_secrets: The secrets that sign callbacks, as `{"encrypted", "expires_at"}`, the newest first; only the
            newest does not expire. It is None if the job does not use callbacks.
        callbacks_paused_until: No callback is sent before this time, because the evaluator requested a pause
            (Retry-After).
        pause_reason: Why the service itself has paused the job.
        revision: It grows with every visible change and is part of the ETag.
        observed: The number of finished trials. They are numbered in the order of their commits, so that one number
            identifies a history.
        subscribed_events: The event types to which endpoints of the project subscribe. The statement that locks a job
            reads them too, so that events cost nothing in a project without endpoints.
    """

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("project_id", "id"),
        enum_check("state", JobState),
        CheckConstraint(f"({_ENDED}) = (finished_at IS NOT NULL)", name="finished_at"),
        enum_check("end_reason", EndReason),
        CheckConstraint(f"({_ENDED}) = (end_reason IS NOT NULL)", name="end_reason_set"),
        CheckConstraint("trials_created BETWEEN 0 AND max_trials", name="budget"),
        enum_check("goal", get_args(Goal)),
        CheckConstraint("pause_reason IS NULL OR state = 'paused'", name="pause_reason"),
        CheckConstraint("(evaluation ->> 'mode' = 'callback') = (callback_secrets IS NOT NULL)", name="callback"),
        Index("ix_job_project_id_created_at_id", "project_id", "created_at", "id"),
        Index("ix_job_calling", "project_id", postgresql_where="state = 'running' AND callback_secrets IS NOT NULL"),
        Index("ix_job_open", "project_id", postgresql_where=_OPEN),
        Index("ix_job_deadline_at", "deadline_at", postgresql_where=_OPEN),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("project.id"))
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[JobState]
    end_reason: Mapped[EndReason | None]

    space: Mapped[dict[str, Any]]
    space_digest: Mapped[str] = mapped_column(Text)
    space_size: Mapped[str] = mapped_column(Text)
    metric: Mapped[str] = mapped_column(Text)
    goal: Mapped[Goal] = mapped_column(Text)

    max_trials: Mapped[int]
    max_parallel: Mapped[int]
    max_failures: Mapped[int | None]
    deadline_s: Mapped[int | None]
    deadline_at: Mapped[datetime | None]
    strategy: Mapped[dict[str, Any]]
    evaluation: Mapped[dict[str, Any]]
    callback_secrets: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    callbacks_paused_until: Mapped[datetime | None]
    pause_reason: Mapped[str | None] = mapped_column(Text)
    seed: Mapped[int] = mapped_column(BigInteger)
    tags: Mapped[dict[str, Any]]

    revision: Mapped[int] = mapped_column(BigInteger, default=1)
    trials_created: Mapped[int] = mapped_column(default=0)
    rounds_planned: Mapped[int] = mapped_column(default=0)
    observed: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    best_score: Mapped[float | None]
    best_trial_id: Mapped[uuid.UUID | None]

    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    subscribed_events: Mapped[list[str]] = column_property(
        func.array(
            select(func.unnest(WebhookEndpoint.events))
            .where(WebhookEndpoint.project_id == project_id, WebhookEndpoint.state == EndpointState.ENABLED)
            .correlate_except(WebhookEndpoint)
            .scalar_subquery(),
            type_=ARRAY(Text),
        ),
        deferred=True,
    )

    @property
    def uses_callbacks(self) -> bool:
        """Whether the trials are sent to an evaluator."""
        return self.callback_secrets is not None
