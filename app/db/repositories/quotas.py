"""The SQL about what projects may use, and have used."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, bindparam, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db.models import Job, Project, RankingUse
from app.domain.lifecycle import OPEN_JOB_STATES


class QuotaRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def own(self, project_id: uuid.UUID) -> Mapping[str, Any]:
        """The project's own quotas, by name."""
        own: Mapping[str, Any] = self._session.scalars(select(Project.quotas).where(Project.id == project_id)).one()
        return own

    def lock_open_jobs(self, project_id: uuid.UUID) -> None:
        """Makes other quota checks of this project wait until the end of the transaction."""
        lock = func.pg_advisory_xact_lock(bindparam("lock", type_=BigInteger))
        name = hashlib.sha256(f"open jobs of {project_id}".encode()).digest()
        self._session.execute(select(lock), {"lock": int.from_bytes(name[:8], "big", signed=True)})

    def open_jobs(self, project_id: uuid.UUID) -> tuple[int, int]:
        """The number of open jobs, and the sum of their `max_parallel`."""
        query = select(func.count(), func.coalesce(func.sum(Job.max_parallel), 0)).where(
            Job.project_id == project_id, Job.state.in_(OPEN_JOB_STATES)
        )
        jobs, trials = self._session.execute(query).one()
        return jobs, trials

    def ranking_use(self, project_id: uuid.UUID, since: datetime) -> Sequence[RankingUse]:
        """The ranking time used by the minute, oldest first."""
        query = select(RankingUse).where(RankingUse.project_id == project_id, RankingUse.minute > since)
        return self._session.scalars(query.order_by(RankingUse.minute)).all()

    def add_ranking_use(self, project_id: uuid.UUID, minute: datetime, seconds: float) -> None:
        statement = insert(RankingUse).values(project_id=project_id, minute=minute, seconds=seconds)
        total = RankingUse.seconds + statement.excluded.seconds
        self._session.execute(
            statement.on_conflict_do_update(index_elements=["project_id", "minute"], set_={"seconds": total})
        )

    def delete_ranking_use(self, before: datetime, limit: int) -> None:
        old = select(RankingUse.project_id, RankingUse.minute).where(RankingUse.minute < before).limit(limit)
        self._session.execute(delete(RankingUse).where(tuple_(RankingUse.project_id, RankingUse.minute).in_(old)))
