"""Procedures without input and output, so that the synchronous and the asynchronous client share them.

A procedure is a generator. It yields steps, such as a request or a wait. drive() or drive_async() performs each step
and sends its result, or throws its error, into the procedure.
"""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wait:
    """A step: wait for so long."""

    seconds: float


class Interrupted(Exception):  # a signal between threads or tasks, not an error
    """A wait ended early because what it waited for is no longer needed."""


def drive(procedure: Generator[S, Any, T], perform: Callable[[S], Any]) -> T:
    """Performs every step of the procedure and returns its value."""
    try:
        step = next(procedure)
        while True:
            try:
                result = perform(step)
            except BaseException as error:  # noqa: BLE001  the procedure cleans up after an interrupt too
                step = procedure.throw(error)
            else:
                step = procedure.send(result)
    except StopIteration as end:
        value: T = end.value
        return value


async def drive_async(procedure: Generator[S, Any, T], perform: Callable[[S], Awaitable[Any]]) -> T:
    """Like drive()."""
    try:
        step = next(procedure)
        while True:
            try:
                result = await perform(step)
            except BaseException as error:  # noqa: BLE001  the procedure cleans up after a cancellation too
                step = procedure.throw(error)
            else:
                step = procedure.send(result)
    except StopIteration as end:
        value: T = end.value
        return value


def sleep_unless(over: threading.Event, seconds: float) -> None:
    """Sleeps, and raises Interrupted as soon as `over` is set."""
    if over.wait(seconds):
        raise Interrupted


async def sleep_unless_async(over: asyncio.Event, seconds: float) -> None:
    """Like sleep_unless()."""
    try:
        await asyncio.wait_for(over.wait(), seconds)
    except TimeoutError:
        return
    raise Interrupted


def run_together(tasks: Sequence[Callable[[], object]], *, within_s: float) -> None:
    """Runs each task in a thread, and returns when all have ended or the time is over. Late threads run on."""
    threads = [threading.Thread(target=task, daemon=True) for task in tasks]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + within_s
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
