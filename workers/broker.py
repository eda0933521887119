"""The worker's end of the broker: it survives every outage, and is back within two seconds of its end."""

import time
from datetime import UTC, datetime
from functools import partial
from typing import Any

from celery.beat import ScheduleEntry, Scheduler
from celery.worker.consumer import Consumer

from app.queue import send

RECONNECT = {"interval_start": 0.2, "interval_step": 0.2, "interval_max": 2.0}
"""Seconds between tries. Celery's own pause grows to 30, and rounds would wait for it after the broker is back."""


class PromptConsumer(Consumer):  # type: ignore[misc]  # Celery has no types
    """Celery's consumer, named by its setting `worker_consumer`."""

    def ensure_connected(self, conn: Any) -> Any:
        conn.ensure_connection = partial(conn.ensure_connection, **RECONNECT)
        return super().ensure_connected(conn)

    def call_soon_ack(self, p: Any, *_: Any, **__: Any) -> Any:
        """Does nothing: no message is acknowledged (docs/decisions/0002-rows-first.md).

        Celery tries nevertheless, and kombu knows better only while the channel is open: for a message that came just
        before the broker died, it looks for the connection, finds none, and the worker ends for good.
        """
        return p


class Bell(Scheduler):  # type: ignore[misc]  # Celery has no types
    """Rings as everybody does: unless enough messages wait, and not for a broker that is away."""

    def apply_async(self, entry: ScheduleEntry, **_: Any) -> None:
        send(self.app, entry.task)


def steady_now() -> datetime:
    """For intervals only: monotonic, as a date because Celery computes with dates."""
    return datetime.fromtimestamp(time.monotonic(), UTC)
