"""Token buckets that all API processes share in Redis. While Redis is unreachable, each process has its own.

A process takes several tokens at a time, so that most requests need no round trip.
"""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.domain.quotas import Rate, TokenBucket

BATCH_S = 0.1
"""A process takes as many tokens as the rate allows in this time, at least one. It can exceed the burst by that
number."""
TIMEOUT_S = 0.25
RETRY_REDIS_AFTER_S = 5.0
"""After a failure Redis is not used for this many seconds."""
MAX_BUCKETS = 10_000
_CONNECTIONS = 16

_log = structlog.get_logger(__name__)

_TAKE = """
local per_s, burst, requested = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(kept[1] or burst)
local gained = math.max(0, now - tonumber(kept[2] or now)) / 1000000 * per_s
tokens = math.min(burst, tokens + gained)
local taken = math.min(requested, math.floor(tokens))
tokens = tokens - taken
redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(burst / per_s * 1000) + 1000)
return {taken, string.format('%.6f', tokens)}
"""
"""This uses the clock of Redis. A bucket expires when it would be full again."""


@dataclass(frozen=True, slots=True)
class Admission:
    """The decision on a request.

    Args:
        wait_s: Seconds to wait before the next try; 0 if the request may proceed.
        left: How many further requests could follow at once.
    """

    wait_s: float
    left: int


@dataclass(slots=True)
class _Held:
    """What this process has of a bucket.

    Args:
        tokens: Tokens taken from Redis and not used yet.
        left_behind: Tokens that were left in Redis.
        empty_until: Before this time Redis has no token.
        waiting: Requests that wait for a token.
        own: The bucket of this process, while Redis is unreachable.
        refill: Held while tokens are taken from Redis.
    """

    tokens: int = 0
    left_behind: float = 0.0
    empty_until: float = 0.0
    waiting: int = 0
    own: TokenBucket | None = None
    refill: asyncio.Lock = field(default_factory=asyncio.Lock)


class RequestRates:
    """The shared token buckets; to be used from one event loop."""

    def __init__(self, redis_url: str) -> None:
        pool = BlockingConnectionPool.from_url(
            redis_url,
            max_connections=_CONNECTIONS,
            timeout=TIMEOUT_S,
            socket_timeout=TIMEOUT_S,
            socket_connect_timeout=TIMEOUT_S,
            retry=Retry(NoBackoff(), 0),
        )
        self._redis = Redis.from_pool(pool)
        self._script = self._redis.register_script(_TAKE)
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._unreachable_until = 0.0

    async def take(self, key: str, rate: Rate) -> Admission:
        """Takes one token of the bucket with this key. It never fails, and waits no longer than the timeouts of
        Redis."""
        held = self._held_for(key)
        held.waiting += 1
        try:
            if self._is_empty(held):
                async with held.refill:
                    if self._is_empty(held):
                        await self._refill(key, rate, held)
        finally:
            held.waiting -= 1
        now = time.monotonic()
        if held.tokens:
            held.tokens -= 1
            return Admission(0.0, held.tokens + int(held.left_behind))
        if held.own is not None:
            return Admission(held.own.take(rate, now), held.own.left(rate, now))
        return Admission(max(held.empty_until - now, 0.001), 0)

    async def close(self) -> None:
        await self._redis.aclose()

    def _held_for(self, key: str) -> _Held:
        """The state of this bucket. If there are too many, the least recently used one is dropped."""
        held = self._held.setdefault(key, _Held())
        self._held.move_to_end(key)
        if len(self._held) > MAX_BUCKETS:
            self._held.popitem(last=False)
        return held

    def _is_empty(self, held: _Held) -> bool:
        """Whether to take tokens from Redis: not before it can have one, and not while it is unreachable."""
        now = time.monotonic()
        return not held.tokens and now >= held.empty_until and (now >= self._unreachable_until or held.own is None)

    async def _refill(self, key: str, rate: Rate, held: _Held) -> None:
        now = time.monotonic()
        if now >= self._unreachable_until:
            requested = max(1, int(rate.per_s * BATCH_S), held.waiting)
            try:
                async with asyncio.timeout(2 * TIMEOUT_S):
                    taken, left = await self._script(
                        keys=[f"lmsearcher:requests:{key}"], args=[rate.per_s, rate.burst, requested]
                    )
            except (RedisError, OSError) as error:
                self._lost(error)
            else:
                self._found()
                held.tokens, held.left_behind, held.own = taken, float(left), None
                if not taken:
                    held.empty_until = time.monotonic() + (1 - held.left_behind) / rate.per_s
                return
        if held.own is None:
            held.own = TokenBucket(rate, time.monotonic())

    def _lost(self, error: Exception) -> None:
        if not self._unreachable_until:
            _log.warning("request_rates.redis_unreachable", error=str(error), detail="every process counts for itself")
        self._unreachable_until = time.monotonic() + RETRY_REDIS_AFTER_S

    def _found(self) -> None:
        if self._unreachable_until:
            _log.info("request_rates.redis_reachable")
        self._unreachable_until = 0.0
