"""What a run does: its jobs, its clients and its times; a value that the client processes read from a file."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

METRIC, NONCE = "score", "nonce"
"""Metrics of every result: the objective, and a number that tells this report from all others."""


@dataclass(frozen=True, slots=True)
class JobPlan:
    """warmup: random trials before the first ranking. cancel_after: as many have ended then; None for never."""

    name: str
    ranker: str
    trials: int
    parallel: int
    warmup: int
    lease_s: int
    cancel_after: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """clients: threads, in `processes` processes. training_s: mean time of an evaluation. pause_s: between strikes.

    to_cancel: jobs that are cancelled before their budget is used; the others must use theirs.
    table: a task of benchmarks/quality/tables.py, e.g. nasbench201/cifar10; None for a made-up objective.
    limit_s: the clients give up after it, which is a violation.
    """

    seed: int
    jobs: tuple[JobPlan, ...]
    to_cancel: tuple[JobPlan, ...]
    clients: int
    processes: int
    training_s: float
    pause_s: tuple[float, float]
    limit_s: float
    table: str | None = None

    @property
    def trials(self) -> int:
        return sum(job.trials for job in self.jobs)

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)))

    @classmethod
    def read(cls, path: Path) -> "Plan":
        values = json.loads(path.read_text())
        jobs, to_cancel = (tuple(JobPlan(**job) for job in values.pop(kind)) for kind in ("jobs", "to_cancel"))
        return cls(**{**values, "jobs": jobs, "to_cancel": to_cancel, "pause_s": tuple(values["pause_s"])})


def share(*, trials: int, jobs: int, clients: int, lease_s: int) -> tuple[JobPlan, ...]:
    """A mix: one job without a model (random trials only), one with the compact ranker, the others with the surrogate.

    Ranking takes longer than telling, so the random job has half of all trials, and room for all clients at once.
    """
    parallel = max(2, -(-clients // jobs))
    ranked = max(1, trials // 2 // max(1, jobs - 1))
    mixed = []
    for number in range(1, jobs):
        ranker = "compact" if number == 1 else "surrogate"
        mixed.append(JobPlan(f"{ranker}-{number}", ranker, ranked, parallel, warmup=2 * parallel, lease_s=lease_s))
    left = max(1, trials - ranked * len(mixed))
    random = JobPlan("random", "surrogate", left, max(parallel, clients), warmup=min(left, 10_000), lease_s=lease_s)
    return (random, *mixed)


def jobs_to_cancel(*, jobs: int, trials: int, lease_s: int) -> tuple[JobPlan, ...]:
    """Jobs of up to `trials` trials each, to be cancelled in their warm-up or among ranked rounds, in turns."""
    return tuple(
        JobPlan(
            f"to_cancel-{number}",
            "surrogate",
            trials,
            parallel=4,
            warmup=4 if number % 2 else trials,
            lease_s=lease_s,
            cancel_after=trials // 4,
        )
        for number in range(jobs)
    )
