"""Notifications of Postgres about jobs, sent by the commits that change them (LISTEN and NOTIFY)."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection
from sqlalchemy import make_url

CHANNEL = "lmsearcher_job"
ANSWER_S = 5
"""Within which Postgres must accept the connection, and answer a check."""
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
        connect_timeout=ANSWER_S,
        keepalives_idle=30,
        keepalives_interval=10,
        keepalives_count=3,
    )
    async with connection:
        await connection.execute(f"LISTEN {CHANNEL}")
        yield None
        while True:
            async for notification in connection.notifies(timeout=CHECK_EVERY_S):
                change = _read(notification.payload)
                if change is not None:
                    yield change
            await _check(connection)


async def _check(connection: "AsyncConnection[Any]") -> None:
    """Raises TimeoutError if nothing comes back: a connection may be lost without an end of it."""
    try:
        async with asyncio.timeout(ANSWER_S):
            await connection.execute("SELECT 1")
    except TimeoutError:
        raise TimeoutError(f"Postgres has not answered within {ANSWER_S} s") from None


def _read(payload: str) -> JobChange | None:
    """None for a payload that no trigger of ours has sent: every login of the database may send to the channel."""
    try:
        job_id, number = payload.split(" ")
        return JobChange(uuid.UUID(job_id), max(0, int(number)), state_changed=int(number) < 0)
    except ValueError:
        return None
