"""The trials of a job: a table, and a page for each."""

import uuid
from dataclasses import asdict, fields
from functools import partial
from itertools import islice
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from app.dashboard.access import TransactionsDep, ViewerDep
from app.dashboard.rendering import page
from app.dashboard.routes.job import shared
from app.dashboard.trial_views import TrialView
from app.domain.lifecycle import Source, TrialState
from app.schemas.trials import TrialQuery
from app.services import jobs
from app.services.records import Job
from app.services.spaces import space_of
from app.services.trials import count_trials, get_numbered, list_trials

router = APIRouter(prefix="/dashboard/jobs/{job_id}/trials")

PAGE_SIZE = 50
OPTIONS_OFFERED = 200
_QUERY = TypeAdapter(TrialQuery)
_NAMES = [field.name for field in fields(TrialQuery)]


@router.get("")
def show_trials(
    request: Request,
    viewer: ViewerDep,
    transactions: TransactionsDep,
    job_id: uuid.UUID,
    after: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    query = _query(request)
    with transactions() as session:
        job = jobs.get_job(session, viewer.project_id, job_id)
        return page(
            request, "trials.html", partial(_table, session, job, query, after), etag=f"{job.id}.{job.revision}"
        )


def _table(session: Session, job: Job, query: TrialQuery, after: str | None) -> dict[str, Any]:
    given = {name: value for name, value in asdict(query).items() if value is not None}
    here = f"/dashboard/jobs/{job.id}/trials"

    def address(**changes: Any) -> str:
        return f"{here}?{urlencode({**given, **changes})}"

    filters = query.filter(job)
    found = list_trials(session, job, filters, sort=query.sort, limit=PAGE_SIZE, after=after)
    whole = not (after or found.next)
    return {
        **shared(job, "trials"),
        "filters": query,
        "sort": query.sort,
        "narrowed": given.keys() != {"sort"},
        "views": [TrialView.of(job, trial) for trial in found.items],
        "total": len(found.items) if whole else count_trials(session, job, filters, sort=query.sort),
        "best": job.best_trial_id,
        "states": tuple(TrialState),
        "sources": tuple(Source),
        "options": _options(job),
        "address": address,
        "download": lambda kind: f"/v1/jobs/{job.id}/trials?{urlencode({**given, 'format': kind})}",
        "first": address() if after else None,
        "next": address(after=found.next) if found.next else None,
    }


@router.get("/{number}")
def show_trial(
    request: Request,
    viewer: ViewerDep,
    transactions: TransactionsDep,
    job_id: uuid.UUID,
    number: Annotated[int, Path(ge=0, lt=2**31)],
) -> Response:
    with transactions() as session:
        job = jobs.get_job(session, viewer.project_id, job_id)
        view = TrialView.of(job, get_numbered(session, job, number))
        context = {"view": view, "best": job.best_trial_id}
        return page(request, "trial.html", {**shared(job, "trials"), **context}, etag=f"{job.id}.{job.revision}")


def _query(request: Request) -> TrialQuery:
    """The form of the filter. An empty field filters nothing."""
    given = {name: request.query_params[name] for name in _NAMES if request.query_params.get(name)}
    try:
        return _QUERY.validate_python(given)
    except ValidationError as error:
        raise RequestValidationError([{**e, "loc": ("query", *e["loc"])} for e in error.errors()]) from None


def _options(job: Job) -> list[str]:
    """Suggestions for the field, OPTIONS_OFFERED at most."""
    dimensions = space_of(job).space.dimensions
    texts = (f"{dimension.name}={option}" for dimension in dimensions for option in dimension.options)
    return list(islice(texts, OPTIONS_OFFERED))
