"""The evaluator that is called: an ASGI application that takes trials from the server and reports what came of them."""

import asyncio
import inspect
import logging
import math
import time
from collections.abc import Sequence
from http import HTTPStatus
from typing import TypeVar

from pydantic import ValidationError

from lmsearcher._asgi import Answer, Disconnected, Receive, Refusal, Scope, Send, headers_of, read_body
from lmsearcher._constants import BUSY_RETRY_S
from lmsearcher._messages import Assignment, Message
from lmsearcher._pushed import PushedTrials
from lmsearcher._signing import NotSigned, Verifier
from lmsearcher._work import taking_trial
from lmsearcher.evaluation import EvaluationFunction

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
