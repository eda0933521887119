"""Trials, leases and results on the wire."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import ConfigDict, Field, StrictInt
from pydantic.dataclasses import dataclass

from app.domain.filters import TrialFilter, TrialSort
from app.domain.job_spec import CALLBACK_WORKER
from app.domain.lifecycle import JobState, Source, TrialState
from app.domain.ncode import to_point
from app.fields import WHOLE, Key
from app.schemas.base import Model, RequestBody
from app.schemas.spaces import Architecture
from app.services.records import HeldTrial
from app.services.records import Job as JobRecord
from app.services.records import Trial as TrialRecord
from app.services.reports import CompletedReport, UnsuccessfulReport
from app.services.spaces import space_of
from app.services.trial_protocol.requests import Leased, LeasedTrial, Recorded, Released, Renewed
from app.services.trials import digits_of_option

Worker = Annotated[Key, Field(json_schema_extra={"not": {"const": CALLBACK_WORKER}})]
Token = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$")]


def _decode(job: JobRecord, ncode: str) -> Architecture:
    space = space_of(job).space
    return {**space.decode(to_point(space, ncode))}


_SAME = (
    *("id", "number", "ncode", "source", "state", "attempt", "worker", "score", "metrics", "error"),
    *("created_at", "started_at", "finished_at", "lease_expires_at"),
)


def _fields(trial: TrialRecord | HeldTrial, architecture: Architecture) -> dict[str, Any]:
    same = {name: getattr(trial, name) for name in _SAME}
    return {**same, "job": trial.job_id, "architecture": architecture, "round": trial.round_number}


class LeaseRequest(RequestBody):
    model_config = ConfigDict(json_schema_extra={"examples": [{"worker": "node-3", "count": 1, "wait_s": 0}]})

    worker: Worker
    """The name of the worker. A worker that requests again gets its open trials first."""
    count: Annotated[StrictInt, Field(ge=1, le=100), WHOLE] = 1
    """The most trials to lease."""
    wait_s: Annotated[float, Field(ge=0, le=60, allow_inf_nan=False, strict=True)] = 0
    """Long poll: seconds to wait for a trial."""


class Lease(Model):
    token: str
    expires_at: datetime


class LeasedTrialModel(Model):
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


class LeaseResponse(Model):
    """The trials of a worker."""

    trials: list[LeasedTrialModel]
    """Empty when none is ready: try again after `Retry-After` seconds."""
    job_state: JobState
    metric: str
    """The metric to report."""
    lease_s: int
    """Seconds that a trial may run without a heartbeat."""

    @classmethod
    def of(cls, leased: Leased) -> "LeaseResponse":
        return cls.model_validate(
            {
                "trials": [LeasedTrialModel.fields(trial) for trial in leased.trials],
                "job_state": leased.job_state,
                "metric": leased.metric,
                "lease_s": leased.lease_s,
            }
        )


class Heartbeat(RequestBody):
    model_config = ConfigDict(json_schema_extra={"examples": [{"lease_token": "lmst_..."}]})

    lease_token: Token


class HeartbeatResponse(Model):
    """The state of a trial after a heartbeat."""

    trial_state: TrialState
    job_state: JobState
    should_stop: bool
    """The result is not needed any more."""
    lease: dict[Literal["expires_at"], datetime | None]

    @classmethod
    def of(cls, renewed: Renewed) -> "HeartbeatResponse":
        return cls.model_validate(
            {
                "trial_state": renewed.trial_state,
                "job_state": renewed.job_state,
                "should_stop": renewed.should_stop,
                "lease": {"expires_at": renewed.expires_at},
            }
        )


class Release(RequestBody):
    model_config = ConfigDict(json_schema_extra={"examples": [{"lease_token": "lmst_..."}]})

    lease_token: Token


class ReleaseResponse(Model):
    trial_state: TrialState
    job_state: JobState

    @classmethod
    def of(cls, released: Released) -> "ReleaseResponse":
        return cls(trial_state=released.trial_state, job_state=released.job_state)


class Completed(CompletedReport):
    """A result with a score."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"lease_token": "lmst_...", "state": "completed", "metrics": {"valid_acc": 91.2}}]
        }
    )

    lease_token: Token


class Unsuccessful(UnsuccessfulReport):
    """A result without a score."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"lease_token": "lmst_...", "state": "failed", "error": "CUDA out of memory"}]}
    )

    lease_token: Token


Result = Annotated[Completed | Unsuccessful, Field(discriminator="state")]


class Trial(Model):
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
        return cls.model_validate(_fields(trial, _decode(job, trial.ncode)))


@dataclass(frozen=True)
class TrialQuery:
    """Filter and order of a list. Trials without the value that they are sorted by are left out."""

    state: Annotated[TrialState | None, Query(description="Only trials in this state.")] = None
    source: Annotated[Source | None, Query(description="Only trials from this source.")] = None
    worker: Annotated[Key | None, Query(description="Only trials that this worker has, or had last.")] = None
    score_min: Annotated[float | None, Query(allow_inf_nan=False, description="The lowest score.")] = None
    score_max: Annotated[float | None, Query(allow_inf_nan=False, description="The highest score.")] = None
    option: Annotated[
        str | None, Query(max_length=500, description="Only trials with this option: `dimension=option`.")
    ] = None
    ncode: Annotated[str | None, Query(pattern=r"^[0-9]{1,1000}$", description="Only NCodes that begin with this.")] = (
        None
    )
    sort: Annotated[
        TrialSort, Query(description="`finished` is the order of results; with `-` the largest comes first.")
    ] = "number"

    def filter(self, job: JobRecord) -> TrialFilter:
        """Raises InvalidInput for an option that the job does not have."""
        same = {name: getattr(self, name) for name in ("state", "source", "worker", "score_min", "score_max", "ncode")}
        return TrialFilter(**same, digits=() if self.option is None else digits_of_option(job, self.option))


class ResultResponse(Model):
    trial: Trial
    job_state: JobState

    @classmethod
    def of(cls, recorded: Recorded) -> "ResultResponse":
        trial = _fields(recorded.trial, {**recorded.architecture})
        return cls.model_validate({"trial": trial, "job_state": recorded.job_state})


class TrialPage(Model):
    items: list[Trial]
    next: str | None


class HistoryItem(Model):
    """A finished trial, in the order of results."""

    number: int
    ncode: str
    state: TrialState
    score: float | None
    """Null unless completed."""

    @classmethod
    def of(cls, trial: TrialRecord) -> "HistoryItem":
        return cls.model_validate(trial, from_attributes=True)


class HistoryPage(Model):
    items: list[HistoryItem]
    next: str | None
