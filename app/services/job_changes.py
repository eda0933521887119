"""The changes of jobs, for the requests in this process that wait for them: long polls and event streams."""

import asyncio
import uuid
from collections.abc import Callable
from contextvars import Context

import psycopg
import structlog

from app.db.notifications import JobChange, listen

LOOK_EVERY_S = 5.0
"""A notification may be lost with its connection, so listeners are called at this interval as well."""
LOOK_WITHOUT_NOTIFICATIONS_S = 0.5
FIRST_RETRY_S, LONGEST_RETRY_S = 0.1, 5.0

Listener = Callable[[JobChange | None], None]
"""It is called with a change of its job; with None if there may have been one."""
__all__ = ["JobChange", "JobChanges", "Listener"]
_log = structlog.get_logger(__name__)


class JobChanges:
    """One for each API process; used from its event loop. `url`: the database; None if it sends no notifications."""

    def __init__(self, url: str | None) -> None:
        self._url = url
        self._listeners: dict[uuid.UUID, set[Listener]] = {}
        self._listening = False
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        runs = [self._look()] if self._url is None else [self._look(), self._listen(self._url)]
        self._tasks = [asyncio.create_task(run, context=Context()) for run in runs]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def add(self, job_id: uuid.UUID, listener: Listener) -> None:
        """Calls the listener with the changes of the job, until it is removed."""
        self._listeners.setdefault(job_id, set()).add(listener)

    def remove(self, job_id: uuid.UUID, listener: Listener) -> None:
        listeners = self._listeners[job_id]
        listeners.discard(listener)
        if not listeners:
            del self._listeners[job_id]

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S if self._listening else LOOK_WITHOUT_NOTIFICATIONS_S)
            self._call_all()

    async def _listen(self, url: str) -> None:
        """Listens until it is cancelled; it connects again after each failure."""
        retry_s = FIRST_RETRY_S
        while True:
            try:
                async for change in listen(url):
                    if change is None:
                        self._listening, retry_s = True, FIRST_RETRY_S
                        self._call_all()  # it may have missed something
                    else:
                        self._call(change)
            except (psycopg.Error, OSError) as error:
                if self._listening or retry_s == FIRST_RETRY_S:
                    _log.warning("notifications.lost", error=str(error)[:500])
            self._listening = False
            await asyncio.sleep(retry_s)
            retry_s = min(LONGEST_RETRY_S, 2 * retry_s)

    def _call(self, change: JobChange) -> None:
        for listener in tuple(self._listeners.get(change.job_id, ())):
            listener(change)

    def _call_all(self) -> None:
        for listener in [listener for listeners in self._listeners.values() for listener in listeners]:
            listener(None)
