"""What a worker of a job does, as procedures: lease, evaluate, report, and give back what is left when it ends early.

Nothing here could be lost in a restart of either side: leases and results are the server's, and asking twice is safe.
"""

import inspect
import logging
import threading
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Any

from lmsearcher import _api as calls
from lmsearcher import models
from lmsearcher._api import Call, addressed
from lmsearcher._config import EMPTY_LEASE_DELAY_S, HEARTBEATS_PER_LEASE, LEASE_WAIT_S
from lmsearcher._lease_keeper import Kept, LeaseKeeper
from lmsearcher._sansio import Wait
from lmsearcher.errors import (
    ConflictError,
    InvalidRequestError,
    JobFinishedError,
    LMSearcherError,
    SpaceExhaustedError,
)
from lmsearcher.trial import ActiveTrial, Callback, Infeasible, failed, measured, raised

TrialFunction = Callable[[models.Architecture, ActiveTrial], object]
_log = logging.getLogger("lmsearcher")


@dataclass(frozen=True, slots=True)
class Measure:
    """A step: has the user's function evaluate a trial. What comes of it is the result to report."""

    leased: models.LeasedTrial
    trial: ActiveTrial
    metric: str

    def run(self, function: TrialFunction) -> dict[str, Any]:
        try:
            value = function(dict(self.leased.architecture), self.trial)
        except Exception as error:  # noqa: BLE001  whatever a training raises is this trial's result
            return failure_of(self.trial, error)
        return measured(value, metric=self.metric)


Work = Generator[Wait | Call[Any] | Measure, Any, Any]


class JobWork:
    """The work of all workers of one run, and the trials that they have at present.

    job: its id; what else has to be known of it comes with the leases, so that no right to read it is needed.
    stopping: whether the run is to end early. beat: heartbeats for when the lease keeper is not there.
    call: from where callbacks of trials are called.
    """

    def __init__(
        self,
        job: str,
        keeper: LeaseKeeper,
        *,
        stopping: Callable[[], bool],
        beat: Callable[[Kept], Callable[[], object]],
        call: Callable[[Callback], object],
    ) -> None:
        self.reported = 0
        self._job = job
        self._keeper = keeper
        self._stopping = stopping
        self._beat = beat
        self._call = call
        self._lock = threading.Lock()
        self._open: dict[str, Kept] = {}

    def of(self, worker: str) -> Work:
        """One worker's life."""
        while not self._stopping() and (yield from self._step(worker)):
            pass

    def take_open(self) -> list[Kept]:
        """The trials that nobody has reported; each is given out once."""
        with self._lock:
            left, self._open = list(self._open.values()), {}
        return left

    def give_back(self, kept: Kept) -> Generator[Call[models.ReleaseAnswer], Any, None]:
        """As far as it is possible: if it is not, the lease expires."""
        kept.trial.stop()
        try:
            yield calls.release(kept.trial.id, token=kept.token)
        except LMSearcherError as error:
            _log.info("trial %d was not given back: %s", kept.trial.number, error)

    def _step(self, worker: str) -> Work:
        """Leases and evaluates once. False when the job is over."""
        try:
            answer: models.LeaseAnswer = yield calls.lease(self._job, worker=worker, count=1, wait_s=LEASE_WAIT_S)
        except (JobFinishedError, SpaceExhaustedError):
            return False
        state = answer.job_state
        for leased, kept in [(leased, self._take(leased, answer.lease_s)) for leased in answer.trials]:
            if self._stopping():
                return False
            state = (yield from self._evaluate(leased, kept, answer.metric)) or state
        if state in models.FINISHED_STATES:
            return False
        if not answer.trials:
            yield Wait(max(answer.retry_after_s or 0.0, EMPTY_LEASE_DELAY_S))
        return True

    def _take(self, leased: models.LeasedTrial, lease_s: int) -> Kept:
        trial = ActiveTrial(leased, call=self._call)
        every_s = lease_s / HEARTBEATS_PER_LEASE
        kept = Kept(trial, token=leased.lease.token, every_s=every_s, beat=self._beat)
        with self._lock:
            self._open[trial.id] = kept
        self._keeper.hold(kept)
        return kept

    def _evaluate(self, leased: models.LeasedTrial, kept: Kept, metric: str) -> Work:
        """The job's state after the report; None if there was nothing to report, or nobody wanted it."""
        result = yield Measure(leased, kept.trial, metric)
        state = None
        if not kept.trial.told:
            state = yield from self._report(leased, result)
        with self._lock:
            self._open.pop(leased.id, None)
        self._keeper.let_go(kept)
        return state

    def _report(self, leased: models.LeasedTrial, result: dict[str, Any]) -> Work:
        try:
            answer = yield from reporting(leased, result)
        except ConflictError as error:
            _log.warning("the result of trial %d was not taken: %s", leased.number, error.detail)
            return None
        with self._lock:
            self.reported += 1
        return answer.job_state


def reporting(
    leased: models.LeasedTrial, result: dict[str, Any], *, url: str | None = None
) -> Generator[Call[models.ResultAnswer], Any, models.ResultAnswer]:
    """A result that the server finds invalid, such as a score out of range, is a failed trial, with that reason.

    url: where results go to under the lease's token, if not to the sender's server. Raises LMSearcherError.
    """

    def call(result: dict[str, Any]) -> Call[models.ResultAnswer]:
        token = leased.lease.token
        return addressed(calls.report(leased.id, token=token, result=result), url, token=token)

    try:
        answer: models.ResultAnswer = yield call(result)
    except InvalidRequestError as error:
        answer = yield call(failed(f"the server refused the result {result!r:.200}: {error}"))
    return answer


def taking_trial(function: Callable[..., object]) -> TrialFunction:
    """The function in its two-parameter form. Only parameters without a default count."""
    try:
        parameters: Iterable[inspect.Parameter] = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        parameters = ()
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    required = [p for p in parameters if p.kind in positional and p.default is p.empty]
    if len(required) >= 2:
        return function
    return lambda architecture, _: function(architecture)


def failure_of(trial: ActiveTrial, error: Exception) -> dict[str, Any]:
    _log.warning("trial %d raised", trial.number, exc_info=None if isinstance(error, Infeasible) else error)
    return raised(error)
