"""Every lock and constraint of the protocol, alone: each test fails when the one that it names is taken away.

A rival acts in the middle of a transaction, between what that has read and what it writes, and must not get through.
"""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.db.models import DEFAULT_PROJECT_ID, Job, Round, Trial
from app.db.session import SessionFactory
from app.domain.lifecycle import TrialState
from app.domain.surrogate import SurrogateRanker
from app.services.jobs import pause_job
from app.services.maintenance import expire_lease
from app.services.rankings import claim_ranking, read_task, request_ranking
from app.services.rounds.decisions import decide
from app.services.rounds.rounds import RoundWork, record_round
from app.services.trial_protocol.requests import Leased, LeasedTrial, Renewed, Report
from tests.builders import utc_now
from tests.requests_of_workers import heartbeat, lease_trials, report_result
from tests.services.search import add_job, claim_work, evaluate_all
from tests.statements import before_statements

Rival = Callable[[Session], object]


@contextmanager
def before_it_writes(sessions: SessionFactory, rival: Rival) -> Iterator[Session]:
    """A transaction; just before it writes for the first time, the rival's runs whole, and waits 0.2 s for a lock."""
    outcomes: list[str] = []

    def act(statement: str) -> None:
        if outcomes or not statement.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            return
        outcomes.append("waits")
        try:
            with sessions.begin() as other:
                other.execute(text("SET LOCAL lock_timeout = '200ms'"))
                rival(other)
        except OperationalError as error:
            if "lock timeout" not in str(error):
                outcomes.append(str(error))
        else:
            outcomes.append("went through")

    with sessions.begin() as session, before_statements(session, act):
        yield session
    assert outcomes == ["waits"]


def committed_job(sessions: SessionFactory, **budget: Any) -> Job:
    with sessions.begin() as session:
        return add_job(session, **budget)


def leased(sessions: SessionFactory, job: Job, count: int = 1) -> list[LeasedTrial]:
    with sessions.begin() as session:
        return list(_lease(session, job, "w", count).trials)


def _lease(session: Session, job: Job, worker: str, count: int = 1) -> Leased:
    return lease_trials(session, DEFAULT_PROJECT_ID, job.id, worker=worker, count=count, now=utc_now())


def _report(session: Session, item: LeasedTrial, value: float) -> None:
    report = Report(TrialState.COMPLETED, {"acc": value}, None)
    trial_id = item.id
    report_result(session, DEFAULT_PROJECT_ID, trial_id, token=item.token, report=report, now=utc_now())


def due_round(sessions: SessionFactory, job: Job) -> RoundWork:
    with sessions.begin() as session:
        evaluate_all(session, job)
    with sessions.begin() as session:
        work = claim_work(session, claim_s=30, now=utc_now())
    assert work is not None
    return work


def test_leasing_the_lock_on_the_job(sessions: SessionFactory) -> None:
    """A pause in between would be answered before the last lease is out."""
    job = committed_job(sessions)
    with before_it_writes(sessions, lambda rival: pause_job(rival, DEFAULT_PROJECT_ID, job.id, utc_now())) as session:
        _lease(session, job, "a")


def test_results_of_two_trials_the_lock_on_the_job(sessions: SessionFactory) -> None:
    """Both would take the same place in the order of results."""
    job = committed_job(sessions, max_trials=4, max_parallel=4)
    first, second = leased(sessions, job, 2)
    with before_it_writes(sessions, lambda rival: _report(rival, second, 2.0)) as session:
        _report(session, first, 1.0)


def test_recording_a_round_the_lock_on_the_job(sessions: SessionFactory) -> None:
    """A lease in between would count the job's trials without those of the round."""
    job = committed_job(sessions, max_parallel=2)
    work = due_round(sessions, job)
    with before_it_writes(sessions, lambda rival: _lease(rival, job, "a")) as session:
        assert record_round(session, work, decide(SurrogateRanker, work.request), utc_now())


def test_recording_a_round_the_lock_on_the_round(sessions: SessionFactory) -> None:
    """No worker starts to rank a round that is being recorded."""
    work = due_round(sessions, committed_job(sessions))
    claimed: list[RoundWork | None] = []

    def claim(rival: Session) -> None:
        claimed.append(claim_work(rival, claim_s=30, now=utc_now() + timedelta(hours=1)))
        rival.execute(text("SELECT FROM round FOR UPDATE"))

    with before_it_writes(sessions, claim) as session:
        assert record_round(session, work, decide(SurrogateRanker, work.request), utc_now())
    assert claimed == [None]


def test_expiry_the_lock_on_the_trial(sessions: SessionFactory) -> None:
    """A heartbeat that was answered must not be forgotten."""
    job = committed_job(sessions)
    [item] = leased(sessions, job)
    later = utc_now() + timedelta(days=1)

    def beat(rival: Session) -> None:
        heartbeat(rival, DEFAULT_PROJECT_ID, item.id, token=item.token, now=later)

    with before_it_writes(sessions, beat) as session:
        expire_lease(session, job.project_id, item.id, later)


def test_expiry_the_lock_on_the_job(sessions: SessionFactory) -> None:
    """A batch in between would decide on the trial as it was, because it locks jobs alone."""
    job = committed_job(sessions)
    [item] = leased(sessions, job)
    with before_it_writes(sessions, lambda rival: pause_job(rival, DEFAULT_PROJECT_ID, job.id, utc_now())) as session:
        expire_lease(session, job.project_id, item.id, utc_now() + timedelta(days=1))


def test_a_heartbeat_waits_for_the_job_without_holding_the_trial(sessions: SessionFactory) -> None:
    """Else it would be in a deadlock with a report, which locks the job and then the trial."""
    job = committed_job(sessions)
    [item] = leased(sessions, job)
    this = {"trial": item.id, "job": job.id}

    def beat() -> Renewed:
        with sessions.begin() as session:
            return heartbeat(session, DEFAULT_PROJECT_ID, item.id, token=item.token, now=utc_now())

    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as reporting:
            reporting.execute(text("SET LOCAL lock_timeout = '2s'"))
            reporting.execute(text("SELECT 1 FROM job WHERE id = :job FOR UPDATE"), this)
            with sessions.begin() as requeueing:
                requeueing.execute(
                    text("UPDATE trial SET state = 'queued', lease_expires_at = NULL WHERE id = :trial"), this
                )
                beating = pool.submit(beat)
                with pytest.raises(TimeoutError):
                    beating.result(0.5)
            reporting.execute(text("SELECT 1 FROM trial WHERE id = :trial FOR UPDATE"), this)
        assert not beating.result(5).should_stop


def test_claiming_a_round_skips_what_another_holds(sessions: SessionFactory) -> None:
    job = committed_job(sessions)
    with sessions.begin() as session:
        evaluate_all(session, job)
    with sessions.begin() as first, sessions.begin() as second:
        assert claim_work(first, claim_s=30, now=utc_now()) is not None
        assert claim_work(second, claim_s=30, now=utc_now()) is None


def test_claiming_a_ranking_skips_what_another_holds(sessions: SessionFactory) -> None:
    space = {"dimensions": [{"name": "x", "type": "categorical", "options": ["a", "b"]}]}
    with sessions.begin() as session:
        question = read_task(space, goal="maximize", history=[], candidates=["0"], seed=0)
        request_ranking(session, DEFAULT_PROJECT_ID, question, ranker="surrogate", now=utc_now())
    with sessions.begin() as first, sessions.begin() as second:
        assert claim_ranking(first, claim_s=30, now=utc_now()) is not None
        assert claim_ranking(second, claim_s=30, now=utc_now()) is None


def _trial(job: Job, **values: Any) -> Trial:
    row = {"job_id": job.id, "number": 99, "ncode": "444444", "round_number": 1, "source": "warmup", "state": "queued"}
    return Trial(project_id=job.project_id, created_at=utc_now(), **row | values)


def _planned(job: Job, number: int) -> Round:
    return Round(
        project_id=job.project_id,
        job_id=job.id,
        number=number,
        state="planned",
        requested_ranker="surrogate",
        planned_at=utc_now(),
    )


FAULTS: dict[str, Callable[[Job, Trial], list[Any]]] = {
    "uq_trial_job_id_number": lambda job, first: [_trial(job, number=first.number)],
    "uq_trial_job_id_ncode": lambda job, first: [_trial(job, ncode=first.ncode)],
    "uq_round_job_id_number": lambda job, _: [_planned(job, 1)],
    "uq_round_one_planned": lambda job, _: [_planned(job, 50), _planned(job, 51)],
    "ck_trial_lease": lambda job, _: [_trial(job, state="running")],
    "ck_trial_score": lambda job, _: [_trial(job, state="completed", observed=9, finished_at=utc_now())],
    "ck_trial_observed": lambda job, _: [_trial(job, state="failed", finished_at=utc_now())],
    "ck_trial_finished_at": lambda job, _: [_trial(job, state="queued", finished_at=utc_now())],
    "fk_trial_project_id_job_id": lambda job, _: [_trial(job, job_id=uuid.uuid4())],
}


@pytest.mark.parametrize("constraint", FAULTS)
def test_the_database_itself_refuses(sessions: SessionFactory, constraint: str) -> None:
    job = committed_job(sessions)
    with sessions() as session:
        first = session.query(Trial).filter_by(job_id=job.id).order_by(Trial.number).first()
        assert first is not None
        session.add_all(FAULTS[constraint](job, first))
        with pytest.raises(IntegrityError) as refused:
            session.flush()
    assert refused.value.orig.diag.constraint_name == constraint  # type: ignore[union-attr]  # psycopg's error
