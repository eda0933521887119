"""The buttons of a job: pause, resume, cancel."""

import uuid
from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app.clock import database_now
from app.dashboard.access import SubmitterDep, TransactionsDep
from app.dashboard.rendering import page
from app.services import jobs
from app.services.jobs import apply_job_action

router = APIRouter(prefix="/dashboard/jobs/{job_id}")


@router.get("/cancel")
def confirm_cancel(
    request: Request, viewer: SubmitterDep, transactions: TransactionsDep, job_id: uuid.UUID
) -> Response:
    """For browsers without scripts; the others show a dialog."""
    with transactions() as session:
        job = jobs.get_job(session, viewer.project_id, job_id)
        return page(request, "cancel.html", {"section": "jobs", "job": job})


@router.post("/{action}")
def act(
    viewer: SubmitterDep,
    transactions: TransactionsDep,
    job_id: uuid.UUID,
    action: Literal["pause", "resume", "cancel"],
) -> Response:
    """Redirects to the job's page."""
    with transactions() as session:
        apply_job_action(session, viewer, job_id, action, database_now(session))
    return RedirectResponse(f"/dashboard/jobs/{job_id}", 303)
