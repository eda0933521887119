"""The SQL about trials and leases."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, defer, undefer

from app.db.models import Job, Lease, Trial
from app.db.repositories.pages import Page, cut, decode_cursor
from app.db.session import Found
from app.domain.errors import NotFound
from app.domain.goal import sign
from app.domain.lifecycle import TrialState

_JOB_ID = bindparam("of_job", type_=Uuid)
_PROJECT_ID = bindparam("project_id", type_=Uuid)
_QUEUED, _RUNNING = (literal_column(f"'{state}'", Text) for state in (TrialState.QUEUED, TrialState.RUNNING))
"""These are literals, not parameters, so that the planner knows how rare they are and one plan serves all requests."""
_WITHOUT_SPACE = defer(Job.space)
"""The space is the longest column and rarely needed: compiled spaces are cached by their digest."""
WITH_EVENTS = undefer(Job.subscribed_events)
"""The option for changes of a job: it also loads the events to which webhooks subscribe."""


def _count_open() -> Select[int]:
    """How many trials of of_job are open; it counts no further than `parallel`."""
    enough = bindparam("parallel", type_=Integer)
    counts = [
        select(func.count())
        .select_from(
            select(Trial.id)
            .where(Trial.job_id == _JOB_ID, Trial.state == state)
            .order_by(Trial.number)  # by the index: those that are open may come after very many that are not
            .limit(enough)
            .subquery()
        )
        .scalar_subquery()
        for state in (_QUEUED, _RUNNING)
    ]
    return select(func.least(counts[0] + counts[1], enough, type_=Integer))


LOCK_JOB = (
    select(Job)
    .where(Job.id == _JOB_ID, Job.project_id == _PROJECT_ID)
    .options(_WITHOUT_SPACE, WITH_EVENTS)
    .with_for_update()
)
COUNT_OPEN = _count_open()
_OPEN = [state for state in TrialState if state.open]
_OBSERVED = [state for state in TrialState if state.observed]


class TrialRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add_all(self, trials: Sequence[Trial]) -> None:
        self._session.add_all(trials)
        self._session.flush()

    def add_lease(self, lease: Lease) -> None:
        self._session.add(lease)

    def get(self, project_id: uuid.UUID, trial_id: uuid.UUID, *, lock: bool = False) -> Trial:
        """The project's trial; with `lock`, its row is locked. Raises NotFound."""
        query = select(Trial).where(Trial.id == trial_id, Trial.project_id == project_id)
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        trial = self._session.scalar(query)
        if trial is None:
            raise NotFound("there is no such trial in this project")
        return trial

    def delete_old_leases(self, trial_id: uuid.UUID, *, keep: int) -> None:
        """Deletes all tokens of a trial except the `keep` latest."""
        latest = select(Lease.token_hash).where(Lease.trial_id == trial_id).order_by(Lease.issued_at.desc()).limit(keep)
        statement = delete(Lease).where(Lease.trial_id == trial_id, Lease.token_hash.not_in(latest))
        self._session.execute(statement.execution_options(synchronize_session=False))

    def count_open(self, job: Job) -> int:
        """How many trials of the job are open. It counts no further than `max_parallel`, because a warm-up may be
        long."""
        return self._session.scalars(COUNT_OPEN, {"of_job": job.id, "parallel": job.max_parallel}).one()

    def cancel_open(self, job_id: uuid.UUID, now: datetime) -> None:
        """Cancels the open trials of a job that has ended."""
        statement = (
            update(Trial)
            .where(Trial.job_id == job_id, Trial.state.in_(_OPEN))
            .values(state=TrialState.CANCELLED, finished_at=now, lease_expires_at=None)
        )
        self._session.execute(statement)

    def expired(self, now: datetime, limit: int) -> Sequence[Found]:
        """Project and id of running trials whose lease has expired. They are not locked; check them again under a
        lock."""
        query = select(Trial.project_id, Trial.id).where(
            Trial.state == TrialState.RUNNING, Trial.lease_expires_at <= now
        )
        return [
            (project, trial)
            for project, trial in self._session.execute(query.order_by(Trial.lease_expires_at).limit(limit))
        ]

    def codes_before(self, job_id: uuid.UUID, number: int) -> set[str]:
        """The NCodes of the trials with numbers up to and including `number`."""
        return set(self._session.scalars(select(Trial.ncode).where(Trial.job_id == job_id, Trial.number <= number)))

    def best_observed(self, job: Job, *, window: int, limit: int) -> Sequence[tuple[str, float]]:
        """NCode and score of the best completed trials among the first `window` results, best first."""
        order = Trial.score.desc() if sign(job.goal) > 0 else Trial.score.asc()
        query = (
            select(Trial.ncode, Trial.score)
            .where(Trial.job_id == job.id, Trial.state == TrialState.COMPLETED, Trial.observed <= window)
            .order_by(order, Trial.observed)
            .limit(limit)
        )
        return [(code, score) for code, score in self._session.execute(query) if score is not None]

    def unsuccessful(
        self, job: Job, *, window: int, states: Sequence[TrialState], limit: int
    ) -> Sequence[tuple[str, TrialState]]:
        """NCode and state of the latest trials with these states among the first `window` results."""
        query = (
            select(Trial.ncode, Trial.state)
            .where(Trial.job_id == job.id, Trial.state.in_(states), Trial.observed <= window)
            .order_by(Trial.observed.desc())
            .limit(limit)
        )
        return [(code, state) for code, state in self._session.execute(query)]

    def pending_codes(self, job_id: uuid.UUID, *, window: int, before: int, limit: int) -> Sequence[str]:
        """The NCodes of the latest trials with numbers up to `before` whose result is not among the first `window`."""
        unseen = or_(Trial.observed.is_(None), Trial.observed > window)
        query = select(Trial.ncode).where(Trial.job_id == job_id, Trial.number <= before, unseen)
        return self._session.scalars(query.order_by(Trial.number.desc()).limit(limit)).all()

    def history_page(self, job_id: uuid.UUID, *, limit: int, after: str | None) -> Page[Trial]:
        """The trials with a result, in the order of their results."""
        position = 0 if after is None else decode_cursor(after, [int])[0]
        query = select(Trial).where(Trial.job_id == job_id, Trial.state.in_(_OBSERVED), Trial.observed > position)
        rows = self._session.scalars(query.order_by(Trial.observed).limit(limit + 1)).all()
        return cut(rows, limit, lambda trial: [trial.observed])
