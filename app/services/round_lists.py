"""Rounds as people leaf through them: the newest first, without their pools."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.db.models import Job, Round
from app.db.repositories.pages import Page
from app.db.repositories.round_outcomes import RoundOutcomeRepository


@dataclass(frozen=True, slots=True)
class ListedRound:
    """A round without its pool. best: score of the best trial that it chose, None while there is none."""

    round: Round
    pool_size: int | None
    best: float | None


def newest_rounds(session: Session, job: Job, *, fallbacks: bool, limit: int, after: str | None) -> Page[ListedRound]:
    """By number, the newest first. fallbacks: only those that the fallback decided."""
    outcomes = RoundOutcomeRepository(session)
    found = outcomes.newest(job.id, fallbacks=fallbacks, limit=limit, after=after)
    best = outcomes.chosen_best(job, [round_.number for round_, _ in found.items])
    return Page([ListedRound(round_, size, best.get(round_.number)) for round_, size in found.items], found.next)


def neighbours(session: Session, job: Job, number: int) -> tuple[int | None, int | None]:
    """Numbers of the rounds before and after."""
    return RoundOutcomeRepository(session).neighbours(job.id, number)
