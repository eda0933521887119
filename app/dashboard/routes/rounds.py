"""Why the ranker chose what it chose: the rounds of a job, and one round."""

import uuid
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from app.dashboard.access import TransactionsDep, ViewerDep
from app.dashboard.rendering import page
from app.domain.dimension import Option
from app.domain.limits import MAX_POOL_SIZE
from app.domain.ncode import to_points, widths
from app.services import jobs
from app.services.figures.registry import list_figures
from app.services.records import Job, Tried
from app.services.rounds import analysis, replay, rounds
from app.services.spaces import space_of

router = APIRouter(prefix="/dashboard/jobs/{job_id}/rounds")
PAGE = 25
CANDIDATES = 50
"""Of a pool, on one page."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """place: from 0. score: the ranker's. tried: where it became a trial, in whichever round."""

    place: int
    ncode: str
    architecture: dict[str, Option]
    score: float | None
    chosen: bool
    tried: Tried | None


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
    found = rounds.newest_rounds(session, job, fallbacks=only is not None, limit=PAGE, after=after)
    return {
        "section": "jobs",
        "tab": "rounds",
        "job": job,
        "rounds": found.items,
        "next": found.next,
        "after": after,
        "only": only,
        "correlations": analysis.correlations(session, job, [listed.round.number for listed in found.items]),
        "totals": analysis.totals(session, job),
        "figures": [figure for figure in list_figures() if figure.name.startswith("ranker-")],
        "requested": job.strategy["ranker"],
    }


@router.get("/worth")
def show_worth(request: Request, viewer: ViewerDep, transactions: TransactionsDep, job_id: uuid.UUID) -> Response:
    """What static/late.js puts into the page of the rounds: it looks at hundreds of pools."""
    with transactions() as session:
        job = jobs.get_job(session, viewer.project_id, job_id)
        return page(request, "rounds_worth.html", partial(_worth, session, job), etag=f"{job.id}.{job.revision}")


def _worth(session: Session, job: Job) -> dict[str, Any]:
    return {
        "section": "jobs",
        "tab": "rounds",
        "job": job,
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
    """start: place of the first candidate shown."""
    with transactions() as session:
        job = jobs.get_job(session, viewer.project_id, job_id)
        context = partial(_round, session, job, number, start)
        return page(request, "round.html", context, etag=f"{job.id}.{job.revision}.{number}.{start}")


def _round(session: Session, job: Job, number: int, start: int) -> dict[str, Any]:
    round_ = rounds.get_round(session, job, number)
    rebuilt = replay.replay_round(session, job, number)
    space = space_of(job).space
    codes = (round_.pool_codes or [])[start : start + CANDIDATES]
    previous, following = rounds.neighbours(session, job, number)
    return {
        "section": "jobs",
        "tab": "rounds",
        "job": job,
        "round": round_,
        "replay": rebuilt,
        "correlation": analysis.correlations(session, job, [number]).get(number),
        "widths": widths(space),
        "candidates": [
            Candidate(
                place,
                code,
                space.decode(point),
                round_.pool_scores[place] if round_.pool_scores else None,
                place in (round_.chosen or []),
                rebuilt.tried.get(place) if rebuilt else None,
            )
            for place, (code, point) in enumerate(zip(codes, to_points(space, codes).tolist(), strict=True), start)
        ],
        "start": start,
        "per_page": CANDIDATES,
        "previous": previous,
        "following": following,
    }
