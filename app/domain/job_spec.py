"""The specification of a job as plain values; the API validates bounds, the database stores it as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from app.domain.goal import Goal
from app.domain.lifecycle import TrialState
from app.domain.pool import PoolKind

CALLBACK_WORKER = "callback"
"""The worker name that holds the leases of trials sent by callback; no other worker may have it."""


@dataclass(frozen=True, slots=True)
class Objective:
    """metric: the key of a result's metrics that is the score."""

    metric: str
    goal: Goal


@dataclass(frozen=True, slots=True)
class Budget:
    """max_trials counts every trial, failed ones too. max_failures: the job fails at this many failed trials."""

    max_trials: int
    max_parallel: int = 1
    max_failures: int | None = None
    deadline_s: int | None = None


@dataclass(frozen=True, slots=True)
class Strategy:
    """ranker by name; pool kind and size per round; random trials first; observations shown to the ranker at most;
    outcomes that count as the worst score seen (others that did not complete are left out)."""

    ranker: str
    pool_kind: PoolKind = "extended"
    pool_size: int = 256
    warmup: int = 5
    history: int = 200
    penalize: tuple[TrialState, ...] = (TrialState.INFEASIBLE,)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Strategy":
        return cls(**{**values, "penalize": tuple(map(TrialState, values["penalize"]))})


@dataclass(frozen=True, slots=True)
class Evaluation:
    """mode `pull`: workers lease trials; `callback`: trials are sent to `url` as well, which has `timeout_s` seconds to
    answer, and runs at most `max_concurrency` of them. lease_s: length of a lease without a heartbeat, in seconds."""

    mode: Literal["pull", "callback"] = "pull"
    lease_s: int = 300
    max_attempts: int = 3
    url: str | None = None
    timeout_s: int | None = None
    max_concurrency: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Without what a mode does not have."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Evaluation":
        return cls(**values)


@dataclass(frozen=True, slots=True)
class JobSpec:
    """space: the JSON form read by `parse_space`."""

    name: str
    space: Mapping[str, Any]
    objective: Objective
    budget: Budget
    strategy: Strategy
    evaluation: Evaluation
    seed: int
    tags: Mapping[str, str]
