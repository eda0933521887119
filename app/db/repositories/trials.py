"""All SQL about trials and leases."""

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
"""Not parameters: the planner knows how rare they are, and one plan serves all calls."""
_OF_TRIAL = bindparam("of_trial", type_=Uuid)
_WITHOUT_SPACE = defer(Job.space)
"""The longest column, and rarely needed: compiled spaces are cached by their digest."""
_SELDOM = (Job.tags, Job.seed, Job.deadline_s, Job.callbacks_paused_until, Job.pause_reason)
"""Columns that a report does not need."""
WITH_EVENTS = undefer(Job.subscribed_events)
"""For changes of a job: the events to which webhooks subscribe."""

TRIAL_RESULT = ("state", "lease_expires_at", "score", "metrics", "error", "observed", "best_so_far", "finished_at")
JOB_RESULT = ("observed", "failures", "best_score", "best_trial_id", "revision")


def _lease() -> Executable:
    """One statement that chooses trials, marks them as running, stores their tokens, and counts the job's revision on.

    Needs the job's lock. Parameters: of_job, by_worker, at_most trials in all, fresh ones at most, parallel ones at
    most, at this time, until the lease ends, hashes of as many tokens. (Not the columns' names: those would be set.)
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
    # Not an alias of Trial: SQLAlchemy makes an alias's columns when they are first compiled, and several threads that
    # do so at once may get the table's instead, that is all trials of the project.
    return select(Trial).from_statement(shown)


def _held() -> Select[Job, Trial, Lease]:
    """A project's trial, its job, and the lease of a token if it is one of this trial.

    Parameters: trial_id, project_id, token_hash.
    """
    same = and_(Lease.trial_id == Trial.id, Lease.token_hash == bindparam("token_hash", type_=LargeBinary))
    mine = and_(Trial.id == _TRIAL_ID, Trial.project_id == _PROJECT_ID)
    query = select(Job, Trial, Lease).join(Trial, Trial.job_id == Job.id).outerjoin(Lease, same).where(mine)
    return query.options(_WITHOUT_SPACE, *map(defer, _SELDOM), load_only(Lease.worker))


def _open(*conditions: ColumnElement[bool]) -> Select[int]:
    """How many trials of of_job are open, at most `parallel`."""
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
    """Writes a result to its trial and its job, and counts the job's other open trials, at most `parallel`.

    Needs the locks of both. Parameters: of_trial, of_job, parallel, and new_... for the columns that it writes.
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
"""Only the columns that every lease needs: the others would make a tenth of the statement's cost in this process."""
LEASE = _lease()
COUNT_OPEN = _open()
HELD = _held()
HELD_LOCKED = HELD.options(WITH_EVENTS).with_for_update(of=[Job, Trial])
"""Waits for both rows, the job's first, and gives both as they are then; leases never change."""
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
        """Forgets all tokens of a trial but the `keep` latest."""
        latest = select(Lease.token_hash).where(Lease.trial_id == trial_id).order_by(Lease.issued_at.desc()).limit(keep)
        statement = delete(Lease).where(Lease.trial_id == trial_id, Lease.token_hash.not_in(latest))
        self._session.execute(statement.execution_options(synchronize_session=False))

    def lease(
        self, job: Job, *, worker: str, count: int, fresh: bool, now: datetime, until: datetime, hashes: Sequence[bytes]
    ) -> Sequence[Trial]:
        """Grants up to `count` trials, oldest first: those that the worker holds, then queued ones.

        fresh: whether queued ones may be granted; at most `max_parallel` run at a time. hashes: of `count` tokens, for
        the trials in this order. The caller holds the job's lock.
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
        """Whether the worker holds a trial, or a queued one waits and fewer than `max_parallel` run."""
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
        """Compare and set: extends the lease if this worker still has it; needs no lock on the job.

        False as well while another transaction changes the trial. It does not wait for that one: it would
        hold the trial while others lock the job first, and that could deadlock.
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
        """How many trials of the job are open, but no more than `max_parallel`: a long warm-up is not counted out."""
        return self._session.scalars(COUNT_OPEN, {"of_job": job.id, "parallel": job.max_parallel}).one()

    def book(self, job: Job, trial: Trial, *, to_trial: Mapping[str, Any], to_job: Mapping[str, Any]) -> int:
        """Writes a result to both rows, which the caller has locked. How many other trials are open, as count_open."""
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
        """Ends the open trials of a job that has ended."""
        statement = (
            update(Trial)
            .where(Trial.job_id == job_id, Trial.state.in_(_OPEN))
            .values(state=TrialState.CANCELLED, finished_at=now, lease_expires_at=None)
        )
        self._session.execute(statement)

    def expired(self, now: datetime, limit: int) -> Sequence[Found]:
        """(project, trial) of running trials whose lease is over; unlocked, to be looked at again under a lock."""
        query = select(Trial.project_id, Trial.id).where(
            Trial.state == TrialState.RUNNING, Trial.lease_expires_at <= now
        )
        return [
            (project, trial)
            for project, trial in self._session.execute(query.order_by(Trial.lease_expires_at).limit(limit))
        ]

    def codes_before(self, job_id: uuid.UUID, number: int) -> set[str]:
        """NCodes of the trials numbered up to and including `number`."""
        return set(self._session.scalars(select(Trial.ncode).where(Trial.job_id == job_id, Trial.number <= number)))

    def best_observed(self, job: Job, *, window: int, limit: int) -> Sequence[tuple[str, float]]:
        """(ncode, score) of the best completed trials among the first `window` results, best first."""
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
        """(ncode, state) of the latest failed or infeasible trials among the first `window` results."""
        query = (
            select(Trial.ncode, Trial.state)
            .where(Trial.job_id == job.id, Trial.state.in_(states), Trial.observed <= window)
            .order_by(Trial.observed.desc())
            .limit(limit)
        )
        return [(code, state) for code, state in self._session.execute(query)]

    def pending_codes(self, job_id: uuid.UUID, *, window: int, before: int, limit: int) -> Sequence[str]:
        """NCodes of the latest trials numbered up to `before` whose result is not among the first `window`."""
        unseen = or_(Trial.observed.is_(None), Trial.observed > window)
        query = select(Trial.ncode).where(Trial.job_id == job_id, Trial.number <= before, unseen)
        return self._session.scalars(query.order_by(Trial.number.desc()).limit(limit)).all()

    def history_page(self, job_id: uuid.UUID, *, limit: int, after: str | None) -> Page[Trial]:
        """Finished trials in the order in which their results came in."""
        position = 0 if after is None else decode_cursor(after, [int])[0]
        query = select(Trial).where(Trial.job_id == job_id, Trial.state.in_(_OBSERVED), Trial.observed > position)
        rows = self._session.scalars(query.order_by(Trial.observed).limit(limit + 1)).all()
        return cut(rows, limit, lambda trial: [trial.observed])
