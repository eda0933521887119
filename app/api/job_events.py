"""Streams of a job's changes.

After a change, each API process queries the database once for all streams of a project, twice a second at most.
"""

import asyncio
import signal
import threading
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from functools import partial
from types import FrameType
from typing import Annotated

import anyio
import structlog
from anyio.to_thread import run_sync
from fastapi import Depends, Request
from sqlalchemy.exc import SQLAlchemyError

from app.schemas.jobs import JobEvent
from app.services import jobs
from app.services.job_changes import JobChange, JobChanges
from app.services.transactions import Database

LOOK_EVERY_S = 0.5
"""At most, for each project."""
LOOKS_AT_A_TIME = 4
"""Threads in each process, so that streams do not take those of other requests."""

_log = structlog.get_logger(__name__)


@dataclass(eq=False, slots=True)
class Watch:
    """The latest event of a stream. `over` says that no further event comes, because the server stops."""

    job_id: uuid.UUID
    latest: JobEvent
    over: bool = False
    _news: anyio.Event = field(default_factory=anyio.Event)

    async def news_within(self, seconds: float) -> bool:
        """Whether `latest` or `over` has changed by then. Of several changes only the last is kept."""
        with anyio.move_on_after(seconds):
            await self._news.wait()
            self._news = anyio.Event()
            return True
        return False

    def publish(self, event: JobEvent) -> None:
        self.latest = event
        self._news.set()

    def end(self) -> None:
        self.over = True
        self._news.set()


@dataclass(slots=True)
class _Streams:
    """The streams of one project, and those of their jobs that may have changed."""

    watches: set[Watch] = field(default_factory=set)
    changed: set[uuid.UUID] = field(default_factory=set)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def on_change(self, job_id: uuid.UUID, _: JobChange | None = None) -> None:
        self.changed.add(job_id)
        self.news.set()


class Watcher:
    """One for each API process; used from its event loop."""

    def __init__(self, database: Database, changes: JobChanges) -> None:
        self._database = database
        self._changes = changes
        self._streams: dict[uuid.UUID, _Streams] = {}
        self._looking: dict[uuid.UUID, asyncio.Task[None]] = {}
        self._limiter = anyio.CapacityLimiter(LOOKS_AT_A_TIME)
        self._stopped = False

    @property
    def streams(self) -> int:
        """How many streams are open."""
        return sum(len(streams.watches) for streams in self._streams.values())

    @contextmanager
    def watching(self, project_id: uuid.UUID, job_id: uuid.UUID, present: JobEvent) -> Iterator[Watch]:
        """Registers a stream; `present` is the current state of its job."""
        watch = Watch(job_id, present, over=self._stopped)
        streams = self._streams.setdefault(project_id, _Streams())
        streams.watches.add(watch)
        if project_id not in self._looking and not self._stopped:
            self._looking[project_id] = asyncio.create_task(self._keep_looking(project_id), context=Context())
        on_change = partial(streams.on_change, job_id)
        self._changes.add(job_id, on_change)
        on_change()  # it may have changed since `present`
        try:
            yield watch
        finally:
            self._changes.remove(job_id, on_change)
            streams.watches.discard(watch)
            streams.news.set()

    def stop(self) -> None:
        """Ends all streams, and every stream that is requested later."""
        self._stopped = True
        for streams in self._streams.values():
            for watch in streams.watches:
                watch.end()

    async def close(self) -> None:
        tasks = list(self._looking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep_looking(self, project_id: uuid.UUID) -> None:
        """Runs until the project has no stream any more. While the database is unreachable there are no events."""
        streams, unreachable = self._streams[project_id], False
        try:
            while True:
                await streams.news.wait()
                streams.news.clear()
                if not streams.watches or self._stopped:
                    return
                jobs_to_look_at = frozenset(streams.changed)
                streams.changed.clear()
                try:
                    await self._look_at(project_id, streams, jobs_to_look_at)
                except SQLAlchemyError as error:
                    if not unreachable:
                        _log.warning("streams.database_unreachable", error=str(error)[:500])
                    unreachable = True
                else:
                    unreachable = False
                await anyio.sleep(LOOK_EVERY_S)
        finally:
            del self._looking[project_id], self._streams[project_id]
            for watch in streams.watches:
                watch.end()

    async def _look_at(self, project_id: uuid.UUID, streams: _Streams, job_ids: Collection[uuid.UUID]) -> None:
        known: dict[uuid.UUID, int] = {}
        for watch in streams.watches:
            if watch.job_id in job_ids:
                known[watch.job_id] = min(watch.latest.revision, known.get(watch.job_id, watch.latest.revision))
        if not known:
            return
        changed = await run_sync(partial(self._look, project_id, known), limiter=self._limiter)
        for watch in streams.watches:
            event = changed.get(watch.job_id)
            if event is not None and event.revision != watch.latest.revision:
                watch.publish(event)

    def _look(self, project_id: uuid.UUID, known: Mapping[uuid.UUID, int]) -> dict[uuid.UUID, JobEvent]:
        with self._database.transactions(project_id)() as session:
            changed = jobs.changed_jobs(session, project_id, known)
            return {status.job.id: JobEvent.of(status) for status in changed}


async def _watcher(request: Request) -> Watcher:
    watcher: Watcher = request.app.state.watcher
    return watcher


WatcherDep = Annotated[Watcher, Depends(_watcher)]


_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def on_stop(act: Callable[[], None]) -> Iterator[None]:
    """Calls `act` in the running event loop when a signal asks the process to stop, before the server's own handler.

    Outside the main thread, which has no signals, it does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    servers = {number: handler for number in _SIGNALS if callable(handler := signal.getsignal(number))}

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(act)
        servers[signal.Signals(number)](number, frame)

    for number in servers:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in servers.items():
            signal.signal(number, handler)
