"""What a receiver lets in: everything else is answered with what is wrong, and evaluates nothing."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from lmsearcher import Receiver, SearchSpace, new_signing_secret
from lmsearcher._api import new_job

from tests.sdk.receiving import SECRET, call, message, served, signed

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    receiver = Receiver(SECRET)

    @receiver.evaluate
    def train(architecture: dict[str, Any]) -> float:
        pytest.fail("nothing of this is a message")

    with served(receiver) as address:
        yield address


def problem(response: httpx2.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    document = response.json()
    assert document["status"] == response.status_code
    assert document["detail"]
    return response.status_code, document["code"]


def post(address: str, content: bytes, **headers: str) -> httpx2.Response:
    return httpx2.post(address, content=content, headers={**JSON, **headers}, timeout=20)


def test_only_messages_are_taken(address: str) -> None:
    got = httpx2.get(address)
    assert problem(got) == (405, "method_not_allowed")
    assert got.headers["allow"] == "POST"
    assert problem(post(f"{address}/elsewhere", b"{}")) == (404, "not_found")
    text = httpx2.post(address, content=b"{}", headers={"Content-Type": "text/plain"})
    assert problem(text) == (415, "unsupported_media_type")
    assert problem(post(address, b"{}")) == (401, "not_authenticated")


def test_a_message_of_someone_else_is_refused(address: str) -> None:
    answer = call(address, message("http://127.0.0.1:9"), secret=new_signing_secret())
    assert problem(answer) == (401, "not_authenticated")


def test_a_message_has_a_size(address: str) -> None:
    assert problem(post(address, b" " * (1 << 20) + b" ")) == (413, "body_too_large")

    def chunks() -> Iterator[bytes]:
        for _ in range(17):
            yield b" " * (1 << 16)

    assert problem(httpx2.post(address, content=chunks(), headers=JSON)) == (413, "body_too_large")


def of(**changes: Any) -> dict[str, Any]:
    """A message, but for one thing."""
    base = message("http://127.0.0.1:9")
    base["data"].update({name: {**base["data"][name], **change} for name, change in changes.items()})
    return base


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[" * 100_000,
        b"[]",
        json.dumps({**of(), "type": "webhook.ping"}).encode(),
        json.dumps({"type": "trial.evaluate"}).encode(),
        json.dumps(of(urls={"result": "file:///etc/passwd"})).encode(),
        json.dumps(of(urls={"heartbeat": "http://api/ \r\nx: y"})).encode(),
        json.dumps(of(urls={"release": "http://" + "x" * 1_000})).encode(),
        json.dumps(of(lease={"token": "two\r\nlines"})).encode(),
        json.dumps(of(lease={"lease_s": 0})).encode(),
        json.dumps(of(lease={"lease_s": float("inf")})).encode(),
        json.dumps(of(trial={"id": "x" * 201})).encode(),
    ],
    ids=lambda body: body[:20].decode(),
)
def test_what_is_signed_but_no_message_is_refused(address: str, body: bytes) -> None:
    answer = httpx2.post(address, content=body, headers=signed(body, message_id="msg_1"), timeout=20)
    assert problem(answer) == (422, "invalid_input")
    assert "lmst_" not in answer.text


def test_it_may_be_mounted_or_have_a_path_of_its_own() -> None:
    for receiver, root_path, path in [
        (Receiver(SECRET), "/train", "/train"),
        (Receiver(SECRET, path="/train"), "", "/train"),
    ]:
        receiver.evaluate(lambda _: 1.0)
        with served(receiver, root_path=root_path) as address:
            there = address if root_path else address + path
            assert problem(post(there, b"{}")) == (401, "not_authenticated")
            assert problem(post(f"{there}/x", b"{}")) == (404, "not_found")


def test_a_receiver_without_a_function_does_not_start() -> None:
    said: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "lifespan.startup"}

    async def send(event: Any) -> None:
        said.append(event)

    asyncio.run(Receiver(SECRET)({"type": "lifespan"}, receive, send))
    assert [event["type"] for event in said] == ["lifespan.startup.failed"]
    with pytest.raises(ValueError, match="HTTP only"):
        asyncio.run(Receiver(SECRET)({"type": "websocket"}, receive, send))


def test_a_receiver_has_one_function_that_is_not_async() -> None:
    receiver = Receiver(SECRET)

    async def train(architecture: dict[str, Any]) -> float:
        return 1.0

    with pytest.raises(TypeError, match="async"):
        receiver.evaluate(train)  # type: ignore[type-var]

    @receiver.evaluate
    def evaluate(architecture: dict[str, Any]) -> float:
        return 1.0

    assert evaluate({}) == 1.0
    with pytest.raises(ValueError, match="already"):
        receiver.evaluate(evaluate)
    receiver.close()


@pytest.mark.parametrize("wrong", [{"concurrency": 0}, {"answer_within_s": -1}, {"answer_within_s": float("nan")}])
def test_wrong_numbers_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="it must be"):
        Receiver(SECRET, **wrong)


def test_a_job_says_where_it_wants_to_be_evaluated(space: SearchSpace) -> None:
    callback = {"mode": "callback", "url": "https://gpu.example.org/", "secret": SECRET}
    asked = new_job(space=space, metric="acc", max_trials=1, lease_s=60, evaluation=callback).body
    assert asked is not None
    assert asked["evaluation"] == {**callback, "lease_s": 60}
