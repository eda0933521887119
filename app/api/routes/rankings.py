"""Stateless rankings, and which rankers there are."""

import time

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from app.api.concurrency import WaitingDep, poll
from app.api.deps import ReaderDep, SubmitterDep, TransactionsDep
from app.api.idempotency import RequestKeyDep, mark_replayed
from app.domain.errors import InvalidCode, InvalidSpace, QuotaExceeded, RequestInProgress, TooManyWaiting
from app.schemas.rounds import RankerList, RankerModel, RankingRequest, RankingResponse
from app.services.access.quotas import default_quotas
from app.services.idempotency import Body
from app.services.pending_ranking import PendingRanking
from app.services.rankings import list_rankers, require_ranker
from app.web.deps import SettingsDep
from app.web.errors import documented
from app.web.request_slots import RequestSlots

router = APIRouter(prefix="/v1", tags=["rankings"])

FIRST_POLL_S, LONGEST_POLL_S = 0.01, 0.25


@router.post(
    "/rankings", responses=documented(InvalidSpace, InvalidCode, RequestInProgress, TooManyWaiting, QuotaExceeded)
)
async def rank(
    body: RankingRequest,
    request: Request,
    response: Response,
    transactions: TransactionsDep,
    principal: SubmitterDep,
    settings: SettingsDep,
    key: RequestKeyDep,
    waiting: WaitingDep,
) -> RankingResponse:
    """Ranks candidates given a history. If no ranking worker answers in time, the surrogate does, and says so."""
    ranker = body.ranker or settings.ranking.default
    require_ranker(settings, ranker, "/ranker")
    slots: RequestSlots = request.app.state.slots
    async with slots.taken(principal.project_id):
        task = await run_in_threadpool(body.task)
    ranking = PendingRanking(transactions, principal.project_id, task, key)

    async def find() -> Body | None:
        return await run_in_threadpool(ranking.find)

    with waiting.one_more(principal.project_id):
        answer = await run_in_threadpool(ranking.begin, ranker, default_quotas(settings))
        if answer is None:
            until = time.monotonic() + settings.ranking.wait_s
            answer = await poll(find, request, until=until, first_s=FIRST_POLL_S, longest_s=LONGEST_POLL_S)
        if answer is None:
            reason = f"no ranking worker answered within {settings.ranking.wait_s:g} s"
            async with slots.taken(principal.project_id):
                answer = await run_in_threadpool(ranking.fall_back, reason)
    if ranking.replayed:
        mark_replayed(response)
    return RankingResponse.model_validate(answer)


@router.get("/rankers", responses=documented())
def get_rankers(transactions: TransactionsDep, _: ReaderDep, settings: SettingsDep) -> RankerList:
    """The rankers that `strategy.ranker` may name."""
    with transactions() as session:
        infos = list_rankers(session, settings)
        return RankerList(items=[RankerModel.model_validate(info, from_attributes=True) for info in infos])
