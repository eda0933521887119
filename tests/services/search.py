"""A job and its evaluator, straight on the services."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from app.db.models import DEFAULT_PROJECT_ID, Job
from app.domain import job_spec
from app.domain.lifecycle import TrialState
from app.services import jobs
from app.services.job_creation import create_job
from app.services.rounds.rounds import RoundWork, claim_round, read_round
from app.services.trial_protocol.requests import Report
from tests.builders import CELLS, utc_now
from tests.requests_of_workers import lease_trials, report_result


def add_job(
    session: Session,
    *,
    space: dict[str, Any] = CELLS,
    ranker: str = "surrogate",
    project_id: uuid.UUID = DEFAULT_PROJECT_ID,
    **budget: Any,
) -> Job:
    """A job with five warm-up trials."""
    spec = job_spec.JobSpec(
        name="cells",
        space=space,
        objective=job_spec.Objective("acc", "maximize"),
        budget=job_spec.Budget(**{"max_trials": 10, **budget}),
        strategy=job_spec.Strategy(ranker),
        evaluation=job_spec.Evaluation(),
        seed=7,
        tags={},
    )
    return create_job(session, project_id, spec, utc_now())


def evaluate_all(
    session: Session, job: Job, *, outcomes: Sequence[Literal["failed", "infeasible"]] = (), worker: str = "w"
) -> int:
    """Leases and reports until nothing is left to lease; the first trials get these outcomes, the others a score."""
    job = jobs.get_job(session, job.project_id, job.id)
    left = list(outcomes)
    count = 0
    while not job.state.ended:
        leased = lease_trials(session, job.project_id, job.id, worker=worker, count=10, now=utc_now())
        if not leased.trials:
            break
        for item in leased.trials:
            state = TrialState(left.pop(0)) if left else TrialState.COMPLETED
            metrics = {"acc": float(sum(map(int, item.ncode)))} if state == TrialState.COMPLETED else {}
            result = Report(state, metrics, None if metrics else "boom")
            report_result(session, job.project_id, item.id, token=item.token, report=result, now=utc_now())
            count += 1
    return count


def claim_work(session: Session, *, claim_s: float, now: datetime) -> RoundWork | None:
    """The due round whose turn it is, claimed and read in one transaction."""
    claimed = claim_round(session, claim_s=claim_s, now=now)
    return None if claimed is None else read_round(session, claimed[1])
