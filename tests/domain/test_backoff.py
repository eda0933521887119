"""Waits between tries: bounded from both sides, spread, and as long as the other side asks for."""

import random
from datetime import UTC, datetime

import pytest

from app.domain.backoff import JITTER, WEBHOOK_DELAYS_S, exponential, jittered, retry_after, webhook_delay

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_jitter_lengthens_and_never_shortens() -> None:
    rng = random.Random(1)
    waits = [jittered(10, rng) for _ in range(1_000)]
    assert 10 <= min(waits) < 10.1
    assert 9.9 * (1 + JITTER) < max(waits) <= 10 * (1 + JITTER)


@pytest.mark.parametrize(("tries", "seconds"), [(1, 1), (2, 2), (4, 8), (7, 60), (1_000_000, 60)])
def test_waits_double_up_to_the_longest(tries: int, seconds: float) -> None:
    wait = exponential(tries, first_s=1, longest_s=60, rng=random.Random(1))
    assert seconds <= wait <= seconds * (1 + JITTER)


def test_a_message_has_ten_attempts_over_three_days() -> None:
    rng = random.Random(1)
    waits = [webhook_delay(attempts, rng) for attempts in range(1, 11)]
    assert waits[9] is None
    for wait, seconds in zip(waits[:9], WEBHOOK_DELAYS_S, strict=True):
        assert wait is not None
        assert seconds <= wait <= seconds * (1 + JITTER)
    assert 3 * 86_400 < sum(WEBHOOK_DELAYS_S) < 4 * 86_400


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, 0),
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        ("9" * 200, 3_600),
        ("Tue, 24 Nov 2026 12:00:30 GMT", 30),
        ("Tue, 24 Nov 2026 12:00:30 -0000", 30),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0),
        ("Wed, 25 Nov 2026 12:00:00 GMT", 3_600),
        ("-5", 0),
        ("1.5", 0),
        ("soon", 0),
        ("٣", 0),
        ("", 0),
        ("Tue, 99 Nov 2026 12:00:30 GMT", 0),
    ],
)
def test_retry_after_is_read_and_bounded(value: str | None, seconds: float) -> None:
    assert retry_after(value, now=NOW, longest_s=3_600) == seconds
