"""Every state x every verb over HTTP: what the tables allow happens, all else is refused and changes nothing."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.db.models import DEFAULT_PROJECT_ID
from app.db.session import SessionFactory
from app.domain.lifecycle import JOB_TRANSITIONS, TRIAL_TRANSITIONS, JobState, JobVerb, TrialState, TrialVerb
from app.services.maintenance import expire_lease
from tests.api.driver import Json, completed, create, lease, report
from tests.builders import utc_now

FAILED = {"state": "failed", "error": "out of memory"}
REPORTS: dict[TrialVerb, Json] = {
    TrialVerb.COMPLETE: {"state": "completed", "metrics": {"acc": 1.0}},
    TrialVerb.FAIL: FAILED,
    TrialVerb.MARK_INFEASIBLE: {"state": "infeasible", "error": "does not fit"},
}
ENDS = {
    TrialState.COMPLETED: TrialVerb.COMPLETE,
    TrialState.FAILED: TrialVerb.FAIL,
    TrialState.INFEASIBLE: TrialVerb.MARK_INFEASIBLE,
}


class Bench:
    """One job with one leased trial, and the verbs as their callers say them."""

    def __init__(self, client: TestClient, sessions: SessionFactory, **budget: Any) -> None:
        self.client = client
        self.sessions = sessions
        self.job = create(client, budget={"max_trials": 2, "max_parallel": 2, **budget}, strategy={"warmup": 2})
        self.trial = lease(client, self.job)[0]

    def act(self, verb: JobVerb) -> Any:
        return self.client.post(f"/v1/jobs/{self.job['id']}/{verb}")

    def say(self, verb: TrialVerb) -> Any:
        """The answer over HTTP; None for what only the clock says."""
        token = {"lease_token": self.trial["lease"]["token"]}
        if verb in REPORTS:
            return report(self.client, self.trial, token | REPORTS[verb])
        match verb:
            case TrialVerb.LEASE:
                return self.client.post(f"/v1/jobs/{self.job['id']}/trials/lease", json={"worker": "w", "count": 2})
            case TrialVerb.CANCEL:
                return self.act(JobVerb.CANCEL)
            case TrialVerb.EXPIRE:
                return self.expire()
        return self.client.post(f"/v1/trials/{self.trial['id']}/{verb}", json=token)

    def expire(self) -> None:
        with self.sessions.begin() as session:
            late = "UPDATE trial SET lease_expires_at = now() - interval '1 s' WHERE id = :id AND state = 'running'"
            session.execute(text(late), {"id": self.trial["id"]})
        with self.sessions.begin() as session:
            expire_lease(session, DEFAULT_PROJECT_ID, self.trial["id"], utc_now())

    @property
    def job_state(self) -> str:
        return str(self.client.get(f"/v1/jobs/{self.job['id']}").json()["state"])

    @property
    def trial_state(self) -> str:
        return str(self.client.get(f"/v1/trials/{self.trial['id']}").json()["state"])


def _saying(verb: TrialVerb) -> Callable[[Bench], object]:
    return lambda bench: bench.say(verb)


def _acting(verb: JobVerb) -> Callable[[Bench], object]:
    return lambda bench: bench.act(verb)


JOB_STATES: dict[JobState, Callable[[Bench], object]] = {
    JobState.RUNNING: lambda _: None,
    JobState.PAUSED: _acting(JobVerb.PAUSE),
    JobState.CANCELLED: _acting(JobVerb.CANCEL),
    JobState.COMPLETED: _saying(TrialVerb.COMPLETE),
    JobState.FAILED: _saying(TrialVerb.FAIL),
}
TRIAL_STATES: dict[TrialState, Callable[[Bench], object]] = {
    TrialState.QUEUED: _saying(TrialVerb.EXPIRE),
    TrialState.RUNNING: lambda _: None,
    TrialState.CANCELLED: _saying(TrialVerb.CANCEL),
    **{state: _saying(verb) for state, verb in ENDS.items()},
}


@pytest.mark.parametrize(("state", "verb"), list(product(JobState, (JobVerb.PAUSE, JobVerb.RESUME, JobVerb.CANCEL))))
def test_every_action_in_every_state_of_a_job(
    client: TestClient, sessions: SessionFactory, state: JobState, verb: JobVerb
) -> None:
    bench = Bench(client, sessions, max_trials=1, max_parallel=1, max_failures=1)
    JOB_STATES[state](bench)
    assert bench.job_state == state
    answer = bench.act(verb)
    after = JOB_TRANSITIONS.get((state, verb))
    if after is None:
        assert (answer.status_code, answer.json()["code"]) == (409, "job_finished")
    else:
        assert (answer.status_code, answer.json()["state"]) == (200, after)
    assert bench.job_state == (after or state)


@pytest.mark.parametrize("state", list(JobState))
def test_leasing_in_every_state_of_a_job(client: TestClient, sessions: SessionFactory, state: JobState) -> None:
    bench = Bench(client, sessions, max_failures=1)
    if state is JobState.COMPLETED:
        [_, other] = lease(client, bench.job, count=2)
        report(client, other, completed(other))
    JOB_STATES[state](bench)
    assert bench.job_state == state
    stranger = client.post(f"/v1/jobs/{bench.job['id']}/trials/lease", json={"worker": "stranger"})
    if state.ended:
        assert (stranger.status_code, stranger.json()["code"]) == (409, "job_finished")
    else:
        assert stranger.status_code == 200
        assert len(stranger.json()["trials"]) == (1 if state is JobState.RUNNING else 0)


@pytest.mark.parametrize(("state", "verb"), list(product(TrialState, TrialVerb)))
def test_every_action_in_every_state_of_a_trial(
    client: TestClient, sessions: SessionFactory, state: TrialState, verb: TrialVerb
) -> None:
    bench = Bench(client, sessions)
    TRIAL_STATES[state](bench)
    assert bench.trial_state == state
    answer = bench.say(verb)
    after = TRIAL_TRANSITIONS.get((state, verb))
    assert bench.trial_state == (after or state)
    if answer is None or verb is TrialVerb.CANCEL or verb is TrialVerb.LEASE:
        return
    if after is not None:
        assert answer.status_code == 200
    elif verb is TrialVerb.HEARTBEAT:
        assert (answer.status_code, answer.json()["should_stop"]) == (200, True)
    elif verb is ENDS.get(state):
        assert answer.status_code == 200
    elif verb in REPORTS and state in ENDS:
        assert (answer.status_code, answer.json()["code"]) == (409, "result_conflict")
        assert answer.json()["recorded"]["state"] == state
        assert answer.json()["reported"]["state"] == REPORTS[verb]["state"]
    else:
        assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")


def test_a_released_trial_is_leased_again_in_the_same_attempt(client: TestClient, sessions: SessionFactory) -> None:
    bench = Bench(client, sessions)
    assert bench.say(TrialVerb.RELEASE).json() == {"trial_state": "queued", "job_state": "running"}
    [taken] = [t for t in lease(client, bench.job, "other", count=2) if t["id"] == bench.trial["id"]]
    assert taken["attempt"] == bench.trial["attempt"] == 1
    late = bench.say(TrialVerb.RELEASE)
    assert (late.status_code, late.json()["code"]) == (409, "lease_lost")
    assert bench.trial_state == "running"
