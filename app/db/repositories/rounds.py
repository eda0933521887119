"""All SQL about rounds."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.db.models import Job, Project, Round
from app.db.repositories.pages import Page, cut, decode_cursor
from app.db.session import Found
from app.domain.errors import NotFound


class RoundRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, round_: Round) -> None:
        self._session.add(round_)
        self._session.flush()

    def has_planned(self, job_id: uuid.UUID) -> bool:
        query = select(Round.id).where(Round.job_id == job_id, Round.state == "planned")
        return self._session.scalar(query) is not None

    def planned(self, job_id: uuid.UUID) -> Round | None:
        """The job's planned round, locked."""
        query = select(Round).where(Round.job_id == job_id, Round.state == "planned").with_for_update()
        return self._session.scalar(query)

    def lock(self, round_id: uuid.UUID) -> Round:
        query = select(Round).where(Round.id == round_id).with_for_update().execution_options(populate_existing=True)
        return self._session.scalars(query).one()

    def job_of(self, round_id: uuid.UUID) -> uuid.UUID:
        return self._session.scalars(select(Round.job_id).where(Round.id == round_id)).one()

    def next_due(self, now: datetime) -> Round | None:
        """The oldest due round of the project that was served longest ago; locked, skipping those locked elsewhere.

        Due: planned, of a running job, and held by no worker.
        """
        latest = select(func.max(Round.claimed_until)).where(Round.project_id == Project.id).scalar_subquery()
        # Materialized: computed once for a project, not once for a round.
        served = select(Project.id, latest.label("at")).cte("served").prefix_with("MATERIALIZED", dialect="postgresql")
        query = (
            select(Round)
            .join(Job, Job.id == Round.job_id)
            .join(served, served.c.id == Round.project_id)
            .where(
                Round.state == "planned",
                Job.state == "running",
                or_(Round.claimed_until.is_(None), Round.claimed_until <= now),
            )
            .order_by(served.c.at.asc().nulls_first(), Round.planned_at)
            .limit(1)
            .with_for_update(of=Round, skip_locked=True)
        )
        return self._session.scalar(query)

    def count_due(self, now: datetime) -> int:
        query = (
            select(func.count())
            .select_from(Round)
            .join(Job, Job.id == Round.job_id)
            .where(
                Round.state == "planned",
                Job.state == "running",
                or_(Round.claimed_until.is_(None), Round.claimed_until <= now),
            )
        )
        return self._session.scalars(query).one()

    def stalled(self, planned_before: datetime, limit: int) -> Sequence[Found]:
        """(project, round) of running jobs that were planned before this time and are still not ranked."""
        query = (
            select(Round.project_id, Round.id)
            .join(Job, Job.id == Round.job_id)
            .where(Round.state == "planned", Job.state == "running", Round.planned_at <= planned_before)
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
