"""For every request: an id that is logged and returned, and bounds for the size and depth of the body."""

import re
import time
import uuid

import numpy as np
import structlog
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.limits import MAX_JSON_DEPTH

_GOOD_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")
_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


MAX_LOGGED_PATH = 500

_log = structlog.get_logger("access")


class RequestContext:
    """Takes `X-Request-ID` from the caller or makes one; binds it to the log and sends it back, with the headers that
    dependencies leave in the request's state for every kind of response. Responses under /v1 belong to a project: no
    cache keeps them unless they say otherwise. Logs the request when it has ended."""

    def __init__(self, app: ASGIApp, *, access_log: bool = True) -> None:
        self._app = app
        self._access_log = access_log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        request_id = given if _GOOD_ID.match(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        status = 500  # what is answered for an application that raises before it answers

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = {"X-Request-ID": request_id, **scope["state"].get("headers", {})}
                headers = [*message["headers"], *((k.lower().encode(), v.encode()) for k, v in own.items())]
                if scope["path"].startswith("/v1/"):
                    headers.append((b"x-content-type-options", b"nosniff"))
                    if not any(name == b"cache-control" for name, _ in headers):
                        headers.append((b"cache-control", b"no-store"))
                message["headers"] = headers
            await send(message)

        # Not unbound at the end: the error of a request is logged further out, and every request is a task of its own.
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        start = time.perf_counter()
        try:
            await self._app(scope, receive, send_with_id)
        finally:
            if self._access_log:
                ms = round((time.perf_counter() - start) * 1000, 1)
                path = scope["path"][:MAX_LOGGED_PATH]  # without the query, in which callers put what is secret
                address = scope["client"][0] if scope.get("client") else None
                _log.info("request", method=scope["method"], path=path, status=status, ms=ms, address=address)


class BodyLimit:
    """Ends the request with 413 (RFC 9110 section 15.5.14) where more than `limit` bytes of body are read, and with
    400 where the body is JSON nested more than MAX_JSON_DEPTH deep, before any of it is parsed."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        parts: list[bytes] = []
        read = opened = 0

        async def receive_bounded() -> Message:
            nonlocal read, opened
            message = await receive()
            if message["type"] != "http.request":
                return message
            part = message.get("body", b"")
            read += len(part)
            if read > self._limit:
                raise HTTPException(413, f"a request body has at most {self._limit} bytes")
            parts.append(part)
            opened += part.count(b"[") + part.count(b"{")
            if not message.get("more_body"):
                if opened > MAX_JSON_DEPTH:  # most bodies have fewer brackets, and need no reading
                    _check_depth(b"".join(parts))
                parts.clear()
            return message

        await self._app(scope, receive_bounded, send)


def _check_depth(body: bytes) -> None:
    """Brackets in strings do not count. Raises HTTPException."""
    brackets = np.frombuffer(_STRINGS.sub(b"", body).translate(None, _NOT_BRACKETS), dtype=np.uint8)
    opens = (brackets == ord("[")) | (brackets == ord("{"))
    if opens.any() and np.cumsum(np.where(opens, 1, -1)).max() > MAX_JSON_DEPTH:
        raise HTTPException(400, f"the body is nested more than {MAX_JSON_DEPTH} levels deep")
