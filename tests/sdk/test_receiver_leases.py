"""A receiver and the real service: leases are kept, results count, and what is not wanted any more is stopped."""

import ctypes
import threading
import time
from typing import Any

from lmsearcher import ActiveTrial, Client, Job, Receiver, SearchSpace

from tests.sdk.receiving import SECRET, call, message, served, wait_until

Architecture = dict[str, Any]


def short_lease(client: Client, space: SearchSpace) -> Job:
    """Its one trial is lost for good when its lease is."""
    return client.jobs.create(space=space, metric="acc", max_trials=1, lease_s=1, max_attempts=1)


def push(address: str, job: Job, client: Client) -> int:
    """Plays the part of the service that calls. The status of the answer."""
    (leased,) = job.lease(worker="callback", wait_s=20).trials
    return call(address, message(client.base_url, trial=leased.id, lease=leased.lease.token, lease_s=1)).status_code


def test_a_function_that_lets_nothing_else_run_keeps_its_lease(service: Client, space: SearchSpace) -> None:
    receiver = Receiver(SECRET)

    @receiver.evaluate
    def train(architecture: Architecture) -> float:
        time.sleep(0.3)  # until the call is answered
        ctypes.PyDLL(None).sleep(4)
        return 1.0

    job = short_lease(service, space)
    with served(receiver) as address:
        assert push(address, job, service) == 202
        job.wait(timeout_s=30, poll_s=0.2)
    assert [(t.state, t.attempt, t.score) for t in job.trials()] == [("completed", 1, 1.0)]


def test_who_is_not_wanted_any_more_hears_of_it(service: Client, space: SearchSpace) -> None:
    receiver = Receiver(SECRET)
    began, stopped = threading.Event(), threading.Event()

    @receiver.evaluate
    def train(architecture: Architecture, trial: ActiveTrial) -> float:
        began.set()
        wait_until(lambda: trial.should_stop)
        stopped.set()
        return 1.0

    job = short_lease(service, space)
    with served(receiver) as address:
        push(address, job, service)
        assert began.wait(20)
        job.cancel()
        assert stopped.wait(20)
    assert [(t.state, t.score) for t in job.trials()] == [("cancelled", None)]


def test_a_score_that_the_service_refuses_is_a_failed_trial(service: Client, space: SearchSpace) -> None:
    receiver = Receiver(SECRET)

    @receiver.evaluate
    def train(architecture: Architecture) -> float:
        return 1e300

    job = short_lease(service, space)
    with served(receiver) as address:
        push(address, job, service)
        wait_until(lambda: [t.state for t in job.trials()] == ["failed"])
    (trial,) = job.trials()
    assert "the server refused the result" in str(trial.error)


def test_a_trial_that_is_given_back_can_be_had_by_others(service: Client, space: SearchSpace) -> None:
    receiver = Receiver(SECRET)
    began, goes_on = threading.Event(), threading.Event()

    @receiver.evaluate
    def train(architecture: Architecture) -> float:
        began.set()
        goes_on.wait(20)
        return 1.0

    job = service.jobs.create(space=space, metric="acc", max_trials=1, lease_s=300)
    with served(receiver) as address:
        push(address, job, service)
        assert began.wait(20)
    goes_on.set()
    assert [t.state for t in job.trials()] == ["queued"]
