"""Rounds in the database: claims, replay, stalls and fallback."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db.models import DEFAULT_PROJECT_ID, Job, Round
from app.db.session import SessionFactory
from app.domain.errors import RankingFailed
from app.domain.job_spec import Strategy
from app.domain.lifecycle import Source, TrialState
from app.domain.ncode import format_ncode
from app.domain.ranking import Ranker, Ranking, RankingRequest
from app.domain.surrogate import SurrogateRanker
from app.services import jobs
from app.services.rounds.decisions import decide, fall_back
from app.services.rounds.rounds import Decision, get_round, read_round, record_round, replay_inputs, stalled_rounds
from app.services.trial_protocol.requests import Report
from app.settings import Settings
from tests.builders import utc_now
from tests.requests_of_workers import lease_trials, report_result
from tests.services.search import add_job, claim_work, evaluate_all
from workers.ranking.registry import Rankers

pytestmark = pytest.mark.usefixtures("sessions")


def a_due_round(sessions: SessionFactory) -> Job:
    with sessions.begin() as session:
        job = add_job(session)
        evaluate_all(session, job)
        session.expunge_all()
    return job


@pytest.mark.parametrize("name", ["surrogate", "compact", "auto"])
def test_every_round_of_a_search_can_be_replayed(
    sessions: SessionFactory, rank_due: Callable[[], None], settings: Settings, name: str
) -> None:
    with sessions.begin() as session:
        job = add_job(session, ranker=name, max_trials=25, max_parallel=2)
    for _ in range(30):
        with sessions.begin() as session:
            evaluate_all(session, job)
        rank_due()
    with sessions() as session:
        job = jobs.get_job(session, DEFAULT_PROJECT_ID, job.id)
        assert job.state == "completed"
        for number in range(1, job.rounds_planned + 1):
            assert_replays(session, job, get_round(session, job, number), Rankers(settings).get(name))


def test_a_ranker_knows_the_trials_that_are_being_evaluated_and_a_replay_too(
    sessions: SessionFactory, rank_due: Callable[[], None]
) -> None:
    with sessions.begin() as session:
        job = add_job(session, max_trials=12, max_parallel=3)
        evaluate_all(session, job)
    rank_due()
    now = utc_now()
    with sessions.begin() as session:
        leased = lease_trials(session, job.project_id, job.id, worker="w", count=3, now=now)
        first, *others = leased.trials
        report = Report(TrialState.COMPLETED, {"acc": 1.0}, None)
        report_result(session, job.project_id, first.id, token=first.token, report=report, now=now)
        still_open = {item.ncode for item in others}
    with sessions.begin() as session:
        work = claim_work(session, claim_s=30, now=now)
        assert work is not None
        assert len(still_open) == 2
        assert pending_codes(work.request) == still_open
        record_round(session, work, decide(SurrogateRanker, work.request), now)
    with sessions.begin() as session:
        evaluate_all(session, job)
        recorded = get_round(session, job, work.number)
        again = replay_inputs(session, jobs.get_job(session, DEFAULT_PROJECT_ID, job.id), recorded)
        assert pending_codes(again.request) == still_open
        assert_replays(session, job, recorded, SurrogateRanker())


def pending_codes(request: RankingRequest) -> set[str]:
    return {format_ncode(request.space, point) for point in request.pending.tolist()}


def assert_replays(session: Session, job: Job, recorded: Round, ranker: Ranker) -> None:
    work = replay_inputs(session, job, recorded)
    assert recorded.pool_codes is not None
    if recorded.source == Source.WARMUP:
        assert list(work.codes) == recorded.pool_codes
        return
    ranking = ranker.rank(work.request)
    assert (recorded.ranker, recorded.ranker_revision) == (ranker.name, ranker.revision)
    assert [work.codes[i] for i in ranking.order] == recorded.pool_codes
    assert [ranking.scores[i] for i in ranking.order] == recorded.pool_scores
    assert len(work.request.history) == recorded.history_size


def test_a_claimed_round_is_not_claimed_again_until_its_end(sessions: SessionFactory) -> None:
    a_due_round(sessions)
    now = utc_now()
    with sessions.begin() as session:
        first = claim_work(session, claim_s=30, now=now)
    assert first is not None
    with sessions.begin() as session:
        assert claim_work(session, claim_s=30, now=now + timedelta(seconds=29)) is None
    with sessions.begin() as session:
        again = claim_work(session, claim_s=30, now=now + timedelta(seconds=31))
    assert again is not None
    assert (again.round_id, again.codes) == (first.round_id, first.codes)


def test_a_round_is_recorded_once(sessions: SessionFactory) -> None:
    job = a_due_round(sessions)
    with sessions.begin() as session:
        work = claim_work(session, claim_s=30, now=utc_now())
    assert work is not None
    decision = decide(SurrogateRanker, work.request)
    with sessions.begin() as session:
        assert record_round(session, work, decision, utc_now())
    with sessions.begin() as session:
        assert not record_round(session, work, decision, utc_now())
    with sessions() as session:
        assert jobs.get_job(session, DEFAULT_PROJECT_ID, job.id).trials_created == 6


def test_a_round_of_a_cancelled_job_is_too_late(sessions: SessionFactory) -> None:
    job = a_due_round(sessions)
    with sessions.begin() as session:
        work = claim_work(session, claim_s=30, now=utc_now())
    assert work is not None
    with sessions.begin() as session:
        jobs.cancel_job(session, DEFAULT_PROJECT_ID, job.id, utc_now())
    with sessions.begin() as session:
        assert not record_round(session, work, Decision(Source.WARMUP), utc_now())


def test_a_paused_round_is_not_due_and_does_not_stall(sessions: SessionFactory) -> None:
    job = a_due_round(sessions)
    now = utc_now()
    with sessions.begin() as session:
        jobs.pause_job(session, DEFAULT_PROJECT_ID, job.id, now)
    later = now + timedelta(hours=1)
    with sessions.begin() as session:
        assert claim_work(session, claim_s=30, now=later) is None
        assert stalled_rounds(session, later, 10) == []
        jobs.resume_job(session, DEFAULT_PROJECT_ID, job.id, later)
    with sessions.begin() as session:
        assert stalled_rounds(session, later - timedelta(seconds=1), 10) == []
        assert claim_work(session, claim_s=30, now=later) is not None


def test_a_stalled_round_is_taken_from_its_holder(sessions: SessionFactory) -> None:
    a_due_round(sessions)
    with sessions.begin() as session:
        held = claim_work(session, claim_s=300, now=utc_now())
    assert held is not None
    with sessions.begin() as session:
        [(_, round_id)] = stalled_rounds(session, utc_now() + timedelta(seconds=1), 10)
        work = read_round(session, round_id)
    assert work is not None
    with sessions.begin() as session:
        assert record_round(session, work, fall_back(work.request, "no worker"), utc_now())
    with sessions.begin() as session:
        assert read_round(session, round_id) is None
        assert not record_round(session, held, decide(SurrogateRanker, held.request), utc_now())


class Broken:
    name = "broken"
    revision = "0"

    def __init__(self, scores: tuple[float, ...] | Exception) -> None:
        self._scores = scores

    def rank(self, request: RankingRequest) -> Ranking:
        if isinstance(self._scores, Exception):
            raise self._scores
        return Ranking(self._scores)


@pytest.mark.parametrize(
    ("ranker", "reason"),
    [
        (Broken(RankingFailed("the prompt is too long")), "too long"),
        (Broken(MemoryError("/srv/models/secret")), "failed with MemoryError; the worker's log has the details"),
        (Broken((1.0,)), "1 of 256"),
        (Broken((float("nan"),) * 256), "not finite"),
    ],
)
def test_a_broken_ranker_is_replaced_with_the_reason(sessions: SessionFactory, ranker: Ranker, reason: str) -> None:
    a_due_round(sessions)
    with sessions.begin() as session:
        work = claim_work(session, claim_s=30, now=utc_now())
    assert work is not None
    decision = decide(lambda: ranker, work.request)
    assert (decision.source, decision.ranker) == (Source.FALLBACK, "surrogate")
    assert reason in str(decision.fallback_reason)


def test_penalised_outcomes_are_shown_at_the_worst_score(sessions: SessionFactory) -> None:
    with sessions.begin() as session:
        job = add_job(session)
        evaluate_all(session, job, outcomes=["infeasible", "failed"])
        work = claim_work(session, claim_s=30, now=utc_now())
    assert work is not None
    history = work.request.history
    assert len(history) == 4
    assert history.scores[-1] == history.scores[-2]
    with sessions.begin() as session:
        session.get_one(Job, job.id).strategy = Strategy(
            "surrogate", penalize=(TrialState.FAILED, TrialState.INFEASIBLE)
        ).to_json()
        session.execute(text("UPDATE round SET claimed_until = NULL"))
        work = claim_work(session, claim_s=30, now=utc_now())
    assert work is not None
    assert len(work.request.history) == 5
