"""The auditor sees every pause that did not hold, and every cancel that was not the end."""

from dataclasses import replace

import pytest

from tests.chaos.audit import audit
from tests.chaos.finished import CANCELLED_S, PAUSED_S, RESUMED_S, SCORE, Database, Finished, at
from tests.chaos.journal import Entry
from tests.chaos.orders import Order

TIMES = {"in_pause": at((PAUSED_S + RESUMED_S) / 2), "after": at(CANCELLED_S + 1)}
DAMAGE = {
    "a paused job leased a new trial": "UPDATE trial SET started_at = %(in_pause)s WHERE number = 8",
    "a cancelled job leased a new trial": "UPDATE trial SET started_at = %(after)s WHERE state = 'cancelled'",
    "a result was stored after the cancel was answered": """
        UPDATE trial SET finished_at = %(after)s FROM job
        WHERE job.id = job_id AND job.name = 'to_cancel' AND trial.state = 'completed'""",
    "a job that was cancelled has not ended so": "UPDATE job SET state = 'completed' WHERE name = 'to_cancel'",
    "a trial is in no final state": "UPDATE trial SET state = 'queued' WHERE state = 'cancelled'",
    "a job did not end with its budget used": "UPDATE job SET state = 'cancelled' WHERE name = 'cells'",
    "a round of a job that has ended is planned": """
        UPDATE round SET state = 'planned' WHERE job_id = (SELECT id FROM job WHERE name = 'to_cancel')""",
}


def broken(database: Database, journal: list[Entry], orders: list[Order]) -> set[str]:
    """The rules that the auditor finds broken."""
    return {violation.split(":")[0] for violation in audit(database.psycopg, journal, SCORE, orders)}


@pytest.mark.parametrize("rule", DAMAGE)
def test_damage_is_found(database: Database, finished: Finished, rule: str) -> None:
    database.damage(DAMAGE[rule], **TIMES)
    assert rule in broken(database, finished.journal, finished.orders)


@pytest.mark.parametrize("started_s", [PAUSED_S - 1, RESUMED_S - 1.5])
def test_a_lease_that_may_have_begun_outside_the_pause_is_none(
    database: Database, finished: Finished, started_s: float
) -> None:
    database.damage("UPDATE trial SET started_at = %(started)s WHERE number = 8", started=at(started_s))
    assert not broken(database, finished.journal, finished.orders)


def test_a_result_that_was_first_sent_after_the_cancel_must_not_be_accepted(
    database: Database, finished: Finished
) -> None:
    late = [replace(entry, at=TIMES["after"].timestamp()) for entry in finished.journal]
    assert broken(database, late, finished.orders) == {"a result was accepted after the cancel was answered"}


def test_a_heartbeat_after_the_cancel_must_be_answered_with_stop(database: Database, finished: Finished) -> None:
    deaf = [replace(entry, event="continued") if entry.event == "stopped" else entry for entry in finished.journal]
    assert broken(database, deaf, finished.orders) == {"a worker was not stopped on a cancelled job's trial"}


def test_a_cancelled_job_without_order_is_found(database: Database, finished: Finished) -> None:
    refused = [replace(order, code="job_finished") for order in finished.orders]
    found = broken(database, finished.journal, refused)
    assert found == {"a job did not end with its budget used", "a trial is in no final state"}
