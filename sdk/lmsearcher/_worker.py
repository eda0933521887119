"""What a worker does: it leases a trial, evaluates it, reports the result, and releases trials if it ends early.

The steps are procedures (see _sansio.py). Nothing is lost if either side restarts: leases and results are stored on
the server, and every request can be repeated.
"""

import inspect
import logging
import threading
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Any

from lmsearcher import _api, models
from lmsearcher._config import EMPTY_LEASE_DELAY_S, HEARTBEATS_PER_LEASE, LEASE_WAIT_S
from lmsearcher._lease_keeper import HeldLease, LeaseKeeper
from lmsearcher._requests import ApiRequest, with_address
from lmsearcher._sansio import Wait
from lmsearcher.errors import (
    ConflictError,
    InvalidRequestError,
    JobFinishedError,
    LMSearcherError,
    SpaceExhaustedError,
)
from lmsearcher.trial import ActiveTrial, Infeasible, StopCallback, failed_result, result_of_error, result_of_return

TrialFunction = Callable[[models.Architecture, ActiveTrial], object]
_log = logging.getLogger("lmsearcher")


@dataclass(frozen=True, slots=True)
class EvaluateTrial:
    """A step: call the user's function. Its outcome is the result to report."""

    leased: models.LeasedTrial
    trial: ActiveTrial
    metric: str

    def run(self, function: TrialFunction) -> dict[str, Any]:
        try:
            value = function(dict(self.leased.architecture), self.trial)
        except Exception as error:  # noqa: BLE001  any error of a training is the trial's result
            return logged_failure(self.trial, error)
        return result_of_return(value, metric=self.metric)


Work = Generator[Wait | ApiRequest[Any] | EvaluateTrial, Any, Any]


class EvaluationRun:
    """The work of all workers of one evaluate(), and the leases that they hold.

    Args:
        job: The job's id. Everything else comes with the leases, so that no permission to read the job is needed.
        keeper: Keeps the leases alive.
        stopping: Whether the run should end early.
        start_heartbeats: See HeldLease.
        run_callback: Runs the trials' on_stop callbacks.
    """

    def __init__(
        self,
        job: str,
        keeper: LeaseKeeper,
        *,
        stopping: Callable[[], bool],
        start_heartbeats: Callable[[HeldLease], Callable[[], object]],
        run_callback: Callable[[StopCallback], object],
    ) -> None:
        self.reported = 0
        self._job = job
        self._keeper = keeper
        self._stopping = stopping
        self._start_heartbeats = start_heartbeats
        self._run_callback = run_callback
        self._lock = threading.Lock()
        self._open: dict[str, HeldLease] = {}

    def work(self, worker: str) -> Work:
        """Everything that one worker does until the job is over."""
        while not self._stopping() and (yield from self._lease_and_evaluate(worker)):
            pass

    def take_open(self) -> list[HeldLease]:
        """The leases of trials without a reported result. Each lease is returned once."""
        with self._lock:
            left, self._open = list(self._open.values()), {}
        return left

    def release(self, lease: HeldLease) -> Generator[ApiRequest[models.ReleaseResponse], Any, None]:
        """Gives a trial back. If that fails, its lease expires."""
        lease.trial.stop()
        try:
            yield _api.release(lease.trial.id, token=lease.token)
        except LMSearcherError as error:
            _log.info("trial %d was not released: %s", lease.trial.number, error)

    def _lease_and_evaluate(self, worker: str) -> Work:
        """Returns False when the job is over."""
        try:
            response: models.LeaseResponse = yield _api.lease(self._job, worker=worker, count=1, wait_s=LEASE_WAIT_S)
        except (JobFinishedError, SpaceExhaustedError):
            return False
        state = response.job_state
        for leased, lease in [(leased, self._hold(leased, response.lease_s)) for leased in response.trials]:
            if self._stopping():
                return False
            state = (yield from self._evaluate(leased, lease, response.metric)) or state
        if state in models.FINISHED_STATES:
            return False
        if not response.trials:
            yield Wait(max(response.retry_after_s or 0.0, EMPTY_LEASE_DELAY_S))
        return True

    def _hold(self, leased: models.LeasedTrial, lease_s: int) -> HeldLease:
        lease = HeldLease(
            ActiveTrial(leased, run_callback=self._run_callback),
            token=leased.lease.token,
            every_s=lease_s / HEARTBEATS_PER_LEASE,
            start_heartbeats=self._start_heartbeats,
        )
        with self._lock:
            self._open[leased.id] = lease
        self._keeper.hold(lease)
        return lease

    def _evaluate(self, leased: models.LeasedTrial, lease: HeldLease, metric: str) -> Work:
        """The job's state after the report, or None if no result was reported or the server rejected it."""
        result = yield EvaluateTrial(leased, lease.trial, metric)
        state = None
        if not lease.trial.stop_seen:
            state = yield from self._report(leased, result)
        with self._lock:
            self._open.pop(leased.id, None)
        self._keeper.drop(lease)
        return state

    def _report(self, leased: models.LeasedTrial, result: dict[str, Any]) -> Work:
        try:
            response = yield from report_result(leased, result)
        except ConflictError as error:
            _log.warning("the result of trial %d was rejected: %s", leased.number, error.detail)
            return None
        with self._lock:
            self.reported += 1
        return response.job_state


def report_result(
    leased: models.LeasedTrial, result: dict[str, Any], *, url: str | None = None
) -> Generator[ApiRequest[models.ResultResponse], Any, models.ResultResponse]:
    """Reports a result. If the server finds it invalid, reports a failure with that reason. Raises LMSearcherError.

    `url` is where results are sent with the lease's token, if not to the sender's server.
    """

    def request(result: dict[str, Any]) -> ApiRequest[models.ResultResponse]:
        token = leased.lease.token
        return with_address(_api.report(leased.id, token=token, result=result), url, token=token)

    try:
        response: models.ResultResponse = yield request(result)
    except InvalidRequestError as error:
        response = yield request(failed_result(f"the server rejected the result {result!r:.200}: {error}"))
    return response


def with_trial_parameter(function: Callable[..., object]) -> TrialFunction:
    """The function with two parameters, of which it may ignore the second. Only required parameters count."""
    try:
        parameters: Iterable[inspect.Parameter] = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        parameters = ()
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    required = [p for p in parameters if p.kind in positional and p.default is p.empty]
    if len(required) >= 2:
        return function
    return lambda architecture, _: function(architecture)


def logged_failure(trial: ActiveTrial, error: Exception) -> dict[str, Any]:
    _log.warning("trial %d raised", trial.number, exc_info=None if isinstance(error, Infeasible) else error)
    return result_of_error(error)
