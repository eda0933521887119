"""The SQL about the state of the service for a project. Every count stops at MAX_COUNT rows, which an index finds."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, delete, func, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db.models import Callback, Delivery, Job, LeaseExpiry, RankerRevision, Round, Trial, WebhookEndpoint, Worker
from app.domain.events import DeliveryState, EndpointState
from app.domain.lifecycle import OPEN_JOB_STATES, CallbackState, JobState, RoundState, Source, TrialState

MAX_COUNT = 10_000


@dataclass(frozen=True, slots=True)
class Queue:
    """Rows that wait for a worker.

    Args:
        due: Rows that no worker has begun.
        in_progress: Rows that a worker has begun.
        oldest: Since when the oldest due row has waited.
    """

    due: int
    in_progress: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class RankerUse:
    """Rounds that requested a ranker; the latencies are those of the rounds that it ranked itself, None without any."""

    ranker: str
    rounds: int
    fallbacks: int
    median_ms: float | None
    p95_ms: float | None


class OperationsRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def schema(self) -> str | None:
        revision: str | None = self._session.scalar(text("SELECT version_num FROM alembic_version"))
        return revision

    def rounds(self, project_id: uuid.UUID, now: datetime) -> Queue:
        """The planned rounds of running jobs."""
        query = (
            select(Round.planned_at.label("since"), Round.claimed_until)
            .join(Job, Job.id == Round.job_id)
            .where(Round.project_id == project_id, Round.state == RoundState.PLANNED, Job.state == JobState.RUNNING)
            .order_by(Round.planned_at)
        )
        return self._queue(query, now)

    def rankings(self, project_id: uuid.UUID, since: datetime) -> Sequence[RankerUse]:
        """The latest rounds of each requested ranker, by its name."""
        latest = (
            select(Round.requested_ranker, Round.source, Round.milliseconds)
            .where(Round.project_id == project_id, Round.state == RoundState.RANKED, Round.ranked_at > since)
            .where(Round.source != Source.WARMUP)
            .order_by(Round.ranked_at.desc())
            .limit(MAX_COUNT)
            .subquery()
        )
        own = case((latest.c.source == Source.RANKED, latest.c.milliseconds))  # null, which percentiles leave out
        query = (
            select(
                latest.c.requested_ranker,
                func.count(),
                func.count().filter(latest.c.source == Source.FALLBACK),
                func.percentile_cont(0.5).within_group(own),
                func.percentile_cont(0.95).within_group(own),
            )
            .group_by(latest.c.requested_ranker)
            .order_by(latest.c.requested_ranker)
        )
        return [RankerUse(*row) for row in self._session.execute(query)]

    def leases(self, project_id: uuid.UUID, overdue: datetime) -> tuple[int, int]:
        """How many trials run, and how many of them have a lease that ended before `overdue`."""
        running = (
            select(Trial.lease_expires_at)
            .join(Job, Job.id == Trial.job_id)
            .where(Job.project_id == project_id, Job.state.in_(OPEN_JOB_STATES), Trial.state == TrialState.RUNNING)
            .limit(MAX_COUNT)
            .subquery()
        )
        late = func.count().filter(running.c.lease_expires_at < overdue)
        row = self._session.execute(select(func.count(), late).select_from(running)).one()
        return row[0], row[1]

    def expiries(self, project_id: uuid.UUID, *windows: datetime) -> Sequence[int]:
        """The number of leases that have expired since each of these times; the earliest time comes last."""
        sums = [func.coalesce(func.sum(LeaseExpiry.leases).filter(LeaseExpiry.minute > since), 0) for since in windows]
        query = select(*sums).where(LeaseExpiry.project_id == project_id, LeaseExpiry.minute > windows[-1])
        return [int(number) for number in self._session.execute(query).one()]

    def add_expiry(self, project_id: uuid.UUID, minute: datetime) -> None:
        statement = insert(LeaseExpiry).values(project_id=project_id, minute=minute, leases=1)
        self._session.execute(
            statement.on_conflict_do_update(
                index_elements=["project_id", "minute"], set_={"leases": LeaseExpiry.leases + 1}
            )
        )

    def delete_expiries(self, before: datetime, limit: int) -> None:
        key = tuple_(LeaseExpiry.project_id, LeaseExpiry.minute)
        old = select(LeaseExpiry.project_id, LeaseExpiry.minute).where(LeaseExpiry.minute < before).limit(limit)
        self._session.execute(delete(LeaseExpiry).where(key.in_(old)))

    def callbacks(self, project_id: uuid.UUID, now: datetime) -> tuple[Queue, int, int]:
        """The pending callbacks, the number of accepted ones without a result, and the number of trials not yet
        sent."""
        calling = and_(Job.project_id == project_id, Job.state == JobState.RUNNING, Job.callback_secrets.is_not(None))
        calls = select(Callback.created_at.label("since"), Callback.claimed_until)
        calls = calls.join(Job, Job.id == Callback.job_id).where(calling)
        unsent = select(Trial.id).join(Job, Job.id == Trial.job_id).where(calling, Trial.state == TrialState.QUEUED)
        return (
            self._queue(calls.where(Callback.state == CallbackState.PENDING), now),
            self._count(calls.where(Callback.state == CallbackState.ACCEPTED)),
            self._count(unsent),
        )

    def deliveries(self, project_id: uuid.UUID, now: datetime) -> Queue:
        """The messages to the project's enabled webhooks that have not been delivered."""
        pending = (
            select(Delivery.created_at.label("since"), Delivery.claimed_until)
            .join(WebhookEndpoint, WebhookEndpoint.id == Delivery.endpoint_id)
            .where(WebhookEndpoint.project_id == project_id, WebhookEndpoint.state == EndpointState.ENABLED)
            .where(Delivery.state == DeliveryState.PENDING)
        )
        return self._queue(pending, now)

    def failed_deliveries(self, project_id: uuid.UUID, since: datetime) -> int:
        failed = (
            Delivery.project_id == project_id,
            Delivery.state == DeliveryState.FAILED,
            Delivery.finished_at > since,
        )
        return self._count(select(Delivery.id).where(*failed))

    def endpoints(self, project_id: uuid.UUID) -> tuple[int, int]:
        """The number of webhooks that fail, and of those that are disabled."""
        query = select(
            func.count().filter(WebhookEndpoint.state == EndpointState.ENABLED, WebhookEndpoint.failures > 0),
            func.count().filter(WebhookEndpoint.state == EndpointState.DISABLED),
        ).where(WebhookEndpoint.project_id == project_id)
        row = self._session.execute(query).one()
        return row[0], row[1]

    def revisions(self, names: Sequence[str], each: int) -> Sequence[RankerRevision]:
        """The latest `each` revisions of every ranker, newest first."""
        place = func.row_number().over(partition_by=RankerRevision.name, order_by=RankerRevision.loaded_at.desc())
        placed = select(RankerRevision, place.label("place")).where(RankerRevision.name.in_(names)).subquery()
        query = (
            select(RankerRevision)
            .join(placed, and_(placed.c.name == RankerRevision.name, placed.c.revision == RankerRevision.revision))
            .where(placed.c.place <= each)
            .order_by(RankerRevision.name, RankerRevision.loaded_at.desc())
        )
        return self._session.scalars(query).all()

    def _queue(self, query: Select[*tuple[Any, ...]], now: datetime) -> Queue:
        """Counts the rows of a query that selects `since` and `claimed_until`."""
        rows = query.limit(MAX_COUNT).subquery()
        held = func.coalesce(rows.c.claimed_until > now, False)
        columns = (func.count().filter(~held), func.count().filter(held), func.min(rows.c.since).filter(~held))
        return Queue(*self._session.execute(select(*columns).select_from(rows)).one())

    def _count(self, query: Select[*tuple[Any, ...]]) -> int:
        return self._session.scalars(select(func.count()).select_from(query.limit(MAX_COUNT).subquery())).one()


_CHANGES = ("queues", "version", "started_at", "seen_at")


class WorkerRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def note(self, worker: Worker) -> None:
        """Records that the worker is alive."""
        statement = insert(Worker).values(name=worker.name, **{key: getattr(worker, key) for key in _CHANGES})
        values = {key: statement.excluded[key] for key in _CHANGES}
        self._session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))

    def delete(self, name: str, started_at: datetime) -> None:
        """Deletes the worker, unless a process that began at another time has its name now."""
        self._session.execute(delete(Worker).where(Worker.name == name, Worker.started_at == started_at))

    def seen_since(self, since: datetime, limit: int) -> Sequence[Worker]:
        query = select(Worker).where(Worker.seen_at > since).order_by(Worker.seen_at.desc(), Worker.name).limit(limit)
        return self._session.scalars(query).all()

    def delete_unseen(self, seen_before: datetime) -> None:
        self._session.execute(delete(Worker).where(Worker.seen_at < seen_before))
