"""Responses of the server, as frozen values. Unknown fields and values are accepted, for newer servers."""

from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

Option = str | int | float | bool
Architecture = dict[str, Option]
"""The option of each active dimension, by the dimension's name."""

FINISHED_STATES = frozenset({"completed", "cancelled", "failed"})
"""The states in which a job is over."""

Item = TypeVar("Item")


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Page(Model, Generic[Item]):
    """One page of a list. `next` is the `after` of the following page, or None on the last page."""

    items: tuple[Item, ...]
    next: str | None = None


class NCodeLayout(Model):
    """How many digits an NCode of the space has (`length`), and how many of them each dimension has (`widths`)."""

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


class CallbackCounts(Model):
    """How the callbacks of a job are going.

    Attributes:
        pending: How many callbacks will be sent, or sent again.
        accepted: How many trials the evaluator has accepted and not yet reported.
        failing: How many of the pending callbacks have failed before.
        last_error: What was wrong with the latest failed callback.
        paused_until: Until when the evaluator requested no callbacks.
    """

    pending: int
    accepted: int
    failing: int
    last_error: str | None = None
    last_error_at: datetime | None = None
    paused_until: datetime | None = None


class Evaluation(Model):
    """How trials are evaluated: `mode` is "pull" or "callback". Callback jobs have the last four fields too.

    The signing secret is never returned.
    """

    mode: str
    lease_s: int
    max_attempts: int
    url: str | None = None
    timeout_s: float | None = None
    max_concurrency: int | None = None
    callbacks: CallbackCounts | None = None


class Progress(Model):
    """How many trials are in each state. `trials` is their sum, and `rounds` the number of rounds so far."""

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
    """The best completed trial so far, with its score in the unit of the objective."""

    trial: str
    number: int
    ncode: str
    architecture: Architecture
    score: float


class JobSnapshot(Model):
    """A job as it was at `revision`. Its state is "running", "paused", "completed", "cancelled" or "failed".

    `pause_reason` is set if the service itself has paused the job.
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
    """A trial to evaluate now. Its source is "warmup", "ranked" or "fallback"; attempts count from 1."""

    id: str
    number: int
    ncode: str
    architecture: Architecture
    source: str
    attempt: int
    lease: Lease


class LeaseResponse(Model):
    """Leased trials, and what a worker needs to evaluate them.

    Attributes:
        metric: The objective's metric.
        lease_s: After how many seconds without a heartbeat the lease expires.
        retry_after_s: When to request a lease again, if the server suggests a delay.
    """

    trials: tuple[LeasedTrial, ...]
    job_state: str
    metric: str
    lease_s: int
    retry_after_s: float | None = None


class RenewedLease(Model):
    expires_at: datetime | None = None


class HeartbeatResponse(Model):
    """`should_stop` means that the result is no longer needed, for instance because the job was cancelled."""

    job_state: str
    trial_state: str
    should_stop: bool
    lease: RenewedLease


class ReleaseResponse(Model):
    """The trial is "queued" again, so that another worker can lease it at once."""

    trial_state: str
    job_state: str


class Trial(Model):
    """One trial of a job; `round` is the number of the round that chose it.

    Its state is "queued", "running", "completed", "failed", "infeasible" or "cancelled".
    """

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


class ResultResponse(Model):
    trial: Trial
    job_state: str


class Observation(Model):
    """A finished trial as rankers see it. Only completed trials have a score."""

    number: int
    ncode: str
    state: str
    score: float | None = None


class PoolEntry(Model):
    """A candidate of a round, with the ranker's score (higher is better). A chosen candidate became a trial."""

    ncode: str
    score: float | None = None
    chosen: bool


class RoundSummary(Model):
    """One round without its pool.

    Attributes:
        state: "planned", "ranked" or "abandoned".
        source: "warmup", "ranked" or "fallback", when the round is decided.
        ranker: What ranked the pool. With a `fallback_reason` it differs from `requested_ranker`.
        history_size: How many observations the ranker was shown.
        history_digest: With `revision`, lets the round be replayed.
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
    """One round. Its pool is ordered best first, and None before the round is decided."""

    pool: tuple[PoolEntry, ...] | None = None


class FigureSummary(Model):
    name: str
    title: str


class FigureList(Model):
    items: tuple[FigureSummary, ...]


class Figure(FigureSummary):
    """A figure: what it shows in words (`reading`), and a Vega-Lite 6 specification with its data.

    While there is nothing to show, `empty` is true and `spec` is None.
    """

    reading: str
    empty: bool
    spec: dict[str, Any] | None = None


class RankedCandidate(Model):
    ncode: str
    score: float


class Ranking(Model):
    """All candidates, best first, with the ranker's scores (higher is better)."""

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
    """A valid space: its number of architectures (`size`, in decimal digits), its NCode layout and samples."""

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
