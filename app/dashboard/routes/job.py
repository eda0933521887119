"""One job: how it is doing."""

import uuid

from fastapi import APIRouter, Request, Response

from app.dashboard.access import TransactionsDep, ViewerDep
from app.dashboard.rendering import page
from app.services import jobs

router = APIRouter(prefix="/dashboard/jobs/{job_id}")


@router.get("")
def show_job(request: Request, viewer: ViewerDep, transactions: TransactionsDep, job_id: uuid.UUID) -> Response:
    with transactions() as session:
        job = jobs.get_job(session, viewer.project_id, job_id)
        status = jobs.describe_jobs(session, [job])[0]
        return page(
            request,
            "job.html",
            {"section": "jobs", "tab": "overview", "status": status, "job": job},
            etag=f"{job.id}.{job.revision}",
        )
