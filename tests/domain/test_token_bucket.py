"""Token buckets: never more than the burst and what the time has brought, never less after the wait that was given."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.quotas import Rate, TokenBucket

rates = st.builds(Rate, st.floats(0.01, 1_000), st.integers(1, 1_000))
pauses = st.lists(st.floats(0, 10), min_size=1, max_size=300)


@given(rate=rates, pauses=pauses)
def test_no_more_than_burst_and_rate_allow(rate: Rate, pauses: list[float]) -> None:
    bucket, now, taken = TokenBucket(rate, 0.0), 0.0, 0
    for pause in pauses:
        now += pause
        taken += bucket.take(rate, now) == 0
        assert taken <= rate.burst + rate.per_s * now + 1e-6


@given(rate=rates)
def test_a_full_bucket_holds_the_burst_and_the_wait_is_what_it_takes(rate: Rate) -> None:
    bucket = TokenBucket(rate, 0.0)
    assert bucket.left(rate, 0.0) == rate.burst
    assert [bucket.take(rate, 0.0) for _ in range(rate.burst)] == [0.0] * rate.burst
    wait_s = bucket.take(rate, 0.0)
    assert 0 < wait_s <= 1 / rate.per_s + 1e-6
    assert bucket.take(rate, 1.001 * wait_s) == 0
    assert bucket.take(rate, 1.001 * wait_s) > 0


def test_a_clock_that_goes_back_brings_nothing() -> None:
    rate = Rate(1.0, 1)
    bucket = TokenBucket(rate, 100.0)
    bucket.take(rate, 100.0)
    assert bucket.take(rate, 0.0) > 0
