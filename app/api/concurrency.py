"""How many requests are worked on, or wait, at a time."""

import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, TypeVar

import anyio
from anyio.to_thread import run_sync
from fastapi import Depends, Request

from app.domain.errors import TooManyWaiting

T = TypeVar("T")

TRANSACTIONS_AT_A_TIME = 4
"""In each API process. Enough to keep Python busy while others wait for Postgres; with more, they wait for each other:
for the interpreter while they hold a job's lock, and for that lock in no order, some of them for very long."""


class RequestLimiter:
    """Runs the transactions of leases, heartbeats and results a few at a time, in the order of their arrival."""

    def __init__(self) -> None:
        self._limiter = anyio.CapacityLimiter(TRANSACTIONS_AT_A_TIME)

    async def __call__(self, act: Callable[[], T]) -> T:
        """Runs `act`, which opens and ends a transaction, in a thread."""
        return await run_sync(act, limiter=self._limiter)


async def _request_limiter(request: Request) -> RequestLimiter:
    limiter: RequestLimiter = request.app.state.request_limiter
    return limiter


RequestLimiterDep = Annotated[RequestLimiter, Depends(_request_limiter)]


class WaitingRequests:
    """Counts, by project, the requests that wait in one API process.

    Used from the event loop's thread only, so it needs no lock.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._count: Counter[uuid.UUID] = Counter()

    @contextmanager
    def one_more(self, project_id: uuid.UUID) -> Iterator[None]:
        """Raises TooManyWaiting."""
        if self._count[project_id] >= self._limit:
            raise TooManyWaiting(
                f"{self._limit} requests of this project are waiting already; try again later, or do not wait"
            )
        self._count[project_id] += 1
        try:
            yield
        finally:
            self._count[project_id] -= 1
            if not self._count[project_id]:
                del self._count[project_id]


async def _waiting(request: Request) -> WaitingRequests:
    waiting: WaitingRequests = request.app.state.waiting
    return waiting


WaitingDep = Annotated[WaitingRequests, Depends(_waiting)]


async def poll(
    look: Callable[[], Awaitable[T | None]], request: Request, *, until: float, first_s: float, longest_s: float
) -> T | None:
    """Calls `look` at growing intervals until it returns something, time is up, or the client has disconnected.

    Args:
        until: When time is up, by `time.monotonic()`.
        first_s: The first interval, in seconds.
        longest_s: The longest interval.
    """
    interval = first_s
    while time.monotonic() < until and not await request.is_disconnected():
        await anyio.sleep(max(0.0, min(interval, until - time.monotonic())))
        interval = min(longest_s, 1.5 * interval)
        found = await look()
        if found is not None:
            return found
    return None
