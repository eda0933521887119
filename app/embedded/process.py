"""One child process: in its own session (so that Ctrl+C reaches only the parent, which stops children in order),
killed by the kernel when the parent dies, its output appended to a bounded log."""

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
    """A command that can be started again after it has died."""

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
        """`orphan_signal` is what the kernel sends the child when its parent dies (Linux; PR_SET_PDEATHSIG)."""
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
        """Must be called by the main thread: the kernel ties the child to the thread that started it."""
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
        """Polls `ready`, less and less often.

        Raises:
            StartError: the process ended or the time is over; the process is stopped then.
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
        """For a command that does its work and ends.

        Raises:
            StartError: it failed, or took longer and was stopped.
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
        """Asks, waits, and kills the whole session of the child if it did not listen."""
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
        """Keeps one old copy and truncates in place: the child appends, so it goes on at the new end."""
        if self.log_path.exists() and self.log_path.stat().st_size > limit_bytes:
            shutil.copyfile(self.log_path, self.log_path.with_suffix(".log.1"))
            os.truncate(self.log_path, 0)


def _tied_to_parent(argv: list[str], orphan_signal: signal.Signals) -> list[str]:
    if shutil.which("setpriv") is None:  # not Linux
        return argv
    return ["setpriv", f"--pdeathsig={orphan_signal.name.removeprefix('SIG')}", "--", *argv]
