"""The trials as the database has them at the end."""

from dataclasses import dataclass
from typing import Any

import psycopg


@dataclass(frozen=True, slots=True)
class Stored:
    """started_at (of the first lease), finished_at: seconds of the database's clock."""

    job: str
    number: int
    ncode: str
    state: str
    score: float | None
    metrics: dict[str, Any]
    error: str | None
    started_at: float | None
    finished_at: float | None


def stored_trials(connection: psycopg.Connection) -> dict[str, Stored]:
    """By id."""
    rows = connection.execute("""
        SELECT id, job_id, number, ncode, state, score, coalesce(metrics, '{}'), error,
            extract(epoch FROM started_at)::float8, extract(epoch FROM finished_at)::float8
        FROM trial""")
    return {str(id_): Stored(str(job), *rest) for id_, job, *rest in rows}
