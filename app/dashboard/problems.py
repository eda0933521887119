"""Under /dashboard a problem is a page, with the status, code and request id of the API's problem document. Viewers who
are not signed in are redirected to the page to sign in."""

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
    async def respond(request: Request, error: Exception) -> Response:
        response = handler(request, error)
        if not isinstance(response, Response):  # the framework's own handlers are awaited
            response = await response
        path = request.url.path
        if not isinstance(response, JSONResponse) or not (path == "/dashboard" or path.startswith("/dashboard/")):
            return response
        if response.status_code == 401:
            return _to_sign_in(request)
        problem = json.loads(bytes(response.body))
        shown = page(request, "error.html", {"problem": problem}, status=response.status_code)
        for name in ("Retry-After", "Allow", "X-Request-ID"):
            if name in response.headers:
                shown.headers[name] = response.headers[name]
        return shown

    return respond


def _to_sign_in(request: Request) -> Response:
    """With the address of the requested page, if that can be repeated. The cookie of an ended session is deleted."""
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return_to = f"?next={quote(target, safe='')}" if request.method == "GET" else ""
    answer = RedirectResponse(SIGN_IN + return_to, 303, HEADERS)
    for name in SESSION_COOKIES:
        if name in request.cookies:
            answer.delete_cookie(name, path="/", secure=name.startswith("__Host-"), httponly=True, samesite="lax")
    return answer
