"""Every recorded round can be computed again from the rows: its history, its pool, and the surrogate's ranking."""

import random

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import Job, Round
from app.domain.surrogate import SurrogateRanker
from app.services.rounds.rounds import history_digest, replay_inputs

SAMPLE = 1_000
"""Rounds of a run that are replayed at most."""


def unreplayable_rounds(session: Session, *, seed: int, sample: int = SAMPLE) -> tuple[int, list[str]]:
    """How many rounds were replayed, and a sentence for each that came out different."""
    ids = list(session.scalars(select(Round.id).where(Round.state == "ranked").order_by(Round.id)))
    chosen = random.Random(seed).sample(ids, min(sample, len(ids)))
    return len(chosen), [fault for id_ in chosen if (fault := _replay(session, session.get_one(Round, id_)))]


def _replay(session: Session, round_: Round) -> str | None:
    job = session.get_one(Job, round_.job_id)
    work = replay_inputs(session, job, round_)
    name = f"round {round_.number} of {job.name}"
    if len(work.request.history) != round_.history_size:
        return f"{name}: a history of {len(work.request.history)}, not {round_.history_size}"
    if round_.history_digest is not None and history_digest(work.request.history) != round_.history_digest:
        return f"{name}: another history"
    if set(work.codes) != set(round_.pool_codes or []):
        return f"{name}: another pool"
    if round_.ranker == SurrogateRanker.name and not _same_ranking(
        work.codes, SurrogateRanker().rank(work.request).scores, round_
    ):
        return f"{name}: another ranking"
    return None


def _same_ranking(codes: tuple[str, ...], scores: tuple[float, ...], round_: Round) -> bool:
    again = dict(zip(codes, scores, strict=True))
    recorded = round_.pool_scores or []
    return bool(np.allclose([again[code] for code in round_.pool_codes or []], recorded, rtol=1e-5, atol=1e-8))
