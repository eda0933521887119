"""The ranking task: answers the due stateless rankings and ranks the due rounds."""

import uuid
from collections.abc import Callable, Sequence

import structlog
from sqlalchemy.orm import Session

from app.clock import database_now
from app.db.session import Found, session_scope
from app.domain.errors import QuotaExceeded
from app.domain.lifecycle import Source
from app.domain.ranking import RankingRequest
from app.queue import RANK_DUE, send
from app.services.access.quotas import default_quotas, require_ranking_time
from app.services.rankings import RankingTask, RankingWork, claim_ranking, record_response
from app.services.rounds.decisions import decide, fall_back
from app.services.rounds.rounds import Decision, claim_round, read_round, record_round
from workers.celery_app import celery
from workers.runtime import Runtime, runtime

AT_MOST = 100

_log = structlog.get_logger(__name__)


@celery.task(name=RANK_DUE)
def rank_due() -> None:
    """Ranks what is due, AT_MOST times: stateless rankings and rounds by turns, a stateless ranking first, because a
    client waits for it. If that was not all, it sends the next wake-up message.
    """
    worker, turn = runtime(), [claim_ranking, claim_round]
    for _ in range(AT_MOST):
        claimed = _claim(worker, turn)
        if claimed is None:
            return
        if isinstance(claimed, RankingWork):
            _answer_stateless_ranking(worker, claimed)
            turn = [claim_round, claim_ranking]
        else:
            _rank_round(worker, *claimed)
            turn = [claim_ranking, claim_round]
    send(celery, RANK_DUE)


def _claim(worker: Runtime, turn: Sequence[Callable[..., RankingWork | Found | None]]) -> RankingWork | Found | None:
    """The first work that these find."""
    with session_scope(worker.sessions, None) as session:
        claim_s, now = worker.settings.ranking.claim_s, database_now(session)
        found = (claim(session, claim_s=claim_s, now=now) for claim in turn)
        return next((work for work in found if work is not None), None)


def _rank_round(worker: Runtime, project_id: uuid.UUID, round_id: uuid.UUID) -> None:
    """An error is logged and does not affect other rounds: this one is due again once its claim has ended."""
    try:
        _rank(worker, project_id, round_id)
    except Exception:  # noqa: BLE001  the other rounds go on
        _log.exception("round.failed", round_id=str(round_id))


def _rank(worker: Runtime, project_id: uuid.UUID, round_id: uuid.UUID) -> None:
    with session_scope(worker.sessions, project_id) as session:
        work = read_round(session, round_id)
        refusal = _refusal(worker, session, project_id)
    if work is None:
        return
    decision = Decision(Source.WARMUP) if work.ranker is None else _decide(worker, work.ranker, work.request, refusal)
    with session_scope(worker.sessions, project_id) as session:
        recorded = record_round(session, work, decision, database_now(session))
    _log.info(
        "round.ranked" if recorded else "round.too_late",
        job=str(work.job_id),
        round=work.number,
        ranker=decision.ranker,
        milliseconds=decision.milliseconds,
        fallback_reason=decision.fallback_reason,
    )


def _answer_stateless_ranking(worker: Runtime, work: RankingWork) -> None:
    """An error is logged; the waiting client gets the surrogate's answer."""
    try:
        task = RankingTask(**work.task)
        with session_scope(worker.sessions, work.project_id) as session:
            refusal = _refusal(worker, session, work.project_id)
        decision = _decide(worker, work.ranker, task.request(), refusal)
        with session_scope(worker.sessions, work.project_id) as session:
            record_response(session, work.ranking_id, task, decision, database_now(session))
    except Exception:  # noqa: BLE001  as above
        _log.exception("stateless_ranking.failed", ranking_id=str(work.ranking_id))


def _refusal(worker: Runtime, session: Session, project_id: uuid.UUID) -> str | None:
    """Why no ranker may work for this project at present, or None."""
    try:
        require_ranking_time(session, project_id, default_quotas(worker.settings), database_now(session))
    except QuotaExceeded as error:
        return error.detail
    return None


def _decide(worker: Runtime, ranker: str, request: RankingRequest, refusal: str | None) -> Decision:
    return decide(lambda: worker.ranker(ranker), request) if refusal is None else fall_back(request, refusal)
