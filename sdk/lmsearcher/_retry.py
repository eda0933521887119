"""When to send a request again, after what delay, and when to stop sending because the server does not respond."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx2

from lmsearcher._config import CIRCUIT_CHECK_S, CIRCUIT_FAILURES, FIRST_DELAY_S, MAX_DELAY_S, RETRY_AFTER_CEILING_S
from lmsearcher.errors import QuotaExceededError, RequestInProgressError, to_error

_log = logging.getLogger("lmsearcher")


def is_retryable(outcome: httpx2.Response | httpx2.RequestError) -> bool:
    """Whether another try may succeed: after a network error, 408, 429 or 5xx.

    A conflict (409) is final, unless it says that an earlier try of the same request is still in progress. A used-up
    quota (429) is final too, because it may last for hours: the caller should know.
    """
    if isinstance(outcome, httpx2.RequestError):
        return not isinstance(outcome, httpx2.LocalProtocolError | httpx2.UnsupportedProtocol)
    if outcome.status_code == 409:
        return isinstance(to_error(outcome), RequestInProgressError)
    if outcome.status_code == 429:
        return not isinstance(to_error(outcome), QuotaExceededError)
    return outcome.status_code == 408 or outcome.status_code >= 500


def retry_delay_s(attempt: int, response: httpx2.Response | None, *, jitter: float, now: datetime) -> float:
    """Seconds before the next try.

    The server's Retry-After decides, up to a ceiling. Without it the delay doubles with every try, and half of it is
    random, so that many workers do not return at the same moment.

    Args:
        attempt: How many tries were made.
        response: The response to the last one, if there was any.
        jitter: A random number from 0 to 1.
        now: The present time, to which a date in Retry-After is compared.
    """
    suggested_s = None if response is None else retry_after_s(response, now=now)
    if suggested_s is not None:
        return min(suggested_s, RETRY_AFTER_CEILING_S)
    full_s = min(FIRST_DELAY_S * 2.0 ** min(attempt - 1, 30), MAX_DELAY_S)
    return full_s * (1 + jitter) / 2


def retry_after_s(response: httpx2.Response, *, now: datetime) -> float | None:
    """Retry-After in seconds, at least 0; None if it is missing. It is a number or a date (RFC 9110 section 10.2.3)."""
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


class Circuit:
    """A circuit breaker: it opens after CIRCUIT_FAILURES failures in a row, and closes after the first response.

    All threads of a client share it. `clock` returns seconds and never goes back.
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
        """How many requests in a row had no response."""
        return self._failures

    @property
    def is_open(self) -> bool:
        return self._failures >= CIRCUIT_FAILURES

    def hold_s(self) -> float:
        """0 if a request may be sent now, else the seconds after which to check again.

        While the circuit is open, one thread at a time gets the 0 and sends the probe. If that thread never reports
        an outcome, another one gets its turn.
        """
        with self._lock:
            if not self.is_open:
                return 0.0
            now = self._clock()
            if now < self._probe_at:
                return min(self._probe_at - now, CIRCUIT_CHECK_S)
            self._probe_at = now + MAX_DELAY_S
            return 0.0

    def record_failure(self, reason: str, *, retry_in_s: float) -> None:
        """A request had no response. If the circuit is open now, the next probe may be sent in `retry_in_s`."""
        with self._lock:
            if self._failures == 0:
                self._failing_since = self._clock()
            self._failures += 1
            self._reason = reason
            self._probe_at = self._clock() + retry_in_s
            opens = self._failures == CIRCUIT_FAILURES
        if opens:
            _log.warning("%s; waiting for it", self.explanation())

    def record_response(self) -> None:
        with self._lock:
            closes = self.is_open
            self._failures = 0
            unreachable_s = self._clock() - self._failing_since
        if closes:
            _log.warning("the server responds again, after %.0f s", unreachable_s)

    def explanation(self) -> str:
        unreachable_s = self._clock() - self._failing_since
        since = datetime.now(UTC) - timedelta(seconds=unreachable_s)
        return f"the server has not responded since {since:%Y-%m-%dT%H:%M:%SZ} ({unreachable_s:.0f} s): {self._reason}"
