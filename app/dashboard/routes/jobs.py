"""The list of jobs."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api.schemas.jobs import JobStateName
from app.dashboard.access import TransactionsDep, ViewerDep
from app.dashboard.rendering import page
from app.services import jobs

router = APIRouter(prefix="/dashboard/jobs")


@router.get("")
def show_jobs(
    request: Request,
    viewer: ViewerDep,
    transactions: TransactionsDep,
    state: JobStateName | None = None,
    after: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    with transactions() as session:
        found = jobs.list_jobs(session, viewer.project_id, state=state, limit=50, after=after)
        return page(request, "jobs.html", {"section": "jobs", "jobs": found.items, "next": found.next, "state": state})
