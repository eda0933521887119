"""Under /dashboard a problem is a page, with the status, code and request id that the API would have given it; whoever
is not signed in is led to where that is done."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.responses import Response

from app.dashboard.rendering import HEADERS, page
from app.web.auth import SESSION_COOKIES

Handler = Callable[[Request, Any], Response | Awaitable[Response]]

SIGN_IN = "/dashboard/sign-in"


def show_problems_as_pages(service: FastAPI) -> None:
    for kind, handler in list(service.exception_handlers.items()):
        service.add_exception_handler(kind, _as_page(handler))


def _as_page(handler: Handler) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        told = handler(request, error)
        if not isinstance(told, Response):  # the framework's own handlers are awaited
            told = await told
        path = request.url.path
        if not isinstance(told, JSONResponse) or not (path == "/dashboard" or path.startswith("/dashboard/")):
            return told
        if told.status_code == 401:
            return _to_sign_in(request)
        problem = json.loads(bytes(told.body))
        shown = page(request, "error.html", {"problem": problem}, status=told.status_code)
        for name in ("Retry-After", "Allow", "X-Request-ID"):
            if name in told.headers:
                shown.headers[name] = told.headers[name]
        return shown

    return answer


def _to_sign_in(request: Request) -> Response:
    """With the way back to what was asked for, if that can be repeated. A session that has ended is forgotten."""
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    way_back = f"?next={quote(target, safe='')}" if request.method == "GET" else ""
    answer = RedirectResponse(SIGN_IN + way_back, 303, HEADERS)
    for name in SESSION_COOKIES:
        if name in request.cookies:
            answer.delete_cookie(name, path="/", secure=name.startswith("__Host-"), httponly=True, samesite="lax")
    return answer
