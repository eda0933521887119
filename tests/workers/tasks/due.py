"""Work for the ranking task: due rounds and stateless rankings, and a ranker that notes them."""

import uuid
from collections.abc import Callable

from sqlalchemy import text

from app.db.models import DEFAULT_PROJECT_ID, Job
from app.db.session import SessionFactory
from app.domain.job_spec import Strategy
from app.domain.ranking import Ranking, RankingRequest
from app.services import rankings
from tests.builders import CELLS, utc_now
from tests.services.search import add_job, evaluate_all

POOL = Strategy("compact").pool_size


class NotingRanker:
    """Ranks arbitrarily; notes the size of every pool, and does something else while it ranks a full one."""

    name, revision = "compact", "noting-1"

    def __init__(self, *, during: Callable[[], None] = lambda: None) -> None:
        self.pools: list[int] = []
        self._during = during

    def rank(self, request: RankingRequest) -> Ranking:
        self.pools.append(len(request.candidates))
        if self.pools[-1] == POOL:
            self._during()
        return Ranking(tuple(map(float, request.candidates.sum(axis=1))))


def due_jobs(
    sessions: SessionFactory, count: int, *, ranker: str = "compact", project_id: uuid.UUID = DEFAULT_PROJECT_ID
) -> list[Job]:
    """Jobs whose warm-up is over, so that a ranker's round is due for each."""
    with sessions.begin() as session:
        jobs = [add_job(session, ranker=ranker, project_id=project_id) for _ in range(count)]
        for job in jobs:
            evaluate_all(session, job)
        session.expunge_all()
    return jobs


def due_crowd(sessions: SessionFactory, count: int) -> None:
    """`count` jobs of the default project with a due round each, copied by Postgres from one."""
    [job] = due_jobs(sessions, 1)
    with sessions.begin() as session:
        for table, key, changes in (
            ("job", "id", "'id', md5(id::text || i)::uuid"),
            ("round", "job_id", "'id', gen_random_uuid(), 'job_id', md5(job_id::text || i)::uuid"),
            ("trial", "job_id", "'id', gen_random_uuid(), 'job_id', md5(job_id::text || i)::uuid"),
        ):
            copy = text(f"""
                INSERT INTO {table}
                SELECT (jsonb_populate_record({table}, jsonb_build_object({changes}))).*
                FROM {table}, generate_series(2, :count) AS i WHERE {key} = :job
            """)  # noqa: S608 - the names above
            session.execute(copy, {"count": count, "job": job.id})


def ask(sessions: SessionFactory, *, candidates: int, project_id: uuid.UUID = DEFAULT_PROJECT_ID) -> uuid.UUID:
    """A stateless ranking, due; the id of its call."""
    question = rankings.read_task(
        CELLS,
        goal="maximize",
        history=[("000000", 1.0)],
        candidates=[f"00000{i}" for i in range(candidates)],
        seed=0,
    )
    with sessions.begin() as session:
        return rankings.request_ranking(session, project_id, question, ranker="compact", now=utc_now())
