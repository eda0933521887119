"""What a client process saw, a line each, written before the next step: it outlives a kill -9 of its writer."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

Event = Literal[
    "leased",
    "sent",
    "accepted",
    "refused",
    "unanswered",
    "beat",
    "continued",
    "stopped",
    "replayed",
    "resent",
    "surprise",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """leased, sent, accepted, refused, unanswered: of one trial. sent comes before the request leaves.

    beat: a heartbeat, before it leaves; continued, stopped: its answer.
    replayed: a repetition answered as such; resent: an old request, sent again out of order.
    surprise: an answer that the protocol does not allow; detail says which.
    at: when it was written, on the monotonic clock that all processes of this machine share.
    """

    event: Event
    worker: str
    trial: str = ""
    ncode: str = ""
    state: str = ""
    score: float | None = None
    nonce: float | None = None
    detail: str = ""
    at: float = field(default=0.0, compare=False)


class Journal:
    """Appends to a file; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()

    def note(self, entry: Entry) -> None:
        line = json.dumps({**asdict(entry), "at": time.monotonic()}) + "\n"
        with self._lock:
            self._file.write(line)
            self._file.flush()

    def close(self) -> None:
        self._file.close()


def read_journal(path: Path) -> Iterator[Entry]:
    """The entries in order. Lines that a kill has torn are left out."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            try:
                yield Entry(**json.loads(line))
            except (ValueError, TypeError):
                continue


def count_accepted(path: Path) -> int:
    return sum(entry.event == "accepted" for entry in read_journal(path))
