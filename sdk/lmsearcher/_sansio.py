"""Procedures that say what to do next and leave the doing to others: one text for the sync and the async client.

A procedure is a generator. It yields steps, is sent what came of each, and gets the errors thrown in.
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
    seconds: float


class Interrupted(Exception):  # a signal between threads or tasks, not an error
    """A wait ended early because nobody needs its end any more."""


def sleep_unless(over: threading.Event, seconds: float) -> None:
    """Raises Interrupted when `over` is set."""
    if over.wait(seconds):
        raise Interrupted


async def sleep_unless_async(over: asyncio.Event, seconds: float) -> None:
    """Raises Interrupted when `over` is set."""
    try:
        await asyncio.wait_for(over.wait(), seconds)
    except TimeoutError:
        return
    raise Interrupted


def drive(procedure: Generator[S, Any, T], perform: Callable[[S], Any]) -> T:
    """The procedure's value, after every step has been performed."""
    try:
        step = next(procedure)
        while True:
            try:
                result = perform(step)
            except BaseException as error:  # noqa: BLE001  an interrupt too is the procedure's to clean up after
                step = procedure.throw(error)
            else:
                step = procedure.send(result)
    except StopIteration as end:
        value: T = end.value
        return value


async def drive_async(procedure: Generator[S, Any, T], perform: Callable[[S], Awaitable[Any]]) -> T:
    """As drive()."""
    try:
        step = next(procedure)
        while True:
            try:
                result = await perform(step)
            except BaseException as error:  # noqa: BLE001  a cancellation too is the procedure's to clean up after
                step = procedure.throw(error)
            else:
                step = procedure.send(result)
    except StopIteration as end:
        value: T = end.value
        return value


def run_together(tasks: Sequence[Callable[[], object]], *, within_s: float) -> None:
    """Returns when all have ended or the time is over; threads that have not are left behind."""
    threads = [threading.Thread(target=task, daemon=True) for task in tasks]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + within_s
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
