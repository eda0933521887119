"""A client that gets no answers stops asking, but for one probe now and then."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from lmsearcher._constants import CIRCUIT_FAILURES, CIRCUIT_LOOK_S, MAX_DELAY_S

_log = logging.getLogger("lmsearcher")


class Circuit:
    """Opens after CIRCUIT_FAILURES sends in a row without an answer, and closes with the first answer.

    Shared by all threads of a client. clock: seconds, never going back.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._failing_since = 0.0
        self._probe_at = 0.0
        self._reason = ""

    @property
    def failures(self) -> int:
        """Sends in a row that had no answer."""
        return self._failures

    @property
    def is_open(self) -> bool:
        return self._failures >= CIRCUIT_FAILURES

    def hold_s(self) -> float:
        """0 if a send may go out now, else the seconds after which to ask again.

        While open, one caller at a time gets the 0 and is the probe. A probe that never comes back is replaced.
        """
        with self._lock:
            if not self.is_open:
                return 0.0
            now = self._clock()
            if now < self._probe_at:
                return min(self._probe_at - now, CIRCUIT_LOOK_S)
            self._probe_at = now + MAX_DELAY_S
            return 0.0

    def failed(self, reason: str, *, retry_in_s: float) -> None:
        """A send had no answer. retry_in_s: when the next probe may go out, if this opens the circuit or it is open."""
        with self._lock:
            if self._failures == 0:
                self._failing_since = self._clock()
            self._failures += 1
            self._reason = reason
            self._probe_at = self._clock() + retry_in_s
            opens = self._failures == CIRCUIT_FAILURES
        if opens:
            _log.warning("%s; waiting for it", self.explanation())

    def answered(self) -> None:
        with self._lock:
            closes = self.is_open
            self._failures = 0
            away_s = self._clock() - self._failing_since
        if closes:
            _log.warning("the server answers again, after %.0f s", away_s)

    def explanation(self) -> str:
        away_s = self._clock() - self._failing_since
        since = datetime.now(UTC) - timedelta(seconds=away_s)
        return f"the server has not answered since {since:%Y-%m-%dT%H:%M:%SZ} ({away_s:.0f} s): {self._reason}"
