"""The ranking task: one wake-up ranks everything that is due, then rings again if there is more."""

import structlog

from app.clock import utc_now
from app.db.session import session_scope
from app.domain.lifecycle import Source
from app.domain.ranking import Ranker
from app.queue import RANK_DUE, send
from app.services.deciding import decide
from app.services.rankings import claim_call, note_revision, record_answer
from app.services.rounds import Decision, claim_round, record_round
from workers.celery_app import celery
from workers.runtime import Runtime, runtime

ROUNDS_PER_WAKE_UP = 50

_log = structlog.get_logger(__name__)


@celery.task(name=RANK_DUE)
def rank_due() -> None:
    """Ranks due calls and rounds in turn, at most ROUNDS_PER_WAKE_UP of each."""
    held = runtime()
    for _ in range(ROUNDS_PER_WAKE_UP):
        answered = _answer_call(held)
        ranked = _rank_round(held)
        if not (answered or ranked):
            return
    send(celery, RANK_DUE)


def _rank_round(held: Runtime) -> bool:
    with session_scope(held.sessions) as session:
        work = claim_round(session, claim_s=held.settings.round_claim_s, now=utc_now())
    if work is None:
        return False
    if work.ranker is None:
        decision = Decision(Source.WARMUP)
    else:
        decision = decide(lambda: _find(held, str(work.ranker)), work.request)
    with session_scope(held.sessions) as session:
        recorded = record_round(session, work, decision, utc_now())
    _log.info(
        "round.ranked" if recorded else "round.too_late",
        job=str(work.job_id),
        round=work.number,
        ranker=decision.ranker,
        milliseconds=decision.milliseconds,
        fallback_reason=decision.fallback_reason,
    )
    return True


def _answer_call(held: Runtime) -> bool:
    with session_scope(held.sessions) as session:
        work = claim_call(session, claim_s=held.settings.round_claim_s, now=utc_now())
    if work is None:
        return False
    decision = decide(lambda: _find(held, work.ranker), work.question.request())
    with session_scope(held.sessions) as session:
        record_answer(session, work.call_id, work.question, decision)
    return True


def _find(held: Runtime, name: str) -> Ranker:
    def note(ranker: Ranker) -> None:
        with session_scope(held.sessions) as session:
            note_revision(session, ranker.name, ranker.revision, utc_now())

    return held.rankers.get(name, on_load=note)
