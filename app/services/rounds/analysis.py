"""Ranker quality: a job's rounds compared with the results of the candidates that they ranked."""

import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock

import numpy as np
from sqlalchemy.orm import Session

from app.db.models import Job
from app.db.repositories.round_outcomes import RoundOutcomeRepository, Scored, Stretch, Timing, Totals
from app.domain.analysis.agreement import Bin, Correlation, Pooled, ScoredRound, calibrate, correlate, pool_rounds
from app.domain.analysis.regret import Regret, RoundComparison, compare_round, summarize
from app.domain.goal import sign
from app.domain.history import Scores
from app.domain.lifecycle import Source
from app.domain.ranking import RankingRequest
from app.domain.surrogate import SurrogateRanker
from app.services.rounds.rounds import get_round, recorded_request

SAMPLED = 300
"""The most rounds from which correlations are computed; of more rounds, it is an even sample."""
REPLAYED = 20
"""The most rounds that the surrogate ranks again. They are an even sample, and one request spends at most REPLAY_S
seconds on them."""
REPLAY_S = 3.0
KEPT = 2_000
"""The most replayed rounds that a process remembers. The input of a recorded round never changes."""
STRETCHES = 40
TIMED = 1_000


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well the ranker agrees with the results.

    Args:
        rounds: How many rounds the ranker itself ordered.
        sampled: How many of them are in the sample.
        by_round: The correlation of each sampled round.
        pooled: The correlations over all sampled rounds.
        together: The same over candidates that one round chose together.
        bins: The calibration.
    """

    rounds: int
    sampled: int
    by_round: Mapping[int, Correlation]
    pooled: Pooled | None
    together: Pooled | None
    bins: Sequence[Bin]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The ranker compared with the surrogate.

    Args:
        requested: How many rounds the sample has.
        comparisons: The compared rounds; they are fewer if the time was over.
        total: All comparisons together.
    """

    requested: int
    comparisons: Sequence[RoundComparison]
    total: Regret | None


def totals(session: Session, job: Job) -> Totals:
    return RoundOutcomeRepository(session).totals(job.id)


def timings(session: Session, job: Job) -> Sequence[Timing]:
    return RoundOutcomeRepository(session).timings(job.id, limit=TIMED)


def stretches(session: Session, job: Job) -> Sequence[Stretch]:
    return RoundOutcomeRepository(session).stretches(job.id, count=STRETCHES)


def correlations(session: Session, job: Job, numbers: Collection[int]) -> dict[int, Correlation]:
    """The correlations of these rounds, where enough candidates have a score. For a fallback it is the surrogate's."""
    scored_rounds = _scored_rounds(job, RoundOutcomeRepository(session).scored(job.id, numbers))
    return {one.number: found for one in scored_rounds if (found := correlate(one)) is not None}


def agreement(session: Session, job: Job) -> Agreement:
    outcomes = RoundOutcomeRepository(session)
    numbers = outcomes.even_sample(job.id, source=Source.RANKED, limit=SAMPLED)
    scored = outcomes.scored(job.id, numbers)
    scored_rounds = _scored_rounds(job, scored)
    by_trial = {trial: score for one in scored for trial, score in zip(one.trials, one.scores, strict=True)}
    observed = sign(job.goal) * np.array(list(by_trial.values()), dtype=np.float64)
    return Agreement(
        rounds=outcomes.count(job.id, source=Source.RANKED),
        sampled=len(numbers),
        by_round={one.number: found for one in scored_rounds if (found := correlate(one)) is not None},
        pooled=pool_rounds(scored_rounds),
        together=pool_rounds([one.together for one in scored_rounds]),
        bins=calibrate(scored_rounds, observed),
    )


def regret(session: Session, job: Job) -> Comparison:
    """Compares the first candidates of ranker and surrogate in an even sample of rounds.

    If the time runs out it compares fewer rounds; later requests then compare more.
    """
    outcomes = RoundOutcomeRepository(session)
    end = time.monotonic() + REPLAY_S
    numbers = outcomes.even_sample(job.id, source=Source.RANKED, limit=REPLAYED)
    comparisons: list[RoundComparison] = []
    for number in [number for start in range(4) for number in numbers[start::4]]:  # if cut short, still spread
        if time.monotonic() >= end:
            break
        round_ = get_round(session, job, number)
        codes = round_.pool_codes or []
        scores = _REPLAYED.scores(round_.id, partial(recorded_request, session, job, round_))
        favourites = {codes[0], codes[int(scores.argmax())]}
        true = {code: sign(job.goal) * score for code, score in outcomes.scores_of(job.id, favourites)}
        comparisons.append(compare_round(number, codes, scores, true))
    comparisons.sort(key=lambda one: one.number)
    return Comparison(len(numbers), comparisons, summarize(comparisons))


def _scored_rounds(job: Job, scored: Sequence[Scored]) -> list[ScoredRound]:
    return [
        ScoredRound(
            one.round,
            one.pool_size,
            np.array(one.places, dtype=np.int64),
            np.array(one.predicted, dtype=np.float64),
            sign(job.goal) * np.array(one.scores, dtype=np.float64),
            np.array(one.chosen, dtype=np.bool_),
        )
        for one in scored
    ]


class _Replayed:
    """A cache of the surrogate's scores of recorded pools. It drops the least recently used first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._scores: OrderedDict[uuid.UUID, Scores] = OrderedDict()
        self._lock = Lock()

    def scores(self, round_id: uuid.UUID, request: Callable[[], RankingRequest]) -> Scores:
        """The scores of a round. If they are not cached, `request` gives the input of the round's ranker."""
        with self._lock:
            found = self._scores.pop(round_id, None)
        if found is None:
            found = np.array(SurrogateRanker().rank(request()).scores)
        with self._lock:
            self._scores[round_id] = found
            if len(self._scores) > self._limit:
                self._scores.popitem(last=False)
        return found


_REPLAYED = _Replayed(KEPT)
