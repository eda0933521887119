"""Batches of workers' requests: each has its own answer, and a refused one leaves its neighbours alone."""

import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.db.models import DEFAULT_PROJECT_ID, Job, Trial
from app.db.session import SessionFactory
from app.domain.errors import (
    IllegalTransition,
    InvalidInput,
    JobFinished,
    LeaseLost,
    NotFound,
    RequestInProgress,
    ResultConflict,
)
from app.domain.job_spec import CALLBACK_WORKER
from app.domain.lifecycle import EndReason, JobState, TrialState
from app.services.idempotency import RequestKey
from app.services.jobs import cancel_job
from app.services.trial_protocol.batch import AnsweredElsewhere, answer
from app.services.trial_protocol.requests import (
    Ask,
    Leased,
    LeasedTrial,
    Recorded,
    Release,
    Released,
    Renewal,
    Renewed,
    Report,
    Tell,
    TrialRequest,
)
from app.services.trial_protocol.working_set import JobBusy
from tests.builders import utc_now
from tests.services.search import add_job
from tests.statements import before_statements


def batch(sessions: SessionFactory, *requests: TrialRequest, wait: bool = True) -> Sequence[Any]:
    return answer(sessions, DEFAULT_PROJECT_ID, requests, wait=wait)


def new_job(sessions: SessionFactory, **budget: Any) -> Job:
    with sessions.begin() as session:
        return add_job(session, **budget)


def leased(sessions: SessionFactory, job: Job, worker: str = "w", count: int = 1) -> list[LeasedTrial]:
    [found] = batch(sessions, Ask(job.id, worker, count))
    return list(found.trials)


def result(score: float) -> Report:
    return Report(TrialState.COMPLETED, {"acc": score}, None)


def tell(item: LeasedTrial, score: float, key: RequestKey | None = None) -> Tell:
    return Tell(item.id, item.token, result(score), key)


def key(name: str, body: bytes = b"1") -> RequestKey:
    return RequestKey("POST /somewhere", name, body * 32)


def state(sessions: SessionFactory, item: LeasedTrial) -> tuple[TrialState, float | None]:
    with sessions() as session:
        trial = session.get_one(Trial, item.id)
        return trial.state, trial.score


def test_every_kind_of_refusal_leaves_its_neighbours_alone(sessions: SessionFactory) -> None:
    job, ended, other = new_job(sessions, max_parallel=8), new_job(sessions), new_job(sessions, max_parallel=8)
    first, second, third, ended_trial = leased(sessions, job, count=4)
    [cancelled] = leased(sessions, ended)
    batch(sessions, tell(ended_trial, 1.0))
    batch(sessions, tell(second, 3.0, key("used")))
    with sessions.begin() as session:
        cancel_job(session, DEFAULT_PROJECT_ID, ended.id, utc_now())
    requests: list[tuple[TrialRequest, type]] = [
        (Ask(uuid.uuid4(), "w"), NotFound),
        (Ask(other.id, "good", 2), Leased),
        (Ask(ended.id, "w"), JobFinished),
        (Ask(job.id, CALLBACK_WORKER), InvalidInput),
        (Ask(job.id, "x", key=key("used", b"2")), InvalidInput),
        (Tell(uuid.uuid4(), first.token, result(1)), NotFound),
        (Tell(first.id, second.token, result(1)), LeaseLost),
        (Tell(first.id, first.token, Report(TrialState.COMPLETED, {"loss": 1.0}, None)), InvalidInput),
        (tell(ended_trial, 2.0), ResultConflict),
        (tell(cancelled, 2.0), IllegalTransition),
        (Renewal(first.id, "lmst_unknown"), LeaseLost),
        (Release(ended_trial.id, ended_trial.token), IllegalTransition),
        (tell(first, 5.0), Recorded),
        (Renewal(third.id, third.token), Renewed),
    ]
    answers = batch(sessions, *(request for request, _ in requests))
    assert [type(answered) for answered in answers] == [kind for _, kind in requests]
    assert state(sessions, first) == (TrialState.COMPLETED, 5.0)
    assert [len(answers[1].trials), answers[1].job_state] == [2, JobState.RUNNING]


def test_requests_of_a_batch_see_each_others_effects(sessions: SessionFactory) -> None:
    job = new_job(sessions, max_parallel=2)
    one, two, three = batch(sessions, Ask(job.id, "a"), Ask(job.id, "b", 5), Ask(job.id, "c"))
    assert [len(found.trials) for found in (one, two, three)] == [1, 1, 0]
    assert one.trials[0].id != two.trials[0].id
    answers = batch(sessions, tell(one.trials[0], 1.0), Ask(job.id, "c"), Ask(job.id, "b"), Ask(job.id, "d"))
    assert [len(found.trials) for found in answers[1:]] == [1, 1, 0]
    assert answers[2].trials[0].id == two.trials[0].id
    released, freed = batch(sessions, Release(two.trials[0].id, two.trials[0].token), Ask(job.id, "d", 2))
    assert isinstance(released, Released)
    assert len(freed.trials) == 1  # its place is free
    again = batch(sessions, Ask(job.id, "d"), Ask(job.id, "d"))
    assert again[0].trials[0].id == again[1].trials[0].id
    assert again[0].trials[0].token != again[1].trials[0].token
    assert isinstance(batch(sessions, tell(again[0].trials[0], 1.0))[0], Recorded)


def test_simultaneous_results_have_their_own_places(sessions: SessionFactory) -> None:
    job = new_job(sessions, max_trials=3, max_parallel=3)
    items = leased(sessions, job, count=3)
    answers = batch(sessions, *(tell(item, score) for item, score in zip(items, (1.0, 3.0, 2.0), strict=True)))
    assert [found.trial.observed for found in answers] == [1, 2, 3]
    assert [found.trial.best_so_far for found in answers] == [1.0, 3.0, 3.0]
    assert {found.job_state for found in answers} == {JobState.COMPLETED}
    with sessions() as session:
        row = session.get_one(Job, job.id)
        assert (row.observed, row.best_score, row.best_trial_id) == (3, 3.0, items[1].id)
        assert row.end_reason == EndReason.BUDGET_USED


def test_the_same_key_twice_in_a_batch(sessions: SessionFactory) -> None:
    job = new_job(sessions, max_parallel=4)
    first, second = batch(sessions, Ask(job.id, "w", key=key("k")), Ask(job.id, "w", key=key("k")))
    assert isinstance(first, Leased)
    assert isinstance(second, RequestInProgress)
    again, other = batch(sessions, Ask(job.id, "w", key=key("k")), Ask(job.id, "w", key=key("k")))
    assert [again.replayed, other.replayed] == [True, True]
    [item] = first.trials
    assert {again.trials[0].id, other.trials[0].id} == {item.id}
    assert len({item.token, again.trials[0].token, other.trials[0].token}) == 3


@pytest.mark.parametrize("kind", ["result", "heartbeat", "release"])
def test_a_stored_answer_is_given_again(sessions: SessionFactory, kind: str) -> None:
    [item] = leased(sessions, new_job(sessions))
    requests: dict[str, TrialRequest] = {
        "result": tell(item, 1.0, key("k")),
        "heartbeat": Renewal(item.id, item.token, key("k")),
        "release": Release(item.id, item.token, key("k")),
    }
    [first], [again] = (batch(sessions, requests[kind]) for _ in range(2))
    assert (first.replayed, again.replayed) == (False, True)
    for name in ("job_state", "trial_state", "expires_at", "should_stop", "trial", "architecture"):
        assert getattr(first, name, None) == getattr(again, name, None)


def test_a_locked_job_holds_up_its_own_requests_only(sessions: SessionFactory) -> None:
    locked, free = new_job(sessions), new_job(sessions)
    [item] = leased(sessions, locked)
    with sessions.begin() as rival:
        rival.execute(text("SELECT FROM job WHERE id = :id FOR UPDATE"), {"id": locked.id})
        requests = Ask(locked.id, "a"), Ask(free.id, "b"), tell(item, 1.0), Ask(uuid.uuid4(), "c")
        answers = batch(sessions, *requests, wait=False)
    assert [type(found) for found in answers] == [JobBusy, Leased, JobBusy, NotFound]
    assert {answers[0].job_id, answers[2].job_id} == {locked.id}
    assert state(sessions, item)[0] == TrialState.RUNNING
    assert isinstance(batch(sessions, tell(item, 1.0), wait=False)[0], Recorded)


def test_a_key_that_was_used_in_between_undoes_the_batch(sessions: SessionFactory) -> None:
    [item] = leased(sessions, new_job(sessions))

    def rival(statement: str) -> None:
        if "INSERT INTO idempotency_record" in statement:
            with sessions.begin() as other:
                other.execute(
                    text("INSERT INTO idempotency_record VALUES (:project, 'POST /somewhere', 'k', 'x', '{}', now())"),
                    {"project": DEFAULT_PROJECT_ID},
                )

    def all_sessions(session: Session) -> Any:
        return before_statements(session, rival)

    with pytest.raises(AnsweredElsewhere), sessions() as session, all_sessions(session):
        answer(lambda: session, DEFAULT_PROJECT_ID, [tell(item, 1.0, key("k"))], wait=True)  # type: ignore[arg-type]
    assert state(sessions, item)[0] == TrialState.RUNNING


def test_connections_that_the_server_has_closed_are_replaced(sessions: SessionFactory, engine: Engine) -> None:
    job = new_job(sessions)
    engine.dispose()
    with sessions() as killer:
        killer.execute(text("SELECT 1"))  # now it has a connection of its own
        with sessions() as one, sessions() as two:  # and the pool these two
            ids = [session.execute(text("SELECT pg_backend_pid()")).scalar_one() for session in (one, two)]
        killer.execute(text("SELECT pg_terminate_backend(id) FROM unnest(:ids) AS id"), {"ids": ids})
        assert len(leased(sessions, job)) == 1
    with sessions.begin() as session:  # the other one is replaced as well
        session.execute(text("SELECT 1"))
