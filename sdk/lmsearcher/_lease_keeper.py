"""Keeps leases alive by heartbeats from a separate process, or from this one where that process cannot run."""

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
from typing import Any, Self

from lmsearcher._config import KEEPER_END_S, KEEPER_START_S, Connection
from lmsearcher.trial import ActiveTrial

_log = logging.getLogger("lmsearcher")


@dataclasses.dataclass(eq=False, slots=True)
class HeldLease:
    """A lease that a LeaseKeeper keeps alive.

    Attributes:
        trial: Its stop() is called when the server no longer needs the result.
        token: The lease's token.
        every_s: Seconds between heartbeats.
        start_heartbeats: Starts heartbeats from this process, for when there is no lease-keeper process. Returns a
            function that ends them, after which `ended` is set.
        url: Where the heartbeats are sent, if not to the client's server.
        ended: Set when no heartbeat is in progress and none will follow.
    """

    trial: ActiveTrial
    token: str
    every_s: float
    start_heartbeats: Callable[["HeldLease"], Callable[[], object]]
    url: str | None = None
    number: int = 0
    process: "_KeeperProcess | None" = None
    end_heartbeats: Callable[[], object] | None = None
    ended: threading.Event = dataclasses.field(default_factory=threading.Event)


class LeaseKeeper:
    """Sends heartbeats from a process of its own, so that a function that blocks all threads keeps its lease.

    One process serves all evaluators of a client, and threads can share the keeper. Without a connection there is no
    process; nor is there one on Windows, or in a program frozen into one file, whose sys.executable is itself. A
    pickled keeper starts its own process on the other side.
    """

    def __init__(self, connection: Connection | None) -> None:
        self._connection = None if os.name != "posix" or hasattr(sys, "frozen") else connection
        self._starting = threading.Lock()
        self._lock = threading.Lock()
        self._process: _KeeperProcess | None = None
        self._held: dict[int, HeldLease] = {}
        self._ending: dict[int, HeldLease] = {}
        self._numbers = itertools.count(1)

    def start(self) -> None:
        """Returns when the process is ready, or cannot be started."""
        with self._starting:
            if self._connection is None or (self._process and self._process.usable):
                return
            try:
                process = _KeeperProcess(self._connection, on_message=self._on_message, on_exit=self._on_exit)
            except OSError as error:
                _log.warning("the lease-keeper process cannot be started, threads send the heartbeats: %s", error)
                return
            if process.ready.wait(KEEPER_START_S) and process.usable:
                self._process = process
            else:
                process.end()
                _log.warning("the lease-keeper process did not start, threads send the heartbeats")

    def hold(self, lease: HeldLease) -> None:
        with self._lock:
            lease.number = next(self._numbers)
            self._held[lease.number] = lease
            fields = {"trial": lease.trial.id, "token": lease.token, "every_s": lease.every_s, "url": lease.url}
            if self._process is not None and self._process.send({"hold": lease.number, **fields}):
                lease.process = self._process
            else:
                lease.end_heartbeats = lease.start_heartbeats(lease)

    def drop(self, lease: HeldLease, *, wait_s: float = 0.0) -> None:
        """Ends the heartbeats, and waits up to wait_s for one in progress. A second call changes nothing."""
        with self._lock:
            if self._held.pop(lease.number, None) is None:
                pass
            elif lease.end_heartbeats is not None:
                lease.end_heartbeats()
            elif lease.process is not None and lease.process.send({"drop": lease.number}):
                self._ending[lease.number] = lease
            else:
                lease.ended.set()
        if wait_s > 0:
            lease.ended.wait(wait_s)

    def close(self) -> None:
        with self._starting, self._lock:
            process, self._process = self._process, None
            self._held.clear()
        if process is not None:
            process.end()

    def __reduce__(self) -> tuple[type[Self], tuple[Connection | None]]:
        return type(self), (self._connection,)

    def _on_message(self, message: dict[str, int]) -> None:
        with self._lock:
            unwanted = self._held.get(message.get("stop", 0))
            dropped = self._ending.pop(message.get("dropped", 0), None)
        if dropped is not None:
            dropped.ended.set()
        if unwanted is not None:
            unwanted.trial.stop()

    def _on_exit(self, process: "_KeeperProcess") -> None:
        """Sends the heartbeats from this process."""
        with self._lock:
            left = [lease for lease in self._held.values() if lease.process is process and lease.end_heartbeats is None]
            if left:
                _log.warning("the lease-keeper process has died, threads send the heartbeats")
            for lease in left:
                lease.end_heartbeats = lease.start_heartbeats(lease)
            for number in [number for number, lease in self._ending.items() if lease.process is process]:
                self._ending.pop(number).ended.set()


class _KeeperProcess:
    """The process. It ends when its input is closed, at the latest with this process."""

    def __init__(
        self,
        connection: Connection,
        *,
        on_message: Callable[[dict[str, int]], object],
        on_exit: Callable[["_KeeperProcess"], object],
    ) -> None:
        """Raises OSError."""
        self.ready = threading.Event()
        self._owner = os.getpid()
        self._dead = False
        self._on_message = on_message
        self._on_exit = on_exit
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
        self.send({"connection": dataclasses.asdict(connection), "parent": self._owner})
        threading.Thread(target=self._listen, name="lmsearcher-lease-keeper", daemon=True).start()

    @property
    def usable(self) -> bool:
        """Whether the process lives and was started by this process, not by one that this was forked from."""
        return not self._dead and self._owner == os.getpid()

    def send(self, message: dict[str, Any]) -> bool:
        """Whether the message has reached the process. A line is short enough to fit into the pipe as a whole."""
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
        self._on_exit(self)


def _environment() -> dict[str, str]:
    """This process's environment, in which the package is found at the same place."""
    home = str(Path(__file__).parents[1])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))}
