"""Jobs on the wire."""

import secrets
import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StrictInt

from app.domain import job_spec, limits
from app.domain.filters import JobFilter
from app.domain.goal import Goal
from app.domain.lifecycle import EndReason, JobState, TrialState
from app.domain.ncode import to_point
from app.domain.pool import PoolKind
from app.fields import ONLY_KEYS, PRINTABLE, WHOLE, Key, Name, few_members
from app.schemas.base import Model, RequestBody
from app.schemas.callbacks import CallbackEvaluation, Evaluation, EvaluationShown, PullEvaluation, shown
from app.schemas.spaces import EXAMPLE_SPACE, Architecture, NCodeLayout, Space
from app.services.jobs import JobStatus
from app.services.spaces import space_of

Penalized = Literal[TrialState.FAILED, TrialState.INFEASIBLE]
RankerName = Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9][a-z0-9._:-]*$")]


_CHARACTERS = PRINTABLE[1:-1]
TagFilter = Annotated[str, Field(min_length=3, max_length=265, pattern=f"^{_CHARACTERS}={_CHARACTERS}$")]
"""`key=value`, at the first `=`."""


class Objective(RequestBody):
    """What the search optimises."""

    metric: Key
    """The metric that is the score."""
    goal: Goal = "maximize"


class Budget(RequestBody):
    """How much the job may use."""

    max_trials: Annotated[StrictInt, Field(ge=1, le=limits.MAX_TRIALS), WHOLE]
    """All trials count, also those that fail."""
    max_parallel: Annotated[StrictInt, Field(ge=1, le=limits.MAX_PARALLEL), WHOLE] = 1
    """Trials that may run at the same time."""
    max_failures: Annotated[StrictInt, Field(ge=1, le=limits.MAX_TRIALS), WHOLE] | None = None
    """The job fails at this number of failed trials."""
    deadline_s: Annotated[StrictInt, Field(ge=1, le=366 * 86_400), WHOLE] | None = None
    """Seconds after which the job ends."""


class Pool(RequestBody):
    """The candidates of a round."""

    kind: PoolKind = "extended"
    """`uniform`: random, as in the paper. `extended`: half are mutations of the best architectures, half are random."""
    size: Annotated[StrictInt, Field(ge=1, le=limits.MAX_POOL_SIZE), WHOLE] = 256
    """The paper uses 10."""


class Strategy(RequestBody):
    """How the next trials are chosen."""

    ranker: RankerName | None = None
    """A name from GET /v1/rankers; null for the server's default."""
    pool: Pool = Pool()
    warmup: Annotated[StrictInt, Field(ge=0, le=limits.MAX_WARMUP), WHOLE] = 5
    """Random trials before the first ranked round; at least `max_parallel`."""
    history: Annotated[StrictInt, Field(ge=1, le=limits.MAX_HISTORY), WHOLE] = 200
    """The most observations that a ranker sees; the best are kept."""
    penalize: Annotated[list[Penalized], Field(max_length=2)] = [TrialState.INFEASIBLE]
    """Outcomes that get the worst score seen so far. Other trials without a score are not shown to the ranker."""


MOST_TAGS = 32
EXAMPLE_JOB: dict[str, Any] = {
    "name": "cells",
    "space": EXAMPLE_SPACE,
    "objective": {"metric": "valid_acc", "goal": "maximize"},
    "budget": {"max_trials": 100, "max_parallel": 1, "max_failures": 20, "deadline_s": 86_400},
    "strategy": {
        "ranker": "compact",
        "pool": {"kind": "extended", "size": 256},
        "warmup": 5,
        "history": 200,
    },
    "evaluation": {"mode": "pull", "lease_s": 300, "max_attempts": 3},
    "seed": 7,
    "tags": {"team": "vision"},
}


class JobCreate(RequestBody):
    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_JOB]})

    name: Name = "search"
    space: Space
    objective: Objective
    budget: Budget
    strategy: Strategy = Strategy()
    evaluation: Evaluation = PullEvaluation()
    seed: Annotated[StrictInt, Field(ge=0, lt=2**63), WHOLE] | None = None
    """The same seed gives the same warm-up; random by default."""
    tags: Annotated[dict[Key, Name], Field(max_length=MOST_TAGS), few_members(MOST_TAGS), ONLY_KEYS] = {}

    def spec(self, default_ranker: str) -> job_spec.JobSpec:
        """A job without a seed gets a random one, which it then shows."""
        pool = self.strategy.pool
        return job_spec.JobSpec(
            name=self.name,
            space=self.space.spec(),
            objective=job_spec.Objective(self.objective.metric, self.objective.goal),
            budget=job_spec.Budget(**self.budget.model_dump()),
            strategy=job_spec.Strategy(
                ranker=self.strategy.ranker or default_ranker,
                pool_kind=pool.kind,
                pool_size=pool.size,
                warmup=self.strategy.warmup,
                history=self.strategy.history,
                penalize=tuple(TrialState(outcome) for outcome in dict.fromkeys(self.strategy.penalize)),
            ),
            evaluation=self.evaluation.spec(self.budget.max_parallel),
            seed=secrets.randbits(62) if self.seed is None else self.seed,
            tags=self.tags,
        )

    def callback_secret(self) -> str | None:
        """None unless the job's evaluator is to be called."""
        evaluation = self.evaluation
        return evaluation.secret.get_secret_value() if isinstance(evaluation, CallbackEvaluation) else None


class Progress(Model):
    """The number of trials in each state."""

    queued: int = 0
    running: int = 0
    completed: int = 0
    failed: int = 0
    infeasible: int = 0
    cancelled: int = 0
    trials: int
    """All trials so far."""
    max_trials: int
    rounds: int
    """Rounds planned so far."""

    @classmethod
    def of(cls, status: JobStatus) -> "Progress":
        job = status.job
        counts = {state.value: count for state, count in status.counts.items()}
        return cls(**counts, trials=job.trials_created, max_trials=job.max_trials, rounds=job.rounds_planned)


class Best(Model):
    """The completed trial with the best score."""

    trial: uuid.UUID
    """Its id."""
    number: int
    ncode: str
    architecture: Architecture
    score: float

    @classmethod
    def of(cls, status: JobStatus) -> "Best | None":
        best = status.best
        if best is None or best.score is None:
            return None
        space = space_of(status.job).space
        return cls(
            trial=best.id,
            number=best.number,
            ncode=best.ncode,
            architecture={**space.decode(to_point(space, best.ncode))},
            score=best.score,
        )


class Job(Model):
    """A search."""

    id: uuid.UUID
    name: str
    state: JobState
    end_reason: EndReason | None
    """Null until the job has ended."""
    pause_reason: str | None
    """Why the service has paused the job: its evaluator cannot be called."""
    created_at: datetime
    finished_at: datetime | None
    deadline_at: datetime | None
    revision: int
    """Grows with every visible change; part of the ETag."""
    space: dict[str, Any]
    space_size: str
    """The exact number of valid architectures, as a decimal string."""
    ncode: NCodeLayout
    objective: Objective
    budget: Budget
    strategy: Strategy
    evaluation: EvaluationShown
    seed: int
    tags: dict[str, str]
    progress: Progress
    best: Best | None

    @classmethod
    def of(cls, status: JobStatus) -> "Job":
        job = status.job
        counter = space_of(job)
        strategy = job_spec.Strategy.from_json(job.strategy)
        return cls.model_validate(
            {
                **{field: getattr(job, field) for field in _SAME},
                "ncode": NCodeLayout.of(counter),
                "objective": {"metric": job.metric, "goal": job.goal},
                "budget": {
                    "max_trials": job.max_trials,
                    "max_parallel": job.max_parallel,
                    "max_failures": job.max_failures,
                    "deadline_s": job.deadline_s,
                },
                "strategy": {
                    "ranker": strategy.ranker,
                    "pool": {"kind": strategy.pool_kind, "size": strategy.pool_size},
                    "warmup": strategy.warmup,
                    "history": strategy.history,
                    "penalize": list(strategy.penalize),
                },
                "evaluation": shown(job, status.callbacks),
                "progress": Progress.of(status),
                "best": Best.of(status),
            }
        )


_SAME = (
    "id",
    "name",
    "state",
    "end_reason",
    "pause_reason",
    "created_at",
    "finished_at",
    "deadline_at",
    "revision",
    "space",
    "space_size",
    "seed",
    "tags",
)


def job_filter(state: JobState | None, name: str | None, tag: str | None) -> JobFilter:
    """tag: a TagFilter."""
    key, _, value = (tag or "").partition("=")
    return JobFilter(state, name, (key, value) if tag else None)


class JobPage(Model):
    items: list[Job]
    next: str | None


class JobEvent(Model):
    """The parts of a job that change, as in GET /v1/jobs/{job}."""

    revision: int
    state: JobState
    end_reason: EndReason | None
    pause_reason: str | None
    progress: Progress
    best: Best | None

    @classmethod
    def of(cls, status: JobStatus) -> "JobEvent":
        job = status.job
        return cls.model_validate(
            {
                "revision": job.revision,
                "state": job.state,
                "end_reason": job.end_reason,
                "pause_reason": job.pause_reason,
                "progress": Progress.of(status),
                "best": Best.of(status),
            }
        )

    @property
    def ended(self) -> bool:
        return self.state.ended
