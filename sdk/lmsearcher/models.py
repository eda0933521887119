"""What the server answers, as frozen values. Unknown fields and words are let through, so that newer servers work."""

from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

Option = str | int | float | bool
Architecture = dict[str, Option]
"""Option by dimension name; inactive dimensions are left out."""

FINISHED_STATES = frozenset({"completed", "cancelled", "failed"})
"""The states in which a job is over."""

Item = TypeVar("Item")


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Page(Model, Generic[Item]):
    """One page of a list. next: the `after` of the following page, None on the last."""

    items: tuple[Item, ...]
    next: str | None = None


class NCodeLayout(Model):
    """length: digits of an NCode of the space; widths: digits of each dimension."""

    length: int
    widths: tuple[int, ...]


class Objective(Model):
    metric: str
    goal: str


class Budget(Model):
    max_trials: int
    max_parallel: int
    max_failures: int | None = None
    deadline_s: int | None = None


class Pool(Model):
    kind: str
    size: int


class Strategy(Model):
    ranker: str
    pool: Pool
    warmup: int
    history: int
    penalize: tuple[str, ...] = ()


class Calls(Model):
    """pending: calls of evaluators to come, failing: those of them that have failed; accepted: trials under evaluation.

    last_error: of the latest call that failed. held_until: an evaluator asked for no calls before.
    """

    pending: int
    accepted: int
    failing: int
    last_error: str | None = None
    last_error_at: datetime | None = None
    held_until: datetime | None = None


class Evaluation(Model):
    """mode: pull, or callback, to which the last four belong. The secret of a callback is never shown."""

    mode: str
    lease_s: int
    max_attempts: int
    url: str | None = None
    timeout_s: float | None = None
    max_concurrency: int | None = None
    calls: Calls | None = None


class Progress(Model):
    """Trials by state; `trials` of at most `max_trials` exist. rounds: planned so far."""

    queued: int = 0
    running: int = 0
    completed: int = 0
    failed: int = 0
    infeasible: int = 0
    cancelled: int = 0
    trials: int
    max_trials: int
    rounds: int = 0

    @property
    def finished(self) -> int:
        return self.completed + self.failed + self.infeasible + self.cancelled


class Best(Model):
    """The best completed trial so far. score: in the objective's own unit."""

    trial: str
    number: int
    ncode: str
    architecture: Architecture
    score: float


class JobSnapshot(Model):
    """A job as it was at `revision`. state: running, paused, completed, cancelled or failed.

    pause_reason: why the service itself has paused the job.
    """

    id: str
    name: str
    state: str
    end_reason: str | None = None
    pause_reason: str | None = None
    created_at: datetime
    finished_at: datetime | None = None
    deadline_at: datetime | None = None
    revision: int
    space: dict[str, Any]
    space_size: str
    ncode: NCodeLayout
    objective: Objective
    budget: Budget
    strategy: Strategy
    evaluation: Evaluation
    seed: int
    tags: dict[str, str] = {}
    progress: Progress
    best: Best | None = None

    @property
    def is_over(self) -> bool:
        return self.state in FINISHED_STATES


class Lease(Model):
    """The right to evaluate a trial until expires_at, renewed by heartbeats."""

    token: str
    expires_at: datetime


class LeasedTrial(Model):
    """A trial to evaluate now. source: warmup, ranked or fallback; attempt counts from 1."""

    id: str
    number: int
    ncode: str
    architecture: Architecture
    source: str
    attempt: int
    lease: Lease


class LeaseAnswer(Model):
    """metric: the objective's. lease_s: how long a trial is kept for a worker that is silent.

    retry_after_s: when the server has something again, by its own estimate; None if it did not say.
    """

    trials: tuple[LeasedTrial, ...]
    job_state: str
    metric: str
    lease_s: int
    retry_after_s: float | None = None


class RenewedLease(Model):
    expires_at: datetime | None = None


class HeartbeatAnswer(Model):
    """should_stop: the result is not wanted any more, e.g. because the job was cancelled."""

    job_state: str
    trial_state: str
    should_stop: bool
    lease: RenewedLease


class ReleaseAnswer(Model):
    """trial_state: queued, so that another worker can have the trial at once."""

    trial_state: str
    job_state: str


class Trial(Model):
    """state: queued, running, completed, failed, infeasible or cancelled. round: number of the round it came from."""

    id: str
    job: str
    number: int
    ncode: str
    architecture: Architecture
    source: str
    state: str
    attempt: int
    score: float | None = None
    metrics: dict[str, float] | None = None
    error: str | None = None
    round: int | None = None
    worker: str | None = None
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    lease_expires_at: datetime | None = None


class ResultAnswer(Model):
    trial: Trial
    job_state: str


class Observation(Model):
    """A finished trial as the rankers see it. score: None unless completed."""

    number: int
    ncode: str
    state: str
    score: float | None = None


class PoolEntry(Model):
    """A candidate of a round. score: the ranker's, higher is better; chosen: it became a trial."""

    ncode: str
    score: float | None = None
    chosen: bool


class RoundSummary(Model):
    """One ranking. state: planned, ranked or abandoned; source: warmup, ranked or fallback once it is decided.

    ranker: who decided; it differs from requested_ranker when there is a fallback_reason.
    history_size: observations that the ranker was shown; history_digest and revision let a round be replayed.
    """

    number: int
    state: str
    source: str | None = None
    ranker: str | None = None
    requested_ranker: str | None = None
    revision: str | None = None
    history_size: int | None = None
    history_digest: str | None = None
    pool_size: int | None = None
    milliseconds: float | None = None
    prompt_tokens: int | None = None
    fallback_reason: str | None = None
    created_at: datetime
    ranked_at: datetime | None = None


class Round(RoundSummary):
    """pool: the candidates, best first; None before there are any."""

    pool: tuple[PoolEntry, ...] | None = None


class FigureSummary(Model):
    name: str
    title: str


class FigureList(Model):
    items: tuple[FigureSummary, ...]


class Figure(FigureSummary):
    """reading: what it shows, in words. spec: Vega-Lite 6 with its data; None (and `empty`) if there is nothing yet."""

    reading: str
    empty: bool
    spec: dict[str, Any] | None = None


class RankedCandidate(Model):
    ncode: str
    score: float


class Ranking(Model):
    """ranking: every candidate given, best first. score: the ranker's, higher is better."""

    ranking: tuple[RankedCandidate, ...]
    ranker: str
    revision: str | None = None
    milliseconds: float
    prompt_tokens: int | None = None
    fallback_reason: str | None = None


class SpaceSample(Model):
    ncode: str
    architecture: Architecture


class SpaceReport(Model):
    """size: number of distinct architectures, in decimal digits."""

    size: str
    ncode: NCodeLayout
    samples: tuple[SpaceSample, ...] = ()


class Ranker(Model):
    name: str
    kind: str
    revision: str | None = None
    default: bool = False


class RankerList(Model):
    items: tuple[Ranker, ...]
