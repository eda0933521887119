"""Deadlines and old rows."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select, update

from app.db.models import DEFAULT_PROJECT_ID, IdempotencyRecord, Job, Round, StatelessRanking, Trial
from app.db.session import SessionFactory
from app.services.idempotency import RequestKey, store_response
from app.services.maintenance import delete_old_rows, end_overdue_job, jobs_past_deadline
from app.services.rankings import read_task, request_ranking
from tests.builders import utc_now
from tests.requests_of_workers import lease_trials
from tests.services.search import add_job, evaluate_all


def test_a_job_ends_at_its_deadline(sessions: SessionFactory) -> None:
    with sessions.begin() as session:
        job = add_job(session, deadline_s=60)
        add_job(session)
    later = utc_now() + timedelta(seconds=61)
    with sessions.begin() as session:
        assert jobs_past_deadline(session, utc_now()) == []
        assert jobs_past_deadline(session, later) == [(job.project_id, job.id)]
        end_overdue_job(session, job.id, later)
    with sessions() as session:
        ended = session.get_one(Job, job.id)
        assert (ended.state, ended.end_reason) == ("completed", "deadline")


def test_old_answers_and_rankings_are_forgotten(sessions: SessionFactory) -> None:
    space = {"dimensions": [{"name": "x", "type": "categorical", "options": ["a", "b"]}]}
    now = utc_now()
    with sessions.begin() as session:
        store_response(session, DEFAULT_PROJECT_ID, RequestKey("POST /v1/jobs", "k", b""), {"a": 1})
        question = read_task(space, goal="maximize", history=[], candidates=["0"], seed=0)
        request_ranking(session, DEFAULT_PROJECT_ID, question, ranker="surrogate", now=now)
    for age, left in ((timedelta(minutes=30), 2), (timedelta(hours=2), 1), (timedelta(hours=49), 0)):
        with sessions.begin() as session:
            delete_old_rows(session, now + age)
        with sessions() as session:
            counts = [
                session.scalar(select(func.count()).select_from(m)) for m in (IdempotencyRecord, StatelessRanking)
            ]
        assert sum(c or 0 for c in counts) == left


def test_a_fault_in_one_job_leaves_the_others_alone(sessions: SessionFactory, sweep: Callable[[], None]) -> None:
    with sessions.begin() as session:
        broken, sound = add_job(session), add_job(session)
        for job in (broken, sound):
            lease_trials(session, DEFAULT_PROJECT_ID, job.id, worker="w", count=1, now=utc_now() - timedelta(hours=1))
        broken.evaluation = {"unknown": True}
    sweep()
    with sessions() as session:
        states = {trial.job_id: trial.state for trial in session.scalars(select(Trial).where(Trial.number == 1))}
    assert states == {broken.id: "running", sound.id: "queued"}


def test_a_round_that_cannot_be_ranked_fails_its_job(sessions: SessionFactory, sweep: Callable[[], None]) -> None:
    with sessions.begin() as session:
        broken, sound = add_job(session), add_job(session)
        for job in (broken, sound):
            evaluate_all(session, job)
        broken.space, broken.space_digest = {"dimensions": []}, "none"
    for age, state in ((timedelta(minutes=2), "running"), (timedelta(minutes=11), "failed")):
        with sessions.begin() as session:
            session.execute(update(Round).where(Round.state == "planned").values(planned_at=utc_now() - age))
        sweep()
        with sessions() as session:
            assert (session.get_one(Job, broken.id).state, session.get_one(Job, sound.id).state) == (state, "running")
    with sessions() as session:
        assert session.get_one(Job, broken.id).end_reason == "round_failed"
        rounds = session.scalars(select(Round.state).where(Round.job_id == broken.id).order_by(Round.number)).all()
        assert rounds == ["ranked", "abandoned"]
