"""Delays before the next try of an outbound request. They are partly random, so that many do not retry at once."""

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

WEBHOOK_DELAYS_S = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""The delays between the attempts to deliver a webhook message, as Standard Webhooks 1.0 proposes."""
JITTER = 0.2
"""A delay is made longer at random by up to this share."""


def jittered(seconds: float, rng: random.Random) -> float:
    """The delay with jitter; it is never shorter than `seconds`."""
    return seconds * rng.uniform(1, 1 + JITTER)


def exponential(tries: int, *, first_s: float, longest_s: float, rng: random.Random) -> float:
    """Seconds to wait after one or more tries have failed.

    Args:
        tries: How many tries have failed, at least one.
        first_s: The delay after the first try; it is doubled after each further one.
        longest_s: The longest delay, before jitter.
        rng: The source of the jitter.
    """
    return jittered(min(longest_s, first_s * 2.0 ** min(tries - 1, 64)), rng)


def webhook_delay(attempts: int, rng: random.Random) -> float | None:
    """Seconds to wait after attempt number `attempts` to deliver a message has failed; None after the last one."""
    return jittered(WEBHOOK_DELAYS_S[attempts - 1], rng) if attempts <= len(WEBHOOK_DELAYS_S) else None


def retry_after(value: str | None, *, now: datetime, longest_s: float) -> float:
    """Seconds that a Retry-After header (RFC 9110 section 10.2.3) requests, at most `longest_s`.

    It is 0 without a header, and for a header that cannot be read.
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
