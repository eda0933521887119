"""The auditor sees every message that was lost, made up, altered, or not signed as it should be."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.chaos.finished import Database, Finished
from tests.chaos.webhook_audit import Received, audit_messages

DAMAGE = {
    "an event was not written": [
        "DELETE FROM delivery WHERE type = 'job.started'",
        "DELETE FROM delivery WHERE type = 'job.cancelled'",
        "DELETE FROM delivery WHERE type = 'trial.failed'",
        "DELETE FROM delivery WHERE type = 'best.improved'",
        "UPDATE trial SET attempt = 2 WHERE number = 3",
    ],
    "an event was written that did not happen": [
        "UPDATE delivery SET event = replace(event, 'completed', 'failed') WHERE type = 'job.completed'",
        "UPDATE trial SET state = 'cancelled', score = NULL, observed = NULL WHERE number = 8",
    ],
    "a message is not delivered": [
        "UPDATE delivery SET state = 'pending', finished_at = NULL WHERE type = 'job.started'",
        "UPDATE delivery SET state = 'failed' WHERE type = 'job.started'",
    ],
}
CHANGES: dict[str, Callable[[list[Received]], list[Received]]] = {
    "a delivered message was never received": lambda received: [replace(received[0], status=500), *received[1:]],
    "a message was received that is not stored": lambda received: [*received, replace(received[0], id="msg_0")],
    "a message is not what is stored": lambda received: [replace(received[0], body=received[1].body), *received[1:]],
    "a signature is not valid": lambda received: [*received, replace(received[0], valid=False)],
}


def broken(database: Database, received: list[Received]) -> set[str]:
    return {violation.split(":")[0] for violation in audit_messages(database.psycopg, received)}


def test_a_sound_run_has_no_violation(database: Database, finished: Finished) -> None:
    assert len(finished.received) > 10
    assert audit_messages(database.psycopg, finished.received) == []


def test_a_message_may_come_twice_and_be_refused_before(database: Database, finished: Finished) -> None:
    again = [replace(finished.received[0], status=500), *finished.received, *finished.received]
    assert audit_messages(database.psycopg, again) == []


@pytest.mark.parametrize(("rule", "statement"), [(rule, one) for rule, all_ in DAMAGE.items() for one in all_])
def test_damage_is_found(database: Database, finished: Finished, rule: str, statement: str) -> None:
    database.damage(statement)
    assert rule in broken(database, finished.received)


@pytest.mark.parametrize("rule", CHANGES)
def test_a_wrongly_received_message_is_found(database: Database, finished: Finished, rule: str) -> None:
    assert broken(database, CHANGES[rule](finished.received)) == {rule}
