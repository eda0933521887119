"""The rows of a batch of workers' requests: what it reads, and what it writes."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.goal import Goal
from app.domain.lifecycle import EndReason, JobState, Source, TrialState


@dataclass(slots=True)
class LockedJob:
    """The columns of a job that its trials need. The job is locked, so that no one else changes them."""

    id: uuid.UUID
    state: JobState
    end_reason: EndReason | None
    goal: Goal
    metric: str
    space_digest: str
    space_size: str
    evaluation: dict[str, Any]
    max_trials: int
    max_parallel: int
    max_failures: int | None
    deadline_at: datetime | None
    ranker: str
    uses_callbacks: bool
    revision: int
    trials_created: int
    rounds_planned: int
    observed: int
    failures: int
    best_score: float | None
    best_trial_id: uuid.UUID | None
    has_webhooks: bool


@dataclass(slots=True)
class HeldTrial:
    """A trial whose job is locked; the columns of the model `Trial`."""

    id: uuid.UUID
    job_id: uuid.UUID
    number: int
    ncode: str
    round_number: int
    source: Source
    created_at: datetime
    attempt: int
    state: TrialState
    worker: str | None
    lease_expires_at: datetime | None
    started_at: datetime | None
    score: float | None
    metrics: dict[str, Any] | None
    error: str | None
    observed: int | None
    best_so_far: float | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """The open trials of a job: `queued` is counted as far as a batch needs it. `planned`: it has a planned round."""

    running: int
    queued: int
    planned: bool


@dataclass(frozen=True, slots=True)
class KeyUse:
    """An Idempotency-Key: `lock` is the advisory lock that reserves it."""

    operation: str
    key: str
    lock: int


@dataclass(slots=True)
class BatchQuery:
    """What a batch wants to read. A `place` is the index of a request.

    Args:
        keys: The Idempotency-Keys by place.
        held: Trial and hash of the lease token by place.
        reported: The trials among them whose results are reported.
        to_lease: By job: the workers that ask, and the most trials for all of them.
    """

    keys: dict[int, KeyUse] = field(default_factory=dict)
    held: dict[int, tuple[uuid.UUID, bytes]] = field(default_factory=dict)
    reported: list[uuid.UUID] = field(default_factory=list)
    to_lease: dict[uuid.UUID, tuple[list[str], int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BatchRows:
    """What a batch has read.

    Args:
        now: The start of the transaction.
        keys: By place: whether the key is reserved, and fingerprint and body of the response that is stored for it.
        jobs: The locked jobs.
        held: By place: the trial, and the worker of the lease if the token belongs to the trial.
        existing: The jobs to lease from that exist.
        offered: The running trials of the workers that ask, and the first queued ones, by job in the order of numbers.
        counts: By job, where a result is reported or trials are leased.
    """

    now: datetime
    keys: dict[int, tuple[bool, bytes | None, Any]]
    jobs: dict[uuid.UUID, LockedJob]
    held: dict[int, tuple[HeldTrial, str | None]]
    existing: set[uuid.UUID]
    offered: dict[uuid.UUID, list[HeldTrial]]
    counts: dict[uuid.UUID, Counts]


@dataclass(frozen=True, slots=True)
class NewLease:
    token_hash: bytes
    trial_id: uuid.UUID
    worker: str
    attempt: int


@dataclass(frozen=True, slots=True)
class NewResponse:
    operation: str
    key: str
    fingerprint: bytes
    body: Mapping[str, Any]


@dataclass(slots=True)
class Changes:
    """What a batch writes.

    Args:
        trials, jobs: The changed rows by id.
        leases: New leases.
        leased_again: Trials that keep only their latest leases.
        rounds: The jobs for which a round is planned.
        responses: Responses to store.
    """

    trials: dict[uuid.UUID, HeldTrial] = field(default_factory=dict)
    jobs: dict[uuid.UUID, LockedJob] = field(default_factory=dict)
    leases: list[NewLease] = field(default_factory=list)
    leased_again: list[uuid.UUID] = field(default_factory=list)
    rounds: list[LockedJob] = field(default_factory=list)
    responses: list[NewResponse] = field(default_factory=list)
