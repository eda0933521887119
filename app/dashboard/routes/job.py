"""One job: its progress and its settings."""

import uuid
from datetime import datetime
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.clock import database_now
from app.dashboard.access import TransactionsDep, ViewerDep
from app.dashboard.job_settings import settings_of
from app.dashboard.rendering import page
from app.dashboard.snippets import how_to_evaluate
from app.dashboard.trial_views import TrialView
from app.domain.filters import TrialFilter
from app.domain.lifecycle import JobState, TrialState
from app.domain.ncode import widths
from app.schemas.jobs import Job as JobModel
from app.services import jobs
from app.services.jobs import summarize_job
from app.services.records import Job
from app.services.spaces import space_of
from app.services.trials import latest_unsuccessful, list_trials

router = APIRouter(prefix="/dashboard/jobs/{job_id}")

FRESH_S = 15
"""How often the page is rendered while a job is open: speed and time left change without any event."""
RUNNING_SHOWN = 20
FAILURES_SHOWN = 5
_COUNTED = tuple(TrialState)


@router.get("")
def show_job(request: Request, viewer: ViewerDep, transactions: TransactionsDep, job_id: uuid.UUID) -> Response:
    with transactions() as session:
        job, now = jobs.get_job(session, viewer.project_id, job_id), database_now(session)
        fresh = 0 if job.state.ended else int(now.timestamp()) // FRESH_S
        context = partial(_overview, session, job, now, str(request.base_url).rstrip("/"))
        return page(request, "job.html", context, etag=f"{job.id}.{job.revision}.{fresh}")


def _overview(session: Session, job: Job, now: datetime, url: str) -> dict[str, Any]:
    status = jobs.describe_job(session, job)
    running = list_trials(session, job, TrialFilter(state=TrialState.RUNNING), limit=RUNNING_SHOWN, after=None)
    waits = job.state == JobState.RUNNING and not job.uses_callbacks and not running.items
    return {
        **shared(job, "overview"),
        "counts": {state: status.counts.get(state, 0) for state in _COUNTED},
        "best": None if status.best is None else TrialView.of(job, status.best),
        "summary": summarize_job(session, job, now),
        "running": [TrialView.of(job, trial) for trial in running.items],
        "unsuccessful": latest_unsuccessful(session, job, limit=FAILURES_SHOWN),
        "snippet": how_to_evaluate(url, job.id, job.metric) if waits else None,
    }


@router.get("/settings")
def show_settings(request: Request, viewer: ViewerDep, transactions: TransactionsDep, job_id: uuid.UUID) -> Response:
    with transactions() as session:
        job = jobs.get_job(session, viewer.project_id, job_id)
        return page(request, "job_settings.html", partial(_settings, session, job), etag=f"{job.id}.{job.revision}")


def _settings(session: Session, job: Job) -> dict[str, Any]:
    shown = JobModel.of(jobs.describe_job(session, job))
    return {**shared(job, "settings"), **settings_of(shown, space_of(job).space)}


def shared(job: Job, tab: str) -> dict[str, Any]:
    """What the templates of all pages of a job need."""
    return {"section": "jobs", "tab": tab, "job": job, "widths": widths(space_of(job).space)}
