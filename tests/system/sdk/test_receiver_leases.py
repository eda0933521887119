"""A receiver and the real service: leases are renewed, results are reported, and jobs need only callbacks."""

import ctypes
import threading
import time
from typing import Any

import pytest
from lmsearcher import ActiveTrial, Client, Job, Receiver, SearchSpace

from app.embedded.ports import free_port
from tests.sdk.callbacks import SECRET, message, send_callback, served, wait_until

Architecture = dict[str, Any]
LEASE_S = 1


def short_lease(client: Client, space: SearchSpace) -> Job:
    """A job whose only trial fails if its lease expires."""
    return client.jobs.create(space=space, metric="acc", max_trials=1, lease_s=LEASE_S, max_attempts=1)


def lease_and_send(address: str, job: Job, client: Client) -> int:
    """Sends a leased trial as a callback. Returns the status of the response."""
    (leased,) = job.lease(worker="callbacks", wait_s=20).trials
    return send_callback(
        address, message(client.base_url, trial=leased.id, lease=leased.lease.token, lease_s=LEASE_S)
    ).status_code


def test_function_that_blocks_all_threads_keeps_its_lease(service: Client, space: SearchSpace) -> None:
    receiver = Receiver(SECRET)

    @receiver.evaluate
    def train(architecture: Architecture) -> float:
        time.sleep(0.3)  # until the response is sent
        ctypes.PyDLL(None).usleep(int(1.6 * LEASE_S * 1e6))
        return 1.0

    job = short_lease(service, space)
    with served(receiver) as address:
        assert lease_and_send(address, job, service) == 202
        job.wait(timeout_s=30, poll_s=0.2)
    assert [(t.state, t.attempt, t.score) for t in job.trials()] == [("completed", 1, 1.0)]


def test_cancelled_job_stops_a_received_trial(service: Client, space: SearchSpace) -> None:
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
        lease_and_send(address, job, service)
        assert began.wait(20)
        job.cancel()
        assert stopped.wait(20)
    assert [(t.state, t.score) for t in job.trials()] == [("cancelled", None)]


def test_rejected_score_is_a_failed_trial(service: Client, space: SearchSpace) -> None:
    receiver = Receiver(SECRET)

    @receiver.evaluate
    def train(architecture: Architecture) -> float:
        return 1e300

    job = short_lease(service, space)
    with served(receiver) as address:
        lease_and_send(address, job, service)
        wait_until(lambda: [t.state for t in job.trials()] == ["failed"])
    (trial,) = job.trials()
    assert "the server rejected the result" in str(trial.error)


def test_trial_is_queued_again_after_shutdown(service: Client, space: SearchSpace) -> None:
    receiver = Receiver(SECRET)
    began, goes_on = threading.Event(), threading.Event()

    @receiver.evaluate
    def train(architecture: Architecture) -> float:
        began.set()
        goes_on.wait(20)
        return 1.0

    job = service.jobs.create(space=space, metric="acc", max_trials=1, lease_s=300)
    with served(receiver) as address:
        lease_and_send(address, job, service)
        assert began.wait(20)
    goes_on.set()
    assert [t.state for t in job.trials()] == ["queued"]


def callback_job(client: Client, space: SearchSpace, address: str, *, trials: int, concurrency: int) -> Job:
    evaluation = {"mode": "callback", "url": f"{address}/", "secret": SECRET, "max_concurrency": concurrency}
    return client.jobs.create(
        space=space,
        metric="acc",
        max_trials=trials,
        max_parallel=concurrency,
        ranker="surrogate",
        evaluation=evaluation,
    )


@pytest.mark.parametrize("respond_within_s", [0, 10])
def test_job_is_evaluated_by_callbacks(service: Client, space: SearchSpace, respond_within_s: float) -> None:
    receiver = Receiver(SECRET, concurrency=2, respond_within_s=respond_within_s)
    evaluated: list[Architecture] = []

    @receiver.evaluate
    def train(architecture: Architecture, trial: ActiveTrial) -> dict[str, float]:
        evaluated.append(architecture)
        time.sleep(0.05)
        return {"acc": float(architecture["depth"]), "attempt": trial.attempt}

    with served(receiver) as address:
        job = callback_job(service, space, address, trials=8, concurrency=2).wait(timeout_s=90, poll_s=0.2)
    trials = list(job.trials())
    assert [(trial.state, trial.attempt) for trial in trials] == [("completed", 1)] * 8
    assert sorted(map(str, evaluated)) == sorted(str(trial.architecture) for trial in trials)
    assert all(trial.score == trial.architecture["depth"] for trial in trials)
    assert job.snapshot.evaluation.callbacks is not None


def test_unreachable_receiver_gets_the_callback_again(service: Client, space: SearchSpace) -> None:
    """A callback that failed is sent again, and a trial that was released is evaluated."""
    began = threading.Event()
    first = Receiver(SECRET)

    @first.evaluate
    def never(architecture: Architecture, trial: ActiveTrial) -> float:
        began.set()
        wait_until(lambda: trial.should_stop)
        return 0.0

    second = Receiver(SECRET)
    second.evaluate(lambda architecture: float(architecture["depth"]))
    port = free_port()
    job = callback_job(service, space, f"http://127.0.0.1:{port}", trials=2, concurrency=1)
    wait_until(lambda: failing(job) == 1)
    with served(first, port=port):
        assert began.wait(30)
    with served(second, port=port):
        job.wait(timeout_s=60, poll_s=0.2)
    assert [trial.state for trial in job.trials()] == ["completed", "completed"]


def failing(job: Job) -> int:
    calls = job.refresh().snapshot.evaluation.callbacks
    assert calls is not None
    return calls.failing
