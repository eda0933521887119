"""How the trials of a job are evaluated, and the calls of evaluators, on the wire."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Secret, StrictInt, StringConstraints, Tag

from app.domain import job_spec, limits
from app.domain.lifecycle import CallbackState
from app.fields import WHOLE
from app.schemas.spaces import Strict
from app.services.records import Callback as CallbackRecord
from app.services.records import CallbackCounts, Job

_QUAD = "[A-Za-z0-9+/]{4}"
_SECRET = rf"^whsec_(({_QUAD}){{8,21}}|({_QUAD}){{8,20}}[A-Za-z0-9+/]{{3}}=|({_QUAD}){{8,21}}[A-Za-z0-9+/]{{2}}==)$"
SigningSecret = Secret[Annotated[str, StringConstraints(pattern=_SECRET)]]
"""`whsec_` and the base64 of 24 to 64 bytes."""
Url = Annotated[str, Field(min_length=1, max_length=2_000)]
LeaseS = Annotated[StrictInt, Field(ge=1, le=7 * 86_400), WHOLE]
Attempts = Annotated[StrictInt, Field(ge=1, le=100), WHOLE]
CallS = Annotated[StrictInt, Field(ge=1, le=limits.MAX_CALL_S), WHOLE]
Concurrency = Annotated[StrictInt, Field(ge=1, le=limits.MAX_PARALLEL), WHOLE]


class PullEvaluation(Strict):
    """Workers lease trials. lease_s: seconds that a trial may run without a heartbeat; max_attempts: leases before it
    fails."""

    mode: Literal["pull"] = "pull"
    lease_s: LeaseS = 300
    max_attempts: Attempts = 3

    def spec(self, max_parallel: int) -> job_spec.Evaluation:  # noqa: ARG002  as that of the other mode
        return job_spec.Evaluation(**self.model_dump())


class CallbackEvaluation(Strict):
    """Every trial is POSTed to `url` once it is ready, as a Standard Webhooks message `trial.evaluate` signed with
    `secret`. timeout_s: seconds that a call may take. max_concurrency: of the trials that are sent, so many run at a
    time; max_parallel unless given. lease_s: seconds in which an attempt is called until it is accepted, and then that
    it may run without a heartbeat. Workers may lease trials of the job as well."""

    mode: Literal["callback"]
    url: Url
    secret: SigningSecret
    timeout_s: CallS = 30
    max_concurrency: Concurrency | None = None
    lease_s: LeaseS = 300
    max_attempts: Attempts = 3

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


class CallsModel(BaseModel):
    """pending: calls to be made or made again; failing: those of them that have failed. accepted: trials that the
    evaluator has. last_error: of the latest try that failed. held_until: the evaluator asked for no calls before."""

    pending: int
    accepted: int
    failing: int
    last_error: str | None
    last_error_at: datetime | None
    held_until: datetime | None


class CallbackShown(BaseModel):
    """The secret is never shown."""

    mode: Literal["callback"]
    url: str
    timeout_s: int
    max_concurrency: int
    lease_s: int
    max_attempts: int
    calls: CallsModel


EvaluationShown = Annotated[PullEvaluation | CallbackShown, Field(discriminator="mode")]


def shown(job: Job, calls: CallbackCounts | None) -> dict[str, Any]:
    """The fields of EvaluationShown."""
    if calls is None:
        return job.evaluation
    counts = {field: getattr(calls, field) for field in CallsModel.model_fields if field != "held_until"}
    return {**job.evaluation, "calls": {**counts, "held_until": job.callbacks_paused_until}}


class CallbackChange(Strict):
    """url: where calls go from now on. secret: signs them from now on; the ones before stay good for 24 hours, so that
    every message has a signature of each. Pending calls are made again at once; a paused job has to be resumed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"url": "https://cluster.example.org/evaluate"}]})

    url: Url | None = None
    secret: SigningSecret | None = None


class Callback(BaseModel):
    """The calls for one attempt of a trial. state: `pending` (another one follows, at `next_try_at`), `accepted` (the
    evaluator will report), `answered` (there is a result) or `given_up` (none follows for this attempt, unless it is
    leased again). tries: calls made. last_response: its first 2 kB."""

    trial: uuid.UUID
    number: int
    attempt: int
    state: CallbackState
    tries: int
    next_try_at: datetime | None
    last_status: int | None
    last_error: str | None
    last_error_at: datetime | None
    last_response: str | None
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


class CallbackPage(BaseModel):
    items: list[Callback]
    next: str | None
