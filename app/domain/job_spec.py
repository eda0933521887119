"""The specification of a job as plain values. The API validates the bounds, and the database stores it as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from app.domain.goal import Goal
from app.domain.lifecycle import TrialState
from app.domain.pool import PoolKind

CALLBACK_WORKER = "callback"
"""The worker name of the leases of trials sent by callback. No other worker may have it."""


@dataclass(frozen=True, slots=True)
class Objective:
    """What the search optimises; `metric` is the metric of a result that is the score."""

    metric: str
    goal: Goal


@dataclass(frozen=True, slots=True)
class Budget:
    """How much the job may use.

    Args:
        max_trials: The most trials; failed ones count too.
        max_parallel: The most trials that run at the same time.
        max_failures: The job fails at this number of failed trials.
        deadline_s: Seconds after which the job ends.
    """

    max_trials: int
    max_parallel: int = 1
    max_failures: int | None = None
    deadline_s: int | None = None


@dataclass(frozen=True, slots=True)
class Strategy:
    """How the next trials are chosen.

    Args:
        ranker: The name of the ranker.
        pool_kind: How the candidates of a round are drawn.
        pool_size: How many candidates a round has.
        warmup: Random trials before the first ranked round.
        history: The most observations that the ranker sees.
        penalize: Outcomes that count as the worst score so far; other trials without a score are left out.
    """

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
    """How the trials are evaluated.

    Args:
        mode: `pull`: workers lease trials. `callback`: trials are also sent to `url`.
        lease_s: Seconds that a lease lasts without a heartbeat.
        max_attempts: The most leases of a trial.
        url: The address of the evaluator.
        timeout_s: Seconds that the evaluator has to respond.
        max_concurrency: The most sent trials that run at the same time.
    """

    mode: Literal["pull", "callback"] = "pull"
    lease_s: int = 300
    max_attempts: int = 3
    url: str | None = None
    timeout_s: int | None = None
    max_concurrency: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The JSON form, without fields that the mode does not have."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Evaluation":
        return cls(**values)


@dataclass(frozen=True, slots=True)
class JobSpec:
    """Everything that defines a job; `space` is the JSON form that `parse_space` reads."""

    name: str
    space: Mapping[str, Any]
    objective: Objective
    budget: Budget
    strategy: Strategy
    evaluation: Evaluation
    seed: int
    tags: Mapping[str, str]
