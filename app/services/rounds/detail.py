"""One round with everything that its page shows, read once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.db.models import Job, Round
from app.db.repositories.round_outcomes import RoundOutcomeRepository, Tried
from app.domain.analysis.agreement import Correlation
from app.domain.dimension import Option
from app.domain.lifecycle import RoundState
from app.domain.ncode import to_points
from app.services.rounds.analysis import correlations
from app.services.rounds.replay import Replay, replay_round
from app.services.rounds.rounds import get_round
from app.services.spaces import space_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate of a round's pool.

    Args:
        place: The place in ranked order, from 0.
        ncode: The NCode.
        architecture: The options by dimension name.
        score: The ranker's score.
        chosen: Whether this round chose it.
        tried: The trial with this architecture, made in any round.
    """

    place: int
    ncode: str
    architecture: dict[str, Option]
    score: float | None
    chosen: bool
    tried: Tried | None


@dataclass(frozen=True, slots=True)
class RoundDetail:
    """A round for its page.

    Args:
        round: The round.
        replay: What the ranker was given; None until the round is ranked.
        correlation: How well the ranker's order agrees with the results.
        candidates: Some candidates of the pool.
        previous: The number of the round before.
        following: The number of the round after.
    """

    round: Round
    replay: Replay | None
    correlation: Correlation | None
    candidates: Sequence[Candidate]
    previous: int | None
    following: int | None


def describe_round(session: Session, job: Job, number: int, *, start: int, limit: int) -> RoundDetail:
    """The round, with `limit` of its candidates from the place `start` on. Raises NotFound."""
    round_ = get_round(session, job, number)
    replay = replay_round(session, job, round_) if round_.state == RoundState.RANKED else None
    previous, following = RoundOutcomeRepository(session).neighbours(job.id, number)
    return RoundDetail(
        round=round_,
        replay=replay,
        correlation=correlations(session, job, [number]).get(number),
        candidates=_candidates(job, round_, replay, start, limit),
        previous=previous,
        following=following,
    )


def _candidates(job: Job, round_: Round, replay: Replay | None, start: int, limit: int) -> list[Candidate]:
    space, chosen = space_of(job).space, set(round_.chosen or [])
    codes = (round_.pool_codes or [])[start : start + limit]
    return [
        Candidate(
            place=place,
            ncode=code,
            architecture=space.decode(point),
            score=round_.pool_scores[place] if round_.pool_scores else None,
            chosen=place in chosen,
            tried=replay.tried.get(place) if replay else None,
        )
        for place, (code, point) in enumerate(zip(codes, to_points(space, codes).tolist(), strict=True), start)
    ]
