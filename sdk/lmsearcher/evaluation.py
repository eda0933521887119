"""The evaluator: leases trials, keeps their leases alive while the user's function runs, and reports what came of it.

Nothing here could be lost in a restart of either side: leases and results are the server's, and asking twice is safe.
"""

import inspect
import logging
import os
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from lmsearcher import _calls as calls
from lmsearcher import models, outcome
from lmsearcher._call import Call
from lmsearcher._constants import EMPTY_LEASE_DELAY_S, HEARTBEATS_PER_LEASE, LEASE_WAIT_S, MAX_HOST_NAME
from lmsearcher._sending import Sender
from lmsearcher.active_trial import ActiveTrial, Heartbeat, Interrupted
from lmsearcher.errors import ConflictError, InvalidRequestError, JobFinishedError, SpaceExhaustedError

T = TypeVar("T")
# Any, because users know the types of their options: def train(architecture: dict[str, str]) is as good as Mapping.
EvaluationFunction = Callable[[Any], outcome.Measurement] | Callable[[Any, ActiveTrial], outcome.Measurement]
_log = logging.getLogger("lmsearcher")


class Evaluator:
    """Evaluates trials of one job in `workers` threads, the calling one included. For one run()."""

    def __init__(
        self,
        sender: Sender,
        job: models.JobSnapshot,
        function: EvaluationFunction,
        *,
        workers: int,
        worker_name: str | None,
        patience_s: float,
    ) -> None:
        if workers < 1:
            raise ValueError(f"workers is {workers}; it must be at least 1")
        self._sender = sender
        self._job = job
        self._function = _taking_trial(function)
        name = worker_name or f"{socket.gethostname()[:MAX_HOST_NAME]}-{os.getpid()}"
        self._names = [name if workers == 1 else f"{name}-{i}" for i in range(workers)]
        self._patience_s = patience_s
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._reported = 0
        self._errors: list[Exception] = []

    def run(self) -> int:
        """The number of results reported. Raises what the first worker that could not go on raised."""
        threads = [
            threading.Thread(target=self._work, args=(name,), name=f"lmsearcher-{name}", daemon=True)
            for name in self._names[1:]
        ]
        for thread in threads:
            thread.start()
        try:
            self._work(self._names[0])
            for thread in threads:
                thread.join()
        finally:
            self._stopping.set()
        if self._errors:
            raise self._errors[0]
        return self._reported

    def _work(self, worker: str) -> None:
        """One worker's life. Whatever ends it early ends the others after their present trial."""
        try:
            while not self._stopping.is_set() and self._step(worker):
                pass
        except Interrupted:
            pass
        except Exception as error:  # noqa: BLE001  handed to the thread that called run()
            self._errors.append(error)
            self._stopping.set()

    def _step(self, worker: str) -> bool:
        """Leases and evaluates once. False when the job is over."""
        try:
            answer = self._send(calls.lease(self._job.id, worker=worker, count=1, wait_s=LEASE_WAIT_S))
        except (JobFinishedError, SpaceExhaustedError):
            return False
        state = answer.job_state
        for leased in answer.trials:
            if self._stopping.is_set():
                return False
            state = self._evaluate(leased) or state
        if state in models.FINISHED_STATES:
            return False
        if not answer.trials:
            self._sleep(max(answer.retry_after_s or 0.0, EMPTY_LEASE_DELAY_S))
        return True

    def _evaluate(self, leased: models.LeasedTrial) -> str | None:
        """The job's state after the report; None if there was nothing to report, or nobody wanted it."""
        trial = ActiveTrial(leased)
        with Heartbeat(self._sender, leased, trial, interval_s=self._job.evaluation.lease_s / HEARTBEATS_PER_LEASE):
            result = self._measure(leased, trial)
            if trial.told:
                return None
            try:
                answer = self._report(leased, result)
            except ConflictError as error:
                _log.warning("the result of trial %d was not taken: %s", leased.number, error.detail)
                return None
        with self._lock:
            self._reported += 1
        return answer.job_state

    def _report(self, leased: models.LeasedTrial, result: dict[str, Any]) -> models.ResultAnswer:
        """A result that the server finds invalid, such as a score out of range, is a failed trial, with that reason."""
        try:
            return self._send(calls.report(leased.id, token=leased.lease.token, result=result))
        except InvalidRequestError as error:
            result = outcome.failed(f"the server refused the result {result!r:.200}: {error}")
            return self._send(calls.report(leased.id, token=leased.lease.token, result=result))

    def _measure(self, leased: models.LeasedTrial, trial: ActiveTrial) -> dict[str, Any]:
        try:
            value = self._function(dict(leased.architecture), trial)
        except Exception as error:  # noqa: BLE001  whatever a training raises is this trial's result
            _log.warning("trial %d raised", leased.number, exc_info=not isinstance(error, outcome.Infeasible))
            return outcome.raised(error)
        return outcome.measured(value, metric=self._job.objective.metric)

    def _send(self, call: Call[T]) -> T:
        return self._sender.send(call, patience_s=self._patience_s, sleep=self._sleep)

    def _sleep(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise Interrupted


def _taking_trial(function: EvaluationFunction) -> Callable[[models.Architecture, ActiveTrial], object]:
    """The function in its two-parameter form. Only parameters without a default count."""
    try:
        parameters: Iterable[inspect.Parameter] = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        parameters = ()
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    required = [p for p in parameters if p.kind in positional and p.default is p.empty]
    plain: Callable[..., object] = function
    if len(required) >= 2:
        return plain
    return lambda architecture, _: plain(architecture)
