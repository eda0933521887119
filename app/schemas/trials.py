"""Trials, leases and results on the wire."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StrictInt
from pydantic.dataclasses import dataclass

from app.domain.filters import TrialFilter, TrialSort
from app.domain.job_spec import CALLBACK_WORKER
from app.domain.lifecycle import JobState, Source, TrialState
from app.domain.ncode import to_point
from app.fields import WHOLE, Key
from app.schemas.spaces import Architecture, Strict
from app.services.leases import Leased, LeasedTrial
from app.services.records import Job as JobRecord
from app.services.records import Trial as TrialRecord
from app.services.reports import CompletedReport, UnsuccessfulReport
from app.services.spaces import space_of
from app.services.trials import HeartbeatOutcome, digits_of_option

Worker = Annotated[Key, Field(json_schema_extra={"not": {"const": CALLBACK_WORKER}})]
Token = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$")]


def _decode(job: JobRecord, ncode: str) -> Architecture:
    space = space_of(job).space
    return {**space.decode(to_point(space, ncode))}


class LeaseRequest(Strict):
    model_config = ConfigDict(json_schema_extra={"examples": [{"worker": "node-3", "count": 1, "wait_s": 0}]})

    worker: Worker
    """Names the caller: asking again under the same name gives its open trials back, before new ones."""
    count: Annotated[StrictInt, Field(ge=1, le=100), WHOLE] = 1
    wait_s: Annotated[float, Field(ge=0, le=60, allow_inf_nan=False, strict=True)] = 0
    """Long poll: seconds to wait for a trial."""


class Lease(BaseModel):
    token: str
    expires_at: datetime


class LeasedTrialModel(BaseModel):
    id: uuid.UUID
    number: int
    ncode: str
    architecture: Architecture
    source: Source
    attempt: int
    lease: Lease

    @classmethod
    def fields(cls, leased: LeasedTrial) -> dict[str, Any]:
        same = ("id", "number", "ncode", "architecture", "source", "attempt")
        lease = {"token": leased.token, "expires_at": leased.expires_at}
        return {**{name: getattr(leased, name) for name in same}, "lease": lease}


class Leases(BaseModel):
    """trials: empty when none is ready; come back after Retry-After seconds. metric: the objective's name.

    lease_s: seconds that a trial is kept for a worker without a heartbeat.
    """

    trials: list[LeasedTrialModel]
    job_state: JobState
    metric: str
    lease_s: int

    @classmethod
    def of(cls, leased: Leased) -> "Leases":
        return cls.model_validate(
            {
                "trials": [LeasedTrialModel.fields(trial) for trial in leased.trials],
                "job_state": leased.job_state,
                "metric": leased.metric,
                "lease_s": leased.lease_s,
            }
        )


class Heartbeat(Strict):
    model_config = ConfigDict(json_schema_extra={"examples": [{"lease_token": "lmst_..."}]})

    lease_token: Token


class PulseModel(BaseModel):
    """should_stop: nobody waits for the result any more."""

    trial_state: TrialState
    job_state: JobState
    should_stop: bool
    lease: dict[Literal["expires_at"], datetime | None]

    @classmethod
    def of(cls, pulse: HeartbeatOutcome) -> "PulseModel":
        return cls.model_validate(
            {
                "trial_state": pulse.trial.state,
                "job_state": pulse.job.state,
                "should_stop": pulse.should_stop,
                "lease": {"expires_at": pulse.trial.lease_expires_at},
            }
        )


class Release(Strict):
    model_config = ConfigDict(json_schema_extra={"examples": [{"lease_token": "lmst_..."}]})

    lease_token: Token


class Released(BaseModel):
    trial_state: TrialState
    job_state: JobState


class Completed(CompletedReport):
    """metrics: the objective among them."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"lease_token": "lmst_...", "state": "completed", "metrics": {"valid_acc": 91.2}}]
        }
    )

    lease_token: Token


class Unsuccessful(UnsuccessfulReport):
    """error: why. metrics: whatever was measured; none of them is the trial's score."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"lease_token": "lmst_...", "state": "failed", "error": "CUDA out of memory"}]}
    )

    lease_token: Token


Result = Annotated[Completed | Unsuccessful, Field(discriminator="state")]


class Trial(BaseModel):
    id: uuid.UUID
    job: uuid.UUID
    number: int
    ncode: str
    architecture: Architecture
    round: int
    source: Source
    state: TrialState
    attempt: int
    worker: str | None
    score: float | None
    metrics: dict[str, float] | None
    error: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    lease_expires_at: datetime | None

    @classmethod
    def of(cls, job: JobRecord, trial: TrialRecord) -> "Trial":
        same = (
            "id number ncode source state attempt worker score metrics error "
            "created_at started_at finished_at lease_expires_at"
        )
        return cls.model_validate(
            {
                **{field: getattr(trial, field) for field in same.split()},
                "job": job.id,
                "architecture": _decode(job, trial.ncode),
                "round": trial.round_number,
            }
        )


@dataclass(frozen=True)
class TrialQuery:
    """Which trials, in which order; those that lack what is sorted by are left out."""

    state: Annotated[TrialState | None, Query(description="Only trials in this state.")] = None
    source: Annotated[Source | None, Query(description="Only trials that this decided on.")] = None
    worker: Annotated[Key | None, Query(description="Only trials that this worker has or had last.")] = None
    score_min: Annotated[float | None, Query(allow_inf_nan=False, description="Only scores from here.")] = None
    score_max: Annotated[float | None, Query(allow_inf_nan=False, description="Only scores up to here.")] = None
    option: Annotated[
        str | None, Query(max_length=500, description="Only trials that chose it: `dimension=option`.")
    ] = None
    ncode: Annotated[str | None, Query(pattern=r"^[0-9]{1,1000}$", description="Only NCodes that begin so.")] = None
    sort: Annotated[
        TrialSort, Query(description="`finished` is the order of results; with `-` the largest comes first.")
    ] = "number"

    def filter(self, job: JobRecord) -> TrialFilter:
        """Raises InvalidInput for an option that the job does not have."""
        same = {name: getattr(self, name) for name in ("state", "source", "worker", "score_min", "score_max", "ncode")}
        return TrialFilter(**same, digits=() if self.option is None else digits_of_option(job, self.option))


class Recorded(BaseModel):
    trial: Trial
    job_state: JobState


class TrialPage(BaseModel):
    items: list[Trial]
    next: str | None


class HistoryItem(BaseModel):
    """A finished trial, in the order of results. score: null unless completed."""

    number: int
    ncode: str
    state: TrialState
    score: float | None

    @classmethod
    def of(cls, trial: TrialRecord) -> "HistoryItem":
        return cls.model_validate(trial, from_attributes=True)


class HistoryPage(BaseModel):
    items: list[HistoryItem]
    next: str | None
