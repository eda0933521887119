"""The SQL about stateless rankings and ranker revisions."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import DateTime, bindparam, delete, or_, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from app.db.models import RankerRevision, RankerState, StatelessRanking
from app.db.repositories.fair_queue import first_in_turn
from app.domain.lifecycle import RankingState

_DUE = select(StatelessRanking.id).where(
    StatelessRanking.state == RankingState.PLANNED,
    or_(
        StatelessRanking.claimed_until.is_(None),
        StatelessRanking.claimed_until <= bindparam("now", type_=DateTime(timezone=True)),
    ),
)
_NEXT_DUE = select(StatelessRanking).where(StatelessRanking.id == first_in_turn(StatelessRanking, _DUE))


class RankingRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, ranking: StatelessRanking) -> None:
        self._session.add(ranking)
        self._session.flush()

    def get(self, ranking_id: uuid.UUID) -> StatelessRanking | None:
        return self._session.get(StatelessRanking, ranking_id, populate_existing=True)

    def lock(self, ranking_id: uuid.UUID) -> StatelessRanking | None:
        query = select(StatelessRanking).where(StatelessRanking.id == ranking_id).with_for_update()
        return self._session.scalar(query.execution_options(populate_existing=True))

    def next_due(self, now: datetime) -> StatelessRanking | None:
        """The oldest due ranking of the project served longest ago, locked."""
        return self._session.scalar(_NEXT_DUE, {"now": now})

    def delete_before(self, planned: datetime, limit: int) -> None:
        old = select(StatelessRanking.id).where(StatelessRanking.planned_at < planned).limit(limit)
        self._session.execute(delete(StatelessRanking).where(StatelessRanking.id.in_(old)))

    def note_revision(self, name: str, revision: str, now: datetime) -> None:
        """Records that a worker has just loaded this revision."""
        statement = insert(RankerRevision).values(name=name, revision=revision, loaded_at=now)
        self._session.execute(
            statement.on_conflict_do_update(index_elements=["name", "revision"], set_={"loaded_at": now})
        )

    def latest_revisions(self) -> Sequence[RankerRevision]:
        """The most recently loaded revision of every ranker."""
        query = select(RankerRevision).ext(distinct_on(RankerRevision.name))
        return self._session.scalars(query.order_by(RankerRevision.name, RankerRevision.loaded_at.desc())).all()

    def note_state(self, report: RankerState) -> None:
        """Stores the latest report. `since` changes only if the report differs from the one before."""
        statement = insert(RankerState).values(
            name=report.name, state=report.state, revision=report.revision, failure=report.failure, since=report.since
        )
        reported = [RankerState.state, RankerState.revision, RankerState.failure]
        is_news = or_(*(column.is_distinct_from(statement.excluded[column.key]) for column in reported))
        values = {column.key: statement.excluded[column.key] for column in [*reported, RankerState.since]}
        self._session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values, where=is_news))

    def states(self) -> Sequence[RankerState]:
        return self._session.scalars(select(RankerState)).all()
