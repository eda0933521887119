"""Long polls: how many requests of a project may wait at a time, so that one project cannot take all connections."""

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Request

from app.domain.errors import TooManyWaiting


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
