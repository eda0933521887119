"""One job as the user holds it: its last known state, the verbs that change it, and the evaluation of its trials."""

import time
from collections.abc import Iterator
from functools import partial

from lmsearcher import _api as calls
from lmsearcher import models
from lmsearcher._api import iterate_pages
from lmsearcher._config import LEASE_WAIT_S, PAGE_SIZE, PATIENCE_S, POLL_S, WAIT_TIMEOUT_S
from lmsearcher._lease_keeper import LeaseKeeper
from lmsearcher._transport import Sender
from lmsearcher.errors import WaitTimeoutError
from lmsearcher.evaluation import EvaluationFunction, Evaluator


class KnownJob:
    """`snapshot` is what the server said last; refresh() asks again."""

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

    def _left_s(self, deadline: float, *, timeout_s: float) -> float:
        """Seconds until the deadline of a wait for the job's end. Raises WaitTimeoutError."""
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise WaitTimeoutError(f"job {self.id} is still {self.state} after {timeout_s:g} s")
        return left_s

    def _learn(self, snapshot: models.JobSnapshot, *, etag: str | None) -> None:
        self.snapshot, self._etag = snapshot, etag

    def __repr__(self) -> str:
        done = f"{self.progress.finished}/{self.progress.max_trials}"
        return f"{type(self).__name__}({self.id!r}, {self.state}, {done} trials finished)"


class Job(KnownJob):
    """`snapshot` is what the server said last; refresh() asks again."""

    def __init__(self, sender: Sender, keeper: LeaseKeeper, snapshot: models.JobSnapshot) -> None:
        super().__init__(snapshot)
        self._sender = sender
        self._keeper = keeper

    def refresh(self) -> "Job":
        """The newest state; costs the server next to nothing if nothing has changed."""
        changed = self._sender.send(calls.get_job_unless(self.id, etag=self._etag))
        if changed is not None:
            self._learn(changed.snapshot, etag=changed.etag)
        return self

    def wait(self, *, timeout_s: float = WAIT_TIMEOUT_S, poll_s: float = POLL_S) -> "Job":
        """Returns when the job is over. Raises WaitTimeoutError."""
        deadline = time.monotonic() + timeout_s
        while not self.refresh().is_over:
            time.sleep(min(poll_s, self._left_s(deadline, timeout_s=timeout_s)))
        return self

    def pause(self) -> "Job":
        """No further trials are handed out; those that run may finish."""
        return self._change("pause")

    def resume(self) -> "Job":
        return self._change("resume")

    def cancel(self) -> "Job":
        """Ends the job; running evaluations are told at their next heartbeat."""
        return self._change("cancel")

    def evaluate(
        self,
        function: EvaluationFunction,
        *,
        workers: int = 1,
        worker_name: str | None = None,
        patience_s: float = PATIENCE_S,
    ) -> int:
        """Evaluates trials until the job is over. Returns how many results were reported from here.

        function: gets the architecture and, if it has a second required parameter, the ActiveTrial; returns the
        objective's metric, or a dict of metrics that has it. What it raises is reported as a failure (Infeasible as
        an infeasible architecture), and the next trial follows.
        workers: threads; the first is the calling one. For processor-bound Python start several processes instead.
        worker_name: distinct for every process of a job; the default is a name of this host that no other process
        has now, and that the next one gets. A process that comes back under its old name gets back the trials
        that it had.
        patience_s: how long a server that does not answer is waited for, before ServerUnreachableError.
        KeyboardInterrupt ends it, and gives open trials back for others.
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

    def lease(self, *, worker: str, count: int = 1, wait_s: float = LEASE_WAIT_S) -> models.LeaseAnswer:
        """Trials to evaluate, for those who do not use evaluate(). Raises JobFinishedError and SpaceExhaustedError."""
        return self._sender.send(calls.lease(self.id, worker=worker, count=count, wait_s=wait_s))

    def trials(self, *, state: str | None = None) -> Iterator[models.Trial]:
        """In the order of their numbers, page by page as they are needed."""
        fetch = partial(calls.list_trials, self.id, state=state)
        return iterate_pages(lambda after: self._sender.send(fetch(after=after)))

    def rounds(self) -> Iterator[models.RoundSummary]:
        """The rankings, without their pools."""
        return iterate_pages(lambda after: self.rounds_page(after=after))

    def rounds_page(self, *, limit: int = PAGE_SIZE, after: str | None = None) -> models.Page[models.RoundSummary]:
        return self._sender.send(calls.list_rounds(self.id, limit=limit, after=after))

    def round(self, number: int) -> models.Round:
        """One ranking with its pool, best candidate first."""
        return self._sender.send(calls.get_round(self.id, number))

    def figures(self) -> tuple[models.FigureSummary, ...]:
        """The figures that can be drawn of a job."""
        return self._sender.send(calls.list_figures(self.id)).items

    def figure(self, name: str, *, metric: str | None = None, metric_goal: str | None = None) -> models.Figure:
        """One figure, as a Vega-Lite specification with its data. Raises NotFoundError.

        metric, metric_goal: of `tradeoff`: the other metric, and whether to "minimize" (as it is unless said) or
        "maximize" it.
        """
        return self._sender.send(calls.get_figure(self.id, name, metric=metric, metric_goal=metric_goal))

    def history(self) -> Iterator[models.Observation]:
        """The finished trials in the order of their results, page by page as they are needed."""
        return iterate_pages(lambda after: self._sender.send(calls.list_history(self.id, after=after)))

    def export_history(self, form: str = "csv") -> str:
        """The whole history as the text of a "csv" or "ndjson" file."""
        return self._sender.send(calls.export_history(self.id, form=form))

    def _change(self, verb: str) -> "Job":
        self._learn(self._sender.send(calls.change_job(self.id, verb)), etag=None)
        return self
