"""Default worker names. A restarted process gets its predecessor's name, and with it the trials that it had.

A name is <host>-<directory>-<number>. The number is the lowest one whose lock file no living process holds; the
operating system frees a lock when its process dies, for any reason. The directory with the locks has a random id, so
that containers and users that share a host name but not the directory have different names.
"""

import os
import secrets
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lmsearcher._config import MAX_HOST_NAME, MAX_WORKER_NAMES


@contextmanager
def reserved_worker_name() -> Iterator[str]:
    """Reserves a name during the `with` block. Without a writable directory the name is new every time."""
    host = socket.gethostname()[:MAX_HOST_NAME]
    try:
        directory = _directory()
        directory_id = _directory_id(directory)
        number, lock = _lock_lowest(directory, host)
    except OSError:
        yield f"{host}-{os.getpid()}-{secrets.token_hex(3)}"
        return
    try:
        yield f"{host}-{directory_id}-{number}"
    finally:
        os.close(lock)


def numbered_names(name: str, workers: int) -> list[str]:
    """The names of the workers of one process: `name` itself if there is only one."""
    if workers < 1:
        raise ValueError(f"workers is {workers}; it must be at least 1")
    return [name if workers == 1 else f"{name}-{i}" for i in range(workers)]


def _directory() -> Path:
    """$XDG_STATE_HOME/lmsearcher, by default ~/.local/state/lmsearcher. Raises OSError."""
    try:
        home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    except RuntimeError as error:
        raise FileNotFoundError("no home directory") from error
    directory = home / "lmsearcher"
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def _directory_id(directory: Path) -> str:
    """The id is written once. A hard link makes it appear as a whole, also to processes that start meanwhile."""
    path = directory / "id"
    if not path.exists():
        draft = directory / f"id-{secrets.token_hex(8)}"
        draft.write_text(secrets.token_hex(3))
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text().strip()


def _lock_lowest(directory: Path, host: str) -> tuple[int, int]:
    """The lowest free number, and the file descriptor that holds its lock. Raises OSError."""
    if sys.platform == "win32":
        raise OSError("Windows has no file locks that end with their process")
    import fcntl  # noqa: PLC0415  POSIX only

    for number in range(MAX_WORKER_NAMES):
        lock = os.open(directory / f"{host}-{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        except OSError:
            os.close(lock)
            raise
        else:
            return number, lock
    raise OSError(f"{MAX_WORKER_NAMES} processes on {host} have a worker name each")
