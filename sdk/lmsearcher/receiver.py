"""The evaluator that is called: an ASGI application that takes trials from the server and reports what came of them."""

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

from lmsearcher._api import encode
from lmsearcher._config import BUSY_RETRY_S, MAX_MESSAGE_BYTES, MESSAGE_READ_S
from lmsearcher._received_trials import Assignment, Message, PushedTrials
from lmsearcher._signing import NotSigned, Verifier
from lmsearcher._worker import taking_trial
from lmsearcher.evaluation import EvaluationFunction

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


F = TypeVar("F", bound=EvaluationFunction)
_log = logging.getLogger("lmsearcher")


class Receiver:
    """Serve it with one process of any ASGI server: what runs and what is done is remembered in the process.

    secret: the one of the jobs' `evaluation`; several while they are being changed. path: where messages are taken.
    concurrency: trials evaluated at a time, each in a thread; others are told to come again.
    answer_within_s: how long a call is held open for the result; what takes longer is reported when it is done.
    """

    def __init__(
        self, secret: str | Sequence[str], *, path: str = "/", concurrency: int = 1, answer_within_s: float = 0.0
    ) -> None:
        if concurrency < 1:
            raise ValueError(f"concurrency is {concurrency}; it must be at least 1")
        if not (math.isfinite(answer_within_s) and answer_within_s >= 0):
            raise ValueError(f"answer_within_s is {answer_within_s}; it must be a number of seconds, or 0")
        self._verifier = Verifier([secret] if isinstance(secret, str) else secret)
        self._path = path
        self._concurrency = concurrency
        self._answer_within_s = answer_within_s
        self._trials: PushedTrials | None = None

    def evaluate(self, function: F) -> F:
        """Decorates the function that evaluates, the same as in Job.evaluate(); it can still be called."""
        if self._trials is not None:
            raise ValueError("this receiver has its function already")
        if inspect.iscoroutinefunction(function):
            raise TypeError("the function runs in a thread: it cannot be async")
        self._trials = PushedTrials(
            taking_trial(function), concurrency=self._concurrency, reports=self._answer_within_s == 0
        )
        return function

    def close(self) -> None:
        """Gives back the trials that are being evaluated, within seconds. An ASGI server's shutdown does it."""
        if self._trials is not None:
            self._trials.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            try:
                answer = await self._answer(scope, receive)
            except Refusal as refusal:
                answer = refusal.answer
            except Disconnected:
                return
            await answer.send(send)
        else:
            raise ValueError(f"a receiver speaks HTTP only, no {scope['type']}")

    async def _live(self, receive: Receive, send: Send) -> None:
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

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        """Raises Refusal and Disconnected."""
        headers = self._require_message(scope)
        body = await read_body(receive)
        try:
            self._verifier.verify(headers, body, now=time.time())
        except NotSigned as error:
            _log.warning("a message was refused: %s", error)
            raise Refusal(HTTPStatus.UNAUTHORIZED, "not_authenticated", str(error)) from None
        return await self._evaluate(_read(body))

    def _require_message(self, scope: Scope) -> dict[str, str]:
        """The headers of what can be a message. Raises Refusal."""
        if scope["path"].removeprefix(scope.get("root_path", "")) not in (self._path, self._path.rstrip("/")):
            raise Refusal(HTTPStatus.NOT_FOUND, "not_found", "messages are taken elsewhere")
        if scope["method"] != "POST":
            raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", "messages are POSTed", Allow="POST")
        headers = headers_of(scope)
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "messages are application/json")
        return headers

    async def _evaluate(self, assignment: Assignment) -> Answer:
        trial = self._trials.take(assignment) if self._trials is not None else None
        if trial is None:
            raise _later("all places are taken")
        if self._answer_within_s and not trial.result.done():
            await asyncio.wait([asyncio.wrap_future(trial.result)], timeout=self._answer_within_s)
        result = trial.answer()
        if result is not None:
            return Answer(HTTPStatus.OK, result)
        if trial.is_stopped():
            raise _later("the evaluation was stopped")
        return Answer(HTTPStatus.ACCEPTED, {"state": "running"})


def _read(body: bytes) -> Assignment:
    try:
        return Message.model_validate_json(body).data
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = "/".join(str(part) for part in first["loc"])
        detail = f"no message for this receiver: /{place}: {first['msg']}"
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input", detail) from None


def _later(detail: str) -> Refusal:
    return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "busy", detail, Retry_After=str(BUSY_RETRY_S))
