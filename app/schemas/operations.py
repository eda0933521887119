"""How the service is doing, on the wire."""

from datetime import datetime
from typing import Self

from pydantic import Field

from app.domain.ranking import LoadState
from app.schemas.base import Model
from app.services.operations import Operations, RankerReport
from app.services.rankings import RankerKind
from app.services.records import Queue


class SchemaModel(Model):
    """Revisions of the database schema."""

    current: str | None
    """The revision of the database."""
    newest: str | None
    """The revision that this release needs."""


class WaitingModel(Model):
    """Work that waits. Counts stop at 10,000."""

    due: int
    """Not begun by any worker."""
    in_progress: int
    """Begun by a worker."""
    oldest: datetime | None
    """Since when the oldest has been due."""

    @classmethod
    def of(cls, queue: Queue) -> Self:
        return cls.model_validate(queue, from_attributes=True)


class MessagesModel(Model):
    """Messages in the queues of the broker; null if the broker is unreachable. They only wake workers up; the work is
    in the database."""

    ranking: int | None
    callbacks: int | None
    io: int | None


class WorkerModel(Model):
    """A worker process."""

    name: str | None
    """For the scope `admin` only."""
    queues: list[str]
    version: str
    started_at: datetime
    seen_at: datetime
    alive: bool
    """Whether it has sent a heartbeat in the last 35 seconds."""


class RankerUseModel(Model):
    """The rounds of the last hour that requested a ranker; the latest 10,000."""

    ranker: str
    rounds: int
    fallbacks: int
    """Rounds that the surrogate ranked instead."""
    median_ms: float | None
    """Of the rounds that the requested ranker ranked."""
    p95_ms: float | None
    """The 95th percentile of the same rounds."""


class LeasesModel(Model):
    """The leases of running trials."""

    running: int
    """Trials under a lease."""
    overdue: int
    """Leases that ended more than 30 seconds ago and were not swept."""
    expired_last_hour: int
    expired_last_day: int


class CallbacksModel(WaitingModel):
    """The callbacks of all jobs."""

    accepted: int
    """Accepted and not reported yet."""
    unsent: int
    """Ready trials that have not been sent."""


class WebhooksModel(WaitingModel):
    """Messages to enabled webhooks."""

    failed_last_day: int
    """Messages that were not delivered after the last attempt."""
    failing: int = Field(description="Enabled webhooks whose last attempt failed.")
    disabled: int


class RevisionModel(Model):
    revision: str
    loaded_at: datetime


class RankerReportModel(Model):
    """A ranker and what workers have loaded."""

    name: str
    kind: RankerKind
    default: bool
    state: LoadState
    failure: str | None
    since: datetime | None
    """When this state was first seen."""
    revision: str | None
    revisions: list[RevisionModel]
    """The latest five that workers have loaded, newest first. The revision of a checkpoint begins with its digest."""
    sha256: str | None
    """The digest that the operator requires of its files."""

    @classmethod
    def of(cls, report: RankerReport) -> Self:
        info = report.info
        return cls(
            name=info.name,
            kind=info.kind,
            default=info.default,
            state=info.state,
            failure=info.failure,
            since=info.since,
            revision=info.revision,
            revisions=[RevisionModel(revision=r.revision, loaded_at=r.loaded_at) for r in report.revisions],
            sha256=report.sha256,
        )


class OperationsModel(Model):
    """The state of the service. `workers`, `messages`, `rankers`, `schema_version` and `version` describe the
    installation, the rest the project."""

    at: datetime
    version: str
    schema_version: SchemaModel
    troubles: list[str]
    """Problems that need attention, in words."""
    workers: list[WorkerModel]
    messages: MessagesModel
    rounds: WaitingModel
    rankings: list[RankerUseModel]
    leases: LeasesModel
    callbacks: CallbacksModel
    webhooks: WebhooksModel
    rankers: list[RankerReportModel]

    @classmethod
    def of(cls, found: Operations, *, version: str, with_names: bool) -> Self:
        running, overdue, last_hour, last_day = found.leases
        failing, disabled = found.endpoints
        return cls(
            at=found.at,
            version=version,
            schema_version=SchemaModel.model_validate(found.schema, from_attributes=True),
            troubles=list(found.troubles),
            workers=[
                WorkerModel(
                    name=worker.name if with_names else None,
                    queues=worker.queues,
                    version=worker.version,
                    started_at=worker.started_at,
                    seen_at=worker.seen_at,
                    alive=alive,
                )
                for worker, alive in found.workers
            ],
            messages=MessagesModel.model_validate(found.messages),
            rounds=WaitingModel.of(found.rounds),
            rankings=[RankerUseModel.model_validate(use, from_attributes=True) for use in found.rankings],
            leases=LeasesModel(
                running=running, overdue=overdue, expired_last_hour=last_hour, expired_last_day=last_day
            ),
            callbacks=CallbacksModel(
                **WaitingModel.of(found.callbacks).model_dump(),
                accepted=found.callbacks_accepted,
                unsent=found.callbacks_unsent,
            ),
            webhooks=WebhooksModel(
                **WaitingModel.of(found.deliveries).model_dump(),
                failed_last_day=found.failed_deliveries,
                failing=failing,
                disabled=disabled,
            ),
            rankers=[RankerReportModel.of(report) for report in found.rankers],
        )
