"""Rounds: what was ranked, by which ranker, given which history."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Path

from app.api.deps import AfterQuery, LimitQuery, ReaderDep, SlotDep, TransactionsDep
from app.domain.errors import NotFound, TooManyWaiting
from app.domain.lifecycle import RoundState
from app.schemas.rounds import Round, RoundPage, RoundReplay, RoundSummary
from app.services import jobs
from app.services.rounds import replay, rounds
from app.web.errors import documented

router = APIRouter(prefix="/v1/jobs/{job_id}/rounds", tags=["rounds"])

NumberPath = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("", responses=documented(NotFound))
def list_rounds(
    job_id: uuid.UUID,
    transactions: TransactionsDep,
    principal: ReaderDep,
    limit: LimitQuery = 100,
    after: AfterQuery = None,
) -> RoundPage:
    """Rounds of a job by number, without their pools."""
    with transactions() as session:
        job = jobs.get_job(session, principal.project_id, job_id)
        page = rounds.list_rounds(session, job, limit=limit, after=after)
        return RoundPage(items=[RoundSummary.of(round_) for round_ in page.items], next=page.next)


@router.get("/{number}", responses=documented(NotFound))
def get_round(
    job_id: uuid.UUID,
    number: NumberPath,
    transactions: TransactionsDep,
    principal: ReaderDep,
) -> Round:
    """One round: its pool in ranked order, the ranker's scores, and the chosen candidates."""
    with transactions() as session:
        job = jobs.get_job(session, principal.project_id, job_id)
        return Round.of(rounds.get_round(session, job, number))


@router.get("/{number}/replay", responses=documented(NotFound, TooManyWaiting))
def replay_round(
    job_id: uuid.UUID,
    number: NumberPath,
    transactions: TransactionsDep,
    principal: ReaderDep,
    _: SlotDep,
) -> RoundReplay:
    """The input of a round's ranker, rebuilt and compared with the record, and the trials among its candidates.

    For language models also the exact prompts. 404 until the round is ranked.
    """
    with transactions() as session:
        job = jobs.get_job(session, principal.project_id, job_id)
        round_ = rounds.get_round(session, job, number)
        if round_.state != RoundState.RANKED:
            raise NotFound("this round has not been ranked: there is nothing to replay")
        return RoundReplay.of(replay.replay_round(session, job, round_))
