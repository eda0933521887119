"""The SQL about callbacks. Their rows are written under the lock of their job."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, and_, exists, func, or_, select, true, tuple_, union_all, update
from sqlalchemy.orm import Session, aliased

from app.db.models import Callback, Job, Trial
from app.db.repositories.pages import Page, cut, decode_cursor
from app.db.session import Found
from app.domain.job_spec import CALLBACK_WORKER
from app.domain.lifecycle import CallbackState, JobState, TrialState

_OPEN = [state for state in CallbackState if state.open]
_SAME_LEASE = and_(
    Trial.id == Callback.trial_id,
    Trial.attempt == Callback.attempt,
    Trial.state == TrialState.RUNNING,
    Trial.worker == CALLBACK_WORKER,
)
"""The callback belongs to the trial's present lease."""


@dataclass(frozen=True, slots=True)
class CallbackCounts:
    """The callbacks of a job.

    Args:
        pending: Callbacks to be sent.
        accepted: Callbacks that the evaluator has accepted and not reported.
        failing: Pending callbacks that have failed before.
        last_error: The latest error.
        last_error_at: The time of the latest error.
    """

    pending: int = 0
    accepted: int = 0
    failing: int = 0
    last_error: str | None = None
    last_error_at: datetime | None = None


class CallbackRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def next_due_callback(
        self, now: datetime, *, without_projects: Collection[uuid.UUID] = (), without_jobs: Collection[uuid.UUID] = ()
    ) -> Found | None:
        """The project and the job of a callback to send now, or None.

        Projects with the fewest callbacks in progress come first; within them the job is chosen at random.
        """
        under_way = (
            select(Callback.project_id, func.count().label("calls"))
            .where(Callback.state == CallbackState.PENDING, Callback.claimed_until > now)
            .group_by(Callback.project_id)
            .cte("under_way")
        )
        again = select(Job.project_id, Job.id).join(Callback, Callback.job_id == Job.id).join(Trial, _SAME_LEASE)
        again = again.where(_may_send(now), _is_due(now))
        room = func.least(
            Job.max_parallel - _running(),
            Job.evaluation["max_concurrency"].astext.cast(Integer) - _running(called=True),
        )
        ready = exists().where(Trial.job_id == Job.id, *_is_ready(now))
        fresh = select(Job.project_id, Job.id).where(_may_send(now), ready, room > 0)
        due = union_all(again, fresh).subquery("due")
        query = (
            select(due.c.project_id, due.c.id)
            .outerjoin(under_way, under_way.c.project_id == due.c.project_id)
            .where(due.c.project_id.not_in(without_projects), due.c.id.not_in(without_jobs))
            .order_by(under_way.c.calls.asc().nulls_first(), func.random())
            .limit(1)
        )
        found = self._session.execute(query).one_or_none()
        return None if found is None else (found[0], found[1])

    def due(self, job: Job, now: datetime) -> tuple[Callback, Trial] | None:
        """The job's due callback that has waited longest, with its trial."""
        query = select(Callback, Trial).join(Trial, _SAME_LEASE).where(Callback.job_id == job.id, _is_due(now))
        query = query.order_by(Callback.next_try_at).limit(1).execution_options(populate_existing=True)
        found = self._session.execute(query).one_or_none()
        return None if found is None else (found[0], found[1])

    def ready(self, job: Job, now: datetime) -> Trial | None:
        """The job's oldest queued trial that may be sent, if there is room for one more."""
        room = func.least(job.max_parallel - _running(), job.evaluation["max_concurrency"] - _running(called=True))
        query = select(Trial).join(Job, Job.id == Trial.job_id).where(Job.id == job.id, *_is_ready(now), room > 0)
        query = query.order_by(Trial.number).limit(1).execution_options(populate_existing=True)
        return self._session.scalar(query)

    def get(self, trial_id: uuid.UUID, attempt: int) -> Callback | None:
        return self._session.get(Callback, (trial_id, attempt), populate_existing=True)

    def add(self, callback: Callback) -> None:
        self._session.add(callback)

    def close(
        self, *conditions: ColumnElement[bool], state: CallbackState, next_try_at: datetime | None = None
    ) -> None:
        """Sets the open callbacks of a trial or a job to this state."""
        values = {"state": state, "claimed_until": None} | ({"next_try_at": next_try_at} if next_try_at else {})
        self._session.execute(update(Callback).where(Callback.state.in_(_OPEN), *conditions).values(values))

    def retry_now(self, job: Job, now: datetime) -> None:
        """Makes every waiting callback of the job due now."""
        waiting = update(Callback).where(Callback.job_id == job.id, Callback.next_try_at > now)
        self._session.execute(waiting.values(next_try_at=now))

    def not_being_sent(self, job: Job, now: datetime) -> Sequence[tuple[Callback, Trial]]:
        """Pending callbacks of the job that no worker is sending now."""
        free = or_(Callback.claimed_until.is_(None), Callback.claimed_until <= now)
        query = select(Callback, Trial).join(Trial, _SAME_LEASE)
        query = query.where(Callback.job_id == job.id, Callback.state == CallbackState.PENDING, free)
        rows = self._session.execute(query.execution_options(populate_existing=True))
        return [(callback, trial) for callback, trial in rows]

    def counts(self, job_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, CallbackCounts]:
        latest = (
            select(Callback.last_error, Callback.failed_at)
            .where(Callback.job_id == Job.id, Callback.failed_at.is_not(None))
            .order_by(Callback.failed_at.desc())
            .limit(1)
            .lateral()
        )
        pending = Callback.state == CallbackState.PENDING
        numbers = (
            select(
                func.count().filter(pending).label("pending"),
                func.count().filter(Callback.state == CallbackState.ACCEPTED).label("accepted"),
                func.count().filter(pending, Callback.failed_at.is_not(None)).label("failing"),
            )
            .where(Callback.job_id == Job.id, Callback.state.in_(_OPEN))
            .lateral()
        )
        query = select(Job.id, numbers, latest).select_from(Job).join(numbers, true()).outerjoin(latest, true())
        return {
            job_id: CallbackCounts(*row) for job_id, *row in self._session.execute(query.where(Job.id.in_(job_ids)))
        }

    def page(self, job: Job, *, limit: int, after: str | None) -> Page[tuple[Callback, int]]:
        """The job's callbacks with the numbers of their trials, by number and attempt."""
        query = select(Callback, Trial.number).join(Trial, Trial.id == Callback.trial_id).where(Trial.job_id == job.id)
        if after is not None:
            number, attempt = decode_cursor(after, [int, int])
            query = query.where(tuple_(Trial.number, Callback.attempt) > (number, attempt))
        rows = self._session.execute(query.order_by(Trial.number, Callback.attempt).limit(limit + 1)).all()
        return cut([(callback, number) for callback, number in rows], limit, lambda row: [row[1], row[0].attempt])


def _may_send(now: datetime) -> ColumnElement[bool]:
    held = or_(Job.callbacks_paused_until.is_(None), Job.callbacks_paused_until <= now)
    return and_(Job.state == JobState.RUNNING, Job.callback_secrets.is_not(None), held)


def _is_due(now: datetime) -> ColumnElement[bool]:
    """The condition of a due callback. One whose lease has expired is left to the sweep."""
    free = or_(Callback.claimed_until.is_(None), Callback.claimed_until <= now)
    return and_(
        Callback.state == CallbackState.PENDING, Callback.next_try_at <= now, free, Trial.lease_expires_at > now
    )


def _is_ready(now: datetime) -> tuple[ColumnElement[bool], ...]:
    too_early = exists().where(
        Callback.trial_id == Trial.id, Callback.attempt == Trial.attempt, Callback.next_try_at > now
    )
    return Trial.state == TrialState.QUEUED, ~too_early


def _running(*, called: bool = False) -> ColumnElement[int]:
    """How many trials of the enclosing query's job run; with `called`, only those that were sent to the evaluator."""
    mine = aliased(Trial)
    query = select(func.count()).select_from(mine).where(mine.job_id == Job.id, mine.state == TrialState.RUNNING)
    if called:
        query = query.where(mine.worker == CALLBACK_WORKER)
    return query.correlate(Job).scalar_subquery()
