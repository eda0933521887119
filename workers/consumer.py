"""The worker's end of the broker: after an outage, however long, it is back within two seconds."""

from functools import partial
from typing import Any

from celery.worker.consumer import Consumer

RECONNECT = {"interval_start": 0.2, "interval_step": 0.2, "interval_max": 2.0}
"""Seconds between tries. Celery's own pause grows to 30, and rounds would wait for it after the broker is back."""


class PromptConsumer(Consumer):  # type: ignore[misc]  # Celery has no types
    """Celery's consumer, named by its setting `worker_consumer`."""

    def ensure_connected(self, conn: Any) -> Any:
        conn.ensure_connection = partial(conn.ensure_connection, **RECONNECT)
        return super().ensure_connected(conn)
