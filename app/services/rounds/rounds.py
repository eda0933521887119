"""Rounds: plan, compute, record. No transaction is open while a ranker works.

`read_round` reads what the ranker needs, and `record_round` stores its decision. Both are safe to repeat.
"""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.db.models import Job, Round, Trial
from app.db.repositories.jobs import JobRepository
from app.db.repositories.pages import Page
from app.db.repositories.round_outcomes import RoundOutcomeRepository
from app.db.repositories.rounds import RoundRepository
from app.db.repositories.trials import TrialRepository
from app.db.session import Found
from app.domain.counting import SpaceCounter
from app.domain.history import History, Observation, build_history
from app.domain.job_spec import Strategy
from app.domain.lifecycle import EndReason, JobVerb, RoundState, Source, TrialState
from app.domain.ncode import format_ncode, to_points
from app.domain.pool import draw_pool, draw_uniform, pool_rng
from app.domain.ranking import Ranking, RankingRequest, ranker_seed
from app.services.access.quotas import record_ranking_time
from app.services.job_progress import advance, end_job, trials_left, wake_callbacks
from app.services.spaces import space_of


@dataclass(frozen=True, slots=True)
class RoundWork:
    """Everything that ranking a round needs, without a database session.

    Args:
        round_id: The round.
        job_id: The job.
        number: The number of the round.
        ranker: The name of the ranker; None for a random draw, while there are no observations.
        codes: The NCodes of the pool.
        request: The input of the ranker.
        observation_window: The history has the first results up to this number.
        trials_before: The seen codes are those of the trials up to this number.
    """

    round_id: uuid.UUID
    job_id: uuid.UUID
    number: int
    ranker: str | None
    codes: tuple[str, ...]
    request: RankingRequest
    observation_window: int
    trials_before: int


@dataclass(frozen=True, slots=True)
class Decision:
    """The ranking of a round, and what made it.

    Args:
        source: What decided: a random draw, the ranker, or the fallback.
        ranking: The ranking; None for a random draw.
        ranker: The name of the ranker that ranked.
        revision: Its revision.
        milliseconds: The time of that ranker alone.
        fallback_reason: Why the fallback ranked.
        worked_s: The work of the requested ranker, which counts against the project's ranking seconds.
    """

    source: Source
    ranking: Ranking | None = None
    ranker: str | None = None
    revision: str | None = None
    milliseconds: float | None = None
    fallback_reason: str | None = None
    worked_s: float = 0.0


def claim_round(session: Session, *, claim_s: float, now: datetime) -> Found | None:
    """Project and id of the next due round, reserved for `claim_s` seconds; None if no round is due.

    Rounds are queued fairly: the project served longest ago comes first, with its oldest round. A job has one planned
    round at a time. Commit before read_round, so that a round that cannot be read does not block the others for a
    while.
    """
    round_ = RoundRepository(session).next_due(now)
    if round_ is None:
        return None
    round_.claimed_until = now + timedelta(seconds=claim_s)
    return round_.project_id, round_.id


def read_round(session: Session, round_id: uuid.UUID) -> RoundWork | None:
    """Everything that ranking the round needs. None if it was recorded or its job has ended."""
    round_ = RoundRepository(session).lock(round_id)
    return _work(session, round_) if round_.state == RoundState.PLANNED else None


def _work(session: Session, round_: Round) -> RoundWork:
    job = JobRepository(session).get(round_.project_id, round_.job_id)
    return _inputs(
        session,
        job,
        round_,
        observation_window=job.observed,
        trials_before=job.trials_created,
        random_size=job.max_parallel,
    )


def _inputs(
    session: Session, job: Job, round_: Round, *, observation_window: int, trials_before: int, random_size: int
) -> RoundWork:
    """The input of a round's ranker. It depends only on the job, the number and the two bounds, so it can be
    replayed."""
    strategy = Strategy.from_json(job.strategy)
    counter = space_of(job)
    history = _history(session, job, counter, strategy, observation_window)
    seen = TrialRepository(session).codes_before(job.id, trials_before)
    rng = pool_rng(job.seed, round_.number)
    if len(history):
        points = draw_pool(
            counter,
            kind=strategy.pool_kind,
            size=strategy.pool_size,
            history=history,
            seen=seen,
            seen_count=len(seen),
            rng=rng,
        )
    else:
        points = draw_uniform(counter, size=random_size, seen=seen, seen_count=len(seen), rng=rng)
    codes = tuple(format_ncode(counter.space, point) for point in points)
    request = _request(
        session, job, round_, history, codes, observation_window=observation_window, trials_before=trials_before
    )
    ranker = strategy.ranker if len(history) else None
    return RoundWork(round_.id, job.id, round_.number, ranker, codes, request, observation_window, trials_before)


def _request(
    session: Session,
    job: Job,
    round_: Round,
    history: History,
    codes: Sequence[str],
    *,
    observation_window: int,
    trials_before: int,
) -> RankingRequest:
    space, limit = space_of(job).space, Strategy.from_json(job.strategy).history
    pending = TrialRepository(session).pending_codes(
        job.id, window=observation_window, before=trials_before, limit=limit
    )
    return RankingRequest(
        space,
        history,
        to_points(space, codes),
        seed=ranker_seed(job.seed, round_.number),
        pending=to_points(space, pending),
    )


def _history(session: Session, job: Job, counter: SpaceCounter, strategy: Strategy, window: int) -> History:
    trials = TrialRepository(session)
    completed = trials.best_observed(job, window=window, limit=strategy.history)
    other = trials.unsuccessful(job, window=window, states=strategy.penalize, limit=strategy.history - len(completed))
    points = to_points(counter.space, [code for code, _ in completed] + [code for code, _ in other]).tolist()
    outcomes = [(TrialState.COMPLETED, score) for _, score in completed] + [(state, None) for _, state in other]
    observations = [
        Observation(tuple(point), score, outcome) for point, (outcome, score) in zip(points, outcomes, strict=True)
    ]
    return build_history(
        observations,
        dimensions=len(counter.space.dimensions),
        goal=job.goal,
        limit=strategy.history,
        penalize=strategy.penalize,
    )


def record_round(session: Session, work: RoundWork, decision: Decision, now: datetime) -> bool:
    """Stores the decision with its trials, and lets the job continue. Returns False if the round was recorded or
    ended before."""
    job = JobRepository(session).lock(work.job_id)
    round_ = RoundRepository(session).lock(work.round_id)
    if round_.state != RoundState.PLANNED:
        return False
    picks = min(job.max_parallel - TrialRepository(session).count_open(job), trials_left(job))
    order = decision.ranking.order if decision.ranking else tuple(range(len(work.codes)))
    round_.state = RoundState.RANKED
    round_.source = decision.source
    round_.ranker = decision.ranker
    round_.ranker_revision = decision.revision
    round_.fallback_reason = decision.fallback_reason
    round_.observation_window = work.observation_window
    round_.trials_before = work.trials_before
    round_.history_size = len(work.request.history)
    round_.history_digest = history_digest(work.request.history)
    round_.pool_codes = [work.codes[i] for i in order]
    round_.pool_scores = [decision.ranking.scores[i] for i in order] if decision.ranking else None
    round_.chosen = list(range(max(0, min(picks, len(order)))))
    round_.prompt_tokens = decision.ranking.prompt_tokens if decision.ranking else None
    round_.prompt_observations = decision.ranking.prompt_observations if decision.ranking else None
    round_.milliseconds = decision.milliseconds
    round_.ranked_at = now
    queue_chosen_trials(session, job, round_, now)
    advance(session, job, now)
    record_ranking_time(session, job.project_id, decision.worked_s, now)
    return True


def fail_job(session: Session, round_id: uuid.UUID, now: datetime) -> None:
    """Fails the job of a round that no ranker can rank. Does nothing if the round has been recorded."""
    rounds = RoundRepository(session)
    job = JobRepository(session).lock(rounds.job_of(round_id))
    if rounds.lock(round_id).state == RoundState.PLANNED:
        end_job(session, job, JobVerb.FAIL, EndReason.ROUND_FAILED, now)


def queue_chosen_trials(session: Session, job: Job, round_: Round, now: datetime) -> None:
    """Queues trials for what the round has chosen. The job must be locked, or created in this transaction."""
    codes = [(round_.pool_codes or [])[i] for i in round_.chosen or []]
    TrialRepository(session).add_all(
        [
            Trial(
                project_id=job.project_id,
                job_id=job.id,
                number=number,
                ncode=code,
                round_number=round_.number,
                source=round_.source,
                state=TrialState.QUEUED,
                created_at=now,
            )
            for number, code in enumerate(codes, start=job.trials_created + 1)
        ]
    )
    job.trials_created += len(codes)
    job.revision += 1
    wake_callbacks(session, job)
    session.flush()


def replay_inputs(session: Session, job: Job, round_: Round) -> RoundWork:
    """The input of a recorded round's ranker, computed again. The round must be ranked."""
    return _inputs(
        session,
        job,
        round_,
        observation_window=round_.observation_window or 0,
        trials_before=round_.trials_before or 0,
        random_size=len(round_.pool_codes or []),
    )


def recorded_request(session: Session, job: Job, round_: Round) -> RankingRequest:
    """The input of a ranked round's ranker. The pool is the recorded one in ranked order and is not drawn again."""
    window, before = round_.observation_window or 0, round_.trials_before or 0
    history = _history(session, job, space_of(job), Strategy.from_json(job.strategy), window)
    codes = round_.pool_codes or []
    return _request(session, job, round_, history, codes, observation_window=window, trials_before=before)


def get_round(session: Session, job: Job, number: int) -> Round:
    """The round with this number. Raises NotFound."""
    return RoundRepository(session).get(job.id, number)


def list_rounds(session: Session, job: Job, *, limit: int, after: str | None) -> Page[Round]:
    return RoundRepository(session).page(job.id, limit=limit, after=after)


def stalled_rounds(session: Session, planned_before: datetime, limit: int) -> Sequence[Found]:
    """Project and id of rounds that were planned before this time and are still not ranked."""
    return RoundRepository(session).stalled(planned_before, limit)


def count_due_rounds(session: Session, now: datetime) -> int:
    return RoundRepository(session).count_due(now)


def history_digest(history: History) -> str:
    """The SHA-256 of points and scores in hex. Equal digests mean equal histories."""
    return hashlib.sha256(history.points.tobytes() + history.scores.tobytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class ListedRound:
    """A round without its pool; `best` is the best score of the trials that it chose, None while there is none."""

    round: Round
    pool_size: int | None
    best: float | None


def newest_rounds(session: Session, job: Job, *, fallbacks: bool, limit: int, after: str | None) -> Page[ListedRound]:
    """The rounds of the job, newest first; with `fallbacks`, only those that the fallback ranked."""
    outcomes = RoundOutcomeRepository(session)
    found = outcomes.newest(job.id, fallbacks=fallbacks, limit=limit, after=after)
    best = outcomes.chosen_best(job, [round_.number for round_, _ in found.items])
    return Page([ListedRound(round_, size, best.get(round_.number)) for round_, size in found.items], found.next)
