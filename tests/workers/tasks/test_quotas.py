"""Ranking seconds over the real ranking task: beyond the quota the surrogate decides, and says why."""

import uuid
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select, update

from app.db.models import DEFAULT_PROJECT_ID, Project, RankingUse, Round, StatelessRanking
from app.db.session import SessionFactory
from app.domain.errors import QuotaExceeded
from tests.workers.tasks.due import NotingRanker, ask, due_jobs


@pytest.fixture
def allow(sessions: SessionFactory) -> Iterator[Callable[[float], None]]:
    """Gives the default project so many ranking seconds an hour, until the end of the test."""

    def set_quotas(quotas: dict[str, float]) -> None:
        with sessions.begin() as session:
            session.execute(update(Project).where(Project.id == DEFAULT_PROJECT_ID).values(quotas=quotas))

    yield lambda seconds: set_quotas({"ranking_s_per_hour": seconds})
    set_quotas({})


def used_s(sessions: SessionFactory, project_id: uuid.UUID = DEFAULT_PROJECT_ID) -> float:
    with sessions() as session:
        return sum(session.scalars(select(RankingUse.seconds).where(RankingUse.project_id == project_id)))


def test_beyond_the_quota_the_surrogate_ranks(
    sessions: SessionFactory,
    serve: Callable[[NotingRanker], None],
    other_project: uuid.UUID,
    allow: Callable[[float], None],
) -> None:
    due_jobs(sessions, 1)
    serve(NotingRanker())
    used = used_s(sessions)
    assert used > 0
    [job] = due_jobs(sessions, 1)
    [others] = due_jobs(sessions, 1, project_id=other_project)
    call_id = ask(sessions, candidates=2)  # was let in while there was time
    allow(used / 2)
    with pytest.raises(QuotaExceeded):
        ask(sessions, candidates=2)
    serve(NotingRanker())
    with sessions() as session:
        rounds = {r.job_id: r for r in session.scalars(select(Round).where(Round.number == 2))}
        assert (rounds[job.id].state, rounds[job.id].source, rounds[job.id].ranker) == (
            "ranked",
            "fallback",
            "surrogate",
        )
        assert "within an hour" in str(rounds[job.id].fallback_reason)
        assert (rounds[others.id].source, rounds[others.id].ranker) == ("ranked", "compact")
        answer = session.get_one(StatelessRanking, call_id).response or {}
        assert (answer["ranker"], "within an hour" in answer["fallback_reason"]) == ("surrogate", True)
    assert used_s(sessions) == used
    assert used_s(sessions, other_project) > 0
