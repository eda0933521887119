"""A child process of the stack.

It has its own session, so that Ctrl+C reaches only the parent, which stops its children in order. The kernel kills it
when the parent dies. Its output is appended to a log of bounded size.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.embedded.errors import StartError

LOG_LIMIT_BYTES = 16 << 20
_TAIL_BYTES = 4_096
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.02, 0.5


class ChildProcess:
    """A command that can be started again after it has ended."""

    def __init__(
        self,
        name: str,
        argv: Sequence[str],
        *,
        log_path: Path,
        environment: Mapping[str, str] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        orphan_signal: signal.Signals = signal.SIGKILL,
        stop_timeout_s: float = 10,
    ) -> None:
        """Prepares the command; `start` runs it.

        Args:
            name: The name in messages.
            argv: The command.
            log_path: The file to which output is appended.
            environment: The environment of the process; by default that of this one.
            stop_signal: The signal that stops the process.
            orphan_signal: The signal that the kernel sends if the parent dies (Linux; PR_SET_PDEATHSIG).
            stop_timeout_s: Seconds after the stop signal until the process is killed.
        """
        self.name = name
        self.log_path = log_path
        self._argv = list(argv)
        self._environment = dict(os.environ if environment is None else environment)
        self._stop_signal = stop_signal
        self._orphan_signal = orphan_signal
        self._stop_timeout_s = stop_timeout_s
        self._popen: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._popen.pid if self._popen else None

    def start(self) -> None:
        """Starts the process. Call it in the main thread: the kernel ties the child to the thread that starts it."""
        self.stop()  # also takes a dead predecessor out of the process table, where its number would look alive
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        with self.log_path.open("ab") as log:
            self._popen = subprocess.Popen(  # noqa: S603 - our own commands
                _tied_to_parent(self._argv, self._orphan_signal),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment,
                start_new_session=True,
            )

    def is_running(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    def wait_until(self, ready: Callable[[], bool], *, timeout_s: float) -> None:
        """Waits until `ready` returns true. The pauses between the calls grow.

        Raises:
            StartError: The process ended, or the time was over and the process was stopped.
        """
        deadline, pause_s = time.monotonic() + timeout_s, _FIRST_PAUSE_S
        while not ready():
            if not self.is_running():
                raise StartError(f"{self.name} {self.how_it_ended()}. Its log ends:\n{self.log_tail()}")
            if time.monotonic() > deadline:
                self.stop()
                raise StartError(f"{self.name} was not ready within {timeout_s:g} s. Its log ends:\n{self.log_tail()}")
            time.sleep(pause_s)
            pause_s = min(1.5 * pause_s, _LONGEST_PAUSE_S)

    def wait_for_success(self, *, timeout_s: float) -> None:
        """Waits for the end of a command that does its work and ends.

        Raises:
            StartError: The command failed, or took too long and was stopped.
        """
        if self._popen is None:
            raise StartError(f"{self.name} was not started")
        try:
            status = self._popen.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.stop()
            raise StartError(
                f"{self.name} took longer than {timeout_s:g} s. Its log ends:\n{self.log_tail()}"
            ) from None
        if status != 0:
            raise StartError(f"{self.name} {self.how_it_ended()}. Its log ends:\n{self.log_tail()}")

    def ask_to_stop(self) -> None:
        """Sends the stop signal and returns at once."""
        if self._popen is not None and self._popen.poll() is None:
            self._popen.send_signal(self._stop_signal)

    def stop(self) -> None:
        """Stops the process. If it does not end in time, its whole session is killed."""
        self.ask_to_stop()
        if self._popen is None:
            return
        try:
            self._popen.wait(self._stop_timeout_s)
        except subprocess.TimeoutExpired:
            os.killpg(self._popen.pid, signal.SIGKILL)
            self._popen.wait()
        self._popen = None

    def how_it_ended(self) -> str:
        code = self._popen.poll() if self._popen else None
        if code is None:
            return "is not running"
        return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit status {code}"

    def log_tail(self, lines: int = 15) -> str:
        """The last lines of the log, for error messages."""
        with self.log_path.open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - _TAIL_BYTES))
            text = log.read().decode(errors="replace")
        return "\n".join(f"  {line}" for line in text.splitlines()[-lines:])

    def bound_log(self, limit_bytes: int = LOG_LIMIT_BYTES) -> None:
        """Keeps one old copy of a long log and empties the file in place; the process continues to append to it."""
        if self.log_path.exists() and self.log_path.stat().st_size > limit_bytes:
            shutil.copyfile(self.log_path, self.log_path.with_suffix(".log.1"))
            os.truncate(self.log_path, 0)


def _tied_to_parent(argv: list[str], orphan_signal: signal.Signals) -> list[str]:
    if shutil.which("setpriv") is None:  # not Linux
        return argv
    return ["setpriv", f"--pdeathsig={orphan_signal.name.removeprefix('SIG')}", "--", *argv]
