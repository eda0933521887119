"""Whose turn it is: transactions of the trial protocol run a few at a time, in the order of their arrival."""

from collections.abc import Callable
from typing import Annotated, TypeVar

import anyio
from anyio.to_thread import run_sync
from fastapi import Depends, Request

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
