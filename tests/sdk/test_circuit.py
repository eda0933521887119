"""The circuit breaker: an unreachable server gets only probes, and the log says so once."""

import logging

import httpx2
import pytest
from lmsearcher import NotFoundError, ServerError, ServerUnreachableError
from lmsearcher._api import list_rankers
from lmsearcher._config import CIRCUIT_CHECK_S, CIRCUIT_FAILURES, MAX_DELAY_S, MAX_RETRIES
from lmsearcher._retry import Circuit

from tests.sdk.test_transport import RANKERS, Network, problem


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
        circuit.record_failure("refused", retry_in_s=4.0)


def test_circuit_opens_after_failures_and_closes_on_response(circuit: Circuit) -> None:
    fail(circuit, CIRCUIT_FAILURES - 1)
    circuit.record_response()
    fail(circuit, CIRCUIT_FAILURES - 1)
    assert circuit.hold_s() == 0
    fail(circuit, 1)
    assert circuit.hold_s() > 0
    circuit.record_response()
    assert circuit.hold_s() == 0


def test_open_circuit_lets_one_thread_probe(circuit: Circuit, time: Time) -> None:
    fail(circuit, CIRCUIT_FAILURES)
    assert circuit.hold_s() == CIRCUIT_CHECK_S
    time.now += 3.5
    assert circuit.hold_s() == 0.5
    time.now += 0.5
    assert [circuit.hold_s() for _ in range(3)] == [0, CIRCUIT_CHECK_S, CIRCUIT_CHECK_S]
    fail(circuit, 1)
    time.now += 4
    assert circuit.hold_s() == 0


def test_probe_without_outcome_is_replaced(circuit: Circuit, time: Time) -> None:
    fail(circuit, CIRCUIT_FAILURES)
    time.now += 4
    assert circuit.hold_s() == 0
    time.now += MAX_DELAY_S
    assert circuit.hold_s() == 0


def test_opening_and_closing_are_logged_once(circuit: Circuit, time: Time, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="lmsearcher"):
        fail(circuit, CIRCUIT_FAILURES + 3)
        time.now += 90
        circuit.record_response()
        circuit.record_response()
    opened, closed = (record.getMessage() for record in caplog.records)
    assert "has not responded since" in opened
    assert "refused" in opened
    assert "after 90 s" in closed


def test_open_circuit_fails_requests_at_once_and_says_since_when() -> None:
    network = Network(httpx2.ConnectError("refused"))
    with pytest.raises(ServerUnreachableError):
        network.sender.send(list_rankers(), sleep=network.waits.append)
    assert len(network.requests) == MAX_RETRIES + 1
    with pytest.raises(ServerUnreachableError, match=r"was not sent: .* not responded since 20\d\d-.*refused"):
        network.sender.send(list_rankers(), sleep=network.waits.append)
    assert len(network.requests) == MAX_RETRIES + 1
    network.waits.append(MAX_DELAY_S)
    with pytest.raises(ServerUnreachableError):
        network.sender.send(list_rankers(), sleep=network.waits.append)
    assert len(network.requests) == MAX_RETRIES + 2


def test_request_with_patience_waits_for_the_probe() -> None:
    network = Network(*[problem(503)] * (CIRCUIT_FAILURES + 2), RANKERS)
    network.sender.send(list_rankers(), patience_s=300, sleep=network.waits.append)
    assert len(network.requests) == CIRCUIT_FAILURES + 3
    network.sender.send(list_rankers())


def test_patience_ends_while_waiting_for_the_probe() -> None:
    network = Network(httpx2.ConnectError("refused"))
    with pytest.raises(ServerUnreachableError):
        network.sender.send(list_rankers(), sleep=network.waits.append)
    before = len(network.requests)
    with pytest.raises(ServerUnreachableError, match="was not sent"):
        network.sender.send(list_rankers(), patience_s=0.01, sleep=network.waits.append)
    assert len(network.requests) == before


def test_client_errors_do_not_open_the_circuit() -> None:
    network = Network(problem(404))
    for _ in range(2 * CIRCUIT_FAILURES):
        with pytest.raises(NotFoundError):
            network.sender.send(list_rankers())
    assert len(network.requests) == 2 * CIRCUIT_FAILURES


def test_client_error_resets_the_failures() -> None:
    network = Network(*[problem(503)] * (CIRCUIT_FAILURES - 1), problem(404), problem(503))
    with pytest.raises(NotFoundError):
        network.sender.send(list_rankers(), sleep=network.waits.append)
    for _ in range(2):
        with pytest.raises(ServerError):
            network.sender.send(list_rankers(), patience_s=0)
