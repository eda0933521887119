"""When to send a request again, and after how long. Pure, so that every kind of client can share it."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2

from lmsearcher._constants import FIRST_DELAY_S, MAX_DELAY_S, RETRY_AFTER_CEILING_S
from lmsearcher._problems import to_error
from lmsearcher.errors import QuotaExceededError, RequestInProgressError


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
