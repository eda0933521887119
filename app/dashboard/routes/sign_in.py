"""Signing in with an API key, and signing out. The browser sends the key once and does not keep it."""

import re
from urllib.parse import unquote, urlsplit

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from app.clock import database_now
from app.dashboard.access import ViewerDep
from app.dashboard.csrf import genuine_form
from app.dashboard.problems import SIGN_IN
from app.dashboard.rendering import page
from app.domain.errors import InsufficientScope, NotAuthenticated
from app.services.access import authentication
from app.services.access.authentication import Authenticator
from app.services.access.principal import Principal
from app.services.transactions import Database
from app.web.auth import SESSION_COOKIES, recognise, session_token
from app.web.deps import DatabaseDep

HOME = "/dashboard/jobs"
_DASHBOARD_PAGE = re.compile(r"/dashboard/[\w\-./%?=&+:,~]{0,1000}", re.ASCII)
_NO_READ = "This key cannot view anything: it needs the scope read."

router = APIRouter(prefix="/dashboard")


@router.get("/sign-in")
async def show_sign_in(request: Request, next: str = HOME) -> Response:  # noqa: A002 - the parameter's name in addresses
    authenticator: Authenticator = request.app.state.authenticator
    if not authenticator.key_needed:
        return RedirectResponse(HOME, 303)
    return _form(request, next)


@router.post("/sign-in")
async def sign_in(request: Request, database: DatabaseDep) -> Response:
    """Redirects to the requested page, with a session; or shows the form again, with the mistake."""
    form = await genuine_form(request)
    authenticator: Authenticator = request.app.state.authenticator
    requested = form.get("next")
    place = _place(requested if isinstance(requested, str) else HOME)
    key = form.get("key")
    credentials = f"Bearer {key.strip()}" if isinstance(key, str) else "Bearer"
    try:
        principal = await recognise(request, credentials, authenticator.authenticate)
        token = await run_in_threadpool(_begin, database, principal)
    except NotAuthenticated as error:
        return _form(request, place, error.detail, status=401)
    except InsufficientScope:
        return _form(request, place, _NO_READ, status=403)
    answer = RedirectResponse(place, 303)
    secure = _is_secure(request)
    name = SESSION_COOKIES[0] if secure else SESSION_COOKIES[1]
    longest = int(authentication.LONGEST.total_seconds())
    answer.set_cookie(name, token, max_age=longest, path="/", httponly=True, samesite="lax", secure=secure)
    return answer


@router.post("/sign-out")
async def sign_out(request: Request, viewer: ViewerDep, database: DatabaseDep) -> Response:
    token = session_token(request)
    if token is not None:
        await run_in_threadpool(_end, database, viewer, token)
    answer = RedirectResponse(SIGN_IN, 303)
    for name in SESSION_COOKIES:
        answer.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=name.startswith("__Host-"))
    return answer


def _form(request: Request, place: str, mistake: str | None = None, *, status: int = 200) -> Response:
    return page(request, "sign_in.html", {"next": _place(place), "mistake": mistake}, status=status)


def _place(requested: str) -> str:
    """Where to go on: a page of the dashboard, never another site. Browsers read `%2e` in a path as a dot."""
    return requested if _DASHBOARD_PAGE.fullmatch(requested) and ".." not in unquote(requested) else HOME


def _is_secure(request: Request) -> bool:
    """As the browser sees it: a proxy that ends TLS may not say so, but the origin of the form does."""
    return "https" in (request.url.scheme, urlsplit(request.headers.get("origin", "")).scheme)


def _begin(database: Database, principal: Principal) -> str:
    with database.transactions(principal.project_id)() as session:
        return authentication.sign_in(session, principal, database_now(session))


def _end(database: Database, viewer: Principal, token: str) -> None:
    with database.transactions(viewer.project_id)() as session:
        authentication.sign_out(session, viewer, token)
