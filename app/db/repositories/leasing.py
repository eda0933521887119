"""The statements of the trial protocol's hot path, built once: SQLAlchemy then need not build and compare them anew."""

from collections.abc import Sequence
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
    exists,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.orm import defer, load_only, undefer

from app.db.base import Base
from app.db.models import Job, Lease, Trial

_JOB_ID = bindparam("of_job", type_=Uuid)
_PROJECT_ID = bindparam("project_id", type_=Uuid)
_TRIAL_ID = bindparam("trial_id", type_=Uuid)
_NOW = bindparam("at", type_=DateTime(timezone=True))
_WORKER = bindparam("by_worker", type_=Text)
_COUNT = bindparam("at_most", type_=Integer)
_QUEUED, _RUNNING = (literal_column(f"'{state}'", Text) for state in ("queued", "running"))
"""Not parameters: the planner knows how rare they are, and one plan serves all calls."""
_OF_TRIAL = bindparam("of_trial", type_=Uuid)
_WITHOUT_SPACE = defer(Job.space)
"""The longest column, and hardly ever looked at: compiled spaces are kept by their digest."""
_SELDOM = (Job.tags, Job.seed, Job.deadline_s, Job.calls_held_until, Job.pause_reason)
"""What a report does not look at."""
WITH_EVENTS = undefer(Job.wanted_events)
"""For whoever changes a job: which events of it somebody wants to hear of."""

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
    told = update(Trial).where(Trial.id == _OF_TRIAL).values(_new(Trial, TRIAL_RESULT)).cte("told")
    booked = update(Job).where(Job.id == _JOB_ID).values(_new(Job, JOB_RESULT)).cte("booked")
    return _open(Trial.id != _OF_TRIAL).add_cte(told, booked)


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
"""With what every lease needs: columns that nobody looks at are a tenth of what a statement costs this process."""
LEASE = _lease()
COUNT_OPEN = _open()
HELD = _held()
HELD_LOCKED = HELD.options(WITH_EVENTS).with_for_update(of=[Job, Trial])
"""Waits for both rows, the job's first, and gives both as they are then; leases never change."""
BOOK = _book()
