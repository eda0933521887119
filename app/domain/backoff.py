"""Delays before the next try of an outbound request, with jitter, so that many do not retry at once."""

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

WEBHOOK_DELAYS_S = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Between one attempt of a message and the next, as Standard Webhooks 1.0 proposes; after the last there is none."""
JITTER = 0.2
"""Jitter: a delay is longer by up to this share."""


def jittered(seconds: float, rng: random.Random) -> float:
    """Never shorter than `seconds`."""
    return seconds * rng.uniform(1, 1 + JITTER)


def exponential(tries: int, *, first_s: float, longest_s: float, rng: random.Random) -> float:
    """Seconds to wait after `tries` tries (at least one) have failed: doubled each time, up to `longest_s`."""
    return jittered(min(longest_s, first_s * 2.0 ** min(tries - 1, 64)), rng)


def webhook_delay(attempts: int, rng: random.Random) -> float | None:
    """Seconds to wait after the message's `attempts`-th attempt has failed; None if it was the last."""
    return jittered(WEBHOOK_DELAYS_S[attempts - 1], rng) if attempts <= len(WEBHOOK_DELAYS_S) else None


def retry_after(value: str | None, *, now: datetime, longest_s: float) -> float:
    """Seconds that a Retry-After header (RFC 9110 section 10.2.3) requests, at most `longest_s`.

    0 without a header, and for one that cannot be read.
    """
    if value is None:
        return 0.0
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:10]), longest_s)
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return min(max(0.0, (date - now).total_seconds()), longest_s)
