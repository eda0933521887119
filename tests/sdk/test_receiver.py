"""A receiver between server and API: it evaluates once, reports, remembers results, and releases trials at the end."""

import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from lmsearcher import ActiveTrial, Infeasible, Receiver

from tests.sdk.callbacks import ACCEPTED, LOST, SECRET, Api, message, recording_api, send_callback, served, wait_until

Architecture = dict[str, Any]


@pytest.fixture
def api() -> Iterator[Api]:
    with recording_api() as api:
        yield api


class Gate:
    """A function that records its calls and waits until `open` is set."""

    def __init__(self) -> None:
        self.calls: list[Architecture] = []
        self.open = threading.Event()

    def train(self, architecture: Architecture) -> float:
        self.calls.append(architecture)
        assert self.open.wait(20)
        return 0.5


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open.set()


def test_trial_is_accepted_at_once_and_reported_when_done(
    api: Api, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LMSEARCHER_API_KEY", "lmsk_mine")
    receiver = Receiver([SECRET])
    receiver.evaluate(gate.train)
    with served(receiver) as address:
        assert send_callback(address, message(api.url)).status_code == 202
        wait_until(lambda: bool(gate.calls))
        assert not api.received
        gate.open.set()
        wait_until(lambda: bool(api.received))
    result = {"lease_token": "lmst_token", "state": "completed", "metrics": {"acc": 0.5}}
    assert api.received == [("result", "Bearer lmst_token", result)]
    assert gate.calls == [{"op": "conv", "depth": 3}]


def test_repeated_callback_starts_nothing_and_gets_the_result(api: Api, gate: Gate) -> None:
    receiver = Receiver(SECRET, concurrency=2)
    receiver.evaluate(gate.train)
    repeated = message(api.url)
    with served(receiver) as address:
        responses = [send_callback(address, repeated).status_code for _ in range(3)]
        gate.open.set()
        wait_until(lambda: bool(api.received))
        again = send_callback(address, repeated)
    assert responses == [202, 202, 202]
    assert (again.status_code, again.json()) == (200, {"state": "completed", "metrics": {"acc": 0.5}})
    assert len(gate.calls) == 1


def test_quick_result_is_the_response(api: Api, gate: Gate) -> None:
    receiver = Receiver(SECRET, respond_within_s=20)
    receiver.evaluate(gate.train)
    gate.open.set()
    with served(receiver) as address:
        response = send_callback(address, message(api.url))
    assert (response.status_code, response.json()) == (200, {"state": "completed", "metrics": {"acc": 0.5}})
    assert not api.received


def test_slow_result_is_reported(api: Api, gate: Gate) -> None:
    receiver = Receiver(SECRET, respond_within_s=0.2)
    receiver.evaluate(gate.train)
    with served(receiver) as address:
        assert send_callback(address, message(api.url)).status_code == 202
        gate.open.set()
        wait_until(lambda: len(api.results()) == 1)


def fail(architecture: Architecture) -> float:
    raise RuntimeError("CUDA out of memory")


def reject(architecture: Architecture) -> float:
    raise Infeasible("too large")


def leave(architecture: Architecture) -> float:
    raise SystemExit(3)


def forget(architecture: Architecture) -> dict[str, float]:
    return {"loss": 1.0}


@pytest.mark.parametrize(
    ("function", "state", "error"),
    [
        (fail, "failed", "RuntimeError: CUDA out of memory"),
        (reject, "infeasible", "too large"),
        (leave, "failed", "SystemExit(3)"),
        (forget, "failed", "'acc'"),
    ],
)
def test_evaluation_without_measurement_is_reported(api: Api, function: Any, state: str, error: str) -> None:
    receiver = Receiver(SECRET, respond_within_s=20)
    receiver.evaluate(function)
    with served(receiver) as address:
        response = send_callback(address, message(api.url))
    assert response.status_code == 200
    assert response.json()["state"] == state
    assert error in response.json()["error"]


def test_concurrency_limits_running_trials(api: Api, gate: Gate) -> None:
    receiver = Receiver(SECRET, concurrency=2)
    receiver.evaluate(gate.train)
    with served(receiver) as address:
        responses = [send_callback(address, message(api.url)) for _ in range(3)]
        assert [response.status_code for response in responses] == [202, 202, 503]
        assert responses[2].headers["retry-after"] == "10"
        assert responses[2].json()["code"] == "busy"
        gate.open.set()
        wait_until(lambda: len(api.results()) == 2)
        wait_until(lambda: send_callback(address, message(api.url)).status_code == 202)


def test_report_is_retried_until_accepted(api: Api, gate: Gate) -> None:
    unavailable = (503, {"code": "unavailable", "title": "", "status": 503, "detail": ""})
    api.responses = [unavailable] * 3 + [(200, ACCEPTED)]
    receiver = Receiver(SECRET)
    receiver.evaluate(gate.train)
    with served(receiver) as address:
        send_callback(address, message(api.url))
        gate.open.set()
        wait_until(lambda: len(api.results()) == 4)
        time.sleep(1)
    assert len(api.results()) == 4


def test_report_for_a_lost_lease_is_not_retried(api: Api, gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    api.responses = [(409, LOST)]
    receiver = Receiver(SECRET)
    receiver.evaluate(gate.train)
    with served(receiver) as address:
        send_callback(address, message(api.url))
        gate.open.set()
        wait_until(lambda: "the result of trial 1 was rejected" in caplog.text)
    assert len(api.results()) == 1


def test_unreported_result_is_the_response_to_the_next_attempt(gate: Gate) -> None:
    receiver = Receiver(SECRET)
    receiver.evaluate(gate.train)
    nowhere = "http://127.0.0.1:9"
    with served(receiver) as address:
        first = message(nowhere)
        assert send_callback(address, first).status_code == 202
        gate.open.set()
        wait_until(lambda: send_callback(address, first).status_code == 200)
        later = message(nowhere, trial=first["data"]["trial"]["id"], attempt=2)
        response = send_callback(address, later)
        assert response.json() == {"state": "completed", "metrics": {"acc": 0.5}}
        # A result that was the response is not reported, so the thread is free again.
        other = message(nowhere)
        wait_until(lambda: send_callback(address, other).status_code == 200, timeout_s=15)
    assert len(gate.calls) == 2


def test_later_attempt_continues_the_running_evaluation(api: Api, gate: Gate) -> None:
    receiver = Receiver(SECRET)
    receiver.evaluate(gate.train)
    with served(receiver) as address:
        first = message(api.url, lease_s=0.6)
        trial = first["data"]["trial"]["id"]
        assert send_callback(address, first).status_code == 202
        wait_until(lambda: ("heartbeat", "Bearer lmst_token", {"lease_token": "lmst_token"}) in api.received)
        later = message(api.url, trial=trial, attempt=2, lease="lmst_later", lease_s=0.6)
        assert send_callback(address, later).status_code == 202
        assert send_callback(address, first).status_code == 202
        wait_until(lambda: ("heartbeat", "Bearer lmst_later", {"lease_token": "lmst_later"}) in api.received)
        time.sleep(0.5)
        before = [bearer for action, bearer, _ in api.received].count("Bearer lmst_token")
        time.sleep(1)
        assert [bearer for action, bearer, _ in api.received].count("Bearer lmst_token") == before
        gate.open.set()
        wait_until(lambda: bool(api.results()))
    assert api.results() == [{"lease_token": "lmst_later", "state": "completed", "metrics": {"acc": 0.5}}]
    assert len(gate.calls) == 1


def test_slow_report_continues_after_shutdown(api: Api, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lmsearcher._received_trials.DRAIN_S", 0.1)
    unavailable = (503, {"code": "unavailable", "title": "", "status": 503, "detail": ""})
    api.responses = [unavailable, unavailable, (200, ACCEPTED)]
    receiver = Receiver(SECRET)
    receiver.evaluate(gate.train)
    with served(receiver) as address:
        send_callback(address, message(api.url))
        gate.open.set()
        wait_until(lambda: len(api.results()) == 1)
    assert len(api.results()) < 3
    wait_until(lambda: len(api.results()) == 3)


def test_stopped_trial_begins_again_for_a_later_attempt_only(api: Api) -> None:
    api.should_stop = True
    receiver = Receiver(SECRET)
    attempts: list[int] = []

    @receiver.evaluate
    def train(architecture: Architecture, trial: ActiveTrial) -> float:
        attempts.append(trial.attempt)
        if trial.attempt == 1:
            wait_until(lambda: trial.should_stop)
        return 1.0

    first = message(api.url, lease_s=0.3)
    later = message(api.url, trial=first["data"]["trial"]["id"], attempt=2)
    with served(receiver) as address:
        assert send_callback(address, first).status_code == 202
        wait_until(lambda: send_callback(address, first).status_code == 503)
        assert send_callback(address, first).json()["detail"] == "the evaluation was stopped"
        wait_until(lambda: send_callback(address, later).status_code == 200)
    assert attempts == [1, 2]
    assert [body["lease_token"] for body in api.results()] in ([], ["lmst_token"])


def test_running_trials_are_released_at_shutdown(api: Api) -> None:
    receiver = Receiver(SECRET)
    began, stopped, goes_on = threading.Event(), threading.Event(), threading.Event()

    @receiver.evaluate
    def train(architecture: Architecture, trial: ActiveTrial) -> float:
        trial.on_stop(stopped.set)
        began.set()
        goes_on.wait(20)
        return 1.0

    with served(receiver) as address:
        send_callback(address, message(api.url))
        assert began.wait(20)
    assert stopped.is_set()
    assert api.received == [("release", "Bearer lmst_token", {"lease_token": "lmst_token"})]
    goes_on.set()
    time.sleep(0.5)
    assert not api.results()


def test_shutdown_waits_for_a_report_in_progress(api: Api, gate: Gate) -> None:
    unavailable = (503, {"code": "unavailable", "title": "", "status": 503, "detail": ""})
    api.responses = [unavailable, unavailable, (200, ACCEPTED)]
    receiver = Receiver(SECRET)
    receiver.evaluate(gate.train)
    with served(receiver) as address:
        send_callback(address, message(api.url))
        gate.open.set()
        wait_until(lambda: len(api.results()) == 1)
    assert len(api.results()) == 3


def is_evaluated(address: str, message: dict[str, Any]) -> bool:
    return send_callback(address, message).status_code == 200


def test_number_of_remembered_results_is_limited(api: Api, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lmsearcher._received_trials.REMEMBERED_RESULTS", 2)
    receiver = Receiver(SECRET, respond_within_s=20)
    receiver.evaluate(gate.train)
    gate.open.set()
    with served(receiver) as address:
        messages = [message(api.url) for _ in range(4)]
        for each in messages:
            wait_until(partial(is_evaluated, address, each))
        send_callback(address, messages[3])
        assert len(gate.calls) == 4
        wait_until(lambda: send_callback(address, messages[0]).status_code == 200)
        assert len(gate.calls) == 5
