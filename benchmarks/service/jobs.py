"""Jobs with many finished trials, created in bulk, and the check that no reported result is lost."""

import uuid
from collections.abc import Sequence

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from app.db.models import DEFAULT_PROJECT_ID, Job
from app.domain.job_spec import Budget, Evaluation, JobSpec, Objective, Strategy
from app.services.job_creation import create_job
from app.services.job_progress import advance
from benchmarks.service.clients import METRIC
from benchmarks.service.measurement import MeasuredTrial

OPTIONS = tuple(f"option{o}" for o in range(5))
DIMENSIONS = tuple(f"dimension{d}" for d in range(10))
_SPACE = {"dimensions": [{"name": name, "type": "categorical", "options": [*OPTIONS]} for name in DIMENSIONS]}

_FINISH = """
    UPDATE trial SET state = 'completed', worker = 'earlier', started_at = created_at, finished_at = created_at,
        observed = number, score = number % 1009 / 1009.0,
        metrics = jsonb_build_object(CAST(:metric AS text), number % 1009 / 1009.0)
    WHERE job_id = :job AND number <= :existing;
    UPDATE job SET observed = :existing, (best_trial_id, best_score) =
        (SELECT id, score FROM trial WHERE job_id = :job AND state = 'completed' ORDER BY score DESC LIMIT 1)
    WHERE id = :job;
    INSERT INTO lease (token_hash, project_id, trial_id, worker, attempt, issued_at)
    SELECT sha256(id::text::bytea), project_id, id, worker, 1, started_at
    FROM trial WHERE job_id = :job AND state = 'completed';
    INSERT INTO idempotency_record (project_id, operation, key, fingerprint, body, created_at)
    SELECT project_id, operation, id, sha256(id::text::bytea), to_json(trial), finished_at
    FROM trial, unnest(ARRAY['POST /v1/jobs/' || job_id || '/trials/lease', 'POST /v1/trials/' || id || '/result'])
        AS operation
    WHERE job_id = :job AND state = 'completed'
"""
"""What that many trials leave behind: results, leases, and two answers each for their idempotency keys."""


class ResultsLostError(Exception):
    """The stored results are not the reported ones."""


def make_job(engine: Engine, *, existing: int, queued: int, further: int, max_parallel: int) -> uuid.UUID:
    """The only job of the database: `existing` trials are finished, `queued` ready, `further` left to be ranked.

    All trials that exist are of its warm-up. Rows that other jobs have left are gone.
    """
    warmup = existing + queued
    spec = JobSpec(
        name="benchmark",
        space=_SPACE,
        objective=Objective(METRIC, "maximize"),
        budget=Budget(max_trials=warmup + further, max_parallel=max_parallel),
        strategy=Strategy("compact", warmup=warmup),
        evaluation=Evaluation(),
        seed=0,
        tags={},
    )
    with Session(engine) as session, session.begin():
        session.execute(text("TRUNCATE job, idempotency_record CASCADE"))
        now = session.scalars(select(func.now())).one()
        job = create_job(session, DEFAULT_PROJECT_ID, spec, now)
        job_id = job.id
        for statement in _FINISH.split(";"):
            session.execute(text(statement), {"job": job_id, "existing": existing, "metric": METRIC})
        session.refresh(job)
        advance(session, job, now)
    settle(engine)
    return job_id


def settle(engine: Engine) -> None:
    """After a bulk load: statistics and visibility as autovacuum leaves them, and nothing left to write later."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (ANALYZE)"))
        connection.execute(text("CHECKPOINT"))


def check_stored(engine: Engine, job_id: uuid.UUID, reported: Sequence[MeasuredTrial], *, existing: int) -> None:
    """Every trial was reported once and is stored with its score. None is left running or stored without a report.

    Raises ResultsLostError.
    """
    with Session(engine) as session:
        job = session.get_one(Job, job_id)
        rows = session.execute(
            text("SELECT CAST(id AS text) AS id, score FROM trial WHERE job_id = :job AND observed > :existing"),
            {"job": job_id, "existing": existing},
        )
        stored = {row.id: row.score for row in rows}
        running = session.scalar(text("SELECT count(*) FROM trial WHERE state = 'running'"))
        observed = job.observed - existing
    compare(reported, stored)
    if running or observed != len(stored):
        raise ResultsLostError(
            f"{running} trials still run; the job counts {observed} results, stored are {len(stored)}"
        )


def compare(reported: Sequence[MeasuredTrial], stored: dict[str, float]) -> None:
    """stored: scores by trial. Raises ResultsLostError unless these are the trials reported, each of them once."""
    expected = {one.trial: one.score for one in reported}
    if len(expected) != len(reported):
        raise ResultsLostError(f"{len(reported) - len(expected)} trials were given to two clients")
    if expected != stored:
        wrong = {trial for trial, _ in expected.items() ^ stored.items()}
        raise ResultsLostError(f"{len(wrong)} of {len(reported)} trials are not stored as they were reported")
