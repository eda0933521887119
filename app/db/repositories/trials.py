"""The SQL about trials and leases."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Executable,
    Integer,
    LargeBinary,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, defer, load_only, undefer
from sqlalchemy.orm.attributes import set_committed_value

from app.db.base import Base
from app.db.models import Job, Lease, Trial
from app.db.repositories.pages import Page, cut, decode_cursor
from app.db.session import Found
from app.domain.errors import NotFound
from app.domain.goal import sign
from app.domain.lifecycle import JobState, TrialState

_JOB_ID = bindparam("of_job", type_=Uuid)
_PROJECT_ID = bindparam("project_id", type_=Uuid)
_TRIAL_ID = bindparam("trial_id", type_=Uuid)
_NOW = bindparam("at", type_=DateTime(timezone=True))
_WORKER = bindparam("by_worker", type_=Text)
_COUNT = bindparam("at_most", type_=Integer)
_QUEUED, _RUNNING = (literal_column(f"'{state}'", Text) for state in (TrialState.QUEUED, TrialState.RUNNING))
"""These are literals, not parameters, so that the planner knows how rare they are and one plan serves all requests."""
_OF_TRIAL = bindparam("of_trial", type_=Uuid)
_WITHOUT_SPACE = defer(Job.space)
"""The space is the longest column and rarely needed: compiled spaces are cached by their digest."""
_RARELY_NEEDED = (Job.tags, Job.seed, Job.deadline_s, Job.callbacks_paused_until, Job.pause_reason)
"""The columns that a report does not need."""
WITH_EVENTS = undefer(Job.subscribed_events)
"""The option for changes of a job: it also loads the events to which webhooks subscribe."""

TRIAL_RESULT = ("state", "lease_expires_at", "score", "metrics", "error", "observed", "best_so_far", "finished_at")
JOB_RESULT = ("observed", "failures", "best_score", "best_trial_id", "revision")


def _lease() -> Executable:
    """One statement that chooses trials, marks them as running, stores their tokens, and increases the job's revision.

    It needs the job's lock. The parameters are of_job; by_worker; at_most, the most trials altogether; fresh, the most
    queued ones among them; parallel, the most that run at a time; at, the time; until, the end of the lease; and
    hashes, one for each token. They are not named like the columns, because then SQLAlchemy would set those columns.
    """
    running = and_(Trial.job_id == _JOB_ID, Trial.state == _RUNNING)
    held = select(Trial.id).where(running, Trial.worker == _WORKER).order_by(Trial.number).limit(_COUNT).cte("held")
    room = func.least(
        bindparam("fresh", type_=Integer),
        _COUNT - select(func.count()).select_from(held).scalar_subquery(),
        bindparam("parallel", type_=Integer) - select(func.count()).select_from(Trial).where(running).scalar_subquery(),
    )
    queued = (
        select(Trial.id)
        .where(Trial.job_id == _JOB_ID, Trial.state == _QUEUED)
        .order_by(Trial.number)
        .limit(func.greatest(0, room))
        .cte("queued")
    )
    chosen = func.array(select(held.c.id).union_all(select(queued.c.id)).scalar_subquery(), type_=ARRAY(Uuid))
    granted = (
        update(Trial)
        .where(Trial.id == any_(chosen))  # not IN: by an unknown LIMIT the planner expects many, and reads all rows
        .values(
            state=_RUNNING,
            worker=_WORKER,
            lease_expires_at=bindparam("until", type_=DateTime(timezone=True)),
            started_at=func.coalesce(Trial.started_at, _NOW),
        )
        .returning(Trial)
        .cte("granted")
    )
    place = func.row_number().over(order_by=granted.c.number).label("place")
    placed = select(place, granted.c.id, granted.c.project_id, granted.c.worker, granted.c.attempt).subquery()
    given: Any = func.unnest(bindparam("hashes", type_=ARRAY(LargeBinary)))
    token = given.table_valued("hash", with_ordinality="place", joins_implicitly=True).render_derived()
    rows = select(token.c.hash, placed.c.project_id, placed.c.id, placed.c.worker, placed.c.attempt, _NOW)
    columns = [Lease.token_hash, Lease.project_id, Lease.trial_id, Lease.worker, Lease.attempt, Lease.issued_at]
    issued = insert(Lease).from_select(columns, rows.where(token.c.place == placed.c.place)).cte("issued")
    some = exists().select_from(granted)
    bumped = update(Job).where(Job.id == _JOB_ID, some).values(revision=Job.revision + 1).cte("bumped")
    names = ("id", "number", "ncode", "source", "attempt", "started_at", "lease_expires_at")
    shown = select(*(granted.c[name] for name in names)).order_by(granted.c.number).add_cte(issued, bumped)
    # This is no alias of Trial. SQLAlchemy makes the columns of an alias when it first compiles them, and several
    # threads that do so at the same time may get the table's columns instead: all trials of the project.
    return select(Trial).from_statement(shown)


def _held() -> Select[Job, Trial, Lease]:
    """A project's trial, its job, and the lease of a token if it belongs to this trial.

    The parameters are trial_id, project_id and token_hash.
    """
    same = and_(Lease.trial_id == Trial.id, Lease.token_hash == bindparam("token_hash", type_=LargeBinary))
    mine = and_(Trial.id == _TRIAL_ID, Trial.project_id == _PROJECT_ID)
    query = select(Job, Trial, Lease).join(Trial, Trial.job_id == Job.id).outerjoin(Lease, same).where(mine)
    return query.options(_WITHOUT_SPACE, *map(defer, _RARELY_NEEDED), load_only(Lease.worker))


def _open(*conditions: ColumnElement[bool]) -> Select[int]:
    """How many trials of of_job are open; it counts no further than `parallel`."""
    enough = bindparam("parallel", type_=Integer)
    counts = [
        select(func.count())
        .select_from(
            select(Trial.id)
            .where(Trial.job_id == _JOB_ID, Trial.state == state, *conditions)
            .order_by(Trial.number)  # by the index: those that are open may come after very many that are not
            .limit(enough)
            .subquery()
        )
        .scalar_subquery()
        for state in (_QUEUED, _RUNNING)
    ]
    return select(func.least(counts[0] + counts[1], enough, type_=Integer))


def _book() -> Select[int]:
    """Writes a result to its trial and its job, and counts the job's other open trials, no further than `parallel`.

    It needs the locks of both. The parameters are of_trial, of_job, parallel, and new_... for the columns that it
    writes.
    """
    result = update(Trial).where(Trial.id == _OF_TRIAL).values(_new(Trial, TRIAL_RESULT)).cte("result")
    booked = update(Job).where(Job.id == _JOB_ID).values(_new(Job, JOB_RESULT)).cte("booked")
    return _open(Trial.id != _OF_TRIAL).add_cte(result, booked)


def _new(model: type[Base], columns: Sequence[str]) -> dict[str, Any]:
    return {c: bindparam(f"new_{model.__tablename__}_{c}", type_=model.__table__.c[c].type) for c in columns}


LOCK_JOB = (
    select(Job)
    .where(Job.id == _JOB_ID, Job.project_id == _PROJECT_ID)
    .options(_WITHOUT_SPACE, WITH_EVENTS)
    .with_for_update()
)
LOCK_JOB_TO_LEASE = (
    select(Job)
    .where(Job.id == _JOB_ID, Job.project_id == _PROJECT_ID)
    .options(
        load_only(
            *(Job.state, Job.end_reason, Job.deadline_at, Job.evaluation, Job.max_parallel),
            *(Job.revision, Job.metric, Job.space_digest),
        )
    )
    .with_for_update()
)
"""Only the columns that every lease needs; all columns would add a tenth to the cost of the statement in this
process."""
LEASE = _lease()
COUNT_OPEN = _open()
HELD = _held()
HELD_LOCKED = HELD.options(WITH_EVENTS).with_for_update(of=[Job, Trial])
"""This waits for both rows, the job's first, and returns both as they are then. Leases never change."""
BOOK = _book()


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

    def held(
        self, project_id: uuid.UUID, trial_id: uuid.UUID, token_hash: bytes, *, lock: bool = False
    ) -> tuple[Job, Trial, Lease | None]:
        """The trial, its job, and the lease of this token; with `lock`, job and trial are locked.

        Raises NotFound.
        """
        values = {"trial_id": trial_id, "project_id": project_id, "token_hash": token_hash}
        options = {"populate_existing": lock}
        found = self._session.execute(HELD_LOCKED if lock else HELD, values, execution_options=options).one_or_none()
        if found is None:
            raise NotFound("there is no such trial in this project")
        job, trial, lease = found
        return job, trial, lease

    def delete_old_leases(self, trial_id: uuid.UUID, *, keep: int) -> None:
        """Deletes all tokens of a trial except the `keep` latest."""
        latest = select(Lease.token_hash).where(Lease.trial_id == trial_id).order_by(Lease.issued_at.desc()).limit(keep)
        statement = delete(Lease).where(Lease.trial_id == trial_id, Lease.token_hash.not_in(latest))
        self._session.execute(statement.execution_options(synchronize_session=False))

    def lease(
        self, job: Job, *, worker: str, count: int, fresh: bool, now: datetime, until: datetime, hashes: Sequence[bytes]
    ) -> Sequence[Trial]:
        """Leases trials, oldest first: those that the worker has already, then queued ones. The job must be locked.

        Args:
            job: The job.
            worker: The name of the worker.
            count: The most trials to lease. At most `max_parallel` of the job run at the same time.
            fresh: Whether queued trials may be leased.
            now: The present time.
            until: The end of the leases.
            hashes: The hashes of `count` tokens, for the trials in their order.
        """
        values = {
            "of_job": job.id,
            "by_worker": worker,
            "at_most": count,
            "fresh": count if fresh else 0,
            "parallel": job.max_parallel,
            "at": now,
            "until": until,
            "hashes": list(hashes),
        }
        trials = self._session.scalars(LEASE, values, execution_options={"populate_existing": True}).all()
        if trials:
            set_committed_value(job, "revision", job.revision + 1)
        return trials

    def may_lease(self, job: Job, worker: str) -> bool:
        """Whether the worker has a trial, or a trial is queued and fewer than `max_parallel` run."""
        mine = select(Trial.id).where(Trial.job_id == job.id, Trial.state == TrialState.RUNNING, Trial.worker == worker)
        waiting = select(Trial.id).where(Trial.job_id == job.id, Trial.state == TrialState.QUEUED)
        running = (
            select(func.count()).select_from(Trial).where(Trial.job_id == job.id, Trial.state == TrialState.RUNNING)
        )
        free = and_(waiting.exists(), running.scalar_subquery() < job.max_parallel)
        return self._session.scalars(
            select(or_(mine.exists(), free) if job.state == JobState.RUNNING else mine.exists())
        ).one()

    def renew(self, trial_id: uuid.UUID, *, worker: str, expires_at: datetime) -> bool:
        """Extends the lease if this worker still has it. Returns False if it does not.

        It needs no lock on the job. It does not wait for another transaction that changes the trial, and returns False
        then, because waiting could deadlock: this one would hold the trial while others lock the job first.
        """
        mine = select(Trial.id).where(Trial.id == trial_id, Trial.state == TrialState.RUNNING, Trial.worker == worker)
        statement = (
            update(Trial)
            .where(Trial.id == mine.with_for_update(skip_locked=True).scalar_subquery())
            .values(lease_expires_at=expires_at)
            .returning(Trial.id)
            .execution_options(synchronize_session=False)
        )
        return self._session.scalar(statement) is not None

    def count_open(self, job: Job) -> int:
        """How many trials of the job are open. It counts no further than `max_parallel`, because a warm-up may be
        long."""
        return self._session.scalars(COUNT_OPEN, {"of_job": job.id, "parallel": job.max_parallel}).one()

    def book(self, job: Job, trial: Trial, *, to_trial: Mapping[str, Any], to_job: Mapping[str, Any]) -> int:
        """Writes a result to both rows, which must be locked. Returns how many other trials are open, as count_open
        does."""
        changed: list[tuple[Base, Sequence[str], Mapping[str, Any]]] = [
            (trial, TRIAL_RESULT, to_trial),
            (job, JOB_RESULT, to_job),
        ]
        values: dict[str, Any] = {"of_trial": trial.id, "of_job": job.id, "parallel": job.max_parallel}
        for row, columns, new in changed:
            values |= {f"new_{row.__tablename__}_{c}": new.get(c, getattr(row, c)) for c in columns}
            for column, value in new.items():
                set_committed_value(row, column, value)
        self._session.flush()
        open_trials: int = self._session.connection().execute(BOOK, values).scalar_one()  # no rows to map
        return open_trials

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
