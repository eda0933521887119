"""Notifications of Postgres about jobs, sent by the commits that change them (LISTEN and NOTIFY)."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass

from psycopg import AsyncConnection
from sqlalchemy import make_url

CHANNEL = "lmsearcher_job"
CONNECT_S = 5
CHECK_EVERY_S = 20.0
"""Seconds without a notification after which the connection is checked."""


@dataclass(frozen=True, slots=True)
class JobChange:
    """A change of a job, as migrations/versions/2026_12_01_job_notifications.py sends it.

    Args:
        job_id: The job.
        ready: How many trials may be leased now that could not before.
        state_changed: Whether the state of the job has changed.
    """

    job_id: uuid.UUID
    ready: int
    state_changed: bool


async def listen(url: str) -> AsyncIterator[JobChange | None]:
    """Yields None as soon as it listens, and then every change. Raises psycopg.Error and OSError when it cannot, or no
    longer."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await AsyncConnection.connect(
        address,
        autocommit=True,
        connect_timeout=CONNECT_S,
        keepalives_idle=30,
        keepalives_interval=10,
        keepalives_count=3,
    )
    async with connection:
        await connection.execute(f"LISTEN {CHANNEL}")
        yield None
        while True:
            async for notification in connection.notifies(timeout=CHECK_EVERY_S):
                yield _read(notification.payload)
            await connection.execute("SELECT 1")


def _read(payload: str) -> JobChange:
    job_id, number = payload.split(" ")
    return JobChange(uuid.UUID(job_id), max(0, int(number)), state_changed=int(number) < 0)
