"""Who may wait for somebody else's answer at a time: threads of a worker, shared between projects."""

import threading
import uuid
from collections import Counter


class Seats:
    """A project may hold no more seats than it leaves free, so that there is one for whoever comes next."""

    def __init__(self, total: int) -> None:
        self._free = total
        self._held: Counter[uuid.UUID] = Counter()
        self._lock = threading.Lock()

    def take(self, project_id: uuid.UUID) -> bool:
        """Whether there was one for this project; to be left again."""
        with self._lock:
            if self._held[project_id] >= self._free:
                return False
            self._free -= 1
            self._held[project_id] += 1
            return True

    def leave(self, project_id: uuid.UUID) -> None:
        with self._lock:
            self._free += 1
            self._held[project_id] -= 1
            if not self._held[project_id]:
                del self._held[project_id]

    def without_more(self) -> set[uuid.UUID]:
        """Projects that get none at present."""
        with self._lock:
            return {project_id for project_id, held in self._held.items() if held >= self._free}

    @property
    def any_free(self) -> bool:
        with self._lock:
            return self._free > 0
