"""Every check of the auditor finds the fault that it is there for: a sound search, damaged in one place at a time."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.orm import Session

from app.db.models import DEFAULT_PROJECT_ID, Job
from app.domain import job_spec
from app.domain.errors import JobFinished
from app.domain.surrogate import SurrogateRanker
from app.services import jobs, trials
from app.services.deciding import decide
from app.services.rounds import record_round
from tests.builders import CELLS, utc_now
from tests.chaos.audit import RULES, audit
from tests.chaos.journal import Entry, Journal, read_journal
from tests.chaos.objective import objective
from tests.chaos.plan import METRIC, NONCE, share
from tests.chaos.replay import unreplayable_rounds
from tests.chaos.run import internal_errors
from tests.servers import Servers
from tests.services.search import claim_work

SCORE = objective(None)
TRIALS = 8

DAMAGE = {
    "a job did not end with its budget used": "UPDATE job SET end_reason = 'deadline'",
    "a job has more or fewer trials than its budget": "DELETE FROM trial WHERE number = 8",
    "trial numbers have gaps or repeat": "UPDATE trial SET number = 99 WHERE number = 3",
    "an architecture was tried twice": "UPDATE trial SET ncode = (SELECT ncode FROM trial WHERE number = 3)"
    " WHERE number = 4",
    "a trial is in no final state": "UPDATE trial SET state = 'cancelled' WHERE number = 3",
    "a lease is open": "UPDATE trial SET lease_expires_at = now() WHERE number = 3",
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


@pytest.fixture(scope="module")
def servers(database_url: str, redis_url: str) -> Servers:
    return Servers(database_url, redis_url).apart("audit", 3)


@pytest.fixture(scope="module")
def engine(servers: Servers) -> Iterator[Engine]:
    engine = create_engine(make_url(servers.database_url).set(drivername="postgresql+psycopg"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def journal(engine: Engine) -> list[Entry]:
    """A search that has ended, and what its client wrote down."""
    with Session(engine) as session, session.begin():
        spec = job_spec.JobSpec(
            name="cells",
            space=CELLS,
            objective=job_spec.Objective(METRIC, "maximize"),
            budget=job_spec.Budget(max_trials=TRIALS, max_parallel=2),
            strategy=job_spec.Strategy("surrogate", pool_size=16, warmup=4),
            evaluation=job_spec.Evaluation(),
            seed=7,
            tags={},
        )
        return search(session, jobs.create_job(session, DEFAULT_PROJECT_ID, spec, utc_now()))


def search(session: Session, job: Job) -> list[Entry]:
    """One worker, two trials at a time; the first trial fails, the second is infeasible."""
    entries: list[Entry] = []
    for _ in range(2 * TRIALS):
        try:
            leased = trials.lease_trials(session, job.project_id, job.id, worker="w", count=2, now=utc_now())
        except JobFinished:
            return entries
        if not leased.trials:
            work = claim_work(session, claim_s=30, now=utc_now())
            assert work is not None
            record_round(session, work, decide(SurrogateRanker, work.request), utc_now())
        for item in leased.trials:
            entry = result_of(item.trial.id, item.trial.ncode, number=item.trial.number)
            metrics = {} if entry.score is None else {METRIC: entry.score, NONCE: float(item.trial.number)}
            report = trials.Report(entry.state, metrics, entry.detail or None)  # type: ignore[arg-type]  # result_of's
            trials.report_result(session, job.project_id, item.trial.id, token=item.token, report=report, now=utc_now())
            entries += [Entry("leased", "w", entry.trial, entry.ncode), replace(entry, event="sent"), entry]
    raise AssertionError("the search did not end")


def result_of(trial_id: uuid.UUID, ncode: str, *, number: int) -> Entry:
    accepted = Entry("accepted", "w", str(trial_id), ncode)
    if number <= 2:
        return replace(accepted, state=("failed", "infeasible")[number - 1], detail="gave up")
    return replace(accepted, state="completed", score=SCORE(ncode), nonce=float(number))


@dataclass(frozen=True, slots=True)
class Database:
    """One transaction, seen as the auditor and as the replay see it."""

    psycopg: psycopg.Connection
    session: Session

    def damage(self, statement: str) -> None:
        changed = self.psycopg.execute(statement.encode())
        assert changed.rowcount > 0


@pytest.fixture
def database(engine: Engine, journal: list[Entry]) -> Iterator[Database]:
    """Without the constraints that would refuse the damage; rolled back at the end."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        with Session(connection) as session:
            driver.execute("DROP INDEX uq_round_one_planned")
            constraints = """SELECT format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', conrelid::regclass, conname)
                FROM pg_constraint WHERE contype IN ('c', 'u') AND conrelid::regclass::text IN ('job', 'trial', 'round')
            """
            for (statement,) in driver.execute(constraints).fetchall():
                driver.execute(statement)
            yield Database(driver, session)
        connection.rollback()


def test_a_sound_search_has_no_violation(database: Database, journal: list[Entry]) -> None:
    assert audit(database.psycopg, journal, SCORE) == []
    assert unreplayable_rounds(database.session, seed=1) == (3, [])


def test_every_rule_is_tried() -> None:
    assert set(RULES) <= set(DAMAGE)


@pytest.mark.parametrize("rule", DAMAGE)
def test_damage_is_found(database: Database, journal: list[Entry], rule: str) -> None:
    database.damage(DAMAGE[rule])
    assert any(violation.startswith(f"{rule}:") for violation in audit(database.psycopg, journal, SCORE))


@pytest.mark.parametrize("fault", ROUND_DAMAGE)
def test_a_round_that_cannot_be_replayed_is_found(database: Database, fault: str) -> None:
    database.damage(ROUND_DAMAGE[fault])
    _, [violation] = unreplayable_rounds(database.session, seed=1)
    assert violation.startswith(f"round 2 of cells: {fault}")


def test_a_lost_trial_is_found(database: Database, journal: list[Entry]) -> None:
    database.damage("DELETE FROM trial WHERE number = 3")
    assert any("an accepted result is lost" in violation for violation in audit(database.psycopg, journal, SCORE))


def test_two_accepted_results_of_a_trial_are_found(database: Database, journal: list[Entry]) -> None:
    other = replace(journal[-1], worker="v", nonce=99.0)
    found = audit(database.psycopg, [*journal, other], SCORE)
    assert any(violation.startswith("two results of a trial were accepted:") for violation in found)


def test_a_result_that_nobody_sent_is_found(database: Database, journal: list[Entry]) -> None:
    silent = [entry for entry in journal if entry.event != "sent"]
    found = audit(database.psycopg, silent, SCORE)
    assert len(found) == TRIALS
    assert all(violation.startswith("a stored result was never sent:") for violation in found)


def test_an_expired_trial_needs_no_sender(database: Database, journal: list[Entry]) -> None:
    database.damage("UPDATE trial SET error = 'the lease expired on attempt 5 of 5 (worker w)' WHERE number = 1")
    silent = [entry for entry in journal if entry.trial != journal[0].trial]
    assert audit(database.psycopg, silent, SCORE) == []


def test_a_surprise_is_a_violation(database: Database, journal: list[Entry]) -> None:
    surprise = Entry("surprise", "w", detail="an answer that cannot be")
    assert audit(database.psycopg, [*journal, surprise], SCORE) == ["w was surprised: an answer that cannot be"]


def test_an_internal_error_is_a_violation(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    log.write_text('{"event": "request.done"}\n{"event": "request.failed", "request_id": "1"}\n')
    assert len(internal_errors(log)) == 1


def test_a_torn_line_of_a_journal_is_left_out(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "client.jsonl")
    journal.note(Entry("leased", "w", "t"))
    journal.close()
    with (tmp_path / "client.jsonl").open("a") as torn:
        torn.write('{"event": "acc')
    assert list(read_journal(tmp_path / "client.jsonl")) == [Entry("leased", "w", "t")]


@pytest.mark.parametrize(("trials", "count"), [(20, 2), (10_000, 5), (101, 4)])
def test_jobs_share_all_trials(trials: int, count: int) -> None:
    jobs = share(trials=trials, jobs=count, clients=8, lease_s=5)
    assert len(jobs) == count
    assert sum(job.trials for job in jobs) == trials
