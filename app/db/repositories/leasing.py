"""The statements of the trial protocol's hot path, built once: SQLAlchemy then need not build and compare them anew."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    DateTime,
    Integer,
    LargeBinary,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import aliased

from app.db.models import Job, Lease, Trial

_JOB_ID = bindparam("of_job", type_=Uuid)
_PROJECT_ID = bindparam("project_id", type_=Uuid)
_TRIAL_ID = bindparam("trial_id", type_=Uuid)
_NOW = bindparam("at", type_=DateTime(timezone=True))
_WORKER = bindparam("by_worker", type_=Text)
_COUNT = bindparam("at_most", type_=Integer)


def _lease() -> Select[Trial]:
    """One statement that chooses trials, marks them as running, stores their tokens, and counts the job's revision on.

    Needs the job's lock. Parameters: of_job, by_worker, at_most trials in all, fresh ones at most, parallel ones at
    most, at this time, until the lease ends, hashes of as many tokens. (Not the columns' names: those would be set.)
    """
    running = and_(Trial.job_id == _JOB_ID, Trial.state == "running")
    held = select(Trial.id).where(running, Trial.worker == _WORKER).order_by(Trial.number).limit(_COUNT).cte("held")
    room = func.least(
        bindparam("fresh", type_=Integer),
        _COUNT - select(func.count()).select_from(held).scalar_subquery(),
        bindparam("parallel", type_=Integer) - select(func.count()).select_from(Trial).where(running).scalar_subquery(),
    )
    queued = (
        select(Trial.id)
        .where(Trial.job_id == _JOB_ID, Trial.state == "queued")
        .order_by(Trial.number)
        .limit(func.greatest(0, room))
        .cte("queued")
    )
    granted = (
        update(Trial)
        .where(Trial.id.in_(select(held.c.id).union_all(select(queued.c.id))))
        .values(
            state="running",
            worker=_WORKER,
            lease_expires_at=bindparam("until", type_=DateTime(timezone=True)),
            started_at=func.coalesce(Trial.started_at, _NOW),
        )
        .returning(Trial)
        .cte("granted")
    )
    place = func.row_number().over(order_by=granted.c.number).label("place")
    placed = select(place, granted.c.id, granted.c.worker, granted.c.attempt).subquery()
    given: Any = func.unnest(bindparam("hashes", type_=ARRAY(LargeBinary)))
    token = given.table_valued("hash", with_ordinality="place", joins_implicitly=True).render_derived()
    rows = select(token.c.hash, placed.c.id, placed.c.worker, placed.c.attempt, _NOW)
    columns = [Lease.token_hash, Lease.trial_id, Lease.worker, Lease.attempt, Lease.issued_at]
    issued = insert(Lease).from_select(columns, rows.where(token.c.place == placed.c.place)).cte("issued")
    some = exists().select_from(granted)
    bumped = update(Job).where(Job.id == _JOB_ID, some).values(revision=Job.revision + 1).cte("bumped")
    return select(aliased(Trial, granted)).order_by(granted.c.number).add_cte(issued, bumped)


def _held() -> Select[Trial, Lease]:
    """A project's trial, and the lease of a token if it is one of this trial. Parameters: trial_id, ..., token_hash."""
    same = and_(Lease.trial_id == Trial.id, Lease.token_hash == bindparam("token_hash", type_=LargeBinary))
    mine = and_(Trial.id == _TRIAL_ID, Trial.project_id == _PROJECT_ID)
    return select(Trial, Lease).outerjoin(Lease, same).where(mine)


def _open() -> Select[int]:
    """How many trials of of_job are open, at most `parallel`."""
    found = select(Trial.id).where(Trial.job_id == _JOB_ID, Trial.state.in_(["queued", "running"]))
    return select(func.count()).select_from(found.limit(bindparam("parallel", type_=Integer)).subquery())


LOCK_JOB = select(Job).where(Job.id == _JOB_ID, Job.project_id == _PROJECT_ID).with_for_update()
LOCK_JOB_OF_TRIAL = (
    select(Job)
    .join(Trial, Trial.job_id == Job.id)
    .where(Trial.id == _TRIAL_ID, Trial.project_id == _PROJECT_ID)
    .with_for_update(of=Job)
)
LEASE = _lease()
COUNT_OPEN = _open()
HELD = _held()
HELD_LOCKED = HELD.with_for_update(of=Trial)
