"""The state of the service for one project: its own rows, and the parts that all projects share."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.db.models import RankerRevision, Worker
from app.db.repositories.operations import OperationsRepository, Queue, RankerUse, WorkerRepository
from app.domain.ranking import LoadState
from app.language_models import Checkpoint
from app.schema_version import SchemaVersion, newest_revision
from app.services.rankings import RankerInfo, list_rankers
from app.settings import Settings

BEAT_S = 10
ALIVE = timedelta(seconds=35)
"""A process without a heartbeat for this long counts as dead; it is a little more than three heartbeats."""
SHOWN = timedelta(hours=1)
MAX_WORKERS = 200


def record_worker(session: Session, worker: Worker) -> None:
    """Records that the process is alive."""
    WorkerRepository(session).note(worker)


def remove_worker(session: Session, name: str, started_at: datetime) -> None:
    """Removes a process that stops as planned."""
    WorkerRepository(session).delete(name, started_at)


def list_workers(session: Session, now: datetime) -> Sequence[tuple[Worker, bool]]:
    """At most MAX_WORKERS workers seen within SHOWN, the latest first, each with whether it is alive."""
    return [(w, w.seen_at > now - ALIVE) for w in WorkerRepository(session).seen_since(now - SHOWN, MAX_WORKERS)]


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OVERDUE = timedelta(seconds=30)
"""A lease that ended this long ago should have been swept."""
REVISIONS = 5


@dataclass(frozen=True, slots=True)
class RankerReport:
    """A ranker with what workers have loaded.

    Args:
        info: The ranker.
        revisions: The revisions that workers have loaded, newest first.
        sha256: The digest that the operator requires of its files.
    """

    info: RankerInfo
    revisions: Sequence[RankerRevision]
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Operations:
    """The state of the service for one project.

    Args:
        at: The time of this state.
        schema: The version of the database schema.
        messages: The messages in each queue of the broker; None if it is unreachable.
        workers: The workers, each with whether it is alive.
        rounds: The planned rounds.
        rankings: The latest rounds of each ranker.
        leases: Running, overdue, expired in the last hour, and expired in the last day.
        callbacks: The pending callbacks.
        callbacks_accepted: Callbacks that were accepted and not reported.
        callbacks_unsent: Ready trials that have not been sent.
        deliveries: The messages to webhooks.
        failed_deliveries: Messages that were not delivered after the last attempt.
        endpoints: Failing and disabled webhooks.
        rankers: The rankers.
    """

    at: datetime
    schema: SchemaVersion
    messages: Mapping[str, int | None]
    workers: Sequence[tuple[Worker, bool]]
    rounds: Queue
    rankings: Sequence[RankerUse]
    leases: tuple[int, int, int, int]
    callbacks: Queue
    callbacks_accepted: int
    callbacks_unsent: int
    deliveries: Queue
    failed_deliveries: int
    endpoints: tuple[int, int]
    rankers: Sequence[RankerReport]

    @property
    def troubles(self) -> Sequence[str]:
        """Warnings for the operator as sentences; there are none if all is well."""
        alive = [worker for worker, is_alive in self.workers if is_alive]
        found = [
            (not self.schema.is_newest, "The database's schema is not that of this release: run the migration."),
            (None in self.messages.values(), "The broker does not respond: rounds wait for the sweep."),
            (
                not any("ranking" in w.queues for w in alive),
                "No ranking worker is alive: the surrogate decides rounds.",
            ),
            (not any("io" in w.queues for w in alive), "No io worker is alive: nothing is swept, called or delivered."),
            (self.leases[1] > 0, "Leases are overdue: the sweep does not run, or does not keep up."),
            (self.endpoints[0] + self.endpoints[1] > 0, "Webhooks fail or are disabled."),
            (any(r.info.state == LoadState.FAILED for r in self.rankers), "A ranker could not be loaded."),
        ]
        return [text for is_so, text in found if is_so]


def read_operations(
    session: Session, project_id: uuid.UUID, settings: Settings, messages: Mapping[str, int | None], now: datetime
) -> Operations:
    """The present state of the service for a project.

    `messages` comes from app.queue.waiting_messages, which may take long and so must not run in the transaction.
    """
    repository = OperationsRepository(session)
    running, overdue = repository.leases(project_id, now - OVERDUE)
    last_hour, last_day = repository.expiries(project_id, now - HOUR, now - DAY)
    callbacks, accepted, unsent = repository.callbacks(project_id, now)
    return Operations(
        at=now,
        schema=SchemaVersion(repository.schema(), newest_revision()),
        messages=messages,
        workers=list_workers(session, now),
        rounds=repository.rounds(project_id, now),
        rankings=repository.rankings(project_id, now - HOUR),
        leases=(running, overdue, last_hour, last_day),
        callbacks=callbacks,
        callbacks_accepted=accepted,
        callbacks_unsent=unsent,
        deliveries=repository.deliveries(project_id, now),
        failed_deliveries=repository.failed_deliveries(project_id, now - DAY),
        endpoints=repository.endpoints(project_id),
        rankers=_rankers(session, settings),
    )


def _rankers(session: Session, settings: Settings) -> Sequence[RankerReport]:
    infos = list_rankers(session, settings)
    revisions = OperationsRepository(session).revisions([info.name for info in infos], REVISIONS)

    def report(info: RankerInfo) -> RankerReport:
        source = settings.ranking.llms.get(info.name.removeprefix("llm:")) if info.kind == "llm" else None
        pinned = source.sha256 if isinstance(source, Checkpoint) else None
        return RankerReport(info, [r for r in revisions if r.name == info.name], pinned)

    return [report(info) for info in infos]
