"""When to send a request again, and after how long. Pure, so that every kind of client can share it."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx2

from lmsearcher._config import CIRCUIT_FAILURES, CIRCUIT_LOOK_S, FIRST_DELAY_S, MAX_DELAY_S, RETRY_AFTER_CEILING_S
from lmsearcher.errors import QuotaExceededError, RequestInProgressError, to_error


def is_retryable(outcome: httpx2.Response | httpx2.RequestError) -> bool:
    """408, 429, 5xx and failures of the network may go away.

    A conflict (409) does not, it is an answer; but for the one that says that the first try is still at work. A quota
    that is used up (429) does, but at its own time: whoever asked should know of it.
    """
    if isinstance(outcome, httpx2.RequestError):
        return not isinstance(outcome, httpx2.LocalProtocolError | httpx2.UnsupportedProtocol)
    if outcome.status_code == 409:
        return isinstance(to_error(outcome), RequestInProgressError)
    if outcome.status_code == 429:
        return not isinstance(to_error(outcome), QuotaExceededError)
    return outcome.status_code == 408 or outcome.status_code >= 500


def retry_delay_s(attempt: int, response: httpx2.Response | None, *, jitter: float, now: datetime) -> float:
    """Seconds before the next try. attempt: tries made so far, from 1; jitter: uniform in [0, 1).

    The server's Retry-After decides, up to a ceiling; otherwise the delay doubles, and half of it is random
    so that many workers do not come back at the same moment.
    """
    asked = None if response is None else retry_after_s(response, now=now)
    if asked is not None:
        return min(asked, RETRY_AFTER_CEILING_S)
    full = min(FIRST_DELAY_S * 2.0 ** min(attempt - 1, 30), MAX_DELAY_S)
    return full * (1 + jitter) / 2


def retry_after_s(response: httpx2.Response, *, now: datetime) -> float | None:
    """Retry-After in seconds, never negative; it is a number or a date (RFC 9110 section 10.2.3). None if absent."""
    text = response.headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max((date - now).total_seconds(), 0.0)


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
