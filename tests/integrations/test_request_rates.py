"""Shared token buckets on a real Valkey; without it every process counts for itself, and no request waits long."""

import asyncio
import socket
import time
import uuid
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
import redis
import structlog

from app.domain.quotas import Rate
from app.embedded.ports import LOOPBACK, free_port
from app.integrations import request_rates
from app.integrations.request_rates import RequestRates

T = TypeVar("T")
SLOW = Rate(0.01, 5)
"""Nothing comes back within a test."""


def with_rates(count: int, url: str, act: Callable[..., Awaitable[T]]) -> T:
    """Acts with so many processes' rates."""

    async def run() -> T:
        all_rates = [RequestRates(url) for _ in range(count)]
        try:
            return await asyncio.wait_for(act(*all_rates), 30)
        finally:
            for rates in all_rates:
                await rates.close()

    return asyncio.run(run())


def scripts_run(server: redis.Redis) -> int:
    """How often a script has run on it so far."""
    statistics: dict[str, dict[str, int]] = server.info("commandstats")
    return statistics.get("cmdstat_evalsha", {"calls": 0})["calls"]


@pytest.fixture
def key() -> str:
    return str(uuid.uuid4())


def test_processes_share_a_bucket_and_keys_do_not(redis_url: str, key: str) -> None:
    async def act(first: RequestRates, second: RequestRates) -> None:
        admissions = [await rates.take(key, SLOW) for _ in range(4) for rates in (first, second)]
        assert [a.wait_s == 0 for a in admissions] == [True] * 5 + [False] * 3
        assert [a.left for a in admissions] == [4, 3, 2, 1, 0, 0, 0, 0]
        assert 0 < admissions[-1].wait_s <= 100
        assert (await second.take(f"{key}-other", SLOW)).wait_s == 0

    with_rates(2, redis_url, act)


def test_in_the_long_run_the_rate_holds(redis_url: str, key: str) -> None:
    rate = Rate(400.0, 20)

    async def act(*processes: RequestRates) -> None:
        start = time.monotonic()

        async def caller(rates: RequestRates) -> int:
            taken = 0
            while time.monotonic() < start + 1:
                taken += (await rates.take(key, rate)).wait_s == 0
                await asyncio.sleep(0.001)
            return taken

        taken = sum(await asyncio.gather(*(caller(rates) for rates in processes for _ in range(10))))
        lasted_s = time.monotonic() - start
        assert 0.8 * (rate.burst + rate.per_s) < taken <= rate.burst + rate.per_s * lasted_s + 1

    with_rates(3, redis_url, act)


def test_most_requests_need_no_round_trip(redis_url: str, key: str) -> None:
    async def act(rates: RequestRates) -> None:
        with redis.Redis.from_url(redis_url) as server:
            before = scripts_run(server)
            for _ in range(200):
                await rates.take(key, Rate(1_000.0, 1_000))
            assert scripts_run(server) - before <= 5

    with_rates(1, redis_url, act)


def test_who_has_used_up_the_bucket_does_not_reach_redis(redis_url: str, key: str) -> None:
    async def act(rates: RequestRates) -> None:
        await asyncio.gather(*(rates.take(key, SLOW) for _ in range(10)))
        with redis.Redis.from_url(redis_url) as server:
            before = scripts_run(server)
            assert all([(await rates.take(key, SLOW)).wait_s for _ in range(50)])
            assert scripts_run(server) == before

    with_rates(1, redis_url, act)


def test_a_full_bucket_is_forgotten(redis_url: str, key: str) -> None:
    async def act(rates: RequestRates) -> None:
        await rates.take(key, Rate(10.0, 20))

    with_rates(1, redis_url, act)
    with redis.Redis.from_url(redis_url) as server:
        assert 2_000 < server.pttl(f"lmsearcher:requests:{key}") <= 3_000  # 20 / 10 s, and one to spare


def test_without_redis_a_process_counts_for_itself_and_says_so_once(key: str) -> None:
    async def act(rates: RequestRates) -> None:
        start = time.monotonic()
        admissions = [await rates.take(key, SLOW) for _ in range(8)]
        assert [a.wait_s == 0 for a in admissions] == [True] * 5 + [False] * 3
        assert (await rates.take(f"{key}-other", SLOW)).wait_s == 0
        assert time.monotonic() - start < 2

    with structlog.testing.capture_logs() as logs:
        with_rates(1, f"redis://{LOOPBACK}:{free_port()}/0", act)
    assert [log["event"] for log in logs] == ["request_rates.redis_unreachable"]


def test_a_redis_that_does_not_answer_is_waited_for_once_and_not_long(key: str) -> None:
    async def act(rates: RequestRates) -> None:
        start = time.monotonic()
        await asyncio.gather(*(rates.take(key, Rate(100.0, 50)) for _ in range(20)))
        first_s = time.monotonic() - start
        assert first_s < 3 * request_rates.TIMEOUT_S + 0.5
        for _ in range(20):
            await rates.take(key, Rate(100.0, 50))
        assert time.monotonic() - start - first_s < request_rates.TIMEOUT_S

    with socket.create_server((LOOPBACK, 0)) as deaf:
        with_rates(1, f"redis://{LOOPBACK}:{deaf.getsockname()[1]}/0", act)


def test_it_goes_back_to_redis(redis_url: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_rates, "RETRY_REDIS_AFTER_S", 0.2)

    async def act(rates: RequestRates) -> None:
        script, rates._script = rates._script, _broken  # type: ignore[assignment]  # noqa: SLF001  Redis is unreachable
        assert (await rates.take(key, SLOW)).wait_s == 0
        rates._script = script  # noqa: SLF001  and back
        await asyncio.sleep(0.25)
        assert (await rates.take(key, SLOW)).left == SLOW.burst - 1

    with structlog.testing.capture_logs() as logs:
        with_rates(1, redis_url, act)
    assert [log["event"] for log in logs] == ["request_rates.redis_unreachable", "request_rates.redis_reachable"]


async def _broken(**_: object) -> None:
    raise redis.ConnectionError("gone")


def test_buckets_are_bounded(redis_url: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_rates, "MAX_BUCKETS", 10)

    async def act(rates: RequestRates) -> None:
        for i in range(30):
            await rates.take(f"{key}-{i}", SLOW)
        assert len(rates._held) == 10  # noqa: SLF001  what is bounded is not to be seen from outside

    with_rates(1, redis_url, act)
