"""What a project received by webhook: the auditor's part on messages."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg

from tests.chaos.audit import shortened

_EXPECTED: LiteralString = """
    WITH improved AS (
        SELECT trial.id, trial.score > coalesce(max(trial.score) OVER (
            PARTITION BY job_id ORDER BY observed ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), '-infinity') AS so
        FROM trial WHERE trial.state = 'completed'
    )
    SELECT 'job.started/' || id FROM job
    UNION SELECT 'job.' || state || '/' || id FROM job WHERE finished_at IS NOT NULL
    UNION SELECT 'trial.completed/' || id FROM trial WHERE state = 'completed'
    UNION SELECT 'trial.failed/' || id FROM trial WHERE state IN ('failed', 'infeasible')
    UNION SELECT 'best.improved/' || id FROM improved WHERE so
    UNION SELECT 'trial.lease_expired/' || trial.id || '/' || attempt.number
        FROM trial CROSS JOIN LATERAL generate_series(1, trial.attempt) AS attempt (number)
        WHERE attempt.number < trial.attempt OR trial.error LIKE 'the lease expired on attempt%'
"""
"""Names of the events that must have happened, from the rows of jobs and trials alone; goals are all to maximise."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it came in. valid: for the official library. status: of the answer, which may not have arrived."""

    id: str
    body: str
    valid: bool
    status: int


def read_received(path: Path) -> Iterator[Received]:
    """In order. Lines that a kill has torn are left out."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            try:
                yield Received(**json.loads(line))
            except (ValueError, TypeError):
                continue


def audit_messages(connection: psycopg.Connection, received: Sequence[Received]) -> list[str]:
    """A sentence for every violation. All events go to the one webhook there is."""
    return [line for rule, found in _violations(connection, received).items() for line in shortened(rule, found)]


def _violations(connection: psycopg.Connection, received: Sequence[Received]) -> Mapping[str, Sequence[str]]:
    rows = connection.execute("SELECT id, event, body, state FROM delivery").fetchall()
    expected = {str(event) for (event,) in connection.execute(_EXPECTED)}
    written = {str(event) for _, event, _, _ in rows}
    pings = {event for event in written if event.startswith("webhook.ping/")}
    bodies = {str(id_): str(body) for id_, _, body, _ in rows}
    took = {message.id: message for message in received if message.status == 200}
    return {
        "an event was not written": sorted(expected - written),
        "an event was written that did not happen": sorted(written - expected - pings - _swept_probe(connection)),
        "a message is not delivered": [
            f"{event} {id_}: {state}" for id_, event, _, state in rows if state != "delivered"
        ],
        "a delivered message was never received": [
            f"{event} {id_}" for id_, event, _, state in rows if state == "delivered" and id_ not in took
        ],
        "a message was received that is not stored": sorted({m.id for m in received if m.id not in bodies}),
        "a message is not what is stored": sorted({m.id for m in received if m.body != bodies.get(m.id, m.body)}),
        "a signature is not valid": sorted({m.id for m in received if not m.valid}),
    }


def _swept_probe(connection: psycopg.Connection) -> set[str]:
    """The probe lets its lease expire again and again, and sets the attempt back to 1 in between."""
    query = """SELECT 'trial.lease_expired/' || trial.id || '/1' FROM trial JOIN job ON job.id = job_id
        WHERE job.name = 'probe'"""
    return {str(event) for (event,) in connection.execute(query)}
