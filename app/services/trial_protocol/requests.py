"""What workers request, and what they are answered."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.db.repositories.trial_rows import HeldTrial
from app.domain.dimension import Option
from app.domain.lifecycle import JobState, Source, TrialState
from app.services.idempotency import RequestKey


@dataclass(frozen=True, slots=True)
class Report:
    """A reported result. A completed trial has metrics, a failed or infeasible one has an error text."""

    state: TrialState
    metrics: Mapping[str, float]
    error: str | None


@dataclass(frozen=True, slots=True)
class Ask:
    """Requests up to `count` trials: those that the worker has already, with new tokens, then queued ones."""

    job_id: uuid.UUID
    worker: str
    count: int = 1
    key: RequestKey | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """Reports a result. The same result again changes nothing."""

    trial_id: uuid.UUID
    token: str
    report: Report
    key: RequestKey | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    """Extends a lease: a heartbeat."""

    trial_id: uuid.UUID
    token: str
    key: RequestKey | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """Gives a trial back unfinished."""

    trial_id: uuid.UUID
    token: str
    key: RequestKey | None = None


TrialRequest = Ask | Tell | Renewal | Release


@dataclass(frozen=True, slots=True)
class LeasedTrial:
    id: uuid.UUID
    number: int
    ncode: str
    architecture: dict[str, Option]
    source: Source
    attempt: int
    expires_at: datetime
    token: str


@dataclass(frozen=True, slots=True)
class Leased:
    """The trials that a worker has now, and what it needs to know about their job.

    Args:
        trials: The trials with their tokens.
        job_state: The state of the job.
        metric: The metric to report as the score.
        lease_s: Seconds that a lease lasts without a heartbeat.
        replayed: Whether this is the answer to an earlier request with the same key; so also below.
    """

    trials: Sequence[LeasedTrial]
    job_state: JobState
    metric: str
    lease_s: int
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """A trial with its result, and the state of its job after it."""

    trial: HeldTrial
    architecture: dict[str, Option]
    job_state: JobState
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Renewed:
    """A trial after a heartbeat; `should_stop` says that its result is no longer needed."""

    trial_state: TrialState
    job_state: JobState
    should_stop: bool
    expires_at: datetime | None
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Released:
    trial_state: TrialState
    job_state: JobState
    replayed: bool = False


Answer = Leased | Recorded | Renewed | Released
