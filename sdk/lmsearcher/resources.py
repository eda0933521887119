"""The nouns of a client: client.jobs and client.trials."""

from collections.abc import Iterator, Mapping
from typing import Any

from lmsearcher import _calls as calls
from lmsearcher import models
from lmsearcher._call import Call
from lmsearcher._constants import LEASE_WAIT_S, PAGE_SIZE, PATIENCE_S
from lmsearcher._keeping import LeaseKeeper
from lmsearcher._new_job import new_job, takes
from lmsearcher._paging import iterate_pages
from lmsearcher._sending import Sender
from lmsearcher.evaluation import EvaluationFunction, Evaluator
from lmsearcher.job import Job


class Jobs:
    """client.jobs"""

    def __init__(self, sender: Sender, keeper: LeaseKeeper) -> None:
        self._sender = sender
        self._keeper = keeper

    @takes(new_job)
    def create(self, **job: Any) -> Job:
        return self._job(new_job(**job))

    def get(self, job: str) -> Job:
        return self._job(calls.get_job(job))

    def evaluate(
        self,
        job: str,
        function: EvaluationFunction,
        *,
        workers: int = 1,
        worker_name: str | None = None,
        patience_s: float = PATIENCE_S,
    ) -> int:
        """As Job.evaluate(), of the job with this id, which is not read: the scope `evaluate` is enough."""
        evaluator = Evaluator(
            self._sender,
            self._keeper,
            job,
            function,
            workers=workers,
            worker_name=worker_name,
            patience_s=patience_s,
        )
        return evaluator.run()

    def page(
        self,
        *,
        state: str | None = None,
        name: str | None = None,
        tag: str | None = None,
        limit: int = PAGE_SIZE,
        after: str | None = None,
    ) -> models.Page[models.JobSnapshot]:
        return self._sender.send(calls.list_jobs(state=state, name=name, tag=tag, limit=limit, after=after))

    def iterate(
        self, *, state: str | None = None, name: str | None = None, tag: str | None = None
    ) -> Iterator[models.JobSnapshot]:
        """Every job, page by page as they are needed."""
        return iterate_pages(lambda after: self.page(state=state, name=name, tag=tag, after=after))

    def figures(self, job: str) -> tuple[models.FigureSummary, ...]:
        """As Job.figures(), of the job with this id, which is not read first."""
        return self._sender.send(calls.list_figures(job)).items

    def figure(
        self, job: str, name: str, *, metric: str | None = None, metric_goal: str | None = None
    ) -> models.Figure:
        """As Job.figure(), of the job with this id."""
        return self._sender.send(calls.get_figure(job, name, metric=metric, metric_goal=metric_goal))

    def _job(self, call: Call[models.JobSnapshot]) -> Job:
        return Job(self._sender, self._keeper, self._sender.send(call))


class Trials:
    """client.trials: for those who do not use Job.evaluate()."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def lease(self, job: str, *, worker: str, count: int = 1, wait_s: float = LEASE_WAIT_S) -> models.LeaseAnswer:
        """As Job.lease(), of the job with this id."""
        return self._sender.send(calls.lease(job, worker=worker, count=count, wait_s=wait_s))

    def get(self, trial: str) -> models.Trial:
        return self._sender.send(calls.get_trial(trial))

    def heartbeat(self, trial: str, *, token: str) -> models.HeartbeatAnswer:
        """Renews a lease. Raises LeaseLostError."""
        return self._sender.send(calls.heartbeat(trial, token=token))

    def complete(self, trial: str, *, token: str, metrics: Mapping[str, float]) -> models.ResultAnswer:
        """Reports a measurement; doing it again does no harm. Raises LeaseLostError and ResultConflictError."""
        return self._sender.send(calls.complete(trial, token=token, metrics=metrics))

    def fail(self, trial: str, *, token: str, error: str, infeasible: bool = False) -> models.ResultAnswer:
        """Reports that there is no measurement. infeasible: the architecture itself is to blame, not the run."""
        return self._sender.send(calls.fail(trial, token=token, error=error, infeasible=infeasible))

    def release(self, trial: str, *, token: str) -> models.ReleaseAnswer:
        """Gives a trial back unfinished, so that another worker can have it at once. Raises LeaseLostError."""
        return self._sender.send(calls.release(trial, token=token))
