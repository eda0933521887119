"""Claims under real threads on a real Postgres: the second sees what the first has done."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from app.db.models import DEFAULT_PROJECT_ID, Job, Trial
from app.db.session import SessionFactory
from app.domain.errors import JobFinished, RequestInProgress, ResultConflict
from app.domain.lifecycle import TrialState
from app.domain.surrogate import SurrogateRanker
from app.services.access.principal import operator
from app.services.idempotency import IdempotentCall, RequestKey, store_response
from app.services.rounds.decisions import decide
from app.services.rounds.rounds import record_round
from app.services.trial_protocol.requests import Report
from tests.builders import utc_now
from tests.requests_of_workers import lease_trials, report_result
from tests.services.search import add_job, claim_work, evaluate_all

T = TypeVar("T")
THREADS = 8


def together(work: Callable[[int], T]) -> list[T]:
    """Runs `work` in THREADS threads that start at one moment."""
    gate = threading.Barrier(THREADS)

    def run(i: int) -> T:
        gate.wait(10)
        return work(i)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def committed_job(sessions: SessionFactory, **budget: Any) -> Job:
    with sessions.begin() as session:
        return add_job(session, **budget)


def test_a_trial_is_leased_by_one_worker_only(sessions: SessionFactory) -> None:
    job = committed_job(sessions, max_trials=THREADS, max_parallel=THREADS)

    def lease(i: int) -> list[int]:
        with sessions.begin() as session:
            leased = lease_trials(session, DEFAULT_PROJECT_ID, job.id, worker=f"w{i}", count=2, now=utc_now())
            return [item.number for item in leased.trials]

    numbers = [number for found in together(lease) for number in found]
    assert sorted(numbers) == list(range(1, THREADS + 1))


def test_max_parallel_holds_under_a_rush(sessions: SessionFactory) -> None:
    job = committed_job(sessions, max_trials=20, max_parallel=3)

    def lease(i: int) -> int:
        with sessions.begin() as session:
            leased = lease_trials(session, DEFAULT_PROJECT_ID, job.id, worker=f"w{i}", count=5, now=utc_now())
            return len(leased.trials)

    assert sum(together(lease)) == 3


def test_one_of_many_different_results_counts(sessions: SessionFactory) -> None:
    job = committed_job(sessions)
    with sessions.begin() as session:
        [item] = lease_trials(session, DEFAULT_PROJECT_ID, job.id, worker="w", count=1, now=utc_now()).trials
        trial_id, token = item.id, item.token

    def tell(i: int) -> bool:
        report = Report(TrialState.COMPLETED, {"acc": float(i)}, None)
        try:
            with sessions.begin() as session:
                report_result(session, DEFAULT_PROJECT_ID, trial_id, token=token, report=report, now=utc_now())
        except ResultConflict:
            return False
        return True

    assert sum(together(tell)) == 1


def test_a_due_round_is_claimed_and_recorded_once(sessions: SessionFactory) -> None:
    job = committed_job(sessions)
    with sessions.begin() as session:
        evaluate_all(session, job)

    def rank(_: int) -> bool:
        with sessions.begin() as session:
            work = claim_work(session, claim_s=30, now=utc_now())
        if work is None:
            return False
        decision = decide(SurrogateRanker, work.request)
        with sessions.begin() as session:
            return record_round(session, work, decision, utc_now())

    assert sum(together(rank)) == 1
    with sessions() as session:
        codes = session.scalars(select(Trial.ncode).where(Trial.job_id == job.id)).all()
    assert len(codes) == len(set(codes)) == 6


def test_equal_idempotency_keys_make_one_job(sessions: SessionFactory) -> None:
    request = RequestKey("POST /v1/jobs", "k", b"")

    call = IdempotentCall(sessions.begin, operator(DEFAULT_PROJECT_ID), request)

    def create(_: int) -> str:
        try:
            return call.run(
                lambda session: str(add_job(session).id),
                to_json=lambda job_id: {"id": job_id},
                replay=lambda _, stored: str(stored["id"]),
            ).value
        except RequestInProgress:
            return "in progress"

    made = {*together(create)} - {"in progress"}
    with sessions() as session:
        assert {str(job_id) for job_id in session.scalars(select(Job.id))} == made
    assert len(made) == 1


def test_a_rival_that_reserves_before_the_first_commits_makes_no_second_job(sessions: SessionFactory) -> None:
    """The narrow gap: the rival looks before the first answer is visible, and gets the lock after it was let go."""
    request = RequestKey("POST /v1/jobs", "k", b"")
    with sessions.begin() as session:
        store_response(session, DEFAULT_PROJECT_ID, request, {"id": str(add_job(session).id)})

    def rival() -> None:
        with sessions.begin() as session:
            store_response(session, DEFAULT_PROJECT_ID, request, {"id": str(add_job(session).id)})

    with pytest.raises(RequestInProgress):
        rival()
    with sessions() as session:
        assert len(session.scalars(select(Job.id)).all()) == 1


def test_results_and_leases_in_parallel_use_the_budget_exactly(sessions: SessionFactory) -> None:
    job = committed_job(sessions, max_trials=40, max_parallel=4)
    stop = threading.Event()

    def work(i: int) -> None:
        for _ in range(500):
            if stop.is_set():
                return
            if i % 2:
                with sessions.begin() as session:
                    due = claim_work(session, claim_s=30, now=utc_now())
                if due is not None:
                    decision = decide(SurrogateRanker, due.request)
                    with sessions.begin() as session:
                        record_round(session, due, decision, utc_now())
                continue
            try:
                with sessions.begin() as session:
                    evaluate_all(session, job, worker=f"w{i}")
            except JobFinished:
                stop.set()
            with sessions() as session:
                if session.scalars(select(Job.state).where(Job.id == job.id)).one() == "completed":
                    stop.set()

    together(work)
    with sessions() as session:
        trials_ = session.scalars(select(Trial).where(Trial.job_id == job.id)).all()
        assert session.scalars(select(Job.state)).one() == "completed"
    assert len(trials_) == len({t.ncode for t in trials_}) == 40
    assert {t.state for t in trials_} == {"completed"}
