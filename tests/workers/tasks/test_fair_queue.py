"""Fairness of the real ranking task: a project with a thousand due rounds delays those of another by one."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.orm import Session

from app.db.models import Job, Round, StatelessRanking
from app.db.repositories.rankings import RankingRepository
from app.db.repositories.rounds import RoundRepository
from app.db.session import SessionFactory
from tests.builders import utc_now
from tests.workers.tasks.due import POOL, NotingRanker, ask, due_crowd, due_jobs

CROWD = 1_000
Serve = Callable[[NotingRanker], None]


def on_the_third(act: Callable[[], object]) -> Callable[[], None]:
    """Acts once, in the middle of the crowd."""
    count = 0

    def during() -> None:
        nonlocal count
        count += 1
        if count == 3:
            act()

    return during


def projects_ranked(session: Session) -> list[uuid.UUID]:
    """The project of each round of a ranker, in the order of their ranking."""
    query = select(Round.project_id).where(Round.source == "ranked").order_by(Round.ranked_at)
    return list(session.scalars(query))


def due_calls(sessions: SessionFactory, count: int) -> None:
    ask(sessions, candidates=2)
    with sessions.begin() as session:
        session.execute(
            text("""
                INSERT INTO stateless_ranking
                SELECT (jsonb_populate_record(stateless_ranking, jsonb_build_object('id', gen_random_uuid()))).*
                FROM stateless_ranking, generate_series(2, :count)
            """),
            {"count": count},
        )


def test_single_round_follows_one_of_a_busy_project(
    sessions: SessionFactory, serve: Serve, other_project: uuid.UUID
) -> None:
    due_crowd(sessions, CROWD)
    serve(NotingRanker(during=on_the_third(partial(due_jobs, sessions, 1, project_id=other_project))))
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == CROWD + 1
        assert projects_ranked(session).index(other_project) == 3


def test_project_served_before_is_next_as_well(
    sessions: SessionFactory, serve: Serve, other_project: uuid.UUID
) -> None:
    due_jobs(sessions, 1, project_id=other_project)
    serve(NotingRanker())
    due_crowd(sessions, CROWD)
    serve(NotingRanker(during=on_the_third(partial(due_jobs, sessions, 1, project_id=other_project))))
    with sessions() as session:
        assert [i for i, one in enumerate(projects_ranked(session)) if one == other_project] == [0, 4]


def test_single_ranking_follows_one_of_a_busy_project(
    sessions: SessionFactory, serve: Serve, other_project: uuid.UUID
) -> None:
    due_crowd(sessions, 10)
    due_calls(sessions, CROWD)
    ranker = NotingRanker(during=on_the_third(partial(ask, sessions, candidates=5, project_id=other_project)))
    serve(ranker)
    smoke_test, call, lone = 3, 2, 5
    assert ranker.pools[:8] == [smoke_test, call, POOL, call, POOL, call, POOL, lone]
    with sessions() as session:
        [answered] = session.scalars(select(StatelessRanking).where(StatelessRanking.project_id == other_project))
        assert answered.state == "ranked"


def test_many_stateless_rankings_delay_a_round_by_one(
    sessions: SessionFactory, serve: Serve, other_project: uuid.UUID
) -> None:
    due_calls(sessions, CROWD)
    due_jobs(sessions, 1, project_id=other_project)
    ranker = NotingRanker()
    serve(ranker)
    smoke_test, call = 3, 2
    assert ranker.pools[:4] == [smoke_test, call, POOL, call]


def test_claim_beside_many_rows_reads_few_pages(
    sessions: SessionFactory, engine: Engine, other_project: uuid.UUID
) -> None:
    """Pages of the database that the claim's query touches; a clock would tell of the machine."""
    due_crowd(sessions, CROWD)
    due_calls(sessions, CROWD)
    due_jobs(sessions, 1, project_id=other_project)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE round, job, stateless_ranking"))  # rows of earlier tests are dead
    for repository in (RoundRepository, RankingRepository):
        with sessions() as session:
            assert pages_read(session, repository) < 50


def pages_read(session: Session, repository: type[RoundRepository | RankingRepository]) -> int:
    sent: list[tuple[str, Any]] = []

    def note(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        sent.append((statement, parameters))

    event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        assert repository(session).next_due(utc_now()) is not None
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)
    [(statement, parameters)] = sent
    plan = session.connection().exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters).scalar_one()
    root = plan[0]["Plan"]
    return int(root["Shared Hit Blocks"] + root["Shared Read Blocks"])
