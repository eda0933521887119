"""Processes that get ready, begin together and return the trials that they have reported."""

import multiprocessing
import time
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any

import psutil

from benchmarks.service.measurement import MeasuredTrial, Measurement, Window

Run = Callable[[Window], list[list[MeasuredTrial]]]
"""Tells trials over a window; the result is by client."""

_END_S = 240
"""What has begun within the window must end within this time."""
_KINDS = {"app.serve": "API", "celery": "workers", "postgres": "Postgres", "valkey": "Valkey", "spawn_main": "clients"}
"""Of processes, by a word of their command; the last is how `multiprocessing` starts one."""


class MemberFailedError(Exception):
    """A process of the crowd has failed; the message has its traceback."""


def measure(
    prepare: Callable[..., Run],
    members: Sequence[tuple[Any, ...]],
    *,
    warm_up_s: float,
    seconds: float,
    ready_s: float,
) -> tuple[list[MeasuredTrial], Measurement]:
    """One process a member: `prepare(*member)` there, then all begin at once. Returns all trials, and those that count.

    Raises TimeoutError (not ready within ready_s, or not at an end in time) and MemberFailedError.
    """
    context = multiprocessing.get_context("spawn")
    pipes: list[Connection] = []
    processes = []
    try:
        for member in members:
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, prepare, member), daemon=True)
            process.start()
            theirs.close()
            pipes.append(ours)
            processes.append(process)
        _receive(pipes, timeout_s=ready_s)
        begins_at = time.monotonic() + warm_up_s
        window = Window(begins_at, begins_at + seconds)
        for pipe in pipes:
            pipe.send(window)
        spent = _spent_in(window)
        clients = [reported for run in _receive(pipes, timeout_s=_END_S) for reported in run]
    finally:
        for process in processes:
            process.kill()
            process.join()
    counted = [[reported for reported in client if reported.began_at >= window.begins_at] for client in clients]
    return [reported for client in clients for reported in client], Measurement(counted, seconds, spent)


def _serve(pipe: Connection, prepare: Callable[..., Run], member: tuple[Any, ...]) -> None:
    try:
        run = prepare(*member)
        pipe.send(None)
        pipe.send(run(pipe.recv()))
    except Exception:  # noqa: BLE001  the parent raises it
        pipe.send(MemberFailedError(traceback.format_exc()))


def _receive(pipes: Sequence[Connection], *, timeout_s: float) -> list[Any]:
    """One message of each."""
    deadline = time.monotonic() + timeout_s
    messages = {}
    waiting = list(pipes)
    while waiting:
        ready = wait(waiting, timeout=max(0.0, deadline - time.monotonic()))
        if not ready:
            raise TimeoutError(f"{len(waiting)} of {len(pipes)} processes took longer than {timeout_s:g} s")
        for pipe in [pipe for pipe in waiting if pipe in ready]:
            try:
                messages[pipe] = pipe.recv()
            except EOFError:
                raise MemberFailedError("a process has died") from None
            waiting.remove(pipe)
            if isinstance(messages[pipe], MemberFailedError):
                raise messages[pipe]
    return [messages[pipe] for pipe in pipes]


def _spent_in(window: Window) -> dict[str, float]:
    """Sleeps to the window's end. Processor seconds within it by kind of process: all those below this one."""
    time.sleep(max(0.0, window.begins_at - time.monotonic()))
    before = _processor_s()
    time.sleep(max(0.0, window.ends_at - time.monotonic()))
    after = _processor_s()
    spent = dict.fromkeys(_KINDS.values(), 0.0)
    for key, seconds in after.items():
        spent[key[1]] += seconds - before.get(key, 0.0)
    return spent


def _processor_s() -> dict[tuple[int, str], float]:
    found = {}
    for process in psutil.Process().children(recursive=True):
        try:
            command, times = " ".join(process.cmdline()), process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        kind = next((kind for word, kind in _KINDS.items() if word in command), None)
        if kind is not None:
            found[process.pid, kind] = times.user + times.system
    return found
