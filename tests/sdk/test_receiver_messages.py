"""A receiver rejects what is not a message, says what is wrong, and evaluates nothing."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from lmsearcher import Receiver, SearchSpace, new_signing_secret
from lmsearcher._api import create_job

from tests.sdk.callbacks import SECRET, message, send_callback, served, signed

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    receiver = Receiver(SECRET)

    @receiver.evaluate
    def train(architecture: dict[str, Any]) -> float:
        pytest.fail("no message was sent")

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


def test_other_requests_are_rejected(address: str) -> None:
    got = httpx2.get(address)
    assert problem(got) == (405, "method_not_allowed")
    assert got.headers["allow"] == "POST"
    assert problem(post(f"{address}/elsewhere", b"{}")) == (404, "not_found")
    text = httpx2.post(address, content=b"{}", headers={"Content-Type": "text/plain"})
    assert problem(text) == (415, "unsupported_media_type")
    assert problem(post(address, b"{}")) == (401, "not_authenticated")


def test_message_with_another_secret_is_rejected(address: str) -> None:
    response = send_callback(address, message("http://127.0.0.1:9"), secret=new_signing_secret())
    assert problem(response) == (401, "not_authenticated")


def test_large_message_is_rejected(address: str) -> None:
    assert problem(post(address, b" " * (1 << 20) + b" ")) == (413, "body_too_large")

    def chunks() -> Iterator[bytes]:
        for _ in range(17):
            yield b" " * (1 << 16)

    assert problem(httpx2.post(address, content=chunks(), headers=JSON)) == (413, "body_too_large")


def of(**changes: Any) -> dict[str, Any]:
    """A message with one change."""
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
def test_invalid_signed_message_is_rejected(address: str, body: bytes) -> None:
    response = httpx2.post(address, content=body, headers=signed(body, message_id="msg_1"), timeout=20)
    assert problem(response) == (422, "invalid_input")
    assert "lmst_" not in response.text


def test_receiver_can_be_mounted_or_have_a_path() -> None:
    for receiver, root_path, path in [
        (Receiver(SECRET), "/train", "/train"),
        (Receiver(SECRET, path="/train"), "", "/train"),
    ]:
        receiver.evaluate(lambda _: 1.0)
        with served(receiver, root_path=root_path) as address:
            there = address if root_path else address + path
            assert problem(post(there, b"{}")) == (401, "not_authenticated")
            assert problem(post(f"{there}/x", b"{}")) == (404, "not_found")


def test_receiver_without_function_does_not_start() -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "lifespan.startup"}

    async def send(event: Any) -> None:
        sent.append(event)

    asyncio.run(Receiver(SECRET)({"type": "lifespan"}, receive, send))
    assert [event["type"] for event in sent] == ["lifespan.startup.failed"]
    with pytest.raises(ValueError, match="HTTP only"):
        asyncio.run(Receiver(SECRET)({"type": "websocket"}, receive, send))


def test_receiver_takes_one_function_that_is_not_async() -> None:
    receiver = Receiver(SECRET)

    async def train(architecture: dict[str, Any]) -> float:
        return 1.0

    asynchronous: Any = train
    with pytest.raises(TypeError, match="async"):
        receiver.evaluate(asynchronous)

    @receiver.evaluate
    def evaluate(architecture: dict[str, Any]) -> float:
        return 1.0

    assert evaluate({}) == 1.0
    with pytest.raises(ValueError, match="already"):
        receiver.evaluate(evaluate)
    receiver.close()


@pytest.mark.parametrize("wrong", [{"concurrency": 0}, {"respond_within_s": -1}, {"respond_within_s": float("nan")}])
def test_invalid_arguments_raise(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="it must be"):
        Receiver(SECRET, **wrong)


def test_new_job_contains_the_callback_settings(space: SearchSpace) -> None:
    callback = {"mode": "callback", "url": "https://gpu.example.org/", "secret": SECRET}
    body = create_job(space=space, metric="acc", max_trials=1, lease_s=60, evaluation=callback).body
    assert body is not None
    assert body["evaluation"] == {**callback, "lease_s": 60}
