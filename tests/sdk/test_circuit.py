"""A server that does not answer is probed, not hammered, and the log says so once."""

import logging

import httpx2
import pytest
from lmsearcher import NotFoundError, ServerError, ServerUnreachableError
from lmsearcher._api import list_rankers
from lmsearcher._config import CIRCUIT_FAILURES, CIRCUIT_LOOK_S, MAX_DELAY_S, MAX_RETRIES
from lmsearcher._retry import Circuit

from tests.sdk.test_sending import RANKERS, Network, problem


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def circuit(time: Time) -> Circuit:
    return Circuit(clock=time)


def fail(circuit: Circuit, times: int) -> None:
    for _ in range(times):
        circuit.failed("refused", retry_in_s=4.0)


def test_it_opens_after_failures_in_a_row_and_one_answer_closes_it(circuit: Circuit) -> None:
    fail(circuit, CIRCUIT_FAILURES - 1)
    circuit.answered()
    fail(circuit, CIRCUIT_FAILURES - 1)
    assert circuit.hold_s() == 0
    fail(circuit, 1)
    assert circuit.hold_s() > 0
    circuit.answered()
    assert circuit.hold_s() == 0


def test_while_it_is_open_one_of_many_may_probe(circuit: Circuit, time: Time) -> None:
    fail(circuit, CIRCUIT_FAILURES)
    assert circuit.hold_s() == CIRCUIT_LOOK_S
    time.now += 3.5
    assert circuit.hold_s() == 0.5
    time.now += 0.5
    assert [circuit.hold_s() for _ in range(3)] == [0, CIRCUIT_LOOK_S, CIRCUIT_LOOK_S]
    fail(circuit, 1)
    time.now += 4
    assert circuit.hold_s() == 0


def test_a_probe_that_never_comes_back_is_replaced(circuit: Circuit, time: Time) -> None:
    fail(circuit, CIRCUIT_FAILURES)
    time.now += 4
    assert circuit.hold_s() == 0
    time.now += MAX_DELAY_S
    assert circuit.hold_s() == 0


def test_opening_and_closing_are_logged_once(circuit: Circuit, time: Time, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="lmsearcher"):
        fail(circuit, CIRCUIT_FAILURES + 3)
        time.now += 90
        circuit.answered()
        circuit.answered()
    opened, closed = (record.getMessage() for record in caplog.records)
    assert "has not answered since" in opened
    assert "refused" in opened
    assert "after 90 s" in closed


def test_calls_after_it_opened_fail_at_once_and_say_since_when() -> None:
    network = Network(httpx2.ConnectError("refused"))
    with pytest.raises(ServerUnreachableError):
        network.sender.send(list_rankers(), sleep=network.waits.append)
    assert len(network.requests) == MAX_RETRIES + 1
    with pytest.raises(ServerUnreachableError, match=r"was not sent: .* not answered since 20\d\d-.*refused"):
        network.sender.send(list_rankers(), sleep=network.waits.append)
    assert len(network.requests) == MAX_RETRIES + 1
    network.waits.append(MAX_DELAY_S)
    with pytest.raises(ServerUnreachableError):
        network.sender.send(list_rankers(), sleep=network.waits.append)
    assert len(network.requests) == MAX_RETRIES + 2


def test_those_with_patience_wait_for_the_probe_to_get_through() -> None:
    network = Network(*[problem(503)] * (CIRCUIT_FAILURES + 2), RANKERS)
    network.sender.send(list_rankers(), patience_s=300, sleep=network.waits.append)
    assert len(network.requests) == CIRCUIT_FAILURES + 3
    network.sender.send(list_rankers())


def test_patience_ends_also_while_waiting() -> None:
    network = Network(httpx2.ConnectError("refused"))
    with pytest.raises(ServerUnreachableError):
        network.sender.send(list_rankers(), sleep=network.waits.append)
    before = len(network.requests)
    with pytest.raises(ServerUnreachableError, match="was not sent"):
        network.sender.send(list_rankers(), patience_s=0.01, sleep=network.waits.append)
    assert len(network.requests) == before


def test_refusals_are_answers() -> None:
    network = Network(problem(404))
    for _ in range(2 * CIRCUIT_FAILURES):
        with pytest.raises(NotFoundError):
            network.sender.send(list_rankers())
    assert len(network.requests) == 2 * CIRCUIT_FAILURES


def test_a_refusal_ends_the_row_of_failures() -> None:
    network = Network(*[problem(503)] * (CIRCUIT_FAILURES - 1), problem(404), problem(503))
    with pytest.raises(NotFoundError):
        network.sender.send(list_rankers(), sleep=network.waits.append)
    for _ in range(2):
        with pytest.raises(ServerError):
            network.sender.send(list_rankers(), patience_s=0)
