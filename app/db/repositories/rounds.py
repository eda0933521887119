"""The SQL about rounds."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import DateTime, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.db.models import Job, Round
from app.db.repositories.fair_queue import first_in_turn
from app.db.repositories.pages import Page, cut, decode_cursor
from app.db.session import Found
from app.domain.errors import NotFound
from app.domain.lifecycle import JobState, RoundState

_DUE = (
    select(Round.id)
    .join(Job, Job.id == Round.job_id)
    .where(
        Round.state == RoundState.PLANNED,
        Job.state == JobState.RUNNING,
        or_(Round.claimed_until.is_(None), Round.claimed_until <= bindparam("now", type_=DateTime(timezone=True))),
    )
)
_NEXT_DUE = select(Round).where(Round.id == first_in_turn(Round, _DUE))
_COUNT_DUE = select(func.count()).select_from(_DUE.subquery())


class RoundRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, round_: Round) -> None:
        self._session.add(round_)
        self._session.flush()

    def has_planned(self, job_id: uuid.UUID) -> bool:
        query = select(Round.id).where(Round.job_id == job_id, Round.state == RoundState.PLANNED)
        return self._session.scalar(query) is not None

    def planned(self, job_id: uuid.UUID) -> Round | None:
        """The job's planned round, locked."""
        query = select(Round).where(Round.job_id == job_id, Round.state == RoundState.PLANNED).with_for_update()
        return self._session.scalar(query)

    def lock(self, round_id: uuid.UUID) -> Round:
        query = select(Round).where(Round.id == round_id).with_for_update().execution_options(populate_existing=True)
        return self._session.scalars(query).one()

    def job_of(self, round_id: uuid.UUID) -> uuid.UUID:
        return self._session.scalars(select(Round.job_id).where(Round.id == round_id)).one()

    def next_due(self, now: datetime) -> Round | None:
        """The oldest due round of the project served longest ago. It is locked; rounds locked elsewhere are skipped.

        A round is due if it is planned, its job is running, and no worker has claimed it.
        """
        return self._session.scalar(_NEXT_DUE, {"now": now})

    def count_due(self, now: datetime) -> int:
        return self._session.scalars(_COUNT_DUE, {"now": now}).one()

    def stalled(self, planned_before: datetime, limit: int) -> Sequence[Found]:
        """Project and id of rounds of running jobs that were planned before this time and are still not ranked."""
        query = (
            select(Round.project_id, Round.id)
            .join(Job, Job.id == Round.job_id)
            .where(Round.state == RoundState.PLANNED, Job.state == JobState.RUNNING, Round.planned_at <= planned_before)
            .order_by(Round.planned_at)
            .limit(limit)
        )
        return [(project, round_) for project, round_ in self._session.execute(query)]

    def get(self, job_id: uuid.UUID, number: int) -> Round:
        round_ = self._session.scalar(select(Round).where(Round.job_id == job_id, Round.number == number))
        if round_ is None:
            raise NotFound("this job has no such round")
        return round_

    def page(self, job_id: uuid.UUID, *, limit: int, after: str | None) -> Page[Round]:
        query = select(Round).where(Round.job_id == job_id)
        if after is not None:
            query = query.where(Round.number > decode_cursor(after, [int])[0])
        rows = self._session.scalars(query.order_by(Round.number).limit(limit + 1)).all()
        return cut(rows, limit, lambda round_: [round_.number])
