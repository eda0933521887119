"""The parent's side of the lease keeper: starts the process, hands leases to it, and does without it if it must."""

import dataclasses
import itertools
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lmsearcher._config import KEEPER_END_S, KEEPER_START_S, Connection
from lmsearcher.trial import ActiveTrial

_log = logging.getLogger("lmsearcher")


@dataclasses.dataclass(eq=False, slots=True)
class Kept:
    """A lease that is being kept. dropped: no heartbeat is under way, and none will follow.

    beat: begins heartbeats in this process instead, and returns what ends them; it sets `dropped` when they have.
    url: where heartbeats go to, if not to the client's server.
    """

    trial: ActiveTrial
    token: str
    every_s: float
    beat: Callable[["Kept"], Callable[[], object]]
    url: str | None = None
    number: int = 0
    child: "_Child | None" = None
    end_beats: Callable[[], object] | None = None
    dropped: threading.Event = dataclasses.field(default_factory=threading.Event)


class LeaseKeeper:
    """Keeps leases alive in a process of its own: a function that does not let other threads run cannot lose them.

    connection: None to do without the process, as is done where its pipes cannot be had, and in a program frozen into
    one file, whose sys.executable is itself. Safe to share between threads. One process serves all evaluators of a
    client.
    """

    def __init__(self, connection: Connection | None) -> None:
        self._connection = None if os.name != "posix" or hasattr(sys, "frozen") else connection
        self._starting = threading.Lock()
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._kept: dict[int, Kept] = {}
        self._leaving: dict[int, Kept] = {}
        self._numbers = itertools.count(1)

    def start(self) -> None:
        """Returns when the process is ready, or is known not to come."""
        with self._starting:
            if self._connection is None or (self._child and self._child.usable):
                return
            try:
                child = _Child(self._connection, on_message=self._hear, on_death=self._outlive)
            except OSError as error:
                _log.warning("the lease keeper cannot be started, heartbeats come from threads: %s", error)
                return
            if child.ready.wait(KEEPER_START_S) and child.usable:
                self._child = child
            else:
                child.end()
                _log.warning("the lease keeper did not start, heartbeats come from threads")

    def hold(self, kept: Kept) -> None:
        with self._lock:
            kept.number = next(self._numbers)
            self._kept[kept.number] = kept
            lease = {"trial": kept.trial.id, "token": kept.token, "every_s": kept.every_s, "url": kept.url}
            message = {"hold": kept.number, **lease}
            if self._child is not None and self._child.tell(message):
                kept.child = self._child
            else:
                kept.end_beats = kept.beat(kept)

    def let_go(self, kept: Kept, *, wait_s: float = 0.0) -> None:
        """No heartbeats from now on; again does no harm. wait_s: how long to wait for one that may be under way."""
        with self._lock:
            if self._kept.pop(kept.number, None) is None:
                pass
            elif kept.end_beats is not None:
                kept.end_beats()
            elif kept.child is not None and kept.child.tell({"drop": kept.number}):
                self._leaving[kept.number] = kept
            else:
                kept.dropped.set()
        if wait_s > 0:
            kept.dropped.wait(wait_s)

    def close(self) -> None:
        with self._starting, self._lock:
            child, self._child = self._child, None
            self._kept.clear()
        if child is not None:
            child.end()

    def _hear(self, message: dict[str, int]) -> None:
        with self._lock:
            kept = self._kept.get(message.get("stop", 0))
            dropped = self._leaving.pop(message.get("dropped", 0), None)
        if dropped is not None:
            dropped.dropped.set()
        if kept is not None:
            kept.trial.stop()

    def _outlive(self, child: "_Child") -> None:
        """Goes on without the process."""
        with self._lock:
            orphans = [kept for kept in self._kept.values() if kept.child is child and kept.end_beats is None]
            if orphans:
                _log.warning("the lease keeper has died, heartbeats come from threads")
            for kept in orphans:
                kept.end_beats = kept.beat(kept)
            for number in [number for number, kept in self._leaving.items() if kept.child is child]:
                self._leaving.pop(number).dropped.set()


class _Child:
    """The process. It ends when its input does, with this process at the latest."""

    def __init__(
        self,
        connection: Connection,
        *,
        on_message: Callable[[dict[str, int]], object],
        on_death: Callable[["_Child"], object],
    ) -> None:
        """Raises OSError."""
        self.ready = threading.Event()
        self._owner = os.getpid()
        self._dead = False
        self._on_message = on_message
        self._on_death = on_death
        self._process = subprocess.Popen(  # noqa: S603  our own module under the interpreter that runs us
            [sys.executable or "python3", "-P", "-m", "lmsearcher._lease_keeper_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=_environment(),
            start_new_session=True,
        )
        assert self._process.stdin is not None  # noqa: S101  it is a pipe
        self._input = self._process.stdin
        os.set_blocking(self._input.fileno(), False)
        self.tell({"connection": dataclasses.asdict(connection), "parent": self._owner})
        threading.Thread(target=self._listen, name="lmsearcher-keeper", daemon=True).start()

    @property
    def usable(self) -> bool:
        """A child that this process did not start is its parent's: this process was forked."""
        return not self._dead and self._owner == os.getpid()

    def tell(self, message: dict[str, Any]) -> bool:
        """False if the message does not reach the child. A line is short enough to go into the pipe as a whole."""
        if not self.usable:
            return False
        line = json.dumps(message).encode() + b"\n"
        try:
            whole = self._input.write(line) == len(line)
        except (OSError, ValueError):
            whole = False
        if not whole:
            self._dead = True
            self._process.kill()
        return whole

    def end(self) -> None:
        self._dead = True
        self._input.close()
        try:
            self._process.wait(KEEPER_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101  it is a pipe
        with self._process.stdout as lines:
            for line in lines:
                try:
                    message = json.loads(line)
                except ValueError:  # printed by something that every interpreter runs, such as a sitecustomize
                    continue
                if "ready" in message:
                    self.ready.set()
                else:
                    self._on_message(message)
        self.end()
        self.ready.set()
        self._on_death(self)


def _environment() -> dict[str, str]:
    """Ours, and the package is found where it was found here."""
    home = str(Path(__file__).parents[1])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))}
