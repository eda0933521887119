"""Default worker names: a restarted process has the name of its predecessor, and so gets its trials back.

A name is <host>-<state>-<slot>. slot: the lowest number whose lock file no living process holds; the kernel lets go of
a lock when its process dies, in whatever way. state: a random mark of the directory with the locks, so that containers
and users which share a host name, but not the directory, have different names.
"""

import os
import secrets
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lmsearcher._config import MAX_HOST_NAME, MAX_SLOTS


@contextmanager
def worker_slot() -> Iterator[str]:
    """A worker name for as long as it is entered. Without a directory to write to it is new every time."""
    host = socket.gethostname()[:MAX_HOST_NAME]
    try:
        directory = _directory()
        mark = _mark(directory)
        slot, lock = _claim(directory, host)
    except OSError:
        yield f"{host}-{os.getpid()}-{secrets.token_hex(3)}"
        return
    try:
        yield f"{host}-{mark}-{slot}"
    finally:
        os.close(lock)


def _directory() -> Path:
    """$XDG_STATE_HOME/lmsearcher, which is ~/.local/state/lmsearcher by default. Raises OSError."""
    try:
        home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    except RuntimeError as error:
        raise FileNotFoundError("no home directory") from error
    directory = home / "lmsearcher"
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def _mark(directory: Path) -> str:
    """Made once; a link appears as a whole, so that nobody reads half of one that another process is making."""
    path = directory / "mark"
    if not path.exists():
        draft = directory / f"mark-{secrets.token_hex(8)}"
        draft.write_text(secrets.token_hex(3))
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text().strip()


def _claim(directory: Path, host: str) -> tuple[int, int]:
    """The slot, and the file descriptor that holds its lock. Raises OSError."""
    if sys.platform == "win32":
        raise OSError("no file locks that end with their process")
    import fcntl  # noqa: PLC0415  POSIX only

    for slot in range(MAX_SLOTS):
        lock = os.open(directory / f"{host}-{slot}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        except OSError:
            os.close(lock)
            raise
        else:
            return slot, lock
    raise OSError(f"{MAX_SLOTS} processes on {host} have a slot each")
