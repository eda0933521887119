"""The list of jobs."""

import hashlib
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field, field_validator

from app.clock import database_now
from app.dashboard.access import TransactionsDep, ViewerDep
from app.dashboard.rendering import page
from app.dashboard.sparkline import sparkline
from app.domain.lifecycle import JobState
from app.fields import Name
from app.schemas.jobs import TagFilter, job_filter
from app.services.jobs import list_summaries

PAGE_SIZE = 50
FRESH_S = 15
"""How often the page is rendered while a job runs: speed and time left change without any event."""

router = APIRouter(prefix="/dashboard/jobs")


class Filters(BaseModel):
    """The form of the filter."""

    state: JobState | None = None
    name: Name | None = None
    tag: TagFilter | None = None
    after: Annotated[str, Field(max_length=500)] | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _empty_fields_filter_nothing(cls, value: Any) -> Any:
        return value or None


@router.get("")
def show_jobs(
    request: Request, viewer: ViewerDep, transactions: TransactionsDep, filters: Annotated[Filters, Query()]
) -> Response:
    given = filters.model_dump(exclude={"after"}, exclude_none=True)
    job_filters = job_filter(filters.state, filters.name, filters.tag)
    with transactions() as session:
        now = database_now(session)
        found = list_summaries(session, viewer.project_id, job_filters, limit=PAGE_SIZE, after=filters.after, now=now)
        shown = [f"{line.job.id}.{line.job.revision}" for line in found.items]
        if any(line.job.state == JobState.RUNNING for line in found.items):
            shown.append(str(int(now.timestamp()) // FRESH_S))
        context = {
            "section": "jobs",
            "lines": [(line, sparkline(line.curve)) for line in found.items],
            "given": given,
            "states": list(JobState),
            "first": None if filters.after is None else f"/dashboard/jobs?{urlencode(given)}",
            "next": found.next and f"/dashboard/jobs?{urlencode({**given, 'after': found.next})}",
            "address": str(request.base_url).rstrip("/"),
        }
        seen = repr((given, filters.after, found.next, shown))
        return page(request, "jobs.html", context, etag=hashlib.sha256(seen.encode()).hexdigest()[:32])
