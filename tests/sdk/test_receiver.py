"""A receiver between a caller and an API: evaluates once, reports, remembers, and ends well."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from lmsearcher import ActiveTrial, Infeasible, Receiver

from tests.sdk.receiving import LOST, SECRET, TAKEN, Api, call, message, noting_api, served, wait_until

Architecture = dict[str, Any]


@pytest.fixture
def api() -> Iterator[Api]:
    with noting_api() as api:
        yield api


class Gate:
    """A function that counts its calls and goes on when it is let."""

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


def test_a_trial_is_taken_at_once_and_reported_when_it_is_done(
    api: Api, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LMSEARCHER_API_KEY", "lmsk_mine")
    receiver = Receiver([SECRET])
    receiver.evaluate(gate.train)
    with served(receiver) as address:
        assert call(address, message(api.url)).status_code == 202
        wait_until(lambda: bool(gate.calls))
        assert not api.heard
        gate.open.set()
        wait_until(lambda: bool(api.heard))
    result = {"lease_token": "lmst_token", "state": "completed", "metrics": {"acc": 0.5}}
    assert api.heard == [("result", "Bearer lmst_token", result)]
    assert gate.calls == [{"op": "conv", "depth": 3}]


def test_an_evaluation_is_not_started_twice_and_its_result_is_told_again(api: Api, gate: Gate) -> None:
    receiver = Receiver(SECRET, concurrency=2)
    receiver.evaluate(gate.train)
    told = message(api.url)
    with served(receiver) as address:
        answers = [call(address, told).status_code for _ in range(3)]
        gate.open.set()
        wait_until(lambda: bool(api.heard))
        again = call(address, told)
    assert answers == [202, 202, 202]
    assert (again.status_code, again.json()) == (200, {"state": "completed", "metrics": {"acc": 0.5}})
    assert len(gate.calls) == 1


def test_a_quick_result_is_the_answer(api: Api, gate: Gate) -> None:
    receiver = Receiver(SECRET, answer_within_s=20)
    receiver.evaluate(gate.train)
    gate.open.set()
    with served(receiver) as address:
        answer = call(address, message(api.url))
    assert (answer.status_code, answer.json()) == (200, {"state": "completed", "metrics": {"acc": 0.5}})
    assert not api.heard


def test_a_result_that_is_not_so_quick_is_reported(api: Api, gate: Gate) -> None:
    receiver = Receiver(SECRET, answer_within_s=0.2)
    receiver.evaluate(gate.train)
    with served(receiver) as address:
        assert call(address, message(api.url)).status_code == 202
        gate.open.set()
        wait_until(lambda: len(api.results()) == 1)


def fail(architecture: Architecture) -> float:
    raise RuntimeError("CUDA out of memory")


def refuse(architecture: Architecture) -> float:
    raise Infeasible("too large")


def leave(architecture: Architecture) -> float:
    raise SystemExit(3)


def forget(architecture: Architecture) -> dict[str, float]:
    return {"loss": 1.0}


@pytest.mark.parametrize(
    ("function", "state", "error"),
    [
        (fail, "failed", "RuntimeError: CUDA out of memory"),
        (refuse, "infeasible", "too large"),
        (leave, "failed", "SystemExit(3)"),
        (forget, "failed", "'acc'"),
    ],
)
def test_what_gives_no_measurement_is_reported_as_that(api: Api, function: Any, state: str, error: str) -> None:
    receiver = Receiver(SECRET, answer_within_s=20)
    receiver.evaluate(function)
    with served(receiver) as address:
        answer = call(address, message(api.url))
    assert answer.status_code == 200
    assert answer.json()["state"] == state
    assert error in answer.json()["error"]


def test_no_more_run_than_there_are_places(api: Api, gate: Gate) -> None:
    receiver = Receiver(SECRET, concurrency=2)
    receiver.evaluate(gate.train)
    with served(receiver) as address:
        answers = [call(address, message(api.url)) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [202, 202, 503]
        assert answers[2].headers["retry-after"] == "10"
        assert answers[2].json()["code"] == "busy"
        gate.open.set()
        wait_until(lambda: len(api.results()) == 2)
        wait_until(lambda: call(address, message(api.url)).status_code == 202)


def test_a_report_is_tried_until_it_is_taken(api: Api, gate: Gate) -> None:
    unavailable = (503, {"code": "unavailable", "title": "", "status": 503, "detail": ""})
    api.answers = [unavailable] * 3 + [(200, TAKEN)]
    receiver = Receiver(SECRET)
    receiver.evaluate(gate.train)
    with served(receiver) as address:
        call(address, message(api.url))
        gate.open.set()
        wait_until(lambda: len(api.results()) == 4)
        time.sleep(1)
    assert len(api.results()) == 4


def test_a_report_for_a_lost_lease_is_not_tried_again(api: Api, gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    api.answers = [(409, LOST)]
    receiver = Receiver(SECRET)
    receiver.evaluate(gate.train)
    with served(receiver) as address:
        call(address, message(api.url))
        gate.open.set()
        wait_until(lambda: "the result of trial 1 was not taken" in caplog.text)
    assert len(api.results()) == 1


def test_a_result_that_cannot_be_reported_is_the_answer_to_the_next_attempt(gate: Gate) -> None:
    receiver = Receiver(SECRET)
    receiver.evaluate(gate.train)
    nowhere = "http://127.0.0.1:9"
    with served(receiver) as address:
        first = message(nowhere)
        assert call(address, first).status_code == 202
        gate.open.set()
        wait_until(lambda: call(address, first).status_code == 200)
        later = message(nowhere, trial=first["data"]["trial"]["id"], attempt=2)
        answer = call(address, later)
        assert answer.json() == {"state": "completed", "metrics": {"acc": 0.5}}
        # Nobody reports what was the answer, so the place is free again.
        other = message(nowhere)
        wait_until(lambda: call(address, other).status_code == 200, timeout_s=15)
    assert len(gate.calls) == 2


def test_a_later_attempt_takes_over_the_evaluation_that_runs(api: Api, gate: Gate) -> None:
    receiver = Receiver(SECRET)
    receiver.evaluate(gate.train)
    with served(receiver) as address:
        first = message(api.url, lease_s=0.6)
        trial = first["data"]["trial"]["id"]
        assert call(address, first).status_code == 202
        wait_until(lambda: ("heartbeat", "Bearer lmst_token", {"lease_token": "lmst_token"}) in api.heard)
        later = message(api.url, trial=trial, attempt=2, lease="lmst_later", lease_s=0.6)
        assert call(address, later).status_code == 202
        assert call(address, first).status_code == 202
        wait_until(lambda: ("heartbeat", "Bearer lmst_later", {"lease_token": "lmst_later"}) in api.heard)
        time.sleep(0.5)
        before = [bearer for verb, bearer, _ in api.heard].count("Bearer lmst_token")
        time.sleep(1)
        assert [bearer for verb, bearer, _ in api.heard].count("Bearer lmst_token") == before
        gate.open.set()
        wait_until(lambda: bool(api.results()))
    assert api.results() == [{"lease_token": "lmst_later", "state": "completed", "metrics": {"acc": 0.5}}]
    assert len(gate.calls) == 1


def test_a_report_that_takes_longer_goes_on_after_the_end(
    api: Api, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lmsearcher._received_trials.DRAIN_S", 0.1)
    unavailable = (503, {"code": "unavailable", "title": "", "status": 503, "detail": ""})
    api.answers = [unavailable, unavailable, (200, TAKEN)]
    receiver = Receiver(SECRET)
    receiver.evaluate(gate.train)
    with served(receiver) as address:
        call(address, message(api.url))
        gate.open.set()
        wait_until(lambda: len(api.results()) == 1)
    assert len(api.results()) < 3
    wait_until(lambda: len(api.results()) == 3)


def test_what_was_stopped_begins_again_for_a_later_attempt_only(api: Api) -> None:
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
        assert call(address, first).status_code == 202
        wait_until(lambda: call(address, first).status_code == 503)
        assert call(address, first).json()["detail"] == "the evaluation was stopped"
        wait_until(lambda: call(address, later).status_code == 200)
    assert attempts == [1, 2]
    assert [body["lease_token"] for body in api.results()] in ([], ["lmst_token"])


def test_running_trials_are_given_back_at_the_end(api: Api) -> None:
    receiver = Receiver(SECRET)
    began, stopped, goes_on = threading.Event(), threading.Event(), threading.Event()

    @receiver.evaluate
    def train(architecture: Architecture, trial: ActiveTrial) -> float:
        trial.on_stop(stopped.set)
        began.set()
        goes_on.wait(20)
        return 1.0

    with served(receiver) as address:
        call(address, message(api.url))
        assert began.wait(20)
    assert stopped.is_set()
    assert api.heard == [("release", "Bearer lmst_token", {"lease_token": "lmst_token"})]
    goes_on.set()
    time.sleep(0.5)
    assert not api.results()


def test_a_report_that_is_under_way_at_the_end_is_waited_for(api: Api, gate: Gate) -> None:
    unavailable = (503, {"code": "unavailable", "title": "", "status": 503, "detail": ""})
    api.answers = [unavailable, unavailable, (200, TAKEN)]
    receiver = Receiver(SECRET)
    receiver.evaluate(gate.train)
    with served(receiver) as address:
        call(address, message(api.url))
        gate.open.set()
        wait_until(lambda: len(api.results()) == 1)
    assert len(api.results()) == 3


def test_it_remembers_so_many_results(api: Api, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lmsearcher._received_trials.KEPT_RESULTS", 2)
    receiver = Receiver(SECRET, answer_within_s=20)
    receiver.evaluate(gate.train)
    gate.open.set()
    with served(receiver) as address:
        messages = [message(api.url) for _ in range(4)]
        for told in messages:
            wait_until(lambda told=told: call(address, told).status_code == 200)  # type: ignore[misc]
        call(address, messages[3])
        assert len(gate.calls) == 4
        wait_until(lambda: call(address, messages[0]).status_code == 200)
        assert len(gate.calls) == 5
