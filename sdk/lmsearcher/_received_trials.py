"""Trials that the server has sent: evaluated in threads, reported, and remembered in case the server calls again."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Annotated, Any, Literal

import httpx2
from pydantic import Field

from lmsearcher import _api as calls
from lmsearcher import models
from lmsearcher._api import addressed
from lmsearcher._config import DRAIN_S, HEARTBEATS_PER_LEASE, KEPT_RESULTS, LAST_BEAT_S, PATIENCE_S, Connection
from lmsearcher._heartbeats import beat_from_thread
from lmsearcher._lease_keeper import Kept, LeaseKeeper
from lmsearcher._sansio import Interrupted, drive, run_together, sleep_unless
from lmsearcher._transport import Sender
from lmsearcher._worker import Measure, TrialFunction, reporting
from lmsearcher.errors import ConflictError, LMSearcherError, NotFoundError
from lmsearcher.trial import ActiveTrial, failed

# They go into headers and into one line to the lease keeper.
Visible = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[!-~]+$")]
Address = Annotated[str, Field(max_length=1_000, pattern=r"^https?://[!-~]+$")]


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
    """Where to report to, with the lease's token as bearer."""

    result: Address
    heartbeat: Address
    release: Address


class Assignment(models.Model):
    """One attempt at one trial."""

    objective: models.Objective
    trial: MessageTrial
    lease: MessageLease
    urls: Urls

    @property
    def leased(self) -> models.LeasedTrial:
        return models.LeasedTrial(**dict(self.trial), lease=self.lease)


class Message(models.Model):
    type: Literal["trial.evaluate"]
    data: Assignment


_log = logging.getLogger("lmsearcher")


class PushedTrial:
    """One trial: run() evaluates it, in a thread of its own. `result` is None if that was stopped.

    reports: whether the result is reported from here even if nobody asks for it with answer().
    """

    def __init__(
        self,
        assignment: Assignment,
        function: TrialFunction,
        sender: Sender,
        keeper: LeaseKeeper,
        *,
        reports: bool,
        on_end: Callable[["PushedTrial"], object],
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
        self._kept = self._keep(assignment)

    def run(self) -> None:
        try:
            self._keeper.start()
            with self._lock:
                self._keeper.hold(self._kept)
            result = self._measure()
            with self._lock:
                if not self.result.done():
                    self.result.set_result(None if self._trial.told else result)
                reports = self._reports and self.result.result() is not None
            if reports:
                self._report(result)
        finally:
            self._keeper.let_go(self._kept)
            self._ended.set()
            self._on_end(self)

    def answer(self) -> dict[str, Any] | None:
        """The result; it is then taken to be delivered. Without one yet, it will be reported."""
        with self._lock:
            if not self.result.done():
                self._reports = True
                return None
            self._delivered.set()
            return self.result.result()

    def is_stopped(self) -> bool:
        """Whether it has ended, or should end, without a result."""
        return self.result.result() is None if self.result.done() else self._trial.unwanted

    def may_begin_again(self, assignment: Assignment) -> bool:
        """One call of one attempt never begins twice."""
        return self.is_stopped() and assignment.trial.attempt > self._assignment.trial.attempt

    def renew(self, assignment: Assignment) -> None:
        """A later attempt at the trial takes over what an earlier one, whose lease is over, has begun."""
        with self._lock:
            if self.result.done() or assignment.trial.attempt <= self._assignment.trial.attempt:
                return
            earlier, self._assignment = self._kept, assignment
            self._trial.attempt = assignment.trial.attempt
            self._kept = self._keep(assignment)
            if earlier.number:
                self._keeper.hold(self._kept)
                self._keeper.let_go(earlier)

    def give_back(self) -> None:
        """For another process to evaluate. If there is a result already, its report is waited for."""
        with self._lock:
            evaluated = self.result.done()
            if not evaluated:
                self.result.set_result(None)
        if evaluated:
            self._ended.wait(DRAIN_S)
            return
        self._trial.stop()
        self._keeper.let_go(self._kept, wait_s=LAST_BEAT_S)
        token = self._assignment.lease.token
        call = addressed(calls.release(self._trial.id, token=token), self._assignment.urls.release, token=token)
        try:
            self._sender.send(call, patience_s=DRAIN_S - LAST_BEAT_S)
        except LMSearcherError as error:
            _log.info("trial %d was not given back: %s", self._trial.number, error)

    def _measure(self) -> dict[str, Any]:
        measure = Measure(self._assignment.leased, self._trial, self._assignment.objective.metric)
        try:
            return measure.run(self._function)
        except BaseException as error:  # noqa: BLE001  sys.exit() in a training ends the training, not the receiver
            return failed(f"the function ended with {error!r}")

    def _report(self, result: dict[str, Any]) -> None:
        """Tried again until it is taken, the lease is lost, or the server has called again and got it as the answer."""
        patience_s = max(PATIENCE_S, self._assignment.lease.lease_s)
        sleep = partial(sleep_unless, self._delivered)
        steps = reporting(self._assignment.leased, result, url=self._assignment.urls.result)
        try:
            drive(steps, lambda call: self._sender.send(call, patience_s=patience_s, sleep=sleep))
        except Interrupted:
            pass
        except (ConflictError, NotFoundError) as error:
            _log.warning("the result of trial %d was not taken: %s", self._trial.number, error.detail)
        except LMSearcherError as error:
            _log.warning("the result of trial %d waits for the server to call: %s", self._trial.number, error)

    def _keep(self, assignment: Assignment) -> Kept:
        return Kept(
            self._trial,
            token=assignment.lease.token,
            every_s=assignment.lease.lease_s / HEARTBEATS_PER_LEASE,
            beat=partial(beat_from_thread, self._sender),
            url=assignment.urls.heartbeat,
        )


class PushedTrials:
    """All of a receiver's, by trial; the last KEPT_RESULTS are remembered. Safe to share between threads."""

    def __init__(self, function: TrialFunction, *, concurrency: int, reports: bool) -> None:
        self._function = function
        self._concurrency = concurrency
        self._reports = reports
        connection = Connection.to_given_addresses()
        self._http = httpx2.Client(headers=connection.headers)
        self._sender = Sender(self._http, timeout_s=connection.timeout_s)
        self._keeper = LeaseKeeper(connection)
        self._lock = threading.Lock()
        self._closing = False
        self._drained = False
        self._known: dict[str, PushedTrial] = {}
        self._running: set[PushedTrial] = set()

    def start(self) -> None:
        """So that the first trial does not wait for the lease keeper; not needed."""
        self._keeper.start()

    def take(self, assignment: Assignment) -> PushedTrial | None:
        """The evaluation of this trial: the one that there is, or a new one. None if there is no place for it now."""
        with self._lock:
            if self._closing:
                return None
            known = self._known.get(assignment.trial.id)
            if known is not None and not known.may_begin_again(assignment):
                known.renew(assignment)
                return known
            if len(self._running) >= self._concurrency:
                return None
            trial = PushedTrial(
                assignment, self._function, self._sender, self._keeper, reports=self._reports, on_end=self._end
            )
            self._running.add(trial)
            self._known.pop(assignment.trial.id, None)
            self._known[assignment.trial.id] = trial
        threading.Thread(target=trial.run, name=f"lmsearcher-trial-{assignment.trial.number}", daemon=True).start()
        return trial

    def close(self) -> None:
        """Gives back what is being evaluated. Reports that take longer go on for as long as the process lives."""
        with self._lock:
            self._closing = True
            left = list(self._running)
        run_together([trial.give_back for trial in left], within_s=DRAIN_S)
        self._keeper.close()
        with self._lock:
            self._drained = True
        self._close_http()

    def _end(self, trial: PushedTrial) -> None:
        with self._lock:
            self._running.discard(trial)
            ended = [name for name, known in self._known.items() if known not in self._running]
            for name in ended[: max(len(self._known) - KEPT_RESULTS, 0)]:
                del self._known[name]
        self._close_http()

    def _close_http(self) -> None:
        """When nobody has anything left to send."""
        with self._lock:
            if self._drained and not self._running:
                self._http.close()
