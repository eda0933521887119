"""All SQL that looks at a job's trials as a whole. Answers are bounded, whatever the number of trials."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import Integer, cast, func, or_, select
from sqlalchemy.orm import Session

from app.db.models import Job, Trial

MAX_POINTS = 2_000
"""Trials of an even sample."""
MAX_IMPROVEMENTS = 1_000
"""Trials that were better than all before them; of more, every second (third, ...) is given, and the last."""


class ScoredTrial(NamedTuple):
    """best: the best score up to this trial, its own included. improved: no trial before it was as good."""

    number: int
    source: str
    score: float
    finished_at: datetime
    best: float
    improved: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """trials: some of `count` completed ones."""

    trials: Sequence[ScoredTrial]
    count: int


class WarmUp(NamedTuple):
    """Scores of the completed trials that were drawn at random; None where there are none."""

    trials: int
    best: float | None
    median: float | None


class AnalysisRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def progress(self, job: Job, *, by: Literal["number", "finished_at"]) -> Progress:
        """Completed trials in this order: every improvement of the best, the first, the last, and an even sample.

        At most MAX_POINTS + MAX_IMPROVEMENTS + 3 of them.
        """
        better = func.max if job.goal == "maximize" else func.min
        order = [Trial.number] if by == "number" else [Trial.finished_at, Trial.number]
        before = better(Trial.score).over(order_by=order, rows=(None, -1))
        placed = (
            select(
                Trial.number,
                Trial.source,
                Trial.score,
                Trial.finished_at,
                before.label("before"),
                func.row_number().over(order_by=order).label("place"),
            )
            .where(Trial.job_id == job.id, Trial.state == "completed")
            .subquery()
        )
        was, score = placed.c.before, placed.c.score
        improved = or_(was.is_(None), score > was if job.goal == "maximize" else score < was)
        marked = select(
            placed,
            improved.label("improved"),
            func.sum(cast(improved, Integer)).over(order_by=placed.c.place, rows=(None, 0)).label("gain"),
            func.max(placed.c.place).over().label("count"),
            func.sum(cast(improved, Integer)).over().label("gains"),
        ).subquery()
        m = marked.c
        kept = or_(
            m.place == 1,
            m.place == m.count,
            m.place % cast(func.ceil(m.count / MAX_POINTS), Integer) == 0,
            m.improved & or_(m.gain == m.gains, m.gain % cast(func.ceil(m.gains / MAX_IMPROVEMENTS), Integer) == 0),
        )
        best = (func.greatest if job.goal == "maximize" else func.least)(m.score, m.before)  # which pass over nulls
        query = select(m.number, m.source, m.score, m.finished_at, best, m.improved, m.count)
        rows = self._session.execute(query.where(kept).order_by(m.place)).all()
        return Progress([ScoredTrial(*row[:-1]) for row in rows], rows[0][-1] if rows else 0)

    def warm_up(self, job: Job) -> WarmUp:
        """What a random search of that length has found."""
        best = func.max(Trial.score) if job.goal == "maximize" else func.min(Trial.score)
        median = func.percentile_cont(0.5).within_group(Trial.score)
        drawn = max(job.strategy["warmup"], job.max_parallel, 1)
        query = select(func.count(), best, median).where(
            Trial.job_id == job.id, Trial.state == "completed", Trial.number <= drawn, Trial.source == "warmup"
        )
        return WarmUp(*self._session.execute(query).one())
