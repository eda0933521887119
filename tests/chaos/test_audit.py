"""Every check of the auditor finds the fault that it is there for: a sound run, damaged in one place at a time."""

from dataclasses import replace

import pytest

from tests.chaos.audit import audit
from tests.chaos.finished import RESULTS, SCORE, Database, Finished
from tests.chaos.journal import Entry
from tests.chaos.replay import unreplayable_rounds
from tests.chaos.rules import RULES

DAMAGE = {
    "a job did not end with its budget used": "UPDATE job SET end_reason = 'deadline'",
    "a job has more or fewer trials than its budget": "DELETE FROM trial WHERE number = 8",
    "trial numbers have gaps or repeat": "UPDATE trial SET number = 99 WHERE number = 3",
    "a job that was cancelled has not ended so": "UPDATE job SET end_reason = 'deadline' WHERE name = 'to_cancel'",
    "a cancelled trial has not ended with its job": "UPDATE trial SET finished_at = now() WHERE state = 'cancelled'",
    "an architecture was tried twice": "UPDATE trial SET ncode = '444444' WHERE number IN (3, 4)",
    "a trial is in no final state": "UPDATE trial SET state = 'cancelled' WHERE number = 3",
    "a lease is open": "UPDATE trial SET lease_expires_at = now() WHERE number = 3",
    "a call is open": """
        INSERT INTO callback (trial_id, attempt, project_id, job_id, state, tries, next_try_at, created_at)
        SELECT id, 1, project_id, job_id, 'pending', 1, now(), now() FROM trial WHERE number = 3 LIMIT 1""",
    "a final state does not fit its result": "UPDATE trial SET score = NULL WHERE number = 3",
    "the order of results has gaps or repeats": "UPDATE trial SET observed = 2 WHERE number = 3",
    "a job miscounts its failures": "UPDATE job SET failures = 0",
    "a job's best is not its best trial": "UPDATE job SET best_score = best_score - 1",
    "a round of a job that has ended is planned": "UPDATE round SET state = 'planned' WHERE number = 2",
    "round numbers have gaps or repeat": "UPDATE round SET number = 99 WHERE number = 2",
    "a round has not made the trials that it chose": "UPDATE trial SET round_number = 1 WHERE number = 8",
    "a round chose more trials than may be open": "UPDATE job SET max_parallel = 1",
    "an accepted result is lost": "UPDATE trial SET metrics = jsonb_set(metrics, '{nonce}', '5') WHERE number = 3",
    "a stored result was never sent": "UPDATE trial SET error = 'something else' WHERE number = 1",
    "a stored score is wrong": "UPDATE trial SET score = score + 1 WHERE number = 3",
    "a leased trial is not the one that is stored": "UPDATE trial SET ncode = '444444' WHERE number = 3",
}
ROUND_DAMAGE = {
    "another history": "UPDATE round SET history_digest = 'other' WHERE number = 2",
    "a history of": "UPDATE round SET history_size = 99 WHERE number = 2",
    "another pool": "UPDATE round SET pool_codes[1] = '444444' WHERE number = 2",
    "another ranking": "UPDATE round SET pool_scores[1] = 99 WHERE number = 2",
}


def audited(database: Database, finished: Finished) -> list[str]:
    return audit(database.psycopg, finished.journal, SCORE, finished.orders)


def test_a_sound_search_has_no_violation(database: Database, finished: Finished) -> None:
    assert audited(database, finished) == []
    assert unreplayable_rounds(database.session, seed=1) == (4, [])


def test_every_rule_is_tried() -> None:
    assert set(RULES) <= set(DAMAGE)


@pytest.mark.parametrize("rule", DAMAGE)
def test_damage_is_found(database: Database, finished: Finished, rule: str) -> None:
    database.damage(DAMAGE[rule])
    assert any(violation.startswith(f"{rule}:") for violation in audited(database, finished))


@pytest.mark.parametrize("fault", ROUND_DAMAGE)
def test_a_round_that_cannot_be_replayed_is_found(database: Database, fault: str) -> None:
    database.damage(ROUND_DAMAGE[fault])
    _, [violation] = unreplayable_rounds(database.session, seed=1)
    assert violation.startswith(f"round 2 of cells: {fault}")


def test_a_lost_trial_is_found(database: Database, finished: Finished) -> None:
    database.damage("DELETE FROM trial WHERE number = 3")
    assert any("an accepted result is lost" in violation for violation in audited(database, finished))


def test_two_accepted_results_of_a_trial_are_found(database: Database, finished: Finished) -> None:
    other = replace(finished.journal[-1], worker="v", nonce=99.0)
    found = audit(database.psycopg, [*finished.journal, other], SCORE, finished.orders)
    assert any(violation.startswith("two results of a trial were accepted:") for violation in found)


def test_a_result_that_was_not_sent_is_found(database: Database, finished: Finished) -> None:
    silent = [entry for entry in finished.journal if entry.event != "sent"]
    found = audit(database.psycopg, silent, SCORE, finished.orders)
    assert len(found) == RESULTS
    assert all(violation.startswith("a stored result was never sent:") for violation in found)


def test_an_expired_trial_needs_no_sender(database: Database, finished: Finished) -> None:
    database.damage("UPDATE trial SET error = 'the lease expired on attempt 5 of 5 (worker w)' WHERE state = 'failed'")
    silent = [entry for entry in finished.journal if entry.state != "failed"]
    assert audit(database.psycopg, silent, SCORE, finished.orders) == []


def test_a_surprise_is_a_violation(database: Database, finished: Finished) -> None:
    surprise = Entry("surprise", "w", detail="an answer that cannot be")
    assert audit(database.psycopg, [*finished.journal, surprise], SCORE, finished.orders) == [
        "w was surprised: an answer that cannot be"
    ]
