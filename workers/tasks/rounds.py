"""The ranking task: one wake-up ranks everything that is due, then rings again if there is more."""

import uuid

import structlog
from sqlalchemy.orm import Session

from app.clock import database_now
from app.db.session import session_scope
from app.domain.errors import QuotaExceeded
from app.domain.lifecycle import Source
from app.domain.ranking import RankingRequest
from app.queue import RANK_DUE, send
from app.services.access.quotas import default_quotas, require_ranking_time
from app.services.rankings import RankingTask, claim_ranking, record_response
from app.services.rounds.decisions import decide, fall_back
from app.services.rounds.rounds import Decision, claim_round, read_round, record_round
from workers.celery_app import celery
from workers.runtime import Runtime, runtime

ROUNDS_PER_WAKE_UP = 50

_log = structlog.get_logger(__name__)


@celery.task(name=RANK_DUE)
def rank_due() -> None:
    """At most ROUNDS_PER_WAKE_UP times: one due call, because somebody waits for it, and then one round."""
    held = runtime()
    for _ in range(ROUNDS_PER_WAKE_UP):
        answered = _rank_request(held)
        ranked = _rank_round(held)
        if not (answered or ranked):
            return
    send(celery, RANK_DUE)


def _rank_round(held: Runtime) -> bool:
    """Whether a round was due. A fault in one is logged and leaves the others alone: it is due again in a while."""
    with session_scope(held.sessions, None) as session:
        claimed = claim_round(session, claim_s=held.settings.round_claim_s, now=database_now(session))
    if claimed is None:
        return False
    project_id, round_id = claimed
    try:
        _rank(held, project_id, round_id)
    except Exception:  # noqa: BLE001  whatever it is
        _log.exception("round.not_ranked", round_id=str(round_id))
    return True


def _rank(held: Runtime, project_id: uuid.UUID, round_id: uuid.UUID) -> None:
    with session_scope(held.sessions, project_id) as session:
        work = read_round(session, round_id)
        refusal = _refusal(held, session, project_id)
    if work is None:
        return
    decision = Decision(Source.WARMUP) if work.ranker is None else _decide(held, work.ranker, work.request, refusal)
    with session_scope(held.sessions, project_id) as session:
        recorded = record_round(session, work, decision, database_now(session))
    _log.info(
        "round.ranked" if recorded else "round.too_late",
        job=str(work.job_id),
        round=work.number,
        ranker=decision.ranker,
        milliseconds=decision.milliseconds,
        fallback_reason=decision.fallback_reason,
    )


def _rank_request(held: Runtime) -> bool:
    """Whether a stateless ranking was due. A fault in one is logged; the waiting request gets the surrogate's
    ranking."""
    with session_scope(held.sessions, None) as session:
        work = claim_ranking(session, claim_s=held.settings.round_claim_s, now=database_now(session))
    if work is None:
        return False
    try:
        task = RankingTask(**work.task)
        with session_scope(held.sessions, work.project_id) as session:
            refusal = _refusal(held, session, work.project_id)
        decision = _decide(held, work.ranker, task.request(), refusal)
        with session_scope(held.sessions, work.project_id) as session:
            record_response(session, work.ranking_id, task, decision, database_now(session))
    except Exception:  # noqa: BLE001  whatever it is
        _log.exception("stateless_ranking.not_answered", ranking_id=str(work.ranking_id))
    return True


def _refusal(held: Runtime, session: Session, project_id: uuid.UUID) -> str | None:
    """Why no ranker may work for this project now; None if one may."""
    try:
        require_ranking_time(session, project_id, default_quotas(held.settings), database_now(session))
    except QuotaExceeded as error:
        return error.detail
    return None


def _decide(held: Runtime, ranker: str, request: RankingRequest, refusal: str | None) -> Decision:
    return decide(lambda: held.ranker(ranker), request) if refusal is None else fall_back(request, refusal)
