"""Why the ranker chose what it chose: the rounds of a job, and one round."""

import uuid
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.dashboard.access import TransactionsDep, ViewerDep
from app.dashboard.rendering import page
from app.db.repositories.round_outcomes import Tried
from app.domain.dimension import Option
from app.domain.limits import MAX_POOL_SIZE
from app.domain.ncode import to_points, widths
from app.services import jobs, replays, round_analysis, round_lists, rounds
from app.services.figures.registry import list_figures
from app.services.spaces import space_of

router = APIRouter(prefix="/dashboard/jobs/{job_id}/rounds")
PAGE = 50
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
        found = round_lists.newest_rounds(session, job, fallbacks=only is not None, limit=PAGE, after=after)
        numbers = [listed.round.number for listed in found.items]
        return page(
            request,
            "rounds.html",
            {
                "section": "jobs",
                "tab": "rounds",
                "job": job,
                "rounds": found.items,
                "next": found.next,
                "after": after,
                "only": only,
                "correlations": round_analysis.correlations(session, job, numbers),
                "totals": round_analysis.totals(session, job),
                "agreement": round_analysis.agreement(session, job),
                "figures": [figure for figure in list_figures() if figure.name.startswith("ranker-")],
                "requested": job.strategy["ranker"],
            },
            etag=f"{job.id}.{job.revision}.{only}.{after}",
        )


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
        round_ = rounds.get_round(session, job, number)
        replay = replays.replay(session, job, number)
        space = space_of(job).space
        codes = (round_.pool_codes or [])[start : start + CANDIDATES]
        previous, following = round_lists.neighbours(session, job, number)
        return page(
            request,
            "round.html",
            {
                "section": "jobs",
                "tab": "rounds",
                "job": job,
                "round": round_,
                "replay": replay,
                "correlation": round_analysis.correlations(session, job, [number]).get(number),
                "widths": widths(space),
                "candidates": [
                    Candidate(
                        start + i,
                        code,
                        space.decode(point),
                        round_.pool_scores[start + i] if round_.pool_scores else None,
                        start + i in (round_.chosen or []),
                        replay.tried.get(start + i) if replay else None,
                    )
                    for i, (code, point) in enumerate(zip(codes, to_points(space, codes).tolist(), strict=True))
                ],
                "start": start,
                "per_page": CANDIDATES,
                "previous": previous,
                "following": following,
            },
            etag=f"{job.id}.{job.revision}.{number}.{start}",
        )
