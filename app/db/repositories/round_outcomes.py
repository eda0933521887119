"""The SQL that compares rounds with the results of their candidates. The number of rows is bounded for every job."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, Subquery, TableValuedAlias, case, cast, func, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, defer

from app.db.models import Job, Round, Trial
from app.db.repositories.pages import Page, cut, decode_cursor
from app.domain.goal import sign
from app.domain.lifecycle import Source, TrialState

_DECIDED = (Source.RANKED, Source.FALLBACK)
"""The sources of rounds that a ranker ordered; other rounds are random draws."""
_POOLS = (Round.pool_codes, Round.pool_scores)


class Tried(NamedTuple):
    """A candidate of a round's pool that became a trial in this or another round.

    Args:
        round: The number of the round.
        place: The place in the ranked pool, 0 for the first.
        predicted: The ranker's score.
        trial: The trial.
    """

    round: int
    place: int
    predicted: float | None
    trial: Trial


class Scored(NamedTuple):
    """The candidates of a round's pool with a known score, in ranked order. All lists have the same length.

    Args:
        round: The number of the round.
        pool_size: How many candidates the pool had.
        places: The places in the ranked pool, 0 for the first.
        predicted: The ranker's scores.
        scores: The scores of the results.
        trials: The numbers of the trials.
        chosen: Whether this round chose the candidate.
    """

    round: int
    pool_size: int
    places: Sequence[int]
    predicted: Sequence[float]
    scores: Sequence[float]
    trials: Sequence[int]
    chosen: Sequence[bool]


class Timing(NamedTuple):
    number: int
    source: str
    milliseconds: float


class Stretch(NamedTuple):
    """Consecutive rounds; `fallbacks` of them were ranked by the fallback."""

    first: int
    last: int
    rounds: int
    fallbacks: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The ranked rounds of a job. Random rounds do not count.

    Args:
        ranked: Rounds that the ranker or its fallback ordered.
        fallbacks: Rounds that the fallback ordered.
        median_ms: The median time of a ranking.
        worst_ms: The longest time of a ranking.
        tokens: Tokens in all prompts.
    """

    ranked: int
    fallbacks: int
    median_ms: float | None
    worst_ms: float | None
    tokens: int | None


class RoundOutcomeRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def newest(
        self, job_id: uuid.UUID, *, fallbacks: bool, limit: int, after: str | None
    ) -> Page[tuple[Round, int | None]]:
        """The rounds with their pool sizes, newest first. The pools themselves are not loaded."""
        query = select(Round, func.cardinality(Round.pool_codes)).where(Round.job_id == job_id)
        if fallbacks:
            query = query.where(Round.source == Source.FALLBACK)
        if after is not None:
            query = query.where(Round.number < decode_cursor(after, [int])[0])
        query = query.order_by(Round.number.desc()).limit(limit + 1).options(*map(defer, _POOLS))
        rows = [(round_, size) for round_, size in self._session.execute(query)]
        return cut(rows, limit, lambda row: [row[0].number])

    def neighbours(self, job_id: uuid.UUID, number: int) -> tuple[int | None, int | None]:
        """The numbers of the rounds before and after this one."""
        query = select(
            func.max(Round.number).filter(Round.number < number), func.min(Round.number).filter(Round.number > number)
        ).where(Round.job_id == job_id, Round.number.between(number - 1, number + 1))
        before, after = self._session.execute(query).one()
        return before, after

    def tried(self, job_id: uuid.UUID, number: int) -> Sequence[Tried]:
        """The candidates of the round's pool that are trials, in ranked order."""
        pool = _pool()
        query = (
            select(Round.number, pool.c.place - 1, pool.c.predicted, Trial)
            .select_from(Round)
            .join(pool, true())
            .join(Trial, (Trial.job_id == Round.job_id) & (Trial.ncode == pool.c.code))
            .where(Round.job_id == job_id, Round.number == number)
            .order_by(pool.c.place)
        )
        return [Tried(*row) for row in self._session.execute(query)]

    def scored(self, job_id: uuid.UUID, numbers: Collection[int]) -> Sequence[Scored]:
        """The scored candidates of these rounds, by round. Rounds without any, and random rounds, are left out.

        A round is one row with arrays, because reading one row for each candidate would take most of the time.
        """
        pool = _pool()

        def listed(column: Any) -> ColumnElement[Any]:
            return func.array_agg(aggregate_order_by(column, pool.c.place))

        query = (
            select(
                Round.number,
                func.cardinality(Round.pool_codes),
                listed(pool.c.place - 1),
                listed(pool.c.predicted),
                listed(Trial.score),
                listed(Trial.number),
                listed(Trial.round_number == Round.number),
            )
            .select_from(Round)
            .join(pool, true())
            .join(Trial, (Trial.job_id == Round.job_id) & (Trial.ncode == pool.c.code))
            .where(Round.job_id == job_id, Round.number.in_(numbers), Round.pool_scores.is_not(None))
            .where(Trial.state == TrialState.COMPLETED)
            .group_by(Round.id)
            .order_by(Round.number)
        )
        return [Scored(*row) for row in self._session.execute(query)]

    def chosen_best(self, job: Job, numbers: Collection[int]) -> dict[int, float]:
        """The best score among the trials that each of these rounds chose."""
        best = func.max(Trial.score) if sign(job.goal) > 0 else func.min(Trial.score)
        query = (
            select(Trial.round_number, best)
            .where(Trial.job_id == job.id, Trial.round_number.in_(numbers), Trial.state == TrialState.COMPLETED)
            .group_by(Trial.round_number)
        )
        return {number: score for number, score in self._session.execute(query) if score is not None}

    def totals(self, job_id: uuid.UUID) -> Totals:
        query = select(
            func.count(),
            func.count().filter(Round.source == Source.FALLBACK),
            func.percentile_cont(0.5).within_group(Round.milliseconds),
            func.max(Round.milliseconds),
            func.sum(Round.prompt_tokens),
        ).where(Round.job_id == job_id, Round.source.in_(_DECIDED))
        return Totals(*self._session.execute(query).one())

    def count(self, job_id: uuid.UUID, *, source: str) -> int:
        query = select(func.count()).select_from(Round).where(Round.job_id == job_id, Round.source == source)
        return self._session.scalars(query).one()

    def scores_of(self, job_id: uuid.UUID, codes: Collection[str]) -> Sequence[tuple[str, float]]:
        """NCode and score of the completed trials among these codes."""
        query = select(Trial.ncode, Trial.score).where(
            Trial.job_id == job_id, Trial.ncode.in_(codes), Trial.state == TrialState.COMPLETED
        )
        return [(code, score) for code, score in self._session.execute(query) if score is not None]

    def even_sample(self, job_id: uuid.UUID, *, source: str, limit: int) -> list[int]:
        """The numbers of at most `limit` rounds with this source, evenly spaced, including the last."""
        found = _placed(Round.number).where(Round.job_id == job_id, Round.source == source).subquery()
        return list(self._session.scalars(select(found.c.number).where(_kept(found, limit)).order_by(found.c.number)))

    def timings(self, job_id: uuid.UUID, *, limit: int) -> Sequence[Timing]:
        """The times of at most `limit` rounds, evenly spaced."""
        timed = _placed(Round.number, Round.source, Round.milliseconds).where(
            Round.job_id == job_id, Round.source.in_(_DECIDED), Round.milliseconds.is_not(None)
        )
        found = timed.subquery()
        columns = (found.c.number, found.c.source, found.c.milliseconds)
        query = select(*columns).where(_kept(found, limit)).order_by(found.c.number)
        return [Timing(*row) for row in self._session.execute(query)]

    def stretches(self, job_id: uuid.UUID, *, count: int) -> Sequence[Stretch]:
        """The ranked rounds in at most `count` stretches of equal length."""
        decided = (
            select(Round.number, Round.source, func.ntile(count).over(order_by=Round.number).label("stretch"))
            .where(Round.job_id == job_id, Round.source.in_(_DECIDED))
            .subquery()
        )
        number = decided.c.number
        fallbacks = func.sum(case((decided.c.source == Source.FALLBACK, 1), else_=0))
        query = select(func.min(number), func.max(number), func.count(), fallbacks).group_by(decided.c.stretch)
        return [Stretch(*row) for row in self._session.execute(query.order_by(func.min(number)))]


def _pool() -> TableValuedAlias:
    """The pool of a round with one row for each candidate: code, predicted, and place from 1."""
    unnested = func.unnest(Round.pool_codes, Round.pool_scores)
    return unnested.table_valued("code", "predicted", with_ordinality="place").render_derived(name="pool")


def _placed(*columns: Any) -> Select[Any]:
    """These columns of the rounds, with their place by number, from 1, and the number of rounds."""
    place = func.row_number().over(order_by=Round.number)
    return select(*columns, place.label("place"), func.count().over().label("total"))


def _kept(placed: Subquery, limit: int) -> ColumnElement[bool]:
    """Whether a row is in an even sample of min(limit, count) rows. The last row always is.

    A row is in it if the integer limit * place / count differs from that of the row before.
    """
    place, count = cast(placed.c.place, BigInteger), placed.c.total
    return place * limit // count > (place - 1) * limit // count
