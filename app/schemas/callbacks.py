"""How the trials of a job are evaluated, and the callbacks of a job, on the wire."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Discriminator, Field, Secret, StrictInt, StringConstraints, Tag

from app.domain import job_spec, limits
from app.domain.lifecycle import CallbackState
from app.fields import WHOLE
from app.schemas.base import Model, RequestBody
from app.services.records import Callback as CallbackRecord
from app.services.records import CallbackCounts, Job

_QUAD = "[A-Za-z0-9+/]{4}"
_SECRET = rf"^whsec_(({_QUAD}){{8,21}}|({_QUAD}){{8,20}}[A-Za-z0-9+/]{{3}}=|({_QUAD}){{8,21}}[A-Za-z0-9+/]{{2}}==)$"
SigningSecret = Secret[Annotated[str, StringConstraints(pattern=_SECRET)]]
"""`whsec_` and the base64 of 24 to 64 bytes."""
Url = Annotated[str, Field(min_length=1, max_length=2_000)]
LeaseS = Annotated[StrictInt, Field(ge=1, le=7 * 86_400), WHOLE]
Attempts = Annotated[StrictInt, Field(ge=1, le=100), WHOLE]
CallS = Annotated[StrictInt, Field(ge=1, le=limits.MAX_CALLBACK_S), WHOLE]
Concurrency = Annotated[StrictInt, Field(ge=1, le=limits.MAX_PARALLEL), WHOLE]


class PullEvaluation(RequestBody):
    """Workers lease the job's trials."""

    mode: Literal["pull"] = "pull"
    lease_s: LeaseS = 300
    """Seconds that a trial may run without a heartbeat."""
    max_attempts: Attempts = 3
    """Leases of a trial before it fails."""

    def spec(self, max_parallel: int) -> job_spec.Evaluation:  # noqa: ARG002  as that of the other mode
        return job_spec.Evaluation(**self.model_dump())


class CallbackEvaluation(RequestBody):
    """Each trial is POSTed to `url` when it is ready, as a signed Standard Webhooks message `trial.evaluate`.

    Workers may lease trials of the job as well.
    """

    mode: Literal["callback"]
    url: Url
    """The address of the evaluator."""
    secret: SigningSecret
    """Signs the messages."""
    timeout_s: CallS = 30
    """Seconds that a request may take."""
    max_concurrency: Concurrency | None = None
    """Sent trials that run at the same time; by default `max_parallel`."""
    lease_s: LeaseS = 300
    """Seconds in which an attempt is sent until it is accepted; after that, seconds that it may run without a
    heartbeat."""
    max_attempts: Attempts = 3
    """Leases of a trial before it fails."""

    def spec(self, max_parallel: int) -> job_spec.Evaluation:
        values = self.model_dump(exclude={"secret"})
        return job_spec.Evaluation(**{**values, "max_concurrency": self.max_concurrency or max_parallel})


def _mode(evaluation: Any) -> str:
    """Also of a model: they are read again from dumps, and from each other."""
    mode = evaluation.get("mode", "pull") if isinstance(evaluation, dict) else getattr(evaluation, "mode", "pull")
    return str(mode)


Evaluation = Annotated[
    Annotated[PullEvaluation, Tag("pull")] | Annotated[CallbackEvaluation, Tag("callback")], Discriminator(_mode)
]


class CallbackCountsModel(Model):
    """The callbacks of a job."""

    pending: int
    """Callbacks to be sent, or to be sent again."""
    accepted: int
    """Trials that the evaluator has accepted and not reported."""
    failing: int
    """Pending callbacks that have failed at least once."""
    last_error: str | None
    """The error of the latest failed try."""
    last_error_at: datetime | None
    paused_until: datetime | None
    """Until when the evaluator requested no callbacks."""


class CallbackShown(Model):
    """How trials are sent to the evaluator. The secret is never shown."""

    mode: Literal["callback"]
    url: str
    timeout_s: int
    max_concurrency: int
    lease_s: int
    max_attempts: int
    callbacks: CallbackCountsModel


EvaluationShown = Annotated[PullEvaluation | CallbackShown, Field(discriminator="mode")]


def shown(job: Job, callbacks: CallbackCounts | None) -> dict[str, Any]:
    """The fields of EvaluationShown."""
    if callbacks is None:
        return job.evaluation
    counts = {field: getattr(callbacks, field) for field in CallbackCountsModel.model_fields if field != "paused_until"}
    return {**job.evaluation, "callbacks": {**counts, "paused_until": job.callbacks_paused_until}}


class CallbackChange(RequestBody):
    """A pending callback is sent again at once. A paused job has to be resumed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"url": "https://cluster.example.org/evaluate"}]})

    url: Url | None = None
    """The new address."""
    secret: SigningSecret | None = None
    """Signs messages from now on. The older secrets stay valid for 24 hours, and messages are signed with each of them.
    """


class Callback(Model):
    """The callbacks for one attempt of a trial."""

    trial: uuid.UUID
    """The id of the trial."""
    number: int
    """The number of the trial."""
    attempt: int
    state: CallbackState
    """`pending`: sent again at `next_try_at`. `accepted`: the evaluator will report. `answered`: there is a result.
    `given_up`: not sent again for this attempt, unless it is leased again."""
    tries: int
    """Requests sent so far."""
    next_try_at: datetime | None
    last_status: int | None
    """The HTTP status of the last response."""
    last_error: str | None
    last_error_at: datetime | None
    last_response: str | None
    """Its first 2 kB."""
    created_at: datetime

    @classmethod
    def of(cls, callback: CallbackRecord, number: int) -> "Callback":
        same = ("attempt", "state", "tries", "last_status", "last_error", "last_response", "created_at")
        return cls.model_validate(
            {
                **{field: getattr(callback, field) for field in same},
                "trial": callback.trial_id,
                "number": number,
                "next_try_at": callback.next_try_at if callback.state == CallbackState.PENDING else None,
                "last_error_at": callback.failed_at,
            }
        )


class CallbackPage(Model):
    items: list[Callback]
    next: str | None
