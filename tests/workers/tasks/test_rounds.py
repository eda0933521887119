"""The ranking task: which round is next, and that an error in one round does not affect others."""

import uuid
from collections.abc import Callable, Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.db.models import DEFAULT_PROJECT_ID, Job, Round, StatelessRanking
from app.db.session import SessionFactory
from app.services import rankings
from tests.builders import CELLS, utc_now
from tests.services.search import add_job, claim_work, evaluate_all
from tests.workers.tasks.due import POOL, NotingRanker, due_jobs


def round_states(session: Session, jobs: Sequence[Job]) -> list[tuple[str, str | None]]:
    latest = select(Round).where(Round.job_id.in_([job.id for job in jobs]), Round.source != "warmup")
    return sorted((r.state, r.ranker) for r in session.scalars(latest))


def test_unrecordable_round_does_not_affect_others(
    sessions: SessionFactory, serve: Callable[[NotingRanker], None]
) -> None:
    jobs = due_jobs(sessions, 3)

    def lose_a_job() -> None:
        with sessions.begin() as session:
            session.execute(delete(Job).where(Job.id == jobs[0].id))

    serve(NotingRanker(during=lose_a_job))
    with sessions() as session:
        assert round_states(session, jobs) == [("ranked", "compact")] * 2


def test_stateless_ranking_precedes_the_next_round(
    sessions: SessionFactory, serve: Callable[[NotingRanker], None]
) -> None:
    due_jobs(sessions, 3)
    question = rankings.read_task(
        CELLS, goal="maximize", history=[("000000", 1.0)], candidates=["000001", "000002"], seed=0
    )
    with sessions.begin() as session:
        calls = [
            rankings.request_ranking(session, DEFAULT_PROJECT_ID, question, ranker="compact", now=utc_now())
            for _ in range(2)
        ]
    ranker = NotingRanker()
    serve(ranker)
    smoke_test, call = 3, 2
    assert ranker.pools == [smoke_test, call, POOL, call, POOL, POOL]
    with sessions() as session:
        assert all(rankings.find_response(session, call) for call in calls)


def test_projects_alternate_and_oldest_round_goes_first(sessions: SessionFactory, other_project: uuid.UUID) -> None:
    crowd = due_jobs(sessions, 4)
    late = due_jobs(sessions, 2, project_id=other_project)
    turns = []
    for _ in range(6):
        with sessions.begin() as session:
            work = claim_work(session, claim_s=30, now=utc_now())
        assert work is not None
        turns.append(work.job_id)
    assert turns == [crowd[0].id, late[0].id, crowd[1].id, late[1].id, crowd[2].id, crowd[3].id]


def test_unreadable_round_does_not_stop_later_ones(sessions: SessionFactory, rank_due: Callable[[], None]) -> None:
    with sessions.begin() as session:
        broken, sound = add_job(session), add_job(session)
        for job in (broken, sound):
            evaluate_all(session, job)
        broken.space, broken.space_digest = {"dimensions": []}, "none"
    rank_due()
    with sessions() as session:
        states = {r.job_id: r.state for r in session.scalars(select(Round).where(Round.number == 2))}
    assert states == {broken.id: "planned", sound.id: "ranked"}


def test_unreadable_ranking_does_not_stop_later_ones(sessions: SessionFactory, rank_due: Callable[[], None]) -> None:
    question = rankings.read_task(CELLS, goal="maximize", history=[], candidates=["000001", "000002"], seed=0)
    with sessions.begin() as session:
        broken, sound = (
            rankings.request_ranking(session, DEFAULT_PROJECT_ID, question, ranker="surrogate", now=utc_now())
            for _ in range(2)
        )
        session.execute(update(StatelessRanking).where(StatelessRanking.id == broken).values(task={"space": {}}))
    rank_due()
    with sessions() as session:
        assert rankings.find_response(session, broken) is None
        assert rankings.find_response(session, sound)
