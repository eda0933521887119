"""Retries and errors on a failing network. Only the network is simulated, by a transport."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import pytest
from lmsearcher import (
    APIError,
    AuthenticationError,
    Client,
    ConflictError,
    FieldProblem,
    InvalidRequestError,
    JobFinishedError,
    LeaseLostError,
    LMSearcherError,
    NotFoundError,
    QuotaExceededError,
    RateLimitedError,
    ResultConflictError,
    ServerError,
    ServerUnreachableError,
    SpaceExhaustedError,
    UnexpectedResponseError,
    models,
)
from lmsearcher import _api as api
from lmsearcher._api import lease, list_rankers
from lmsearcher._config import MAX_DELAY_S, MAX_RETRIES, RETRY_AFTER_CEILING_S, Connection
from lmsearcher._requests import ApiRequest, parse_as, post_once
from lmsearcher._retry import retry_after_s, retry_delay_s
from lmsearcher._transport import Sender

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
RANKERS = httpx2.Response(200, json={"items": [{"name": "compact", "kind": "compact", "default": True}]})
TOKEN = str(uuid.uuid4())
Reply = httpx2.Response | Exception


class Network:
    """Responds with the replies in turn, and then with the last one again. Records requests and waits.

    Time passes only while the sender waits.
    """

    def __init__(self, *replies: Reply) -> None:
        self._replies = list(replies)
        self.requests: list[httpx2.Request] = []
        self.waits: list[float] = []
        connection = Connection.from_arguments("http://service", None, timeout_s=7)
        self.sender = Sender(connection, httpx2.MockTransport(self._respond), clock=lambda: sum(self.waits))

    def _respond(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if isinstance(reply, Exception):
            raise reply
        return reply


def problem(status: int, code: str = "x", headers: dict[str, str] | None = None, **members: object) -> httpx2.Response:
    return httpx2.Response(status, json={"code": code, "title": "T", "detail": "D", **members}, headers=headers)


def post(body: dict[str, Any]) -> ApiRequest[models.RankerList]:
    return post_once("v1/anything", parse_as(models.RankerList), body=body)


@pytest.mark.parametrize(
    "failure",
    [
        httpx2.ConnectError("refused"),
        httpx2.ReadError("reset"),
        httpx2.ReadTimeout("slow"),
        httpx2.RemoteProtocolError("half a response"),
        problem(408),
        problem(429),
        problem(500),
        httpx2.Response(502, text="<html>bad gateway</html>"),
        problem(503),
        problem(409, "request_in_progress"),
    ],
)
def test_temporary_failure_is_retried(failure: Reply) -> None:
    network = Network(failure, failure, RANKERS)
    rankers = network.sender.send(list_rankers(), sleep=network.waits.append)
    assert rankers.items[0].name == "compact"
    assert len(network.requests) == 3
    assert 0 < network.waits[0] <= network.waits[1] * 2 <= 2 * MAX_DELAY_S


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (problem(400), InvalidRequestError),
        (problem(413), InvalidRequestError),
        (problem(422), InvalidRequestError),
        (problem(401), AuthenticationError),
        (problem(403), AuthenticationError),
        (problem(404), NotFoundError),
        (problem(405), APIError),
        (problem(409), ConflictError),
        (problem(409, "job_finished"), JobFinishedError),
        (problem(409, "space_exhausted"), SpaceExhaustedError),
        (problem(409, "lease_lost"), LeaseLostError),
        (problem(409, "result_conflict"), ResultConflictError),
        (problem(429, "quota_exceeded", {"Retry-After": "60"}), QuotaExceededError),
        (httpx2.Response(302, headers={"location": "https://service/"}), UnexpectedResponseError),
        (httpx2.Response(200, text="<html>a login page</html>"), UnexpectedResponseError),
        (httpx2.LocalProtocolError("our own fault"), ServerUnreachableError),
    ],
)
def test_final_response_is_not_retried(reply: Reply, error: type[LMSearcherError]) -> None:
    network = Network(reply)
    with pytest.raises(LMSearcherError) as caught:
        network.sender.send(list_rankers(), sleep=network.waits.append)
    assert type(caught.value) is error
    assert len(network.requests) == 1


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (problem(500), ServerError),
        (problem(429), RateLimitedError),
        (httpx2.ConnectError("refused"), ServerUnreachableError),
    ],
)
def test_number_of_retries_is_limited(reply: Reply, error: type[LMSearcherError]) -> None:
    network = Network(reply)
    with pytest.raises(error):
        network.sender.send(list_rankers(), sleep=network.waits.append)
    assert len(network.requests) == MAX_RETRIES + 1


def test_patience_limits_time_instead_of_tries() -> None:
    refused = [httpx2.ConnectError("refused")] * (MAX_RETRIES + 3)
    network = Network(*refused, RANKERS)
    network.sender.send(list_rankers(), patience_s=60, sleep=network.waits.append)
    assert len(network.requests) == MAX_RETRIES + 4
    impatient = Network(httpx2.ConnectError("refused"))
    with pytest.raises(ServerUnreachableError):
        impatient.sender.send(list_rankers(), patience_s=0, sleep=impatient.waits.append)
    assert len(impatient.requests) == 1


def test_retry_after_decides_the_delay() -> None:
    network = Network(
        problem(429, headers={"Retry-After": "3"}),
        problem(503, headers={"Retry-After": "86400"}),
        problem(503, headers={"Retry-After": "0"}),
        RANKERS,
    )
    network.sender.send(list_rankers(), sleep=network.waits.append)
    assert network.waits == [3, RETRY_AFTER_CEILING_S, 0]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5", 5),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), 0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(text: str, seconds: float | None) -> None:
    assert retry_after_s(httpx2.Response(503, headers={"Retry-After": text}), now=NOW) == seconds


def test_delays_double_up_to_a_limit_and_half_is_random() -> None:
    def delays(jitter: float) -> list[float]:
        return [retry_delay_s(tries, None, jitter=jitter, now=NOW) for tries in range(1, 8)]

    assert delays(0.0) == [0.25, 0.5, 1, 2, 4, 4, 4]
    assert delays(0.5) == [0.375, 0.75, 1.5, 3, 6, 6, 6]
    assert retry_delay_s(10_000, None, jitter=0.0, now=NOW) == MAX_DELAY_S / 2


def test_retried_post_has_the_same_key_and_body() -> None:
    network = Network(httpx2.ReadTimeout("lost response"), problem(409))
    with pytest.raises(ConflictError):
        network.sender.send(post({"seed": 1}), sleep=network.waits.append)
    first, second = network.requests
    assert len(first.headers["idempotency-key"]) >= 32
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert first.content == second.content == b'{"seed":1}'
    third = post({"seed": 1})
    assert third.headers["Idempotency-Key"] != first.headers["idempotency-key"]


@pytest.mark.parametrize(
    "build",
    [
        lambda: api.create_job(space={}, metric="acc", max_trials=1),
        lambda: api.change_job("j", "pause"),
        lambda: api.rank(space={}, goal="maximize", history=[], candidates=["0"]),
    ],
)
def test_each_request_has_one_key_for_all_tries(
    build: Callable[[], ApiRequest[Any]],
) -> None:
    network = Network(problem(409, "request_in_progress", headers={"Retry-After": "1"}), problem(503), problem(404))
    request = build()
    assert request.method == "POST"
    with pytest.raises(NotFoundError):
        network.sender.send(request, sleep=network.waits.append)
    first, *others = [request.headers["idempotency-key"] for request in network.requests]
    assert others == [first, first]
    assert network.waits[0] == 1
    assert build().headers["Idempotency-Key"] != first


def test_long_poll_has_a_longer_timeout() -> None:
    network = Network(
        RANKERS, httpx2.Response(200, json={"trials": [], "job_state": "running", "metric": "m", "lease_s": 300})
    )
    network.sender.send(list_rankers())
    network.sender.send(lease("j", worker="w", count=1, wait_s=20))
    plain, long = (request.extensions["timeout"] for request in network.requests)
    assert plain == {"connect": 7, "read": 7, "write": 7, "pool": 7}
    assert long == {"connect": 7, "read": 27, "write": 7, "pool": 7}


def test_error_names_fields_hints_and_request_id() -> None:
    fields = [{"pointer": "/space", "detail": "it is empty", "hint": "Add a dimension."}]
    network = Network(problem(422, "invalid_space", errors=fields, request_id="r1", job_state="running"))
    with pytest.raises(InvalidRequestError) as caught:
        network.sender.send(list_rankers())
    error = caught.value
    assert (error.status, error.code, error.title, error.detail, error.request_id) == (
        422,
        "invalid_space",
        "T",
        "D",
        "r1",
    )
    assert error.errors == (FieldProblem("/space", "it is empty", "Add a dimension."),)
    assert error.members == {"job_state": "running"}
    assert "/space: it is empty. Add a dimension." in str(error)
    assert "request r1" in str(error)


@pytest.mark.parametrize("body", ["<html>gateway</html>", "[1]", '{"errors": [1, {}]}', '{"errors": 5}'])
def test_error_without_problem_document_is_an_error(body: str) -> None:
    network = Network(httpx2.Response(404, text=body, headers={"x-request-id": "r2"}))
    with pytest.raises(NotFoundError) as caught:
        network.sender.send(list_rankers())
    assert (caught.value.code, caught.value.request_id) == ("http_404", "r2")


def test_nan_is_not_sent() -> None:
    network = Network(RANKERS)
    with pytest.raises(ValueError, match="not JSON compliant"):
        network.sender.send(post({"low": float("nan")}))
    assert network.requests == []


Seen = tuple[list[httpx2.Request], Callable[[httpx2.Request], httpx2.Response]]


@pytest.fixture
def seen() -> Seen:
    """The requests that a client has sent, and the network that responds to them."""
    requests: list[httpx2.Request] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(200, json=json.loads(RANKERS.text))

    return requests, respond


def test_address_and_key_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, seen: Seen) -> None:
    requests, respond = seen
    monkeypatch.setenv("LMSEARCHER_URL", "https://service/prefix/")
    monkeypatch.setenv("LMSEARCHER_API_KEY", "lmsk_secret")
    with Client(transport=httpx2.MockTransport(respond)) as client:
        client.rankers()
        assert "lmsk_secret" not in repr(client)
    assert str(requests[0].url) == "https://service/prefix/v1/rankers"
    assert requests[0].headers["authorization"] == "Bearer lmsk_secret"
    assert requests[0].headers["user-agent"].startswith("lmsearcher/")


def test_arguments_override_the_environment(monkeypatch: pytest.MonkeyPatch, seen: Seen) -> None:
    requests, respond = seen
    monkeypatch.setenv("LMSEARCHER_URL", "https://other")
    monkeypatch.delenv("LMSEARCHER_API_KEY", raising=False)
    with Client("http://service", transport=httpx2.MockTransport(respond)) as client:
        client.rankers()
    assert str(requests[0].url) == "http://service/v1/rankers"
    assert "authorization" not in requests[0].headers


@pytest.mark.parametrize(("url", "timeout_s"), [(None, 1.0), ("service:8000", 1.0), ("http://x", 0.0)])
def test_client_needs_an_address_and_a_timeout(
    monkeypatch: pytest.MonkeyPatch, url: str | None, timeout_s: float
) -> None:
    monkeypatch.delenv("LMSEARCHER_URL", raising=False)
    with pytest.raises(LMSearcherError):
        Client(url, timeout_s=timeout_s)


def test_ids_are_quoted_in_paths(seen: Seen) -> None:
    requests, respond = seen
    with (
        Client("http://service", transport=httpx2.MockTransport(respond)) as client,
        pytest.raises(UnexpectedResponseError),
    ):
        client.trials.get("a/b?c#d")
    assert requests[0].url.raw_path == b"/v1/trials/a%2Fb%3Fc%23d"
