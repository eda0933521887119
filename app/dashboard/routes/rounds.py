"""The rounds of a job: how good its ranker is, and what each round chose."""

import uuid
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from app.dashboard.access import SlotDep, TransactionsDep, ViewerDep
from app.dashboard.rendering import page
from app.dashboard.routes.job import shared
from app.domain.limits import MAX_POOL_SIZE
from app.services import jobs
from app.services.figures.registry import list_figures
from app.services.records import Job
from app.services.rounds import analysis, rounds
from app.services.rounds.detail import describe_round

router = APIRouter(prefix="/dashboard/jobs/{job_id}/rounds")
PAGE_SIZE = 25
CANDIDATES_PER_PAGE = 50


@router.get("")
def show_rounds(
    request: Request,
    viewer: ViewerDep,
    transactions: TransactionsDep,
    job_id: uuid.UUID,
    *,
    only: Annotated[str | None, Query(pattern="^fallback$")] = None,
    after: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    with transactions() as session:
        job = jobs.get_job(session, viewer.project_id, job_id)
        context = partial(_list, session, job, only, after)
        return page(request, "rounds.html", context, etag=f"{job.id}.{job.revision}.{only}.{after}")


def _list(session: Session, job: Job, only: str | None, after: str | None) -> dict[str, Any]:
    found = rounds.newest_rounds(session, job, fallbacks=only is not None, limit=PAGE_SIZE, after=after)
    return {
        **shared(job, "rounds"),
        "rounds": found.items,
        "next": found.next,
        "after": after,
        "only": only,
        "correlations": analysis.correlations(session, job, [listed.round.number for listed in found.items]),
        "totals": analysis.totals(session, job),
        "figures": [figure for figure in list_figures() if figure.name.startswith("ranker-")],
        "requested": job.strategy["ranker"],
    }


@router.get("/ranker-quality")
def show_ranker_quality(
    request: Request, viewer: ViewerDep, transactions: TransactionsDep, job_id: uuid.UUID, _: SlotDep
) -> Response:
    """Looks at hundreds of pools: static/lazy.js puts it into the page of the rounds after that has been shown."""
    with transactions() as session:
        job = jobs.get_job(session, viewer.project_id, job_id)
        context = partial(_ranker_quality, session, job)
        return page(request, "ranker_quality.html", context, etag=f"{job.id}.{job.revision}")


def _ranker_quality(session: Session, job: Job) -> dict[str, Any]:
    return {
        **shared(job, "rounds"),
        "agreement": analysis.agreement(session, job),
        "requested": job.strategy["ranker"],
    }


@router.get("/{number}")
def show_round(
    request: Request,
    viewer: ViewerDep,
    transactions: TransactionsDep,
    job_id: uuid.UUID,
    number: Annotated[int, Path(ge=1, le=2**31 - 1)],
    *,
    start: Annotated[int, Query(alias="from", ge=0, le=MAX_POOL_SIZE)] = 0,
) -> Response:
    """One round, with the candidates from the place `start` on."""
    with transactions() as session:
        job = jobs.get_job(session, viewer.project_id, job_id)
        context = partial(_round, session, job, number, start)
        return page(request, "round.html", context, etag=f"{job.id}.{job.revision}.{number}.{start}")


def _round(session: Session, job: Job, number: int, start: int) -> dict[str, Any]:
    detail = describe_round(session, job, number, start=start, limit=CANDIDATES_PER_PAGE)
    return {
        **shared(job, "rounds"),
        "detail": detail,
        "round": detail.round,
        "start": start,
        "per_page": CANDIDATES_PER_PAGE,
    }
