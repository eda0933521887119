"""How the service is doing, on the wire."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, Field

from app.domain.ranking import LoadState
from app.services.operations import Operations, RankerReport
from app.services.records import Queue


class SchemaModel(BaseModel):
    """Revisions of the database's schema: its own, and the one that this release was written for."""

    current: str | None
    newest: str | None


class WaitingModel(BaseModel):
    """due: what nobody has begun, since `oldest`; in_progress: what a worker has. Counts stop at 10,000."""

    due: int
    in_progress: int
    oldest: datetime | None

    @classmethod
    def of(cls, queue: Queue) -> Self:
        return cls.model_validate(queue, from_attributes=True)


class MessagesModel(BaseModel):
    """Messages that wait in the broker's queues; null where it does not answer. They are a doorbell: rows count."""

    ranking: int | None
    callbacks: int | None
    io: int | None


class WorkerModel(BaseModel):
    """name: for the scope `admin` only. alive: heard of within 35 seconds."""

    name: str | None
    queues: list[str]
    version: str
    started_at: datetime
    seen_at: datetime
    alive: bool


class RankerUseModel(BaseModel):
    """Rounds of the last hour that asked for a ranker, the latest 10,000. fallbacks: those that the surrogate decided.
    median_ms, p95_ms: of those that it ranked itself."""

    ranker: str
    rounds: int
    fallbacks: int
    median_ms: float | None
    p95_ms: float | None


class LeasesModel(BaseModel):
    """running: trials under a lease. overdue: of these, with a lease that ended more than 30 seconds ago."""

    running: int
    overdue: int
    expired_last_hour: int
    expired_last_day: int


class CallbacksModel(WaitingModel):
    """Calls of evaluators. due: that wait for their next try; in_progress: under way; accepted: not answered yet.

    unsent: trials of such jobs that have not been sent to their evaluator.
    """

    accepted: int
    unsent: int


class WebhooksModel(WaitingModel):
    """Messages of enabled webhooks that have not been delivered. failed_last_day: that were given up."""

    failed_last_day: int
    failing: int = Field(description="Enabled webhooks whose last attempt failed.")
    disabled: int


class RevisionModel(BaseModel):
    revision: str
    loaded_at: datetime


class RankerReportModel(BaseModel):
    """revisions: the latest five that workers have loaded, newest first; of a checkpoint they begin with its digest.
    sha256: that the operator pins its files to."""

    name: str
    kind: Literal["compact", "surrogate", "auto", "llm"]
    default: bool
    state: LoadState
    failure: str | None
    since: datetime | None
    revision: str | None
    revisions: list[RevisionModel]
    sha256: str | None

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


class OperationsModel(BaseModel):
    """`workers`, `messages`, `rankers`, `schema_version` and `version` are the installation's, the rest is the
    project's own. troubles: what somebody should look at, in words."""

    at: datetime
    version: str
    schema_version: SchemaModel
    troubles: list[str]
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
