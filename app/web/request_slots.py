"""Requests that use much processor time run a few at a time, by turns between projects: none slows all others."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from app.domain.errors import TooManyWaiting

SLOTS = 2
"""In each process. With more, they share the same processor time, and take it from the requests of workers."""
MOST_WAITING = 100
"""Requests of a project that wait for a slot, in each process."""


@dataclass(slots=True)
class _Turn:
    """What a project has: one request runs, or waits for a slot; the others wait for their turn."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    requests: int = 0


class RequestSlots:
    """One for each API process; used from its event loop."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(SLOTS)
        self._turns: dict[uuid.UUID, _Turn] = {}

    @asynccontextmanager
    async def taken(self, project_id: uuid.UUID) -> AsyncIterator[None]:
        """Waits for a slot, in the order of arrival in the project and then of the projects. Raises TooManyWaiting."""
        turn = self._turns.setdefault(project_id, _Turn())
        if turn.requests > MOST_WAITING:
            raise TooManyWaiting(f"{MOST_WAITING} requests of this project wait for processor time; try again later")
        turn.requests += 1
        try:
            async with turn.lock, self._free:
                yield
        finally:
            turn.requests -= 1
            if not turn.requests:
                del self._turns[project_id]
