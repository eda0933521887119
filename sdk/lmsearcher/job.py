"""One job: its last known state, the actions that change it, and the evaluation of its trials."""

import time
from collections.abc import Iterator
from functools import partial

from lmsearcher import _api, models
from lmsearcher._config import LEASE_WAIT_S, PAGE_SIZE, PATIENCE_S, POLL_S, WAIT_TIMEOUT_S
from lmsearcher._lease_keeper import LeaseKeeper
from lmsearcher._requests import iterate_pages
from lmsearcher._transport import Sender
from lmsearcher.errors import WaitTimeoutError
from lmsearcher.evaluation import EvaluationFunction, Evaluator


class BaseJob:
    """What Job and AsyncJob share. `snapshot` is the job's last known state."""

    def __init__(self, snapshot: models.JobSnapshot) -> None:
        self.snapshot = snapshot
        self._etag: str | None = None

    @property
    def id(self) -> str:
        return self.snapshot.id

    @property
    def state(self) -> str:
        return self.snapshot.state

    @property
    def is_over(self) -> bool:
        return self.snapshot.is_over

    @property
    def progress(self) -> models.Progress:
        return self.snapshot.progress

    @property
    def best(self) -> models.Best | None:
        return self.snapshot.best

    def _remaining_s(self, deadline: float, *, timeout_s: float) -> float:
        """Seconds until the deadline of wait(). Raises WaitTimeoutError."""
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise WaitTimeoutError(f"job {self.id} is still {self.state} after {timeout_s:g} s")
        return left_s

    def _update(self, snapshot: models.JobSnapshot, *, etag: str | None) -> None:
        self.snapshot, self._etag = snapshot, etag

    def __repr__(self) -> str:
        done = f"{self.progress.finished}/{self.progress.max_trials}"
        return f"{type(self).__name__}({self.id!r}, {self.state}, {done} trials finished)"


class Job(BaseJob):
    """One job. `snapshot` is its last known state; refresh() requests the present one."""

    def __init__(self, sender: Sender, keeper: LeaseKeeper, snapshot: models.JobSnapshot) -> None:
        super().__init__(snapshot)
        self._sender = sender
        self._keeper = keeper

    def refresh(self) -> "Job":
        """Updates `snapshot`. It costs the server very little if the job has not changed."""
        changed = self._sender.send(_api.get_job_if_changed(self.id, etag=self._etag))
        if changed is not None:
            self._update(changed.snapshot, etag=changed.etag)
        return self

    def wait(self, *, timeout_s: float = WAIT_TIMEOUT_S, poll_s: float = POLL_S) -> "Job":
        """Returns when the job is over. Raises WaitTimeoutError."""
        deadline = time.monotonic() + timeout_s
        while not self.refresh().is_over:
            time.sleep(min(poll_s, self._remaining_s(deadline, timeout_s=timeout_s)))
        return self

    def pause(self) -> "Job":
        """Stops new leases. Trials that are running may finish."""
        return self._change("pause")

    def resume(self) -> "Job":
        return self._change("resume")

    def cancel(self) -> "Job":
        """Ends the job. Running evaluations get should_stop with their next heartbeat."""
        return self._change("cancel")

    def evaluate(
        self,
        function: EvaluationFunction,
        *,
        workers: int = 1,
        worker_name: str | None = None,
        patience_s: float = PATIENCE_S,
    ) -> int:
        """Evaluates trials until the job is over. Returns how many results it reported.

        A KeyboardInterrupt ends it and releases the open trials, so that other workers can lease them.

        Args:
            function: Gets the architecture and, if it has a second required parameter, the ActiveTrial. Returns the
                objective's metric, or a dict of metrics that contains it. An exception is reported as a failed trial
                (Infeasible as an infeasible one), and the evaluation continues.
            workers: Number of threads, of which the calling thread is the first. If the function keeps the processor
                busy with Python code, start several processes instead.
            worker_name: Must be different in every process of a job. A restarted process with the same name gets its
                trials back. The default is a name of this host that no living process has.
            patience_s: How long to wait for a server that does not respond, before ServerUnreachableError.
        """
        evaluator = Evaluator(
            self._sender,
            self._keeper,
            self.id,
            function,
            workers=workers,
            worker_name=worker_name,
            patience_s=patience_s,
        )
        reported = evaluator.run()
        self.refresh()
        return reported

    def lease(self, *, worker: str, count: int = 1, wait_s: float = LEASE_WAIT_S) -> models.LeaseResponse:
        """Trials for an evaluation loop of your own. Raises JobFinishedError and SpaceExhaustedError."""
        return self._sender.send(_api.lease(self.id, worker=worker, count=count, wait_s=wait_s))

    def trials(self, *, state: str | None = None) -> Iterator[models.Trial]:
        """All trials in the order of their numbers. Pages are requested as they are needed."""
        fetch = partial(_api.list_trials, self.id, state=state)
        return iterate_pages(lambda after: self._sender.send(fetch(after=after)))

    def rounds(self) -> Iterator[models.RoundSummary]:
        """All rounds without their pools. Pages are requested as they are needed."""
        return iterate_pages(lambda after: self.rounds_page(after=after))

    def rounds_page(self, *, limit: int = PAGE_SIZE, after: str | None = None) -> models.Page[models.RoundSummary]:
        return self._sender.send(_api.list_rounds(self.id, limit=limit, after=after))

    def round(self, number: int) -> models.Round:
        """One round with its pool, best candidate first."""
        return self._sender.send(_api.get_round(self.id, number))

    def figures(self) -> tuple[models.FigureSummary, ...]:
        """The names and titles of the job's figures."""
        return self._sender.send(_api.list_figures(self.id)).items

    def figure(self, name: str, *, metric: str | None = None, metric_goal: str | None = None) -> models.Figure:
        """One figure, as a Vega-Lite specification with its data. Raises NotFoundError.

        Args:
            name: The figure's name, as in figures().
            metric: The second metric of the figure `tradeoff`.
            metric_goal: Whether to "minimize" (the default) or "maximize" that metric.
        """
        return self._sender.send(_api.get_figure(self.id, name, metric=metric, metric_goal=metric_goal))

    def history(self) -> Iterator[models.Observation]:
        """The finished trials in the order of their results. Pages are requested as they are needed."""
        return iterate_pages(lambda after: self._sender.send(_api.list_history(self.id, after=after)))

    def export_history(self, form: str = "csv") -> str:
        """The whole history as the text of a "csv" or "ndjson" file."""
        return self._sender.send(_api.export_history(self.id, form=form))

    def _change(self, action: str) -> "Job":
        self._update(self._sender.send(_api.change_job(self.id, action)), etag=None)
        return self
