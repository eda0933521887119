"""The trial under evaluation: what the user's function may know of it, and the thread that keeps its lease alive."""

import threading
from types import TracebackType
from typing import Self

from lmsearcher import _calls as calls
from lmsearcher import models
from lmsearcher._sending import Sender
from lmsearcher.errors import ConflictError, LMSearcherError, NotFoundError


class ActiveTrial:
    """The trial that a function evaluates now; source: warmup, ranked or fallback."""

    def __init__(self, leased: models.LeasedTrial) -> None:
        self.id = leased.id
        self.number = leased.number
        self.ncode = leased.ncode
        self.source = leased.source
        self.attempt = leased.attempt
        self.told = False
        self._stop = threading.Event()

    @property
    def should_stop(self) -> bool:
        """True once nobody wants the result any more: long trainings look at it now and then, and return early.

        Whatever a function returns after it has seen True is taken to be unfinished and not reported.
        """
        self.told = self.told or self._stop.is_set()
        return self.told

    def stop(self) -> None:
        self._stop.set()


class Interrupted(Exception):  # a signal between threads, not an error
    """A wait ended early because nobody needs its end any more."""


class Heartbeat:
    """While entered, renews a lease in the background and passes the server's wish to stop on to the trial."""

    def __init__(self, sender: Sender, leased: models.LeasedTrial, trial: ActiveTrial, *, interval_s: float) -> None:
        self._sender = sender
        self._leased = leased
        self._trial = trial
        self._interval_s = interval_s
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"lmsearcher-heartbeat-{leased.number}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join(timeout=1.0)

    def _run(self) -> None:
        while not self._done.wait(self._interval_s):
            call = calls.heartbeat(self._leased.id, token=self._leased.lease.token)
            try:
                answer = self._sender.send(call, sleep=self._sleep)
            except Interrupted:
                return
            except (ConflictError, NotFoundError):
                self._trial.stop()
                return
            except LMSearcherError:
                continue
            if answer.should_stop:
                self._trial.stop()

    def _sleep(self, seconds: float) -> None:
        if self._done.wait(seconds):
            raise Interrupted
