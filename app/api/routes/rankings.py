"""Stateless rankings, and which rankers there are."""

import time
import uuid

import anyio
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool

from app.api.deps import PrincipalDep, SessionDep, SettingsDep, Transactions, TransactionsDep
from app.api.problems import documented
from app.api.schemas.rounds import RankerList, RankerModel, RankingAnswer, RankingQuestion
from app.clock import utc_now
from app.domain.errors import InvalidCode, InvalidSpace
from app.services import rankings
from app.services.deciding import fall_back
from app.services.rankers import list_rankers, require_ranker

router = APIRouter(prefix="/v1", tags=["rankings"])

FIRST_POLL_S, LONGEST_POLL_S = 0.01, 0.25


@router.post("/rankings", responses=documented(InvalidSpace, InvalidCode))
async def rank(
    body: RankingQuestion,
    request: Request,
    transactions: TransactionsDep,
    principal: PrincipalDep,
    settings: SettingsDep,
) -> RankingAnswer:
    """Ranks candidates given a history. If no ranking worker answers in time the surrogate does, and says so."""
    ranker = body.ranker or settings.default_ranker
    require_ranker(settings, ranker, "/ranker")
    question = await run_in_threadpool(_read, body)
    call_id = await run_in_threadpool(_ask, transactions, principal.project_id, question, ranker)
    deadline = time.monotonic() + settings.rankings_wait_s
    pause = FIRST_POLL_S
    while time.monotonic() < deadline and not await request.is_disconnected():
        answer = await run_in_threadpool(_find, transactions, call_id)
        if answer is not None:
            return RankingAnswer.model_validate(answer)
        await anyio.sleep(pause)
        pause = min(LONGEST_POLL_S, 1.5 * pause)
    reason = f"no ranking worker answered within {settings.rankings_wait_s:g} s"
    return RankingAnswer.model_validate(await run_in_threadpool(_fall_back, transactions, call_id, question, reason))


def _read(body: RankingQuestion) -> rankings.Question:
    return rankings.read_question(
        body.space.spec(), goal=body.goal, history=body.observations(), candidates=body.candidates, seed=body.seed
    )


def _ask(transactions: Transactions, project_id: uuid.UUID, question: rankings.Question, ranker: str) -> uuid.UUID:
    with transactions() as session:
        return rankings.ask(session, project_id, question, ranker=ranker, now=utc_now())


def _find(transactions: Transactions, call_id: uuid.UUID) -> dict[str, object] | None:
    with transactions() as session:
        return rankings.find_answer(session, call_id)


def _fall_back(
    transactions: Transactions, call_id: uuid.UUID, question: rankings.Question, reason: str
) -> dict[str, object]:
    decision = fall_back(question.request(), reason)
    with transactions() as session:
        return rankings.record_answer(session, call_id, question, decision)


@router.get("/rankers", responses=documented())
def get_rankers(session: SessionDep, _: PrincipalDep, settings: SettingsDep) -> RankerList:
    """The rankers that `strategy.ranker` may name."""
    return RankerList(
        items=[RankerModel.model_validate(info, from_attributes=True) for info in list_rankers(session, settings)]
    )
