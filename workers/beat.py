"""The scheduler of beat: even intervals by a clock that nobody sets, and messages that no clock finds too old."""

import time
from datetime import UTC, datetime
from typing import Any

from celery.beat import ScheduleEntry, Scheduler

from app.queue import send


class Bell(Scheduler):  # type: ignore[misc]  # Celery is untyped
    """Rings as everybody does: unless enough messages wait, and not for a broker that is away."""

    def apply_async(self, entry: ScheduleEntry, **_: Any) -> None:
        send(self.app, entry.task)


def steady_now() -> datetime:
    """For intervals only: monotonic, as a date because Celery computes with dates."""
    return datetime.fromtimestamp(time.monotonic(), UTC)
