"""A lock that allows one stack for each data folder. The kernel releases it when its owner ends, in whatever way."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from app.embedded.errors import DataDirectoryInUseError


class DataDirectoryLock:
    """The lock of a data folder, as a context manager; its file contains the id of the owner's process."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    def __enter__(self) -> Self:
        """Takes the lock. Raises DataDirectoryInUseError if another process has it."""
        descriptor = os.open(self._data_dir / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(descriptor, 20, 0).decode() or "another"
            os.close(descriptor)
            raise DataDirectoryInUseError(f"{self._data_dir} is in use by process {owner}: stop it first") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._descriptor = descriptor
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)
