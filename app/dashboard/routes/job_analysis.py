"""The analysis of a job's trials."""

import uuid
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from app.dashboard.access import SlotDep, TransactionsDep, ViewerDep
from app.dashboard.rendering import page
from app.dashboard.routes.job import shared
from app.domain.goal import Goal
from app.fields import Key
from app.services import jobs
from app.services.figures.dimensions import describe_dimensions
from app.services.figures.tradeoff import other_metrics
from app.services.records import Job
from app.services.spaces import space_of
from app.services.trials import count_reasons

router = APIRouter(prefix="/dashboard/jobs/{job_id}/analysis")

DIMENSIONS_SHOWN, OPTIONS_SHOWN = 30, 20
REASONS_SHOWN = 50


@router.get("")
def show_analysis(
    request: Request,
    viewer: ViewerDep,
    transactions: TransactionsDep,
    job_id: uuid.UUID,
    _: SlotDep,
    metric: Annotated[Key | None, Query()] = None,
    metric_goal: Goal = "minimize",
) -> Response:
    with transactions() as session:
        job = jobs.get_job(session, viewer.project_id, job_id)
        context = partial(_context, session, job, metric, metric_goal)
        return page(request, "job_analysis.html", context, etag=f"{job.id}.{job.revision}")


def _context(session: Session, job: Job, metric: str | None, metric_goal: Goal) -> dict[str, Any]:
    metrics = other_metrics(session, job)
    dimensions = describe_dimensions(session, job, dimensions=DIMENSIONS_SHOWN, options=OPTIONS_SHOWN)
    return {
        **shared(job, "analysis"),
        "metrics": metrics,
        "metric": metric if metric in metrics else next(iter(metrics), None),
        "metric_goal": metric_goal,
        "dimensions": dimensions,
        "skipped": len(space_of(job).space.dimensions) - len(dimensions),
        "reasons": count_reasons(session, job, limit=REASONS_SHOWN),
    }
