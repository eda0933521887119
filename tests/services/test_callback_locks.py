"""The locks and constraints of callbacks, as in test_locks.py: each test fails when what it names is taken away."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Executable, Insert, insert, literal_column, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.db.models import DEFAULT_PROJECT_ID, Callback, Job, Trial
from app.db.session import SessionFactory
from app.domain import job_spec
from app.integrations.outbound_http import Response, Unreachable
from app.integrations.signing import new_secret
from app.services import jobs
from app.services.access.principal import operator
from app.services.callbacks.requests import CallbackRequest, claim_callback
from app.services.callbacks.responses import record_response
from app.services.callbacks.settings import CallbackConfig, change_access, first_secret
from app.services.job_creation import create_job
from app.services.maintenance import expire_lease
from app.settings import Settings
from tests.builders import CELLS, utc_now
from tests.requests_of_workers import release_trial
from tests.services.test_locks import before_it_writes


@pytest.fixture
def config(settings: Settings) -> CallbackConfig:
    return CallbackConfig.of(settings)


@pytest.fixture
def job(sessions: SessionFactory, config: CallbackConfig) -> Job:
    """One of whose trials may be sent at a time."""
    spec = job_spec.JobSpec(
        name="cells",
        space=CELLS,
        objective=job_spec.Objective("acc", "maximize"),
        budget=job_spec.Budget(max_trials=10, max_parallel=2),
        strategy=job_spec.Strategy("surrogate"),
        evaluation=job_spec.Evaluation("callback", url="http://127.0.0.1:9/", timeout_s=30, max_concurrency=1),
        seed=7,
        tags={},
    )
    with sessions.begin() as session:
        return create_job(
            session, DEFAULT_PROJECT_ID, spec, utc_now(), encrypt_secrets=first_secret(config, new_secret())
        )


@pytest.fixture
def call(sessions: SessionFactory, config: CallbackConfig, job: Job) -> CallbackRequest:
    """The first trial's, claimed."""
    with sessions.begin() as session:
        call = _claim(session, config, job)
    assert call is not None
    return call


def _claim(session: Session, config: CallbackConfig, job: Job) -> CallbackRequest | None:
    return claim_callback(session, config, job.project_id, job.id, utc_now())


def _answer(status: int, body: bytes = b"{}") -> Response:
    return Response(status, {}, body, truncated=False, elapsed_ms=1)


def test_claiming_the_lock_on_the_job(sessions: SessionFactory, config: CallbackConfig, job: Job) -> None:
    """A second claim in between would send more trials than may run."""
    with before_it_writes(sessions, lambda rival: _claim(rival, config, job)) as session:
        assert _claim(session, config, job) is not None


def test_claiming_again_the_lock_on_the_job(
    sessions: SessionFactory, config: CallbackConfig, job: Job, call: CallbackRequest
) -> None:
    """Two would call for the same attempt at the same time."""
    with sessions.begin() as session:
        session.execute(update(Callback).values(claimed_until=None))
    with before_it_writes(sessions, lambda rival: _claim(rival, config, job)) as session:
        again = _claim(session, config, job)
        assert again is not None
        assert (again.trial_id, again.tries) == (call.trial_id, 2)


RIVALS: dict[str, Callable[[Session, CallbackRequest], object]] = {
    "a pause": lambda rival, call: jobs.pause_job(rival, call.project_id, call.job_id, utc_now()),
    "a release": lambda rival, call: release_trial(
        rival, call.project_id, call.trial_id, token=call.token, now=utc_now()
    ),
    "an expiry": lambda rival, call: expire_lease(
        rival, call.project_id, call.trial_id, utc_now() + timedelta(hours=1)
    ),
}


@pytest.mark.parametrize("what", RIVALS)
def test_recording_the_lock_on_the_job(sessions: SessionFactory, call: CallbackRequest, what: str) -> None:
    """What ends the attempt in between would be undone by the answer."""
    with before_it_writes(sessions, lambda rival: RIVALS[what](rival, call)) as session:
        record_response(session, call, _answer(202), utc_now())


def test_an_answer_of_an_attempt_that_is_over_changes_nothing(
    sessions: SessionFactory, config: CallbackConfig, job: Job, call: CallbackRequest
) -> None:
    later = utc_now() + timedelta(hours=1)
    with sessions.begin() as session:
        expire_lease(session, call.project_id, call.trial_id, later)
    with sessions.begin() as session:
        second = _claim(session, config, job)
    assert second is not None
    assert (second.trial_id, second.attempt) == (call.trial_id, 2)
    for answer in (_answer(202), _answer(500), Unreachable("away")):
        with sessions.begin() as session:
            assert record_response(session, call, answer, utc_now()) == "given_up"
    with sessions() as session:
        trial, callback = session.get_one(Trial, call.trial_id), session.get_one(Callback, (call.trial_id, 2))
        assert (trial.state, trial.attempt, callback.state, callback.tries) == ("running", 2, "pending", 1)
    body = b'{"state": "completed", "metrics": {"acc": 1}}'
    with sessions.begin() as session:
        record_response(session, call, _answer(200, body), utc_now())
    with sessions() as session:
        assert session.get_one(Trial, call.trial_id).score == 1
        assert session.get_one(Callback, (call.trial_id, 2)).state == "answered"
    with sessions.begin() as session:
        assert record_response(session, second, _answer(200, body.replace(b"1", b"2")), utc_now()) == "answered"


def test_a_late_failure_does_not_put_off_the_try_that_is_under_way(
    sessions: SessionFactory, config: CallbackConfig, job: Job, call: CallbackRequest
) -> None:
    with sessions.begin() as session:
        session.execute(update(Callback).values(claimed_until=None))
    with sessions.begin() as session:
        assert _claim(session, config, job) is not None
        claimed = session.get_one(Callback, (call.trial_id, 1))
        before = (claimed.claimed_until, claimed.next_try_at)
    with sessions.begin() as session:
        assert record_response(session, call, _answer(500), utc_now()) == "pending"
    with sessions() as session:
        claimed = session.get_one(Callback, (call.trial_id, 1))
        assert (claimed.claimed_until, claimed.next_try_at) == before


def test_a_hold_that_came_in_between_is_kept(sessions: SessionFactory, config: CallbackConfig, job: Job) -> None:
    """A worker that found the job due looks again under the lock."""
    with sessions.begin() as session:
        session.execute(update(Job).values(callbacks_paused_until=utc_now() + timedelta(minutes=1)))
    with sessions.begin() as session:
        assert _claim(session, config, job) is None


def test_a_410_of_an_address_that_is_no_more_does_not_stop_the_job(
    sessions: SessionFactory, config: CallbackConfig, job: Job, call: CallbackRequest
) -> None:
    with sessions.begin() as session:
        new = "http://127.0.0.1:10/"
        change_access(session, config, operator(job.project_id), job.id, url=new, secret=None, now=utc_now())
    with sessions.begin() as session:
        assert record_response(session, call, _answer(410), utc_now()) == "pending"
    with sessions() as session:
        assert session.get_one(Job, job.id).state == "running"


def _callback(job: Job, call: CallbackRequest, **values: Any) -> Insert:
    row = {"attempt": 7, "state": "given_up", "tries": 0, "next_try_at": utc_now(), "created_at": utc_now()}
    mine = {"trial_id": call.trial_id, "project_id": job.project_id, "job_id": job.id}
    return insert(Callback).values(mine | row | values)


FAULTS: dict[str, Callable[[Job, CallbackRequest], Executable]] = {
    "pk_callback": lambda job, call: _callback(job, call, attempt=1),
    "ck_callback_state": lambda job, call: _callback(job, call, state=literal_column("'lost'")),
    "ck_callback_claimed": lambda job, call: _callback(job, call, claimed_until=utc_now()),
    "ck_callback_failure": lambda job, call: _callback(job, call, last_error="away"),
    "fk_callback_project_id_job_id": lambda job, call: _callback(job, call, job_id=call.trial_id),
    "ck_job_callback": lambda job, _: update(Job).where(Job.id == job.id).values(callback_secrets=None),
    "ck_job_pause_reason": lambda job, _: update(Job).where(Job.id == job.id).values(pause_reason="none"),
}


@pytest.mark.parametrize("constraint", FAULTS)
def test_the_database_itself_refuses(
    sessions: SessionFactory, job: Job, call: CallbackRequest, constraint: str
) -> None:
    with sessions() as session, pytest.raises(IntegrityError) as refused:
        session.execute(FAULTS[constraint](job, call))
    assert refused.value.orig.diag.constraint_name == constraint  # type: ignore[union-attr]  # psycopg's error
