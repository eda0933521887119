"""How many requests of a project wait at a time, and how they wait."""

import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, TypeVar

import anyio
from fastapi import Depends, Request

from app.domain.errors import TooManyWaiting

T = TypeVar("T")


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
