"""Quotas: what is open at a time holds under a rush; rankers' work is counted, and beyond it the surrogate decides."""

import time
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.db.models import DEFAULT_PROJECT_ID, Job, Project, RankingUse
from app.db.session import SessionFactory, session_scope
from app.domain import job_spec
from app.domain.errors import QuotaExceeded, RankingFailed
from app.domain.quotas import NO_LIMITS, Quotas
from app.domain.ranking import Ranking, RankingRequest
from app.domain.surrogate import SurrogateRanker
from app.services import jobs, rankings
from app.services.access.quotas import record_ranking_time, require_ranking_time
from app.services.job_creation import create_job
from app.services.maintenance import delete_old_rows
from app.services.rounds.decisions import decide
from tests.builders import CELLS, utc_now
from tests.keys import new_project
from tests.services.test_concurrency import THREADS, together


def new_job(
    sessions: SessionFactory, quotas: Quotas, *, parallel: int = 1, project_id: uuid.UUID = DEFAULT_PROJECT_ID
) -> uuid.UUID:
    spec = job_spec.JobSpec(
        name="cells",
        space=CELLS,
        objective=job_spec.Objective("acc", "maximize"),
        budget=job_spec.Budget(max_trials=10, max_parallel=parallel),
        strategy=job_spec.Strategy("surrogate"),
        evaluation=job_spec.Evaluation(),
        seed=7,
        tags={},
    )
    with session_scope(sessions, project_id) as session:
        return create_job(session, project_id, spec, utc_now(), quotas=quotas).id


@pytest.mark.parametrize(
    ("quotas", "parallel", "fit"),
    [
        (Quotas(open_jobs=3), 1, 3),
        (Quotas(open_trials=7), 2, 3),
        (Quotas(open_jobs=5, open_trials=4), 1, 4),
        (NO_LIMITS, 1, THREADS),
    ],
)
def test_jobs_created_together_stay_within_the_quota(
    sessions: SessionFactory, quotas: Quotas, parallel: int, fit: int
) -> None:
    def create(_: int) -> bool:
        try:
            new_job(sessions, quotas, parallel=parallel)
        except QuotaExceeded:
            return False
        return True

    assert sum(together(create)) == fit
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == fit


def test_a_job_that_ends_makes_room_and_a_paused_one_does_not(sessions: SessionFactory) -> None:
    quotas = Quotas(open_jobs=1)
    job_id = new_job(sessions, quotas)
    for verb, room in ((jobs.pause_job, False), (jobs.cancel_job, True)):
        with sessions.begin() as session:
            verb(session, DEFAULT_PROJECT_ID, job_id, utc_now())
        if room:
            new_job(sessions, quotas)
        else:
            with pytest.raises(QuotaExceeded, match="1 jobs that have not ended") as refusal:
                new_job(sessions, quotas)
            assert refusal.value.extra == {"retry_after_s": 60, "limit": 1, "violated-policies": ["open-jobs"]}


def test_a_projects_own_quotas_go_before_those_of_all(sessions: SessionFactory) -> None:
    project_id = new_project(sessions)
    with sessions.begin() as session:
        own = {"open_jobs": 2, "of a later version": 1}
        session.execute(update(Project).where(Project.id == project_id).values(quotas=own))

    def fits(project_id: uuid.UUID) -> bool:
        try:
            new_job(sessions, Quotas(open_jobs=1), project_id=project_id)
        except QuotaExceeded:
            return False
        return True

    assert [fits(project_id) for _ in range(3)] == [True, True, False]
    assert [fits(DEFAULT_PROJECT_ID) for _ in range(2)] == [True, False]


def test_the_hour_moves_and_the_wait_is_what_it_takes(sessions: SessionFactory) -> None:
    quotas, now = Quotas(ranking_s_per_hour=10.0), utc_now().replace(second=30, microsecond=0)

    def wait_s(minutes: int) -> int:
        try:
            with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
                require_ranking_time(session, DEFAULT_PROJECT_ID, quotas, now + timedelta(minutes=minutes))
        except QuotaExceeded as error:
            return int(error.extra["retry_after_s"])
        return 0

    for minute, seconds in ((0, 4.0), (0, 1.0), (10, 4.9), (20, 5.2)):
        assert wait_s(minute) == 0
        with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
            record_ranking_time(session, DEFAULT_PROJECT_ID, seconds, now + timedelta(minutes=minute))
    assert wait_s(20) == 50 * 60 - 30  # 15.1 s are used; without the first minute 10.1, without the second 5.2
    assert wait_s(60) == 10 * 60 - 30
    assert wait_s(70) == 0


def test_old_use_is_forgotten(sessions: SessionFactory) -> None:
    now = utc_now()
    with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
        for hours in (0, 3):
            record_ranking_time(session, DEFAULT_PROJECT_ID, 1.0, now - timedelta(hours=hours))
    with session_scope(sessions, None) as session:
        delete_old_rows(session, now)
        assert session.scalar(select(func.count()).select_from(RankingUse)) == 1


def question() -> rankings.RankingTask:
    history = [("000000", 1.0), ("000010", 2.0)]
    return rankings.read_task(CELLS, goal="maximize", history=history, candidates=["000001", "000002"], seed=0)


class SlowRanker:
    name, revision = "slow", "1"

    def __init__(self, *, fails: bool) -> None:
        self._fails = fails

    def rank(self, request: RankingRequest) -> Ranking:
        time.sleep(0.05)
        if self._fails:
            raise RankingFailed("too large")
        return SurrogateRanker().rank(request)


@pytest.mark.parametrize("fails", [False, True])
def test_work_counts_also_if_it_was_for_nothing(fails: bool) -> None:
    assert decide(lambda: SlowRanker(fails=fails), question().request()).worked_s >= 0.05


def test_a_ranker_that_cannot_be_loaded_has_not_worked() -> None:
    def no_ranker() -> SurrogateRanker:
        raise RankingFailed("no weights")

    assert decide(no_ranker, question().request()).worked_s == 0
