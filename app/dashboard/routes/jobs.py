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
"""Speed and time left change while nothing happens: as often as this, a running job's line is drawn anew."""

router = APIRouter(prefix="/dashboard/jobs")


class Wanted(BaseModel):
    """The form of the filter."""

    state: JobState | None = None
    name: Name | None = None
    tag: TagFilter | None = None
    after: Annotated[str, Field(max_length=500)] | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _empty_fields_ask_for_nothing(cls, value: Any) -> Any:
        return value or None


@router.get("")
def show_jobs(
    request: Request, viewer: ViewerDep, transactions: TransactionsDep, wanted: Annotated[Wanted, Query()]
) -> Response:
    given = wanted.model_dump(exclude={"after"}, exclude_none=True)
    chosen = job_filter(wanted.state, wanted.name, wanted.tag)
    with transactions() as session:
        now = database_now(session)
        found = list_summaries(session, viewer.project_id, chosen, limit=PAGE_SIZE, after=wanted.after, now=now)
        shown = [f"{line.job.id}.{line.job.revision}" for line in found.items]
        if any(line.job.state == JobState.RUNNING for line in found.items):
            shown.append(str(int(now.timestamp()) // FRESH_S))
        context = {
            "section": "jobs",
            "lines": [(line, sparkline(line.curve)) for line in found.items],
            "given": given,
            "states": list(JobState),
            "first": None if wanted.after is None else f"/dashboard/jobs?{urlencode(given)}",
            "next": found.next and f"/dashboard/jobs?{urlencode({**given, 'after': found.next})}",
            "address": str(request.base_url).rstrip("/"),
        }
        seen = repr((given, wanted.after, found.next, shown))
        return page(request, "jobs.html", context, etag=hashlib.sha256(seen.encode()).hexdigest()[:32])
