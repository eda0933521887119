"""The nouns of a client: client.jobs and client.trials."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lmsearcher import _calls as calls
from lmsearcher import models
from lmsearcher._constants import PAGE_SIZE
from lmsearcher._paging import iterate_pages
from lmsearcher._sending import Sender
from lmsearcher.job import Job
from lmsearcher.space import SearchSpace

Json = Mapping[str, Any]


class Jobs:
    """client.jobs"""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def create(
        self,
        *,
        space: SearchSpace | Json,
        metric: str,
        max_trials: int,
        goal: str = "maximize",
        name: str | None = None,
        max_parallel: int | None = None,
        max_failures: int | None = None,
        deadline_s: int | None = None,
        ranker: str | None = None,
        pool_kind: str | None = None,
        pool_size: int | None = None,
        warmup: int | None = None,
        history: int | None = None,
        penalize: Sequence[str] | None = None,
        lease_s: int | None = None,
        max_attempts: int | None = None,
        seed: int | None = None,
        tags: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
    ) -> Job:
        """Starts a search. What is left out has the server's default; the Job says what that is.

        metric, goal: which of the reported metrics to "maximize" or "minimize".
        max_parallel: trials open at once; 1 lets every round see every earlier result.
        warmup: random trials before the first ranking. history: observations that the ranker sees.
        lease_s: how long a trial is kept for a worker that is silent.
        idempotency_key: the same key and arguments never make a second job; by default a fresh one for each call.
        """
        body = calls.given(
            name=name,
            space=calls.space_json(space),
            objective={"metric": metric, "goal": goal},
            budget=calls.given(
                max_trials=max_trials, max_parallel=max_parallel, max_failures=max_failures, deadline_s=deadline_s
            ),
            strategy=calls.given(
                ranker=ranker,
                pool=calls.given(kind=pool_kind, size=pool_size) or None,
                warmup=warmup,
                history=history,
                penalize=None if penalize is None else list(penalize),
            )
            or None,
            evaluation=calls.given(lease_s=lease_s, max_attempts=max_attempts) or None,
            seed=seed,
            tags=None if tags is None else dict(tags),
        )
        return Job(self._sender, self._sender.send(calls.create_job(body, idempotency_key=idempotency_key)))

    def get(self, job: str) -> Job:
        return Job(self._sender, self._sender.send(calls.get_job(job)))

    def page(
        self, *, state: str | None = None, limit: int = PAGE_SIZE, after: str | None = None
    ) -> models.Page[models.JobSnapshot]:
        return self._sender.send(calls.list_jobs(state=state, limit=limit, after=after))

    def iterate(self, *, state: str | None = None) -> Iterator[models.JobSnapshot]:
        """Every job, page by page as they are needed."""
        return iterate_pages(lambda after: self.page(state=state, after=after))


class Trials:
    """client.trials: for those who do not use Job.evaluate()."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get(self, trial: str) -> models.Trial:
        return self._sender.send(calls.get_trial(trial))

    def heartbeat(self, trial: str, *, token: str) -> models.HeartbeatAnswer:
        """Renews a lease. Raises LeaseLostError."""
        return self._sender.send(calls.heartbeat(trial, token=token))

    def complete(self, trial: str, *, token: str, metrics: Mapping[str, float]) -> models.ResultAnswer:
        """Reports a measurement; doing it again does no harm. Raises LeaseLostError and ResultConflictError."""
        result = {"state": "completed", "metrics": dict(metrics)}
        return self._sender.send(calls.report(trial, token=token, result=result))

    def fail(self, trial: str, *, token: str, error: str, infeasible: bool = False) -> models.ResultAnswer:
        """Reports that there is no measurement. infeasible: the architecture itself is to blame, not the run."""
        result = {"state": "infeasible" if infeasible else "failed", "error": error}
        return self._sender.send(calls.report(trial, token=token, result=result))
