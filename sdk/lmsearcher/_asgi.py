"""As much of ASGI as a receiver of small messages needs: one request's body, one answer in JSON."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from lmsearcher._call import encode
from lmsearcher._constants import MAX_MESSAGE_BYTES, MESSAGE_READ_S

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"

    async def send(self, send: Send) -> None:
        content = encode(self.body)
        headers = {"Content-Type": self.media_type, "Content-Length": str(len(content)), **self.headers}
        pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": pairs})
        await send({"type": "http.response.body", "body": content})


class Refusal(Exception):  # an answer, not an error of the program
    """Answered as a problem document (RFC 9457)."""

    def __init__(self, status: HTTPStatus, code: str, detail: str, **headers: str) -> None:
        super().__init__(detail)
        problem = {"type": f"urn:lmsearcher:problem:{code}", "code": code, "title": status.phrase, "detail": detail}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answer = Answer(status, {**problem, "status": status}, named, "application/problem+json")


class Disconnected(Exception):  # a signal, not an error of the program
    """Nobody waits for an answer any more."""


def headers_of(scope: Scope) -> dict[str, str]:
    """By name in lower case."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


async def read_body(receive: Receive) -> bytes:
    """Raises Refusal for what is too large or too slow, and Disconnected."""
    body = bytearray()
    try:
        async with asyncio.timeout(MESSAGE_READ_S):
            while True:
                event = await receive()
                if event["type"] == "http.disconnect":
                    raise Disconnected
                body += event.get("body", b"")
                if len(body) > MAX_MESSAGE_BYTES:
                    detail = f"a message has {MAX_MESSAGE_BYTES} bytes at most"
                    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
                    raise Refusal(status, "body_too_large", detail, Connection="close")
                if not event.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        detail = f"the body did not come within {MESSAGE_READ_S:g} s"
        raise Refusal(HTTPStatus.REQUEST_TIMEOUT, "too_slow", detail, Connection="close") from None
