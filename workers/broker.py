"""Workers and the broker: a worker survives every outage of it, and reconnects within two seconds of its end."""

import time
from datetime import UTC, datetime
from functools import partial
from typing import Any

from celery.beat import ScheduleEntry, Scheduler
from celery.worker.consumer import Consumer

from app.queue import send

RECONNECT = {"interval_start": 0.2, "interval_step": 0.2, "interval_max": 2.0}
"""Seconds between two attempts. Celery's own pause grows to 30 s, and rounds would wait that long after an outage."""


class ReconnectingConsumer(Consumer):  # type: ignore[misc]  # Celery has no types
    """Celery's consumer with short pauses between attempts to connect. The setting `worker_consumer` names it."""

    def ensure_connected(self, conn: Any) -> Any:
        conn.ensure_connection = partial(conn.ensure_connection, **RECONNECT)
        return super().ensure_connected(conn)

    def call_soon_ack(self, p: Any, *_: Any, **__: Any) -> Any:
        """Does nothing: no message is acknowledged (docs/decisions/0002-rows-first.md).

        Celery would acknowledge it nevertheless. If the broker died just after the message came, kombu then looks for
        a connection that does not exist any more, and the worker ends for good.
        """
        return p


class SweepScheduler(Scheduler):  # type: ignore[misc]  # Celery has no types
    """Celery's scheduler, which sends as the rest of the service does.

    It sends nothing while enough messages wait in the queue, and goes on when the broker is unreachable.
    """

    def apply_async(self, entry: ScheduleEntry, **_: Any) -> None:
        send(self.app, entry.task)


def steady_now() -> datetime:
    """The monotonic clock, for intervals only; a date because Celery computes with dates."""
    return datetime.fromtimestamp(time.monotonic(), UTC)
