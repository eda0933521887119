"""The receiver of callbacks: an ASGI application that evaluates the trials that the server sends."""

import asyncio
import inspect
import logging
import math
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

from pydantic import ValidationError

from lmsearcher._config import BUSY_RETRY_S, MAX_MESSAGE_BYTES, MESSAGE_READ_S
from lmsearcher._received_trials import Assignment, Message, ReceivedTrials
from lmsearcher._requests import encode
from lmsearcher._signing import NotSigned, Verifier
from lmsearcher._worker import with_trial_parameter
from lmsearcher.evaluation import EvaluationFunction

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
F = TypeVar("F", bound=EvaluationFunction)
_log = logging.getLogger("lmsearcher")


class Receiver:
    """Receives trials as callbacks. Serve it with an ASGI server of one process, because it keeps its state in memory.

    Args:
        secret: The secret in the jobs' `evaluation`, or several secrets while it is being replaced.
        path: Where messages are accepted.
        concurrency: How many trials run at once, each in a thread. The server sends further trials again later.
        respond_within_s: How long a request stays open for the result. A later result is reported when it is there.
    """

    def __init__(
        self, secret: str | Sequence[str], *, path: str = "/", concurrency: int = 1, respond_within_s: float = 0.0
    ) -> None:
        if concurrency < 1:
            raise ValueError(f"concurrency is {concurrency}; it must be at least 1")
        if not (math.isfinite(respond_within_s) and respond_within_s >= 0):
            raise ValueError(f"respond_within_s is {respond_within_s}; it must be a number of seconds, or 0")
        self._verifier = Verifier([secret] if isinstance(secret, str) else secret)
        self._path = path
        self._concurrency = concurrency
        self._respond_within_s = respond_within_s
        self._trials: ReceivedTrials | None = None

    def evaluate(self, function: F) -> F:
        """Decorates the evaluation function, which is as in Job.evaluate(). The function itself is not changed."""
        if self._trials is not None:
            raise ValueError("this receiver already has a function")
        if inspect.iscoroutinefunction(function):
            raise TypeError("the function runs in a thread: it cannot be async")
        self._trials = ReceivedTrials(
            with_trial_parameter(function), concurrency=self._concurrency, reports=self._respond_within_s == 0
        )
        return function

    def close(self) -> None:
        """Releases running trials within seconds. The shutdown of an ASGI server does this too."""
        if self._trials is not None:
            self._trials.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            try:
                response = await self._respond(scope, receive)
            except Rejection as rejection:
                response = rejection.response
            except Disconnected:
                return
            await response.send(send)
        else:
            raise ValueError(f"a receiver speaks HTTP only, not {scope['type']}")

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        if self._trials is None:
            message = "the receiver has no function: decorate one with @receiver.evaluate"
            await send({"type": "lifespan.startup.failed", "message": message})
            return
        await asyncio.to_thread(self._trials.start)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await asyncio.to_thread(self.close)
        await send({"type": "lifespan.shutdown.complete"})

    async def _respond(self, scope: Scope, receive: Receive) -> "Response":
        """Raises Rejection and Disconnected."""
        headers = self._require_message(scope)
        body = await _read_body(receive)
        try:
            self._verifier.verify(headers, body, now=time.time())
        except NotSigned as error:
            _log.warning("a message was rejected: %s", error)
            raise Rejection(HTTPStatus.UNAUTHORIZED, "not_authenticated", str(error)) from None
        return await self._evaluate(_parse(body))

    def _require_message(self, scope: Scope) -> dict[str, str]:
        """The headers of a request that may be a message. Raises Rejection."""
        if scope["path"].removeprefix(scope.get("root_path", "")) not in (self._path, self._path.rstrip("/")):
            raise Rejection(HTTPStatus.NOT_FOUND, "not_found", "messages are accepted at another path")
        if scope["method"] != "POST":
            raise Rejection(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", "use POST for messages", Allow="POST")
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            detail = "the content type of messages is application/json"
            raise Rejection(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail)
        return headers

    async def _evaluate(self, assignment: Assignment) -> "Response":
        trial = self._trials.accept(assignment) if self._trials is not None else None
        if trial is None:
            raise _later("all threads are busy")
        if self._respond_within_s and not trial.result.done():
            await asyncio.wait([asyncio.wrap_future(trial.result)], timeout=self._respond_within_s)
        result = trial.response()
        if result is not None:
            return Response(HTTPStatus.OK, result)
        if trial.is_stopped():
            raise _later("the evaluation was stopped")
        return Response(HTTPStatus.ACCEPTED, {"state": "running"})


@dataclass(frozen=True, slots=True)
class Response:
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


class Rejection(Exception):  # becomes a response, not an error of the program
    """The response is a problem document (RFC 9457)."""

    def __init__(self, status: HTTPStatus, code: str, detail: str, **headers: str) -> None:
        super().__init__(detail)
        problem = {"type": f"urn:lmsearcher:problem:{code}", "code": code, "title": status.phrase, "detail": detail}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.response = Response(status, {**problem, "status": status}, named, "application/problem+json")


class Disconnected(Exception):  # a signal, not an error of the program
    """The sender has closed the connection and does not wait for a response."""


async def _read_body(receive: Receive) -> bytes:
    """Raises Rejection if the body is too large or too slow, and Disconnected."""
    body = bytearray()
    try:
        async with asyncio.timeout(MESSAGE_READ_S):
            while True:
                event = await receive()
                if event["type"] == "http.disconnect":
                    raise Disconnected
                body += event.get("body", b"")
                if len(body) > MAX_MESSAGE_BYTES:
                    detail = f"a message may have at most {MAX_MESSAGE_BYTES} bytes"
                    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
                    raise Rejection(status, "body_too_large", detail, Connection="close")
                if not event.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        detail = f"the body did not arrive within {MESSAGE_READ_S:g} s"
        raise Rejection(HTTPStatus.REQUEST_TIMEOUT, "too_slow", detail, Connection="close") from None


def _parse(body: bytes) -> Assignment:
    try:
        return Message.model_validate_json(body).data
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = "/".join(str(part) for part in first["loc"])
        detail = f"this is not a message for a receiver: /{place}: {first['msg']}"
        raise Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input", detail) from None


def _later(detail: str) -> Rejection:
    return Rejection(HTTPStatus.SERVICE_UNAVAILABLE, "busy", detail, Retry_After=str(BUSY_RETRY_S))
