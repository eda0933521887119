"""Lease requests that wait for a trial. They stand in line for their job and cost nothing until they are woken.

A commit that makes n trials ready wakes the first n. A request that looks and finds nothing keeps its place. A new
request may look once before it joins the line.
"""

import asyncio
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from app.api.concurrency import WaitingRequests
from app.api.worker_calls import WorkerCall
from app.domain.errors import JobFinished, SpaceExhausted
from app.services.job_changes import JobChange, JobChanges
from app.services.trial_protocol.requests import Ask, Leased


@dataclass(eq=False, slots=True)
class _Waiter:
    """`chain`: if it finds something, there may be more, so it wakes the next."""

    news: asyncio.Event = field(default_factory=asyncio.Event)
    chain: bool = False


class _Line:
    """The waiting requests of one job, by arrival."""

    def __init__(self) -> None:
        self.waiters: dict[_Waiter, None] = {}

    def on_change(self, change: JobChange | None) -> None:
        if change is None:
            self.wake(1, chain=True)
        elif change.state_changed:
            self.wake(len(self.waiters))
        else:
            self.wake(change.ready)

    def wake(self, count: int, *, chain: bool = False) -> None:
        for waiter in self.waiters:
            if count <= 0:
                return
            if not waiter.news.is_set():
                waiter.chain = chain
                waiter.news.set()
                count -= 1


class WaitingAsks:
    """One for each API process; used from its event loop. `waiting` bounds how many requests of a project wait."""

    def __init__(self, changes: JobChanges, waiting: WaitingRequests) -> None:
        self._changes = changes
        self._waiting = waiting
        self._lines: dict[uuid.UUID, _Line] = {}

    async def wait(self, call: WorkerCall, ask: Ask, until: float) -> Leased:
        """The first answer with a trial, or the last one when time is up, by `time.monotonic()`, or the client has
        gone. Raises TooManyWaiting, and what the request is refused with."""
        with self._waiting.one_more(call.principal.project_id), self._in_line(ask.job_id) as (line, waiter):
            gone = asyncio.ensure_future(call.request.receive())
            try:
                while True:  # it looks first: something may have become ready just before it was in line
                    leased = await _look(line, waiter, call, ask)
                    if leased.trials or not await _woken(waiter, gone, until):
                        return leased
            finally:
                gone.cancel()

    @contextmanager
    def _in_line(self, job_id: uuid.UUID) -> Iterator[tuple[_Line, _Waiter]]:
        line, waiter = self._lines.get(job_id), _Waiter()
        if line is None:
            line = self._lines[job_id] = _Line()
            self._changes.add(job_id, line.on_change)
        line.waiters[waiter] = None
        try:
            yield line, waiter
        finally:
            del line.waiters[waiter]
            if waiter.news.is_set():  # it leaves without having looked
                line.wake(1, chain=waiter.chain)
            if not line.waiters:
                self._changes.remove(job_id, line.on_change)
                del self._lines[job_id]


async def _look(line: _Line, waiter: _Waiter, call: WorkerCall, ask: Ask) -> Leased:
    chain, waiter.chain = waiter.chain, False
    waiter.news.clear()
    try:
        leased = await call.answer(ask, Leased)
    except (JobFinished, SpaceExhausted):  # for all of them
        line.wake(len(line.waiters))
        raise
    except BaseException:  # what made it look is left to the next
        line.wake(1, chain=True)
        raise
    if chain and leased.trials:
        line.wake(1, chain=True)
    return leased


async def _woken(waiter: _Waiter, gone: "asyncio.Future[Any]", until: float) -> bool:
    """Whether the waiter is woken before time is up or the client has gone."""
    news: asyncio.Future[Any] = asyncio.ensure_future(waiter.news.wait())
    try:
        await asyncio.wait({news, gone}, timeout=until - time.monotonic(), return_when=asyncio.FIRST_COMPLETED)
    finally:
        news.cancel()
    return waiter.news.is_set() and not gone.done()
