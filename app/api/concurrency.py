"""Whose turn it is: transactions of the trial protocol run a few at a time, in the order of their arrival."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, TypeVar

import anyio
from anyio.to_thread import run_sync
from fastapi import Depends, Request

from app.domain.errors import TooManyWaiting

T = TypeVar("T")

AT_A_TIME = 4
"""In each API process. Enough to keep Python busy while others wait for Postgres; with more, they wait for each other:
for the interpreter while they hold a job's lock, and for that lock in no order, some of them for very long."""


class Turns:
    def __init__(self) -> None:
        self._limiter = anyio.CapacityLimiter(AT_A_TIME)

    async def __call__(self, act: Callable[[], T]) -> T:
        """Runs `act`, which opens and ends a transaction, in a thread when it is its turn."""
        return await run_sync(act, limiter=self._limiter)


async def _turns(request: Request) -> Turns:
    turns: Turns = request.app.state.turns
    return turns


TurnsDep = Annotated[Turns, Depends(_turns)]


class Waiting:
    """Counts by project in one API process. Used from the event loop's thread only, so it needs no lock."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._count: Counter[uuid.UUID] = Counter()

    @contextmanager
    def one_more(self, project_id: uuid.UUID) -> Iterator[None]:
        """Raises TooManyWaiting."""
        if self._count[project_id] >= self._limit:
            raise TooManyWaiting(f"{self._limit} requests of this project wait already; come back, or do not wait")
        self._count[project_id] += 1
        try:
            yield
        finally:
            self._count[project_id] -= 1
            if not self._count[project_id]:
                del self._count[project_id]


async def _waiting(request: Request) -> Waiting:
    waiting: Waiting = request.app.state.waiting
    return waiting


WaitingDep = Annotated[Waiting, Depends(_waiting)]
