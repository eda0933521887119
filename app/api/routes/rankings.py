"""Stateless rankings, and which rankers there are."""

import time
import uuid

import anyio
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from app.api.concurrency import WaitingDep
from app.api.deps import ReaderDep, SubmitterDep, TransactionsDep
from app.api.idempotency import RequestKeyDep, mark_replayed
from app.clock import database_now
from app.domain.errors import InvalidCode, InvalidSpace, QuotaExceeded, RequestInProgress, TooManyWaiting
from app.domain.quotas import Quotas
from app.schemas.rounds import RankerList, RankerModel, RankingAnswer, RankingQuestion
from app.services import rankings
from app.services.access.quotas import default_quotas
from app.services.idempotency import Body, RequestKey, find_response, replace_answer, store_response
from app.services.rankings import list_rankers, require_ranker
from app.services.rounds.decisions import fall_back
from app.services.transactions import Transactions
from app.web.deps import SettingsDep
from app.web.errors import documented

router = APIRouter(prefix="/v1", tags=["rankings"])

FIRST_POLL_S, LONGEST_POLL_S = 0.01, 0.25


@router.post(
    "/rankings", responses=documented(InvalidSpace, InvalidCode, RequestInProgress, TooManyWaiting, QuotaExceeded)
)
async def rank(
    body: RankingQuestion,
    request: Request,
    response: Response,
    transactions: TransactionsDep,
    principal: SubmitterDep,
    settings: SettingsDep,
    key: RequestKeyDep,
    waiting: WaitingDep,
) -> RankingAnswer:
    """Ranks candidates given a history. If no ranking worker answers in time the surrogate does, and says so."""
    ranker = body.ranker or settings.default_ranker
    require_ranker(settings, ranker, "/ranker")
    question = await run_in_threadpool(_read, body)
    asked = _Asked(transactions, principal.project_id, question, key, default_quotas(settings))
    with waiting.one_more(principal.project_id):
        answer = await run_in_threadpool(asked.begin, ranker)
        deadline = time.monotonic() + settings.rankings_wait_s
        pause = FIRST_POLL_S
        while answer is None and time.monotonic() < deadline and not await request.is_disconnected():
            answer = await run_in_threadpool(asked.find)
            if answer is None:
                await anyio.sleep(pause)
                pause = min(LONGEST_POLL_S, 1.5 * pause)
        if answer is None:
            reason = f"no ranking worker answered within {settings.rankings_wait_s:g} s"
            answer = await run_in_threadpool(asked.fall_back, reason)
    if asked.replayed:
        mark_replayed(response)
    return RankingAnswer.model_validate(answer)


def _read(body: RankingQuestion) -> rankings.RankingTask:
    return rankings.read_task(
        body.space.spec(), goal=body.goal, history=body.observations(), candidates=body.candidates, seed=body.seed
    )


class _Asked:
    """One question on its way. Under an `Idempotency-Key` the call is kept until the answer is, so that a retry waits
    for the same answer, even if the process that asked first is gone."""

    def __init__(
        self,
        transactions: Transactions,
        project_id: uuid.UUID,
        question: rankings.RankingTask,
        key: RequestKey | None,
        quotas: Quotas,
    ) -> None:
        self._transactions = transactions
        self._project_id = project_id
        self._question = question
        self._key = key
        self._quotas = quotas
        self._call_id = uuid.UUID(int=0)
        self.replayed = False

    def begin(self, ranker: str) -> Body | None:
        """Asks, or joins whoever asked with this key before. The answer, if it is kept already."""
        with self._transactions() as session:
            kept = find_response(session, self._project_id, self._key) if self._key else None
            if kept is None:
                now = database_now(session)
                self._call_id = rankings.request_ranking(
                    session, self._project_id, self._question, ranker=ranker, now=now, quotas=self._quotas
                )
                if self._key:
                    store_response(session, self._project_id, self._key, {"call": str(self._call_id)})
                return None
            self.replayed = True
            if "call" not in kept:
                return kept
            self._call_id = uuid.UUID(kept["call"])
            return None

    def find(self) -> Body | None:
        with self._transactions() as session:
            return self._kept(session, rankings.find_response(session, self._call_id))

    def fall_back(self, reason: str) -> Body | None:
        decision = fall_back(self._question.request(), reason)
        with self._transactions() as session:
            now = database_now(session)
            answer = rankings.record_response(session, self._call_id, self._question, decision, now)
            return self._kept(session, answer)

    def _kept(self, session: Session, answer: Body | None) -> Body | None:
        if answer is not None and self._key:
            replace_answer(session, self._project_id, self._key, answer)
        return answer


@router.get("/rankers", responses=documented())
def get_rankers(transactions: TransactionsDep, _: ReaderDep, settings: SettingsDep) -> RankerList:
    """The rankers that `strategy.ranker` may name."""
    with transactions() as session:
        infos = list_rankers(session, settings)
        return RankerList(items=[RankerModel.model_validate(info, from_attributes=True) for info in infos])
