"""Trials that the server has sent: they run in threads, are reported, and are remembered in case they come again."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field

from lmsearcher import _api, models
from lmsearcher._config import (
    DRAIN_S,
    HEARTBEATS_PER_LEASE,
    LAST_HEARTBEAT_S,
    PATIENCE_S,
    REMEMBERED_RESULTS,
    Connection,
)
from lmsearcher._heartbeats import start_heartbeat_thread
from lmsearcher._lease_keeper import HeldLease, LeaseKeeper
from lmsearcher._requests import with_address
from lmsearcher._sansio import Interrupted, drive, run_together, sleep_unless
from lmsearcher._transport import Sender
from lmsearcher._worker import EvaluateTrial, TrialFunction, report_result
from lmsearcher.errors import ConflictError, LMSearcherError, NotFoundError
from lmsearcher.trial import ActiveTrial, failed_result

# These texts are written into headers, and into one line for the lease-keeper process.
Visible = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[!-~]+$")]
Address = Annotated[str, Field(max_length=1_000, pattern=r"^https?://[!-~]+$")]
_log = logging.getLogger("lmsearcher")


class MessageLease(models.Lease):
    token: Visible
    lease_s: Annotated[float, Field(gt=0, allow_inf_nan=False)]


class MessageTrial(models.Model):
    id: Visible
    number: int
    ncode: str
    architecture: models.Architecture
    source: str
    attempt: int


class Urls(models.Model):
    """Where to report, with the lease's token as bearer."""

    result: Address
    heartbeat: Address
    release: Address


class Assignment(models.Model):
    """One attempt of one trial."""

    objective: models.Objective
    trial: MessageTrial
    lease: MessageLease
    urls: Urls

    @property
    def leased(self) -> models.LeasedTrial:
        return models.LeasedTrial(**dict(self.trial), lease=self.lease)


class Message(models.Model):
    """The body of a callback request."""

    type: Literal["trial.evaluate"]
    data: Assignment


class ReceivedTrials:
    """All trials of one receiver. The last REMEMBERED_RESULTS are remembered. Threads can share it."""

    def __init__(self, function: TrialFunction, *, concurrency: int, reports: bool) -> None:
        self._function = function
        self._concurrency = concurrency
        self._reports = reports
        connection = Connection.without_server()
        self._sender = Sender(connection)
        self._keeper = LeaseKeeper(connection)
        self._lock = threading.Lock()
        self._closing = False
        self._drained = False
        self._known: dict[str, ReceivedTrial] = {}
        self._running: set[ReceivedTrial] = set()

    def start(self) -> None:
        """Starts the lease-keeper process, so that the first trial does not wait for it. Calling this is optional."""
        self._keeper.start()

    def accept(self, assignment: Assignment) -> "ReceivedTrial | None":
        """The evaluation of this trial: the present one or a new one. None if there is no room for it."""
        with self._lock:
            if self._closing:
                return None
            known = self._known.get(assignment.trial.id)
            if known is not None and not known.may_begin_again(assignment):
                known.renew(assignment)
                return known
            if len(self._running) >= self._concurrency:
                return None
            trial = ReceivedTrial(
                assignment, self._function, self._sender, self._keeper, reports=self._reports, on_end=self._on_end
            )
            self._running.add(trial)
            self._known.pop(assignment.trial.id, None)
            self._known[assignment.trial.id] = trial
        threading.Thread(target=trial.run, name=f"lmsearcher-trial-{assignment.trial.number}", daemon=True).start()
        return trial

    def close(self) -> None:
        """Releases running trials. Reports that take longer continue while the process lives."""
        with self._lock:
            self._closing = True
            left = list(self._running)
        run_together([trial.release for trial in left], within_s=DRAIN_S)
        self._keeper.close()
        with self._lock:
            self._drained = True
        self._close_sender()

    def _on_end(self, trial: "ReceivedTrial") -> None:
        with self._lock:
            self._running.discard(trial)
            ended = [name for name, known in self._known.items() if known not in self._running]
            for name in ended[: max(len(self._known) - REMEMBERED_RESULTS, 0)]:
                del self._known[name]
        self._close_sender()

    def _close_sender(self) -> None:
        """Closes it once there is nothing left to send."""
        with self._lock:
            if self._drained and not self._running:
                self._sender.close()


class ReceivedTrial:
    """One trial. run() evaluates it and is called in a thread of its own.

    `result` becomes the result, or None if the evaluation was stopped. With `reports` the result is reported as soon
    as it is there; otherwise only if response() was called before.
    """

    def __init__(
        self,
        assignment: Assignment,
        function: TrialFunction,
        sender: Sender,
        keeper: LeaseKeeper,
        *,
        reports: bool,
        on_end: Callable[["ReceivedTrial"], object],
    ) -> None:
        self.result: Future[dict[str, Any] | None] = Future()
        self._function = function
        self._sender = sender
        self._keeper = keeper
        self._reports = reports
        self._on_end = on_end
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._delivered = threading.Event()
        self._assignment = assignment
        self._trial = ActiveTrial(assignment.leased)
        self._lease = self._lease_of(assignment)

    def run(self) -> None:
        try:
            self._keeper.start()
            with self._lock:
                self._keeper.hold(self._lease)
            result = self._evaluate()
            with self._lock:
                if not self.result.done():
                    self.result.set_result(None if self._trial.stop_seen else result)
                reports = self._reports and self.result.result() is not None
            if reports:
                self._report(result)
        finally:
            self._keeper.drop(self._lease)
            self._ended.set()
            self._on_end(self)

    def response(self) -> dict[str, Any] | None:
        """The result, which then counts as delivered. If there is none yet, it will be reported."""
        with self._lock:
            if not self.result.done():
                self._reports = True
                return None
            self._delivered.set()
            return self.result.result()

    def is_stopped(self) -> bool:
        """Whether it has ended without a result, or should."""
        return self.result.result() is None if self.result.done() else self._trial.unwanted

    def may_begin_again(self, assignment: Assignment) -> bool:
        """Whether a stopped trial may be evaluated anew: only for a later attempt."""
        return self.is_stopped() and assignment.trial.attempt > self._assignment.trial.attempt

    def renew(self, assignment: Assignment) -> None:
        """Lets a later attempt continue the evaluation that an earlier one, whose lease has expired, began."""
        with self._lock:
            if self.result.done() or assignment.trial.attempt <= self._assignment.trial.attempt:
                return
            earlier, self._assignment = self._lease, assignment
            self._trial.attempt = assignment.trial.attempt
            self._lease = self._lease_of(assignment)
            if earlier.number:
                self._keeper.hold(self._lease)
                self._keeper.drop(earlier)

    def release(self) -> None:
        """Gives the trial back to the server. If there is a result already, waits for its report instead."""
        with self._lock:
            evaluated = self.result.done()
            if not evaluated:
                self.result.set_result(None)
        if evaluated:
            self._ended.wait(DRAIN_S)
            return
        self._trial.stop()
        self._keeper.drop(self._lease, wait_s=LAST_HEARTBEAT_S)
        token = self._assignment.lease.token
        request = with_address(_api.release(self._trial.id, token=token), self._assignment.urls.release, token=token)
        try:
            self._sender.send(request, patience_s=DRAIN_S - LAST_HEARTBEAT_S)
        except LMSearcherError as error:
            _log.info("trial %d was not released: %s", self._trial.number, error)

    def _evaluate(self) -> dict[str, Any]:
        step = EvaluateTrial(self._assignment.leased, self._trial, self._assignment.objective.metric)
        try:
            return step.run(self._function)
        except BaseException as error:  # noqa: BLE001  sys.exit() in a training must not end the receiver
            return failed_result(f"the function ended with {error!r}")

    def _report(self, result: dict[str, Any]) -> None:
        """Retries until the report is accepted, the lease is lost, or response() has delivered the result."""
        patience_s = max(PATIENCE_S, self._assignment.lease.lease_s)
        sleep = partial(sleep_unless, self._delivered)
        steps = report_result(self._assignment.leased, result, url=self._assignment.urls.result)
        try:
            drive(steps, lambda request: self._sender.send(request, patience_s=patience_s, sleep=sleep))
        except Interrupted:
            pass
        except (ConflictError, NotFoundError) as error:
            _log.warning("the result of trial %d was rejected: %s", self._trial.number, error.detail)
        except LMSearcherError as error:
            _log.warning("the result of trial %d is kept for the next callback: %s", self._trial.number, error)

    def _lease_of(self, assignment: Assignment) -> HeldLease:
        return HeldLease(
            self._trial,
            token=assignment.lease.token,
            every_s=assignment.lease.lease_s / HEARTBEATS_PER_LEASE,
            start_heartbeats=partial(start_heartbeat_thread, self._sender),
            url=assignment.urls.heartbeat,
        )
