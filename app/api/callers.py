"""Recognises who calls: counts the call, logs and slows down those who guess."""

from collections.abc import Callable
from dataclasses import replace

import structlog
from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from app.api.origins import SAFE, is_own_page, require_own_name, require_own_page
from app.api.rate import CallGate
from app.domain.errors import NotAuthenticated
from app.services.auth import Authenticator, Principal

SESSION_COOKIES = ("__Host-lmsearcher_session", "lmsearcher_session")
"""The first over https: a browser takes that name from this very host alone, and over https alone."""

_log = structlog.get_logger(__name__)


async def recognise(request: Request, credentials: str | None, look_up: Callable[[str], Principal]) -> Principal:
    """Whose credentials these are; look_up may use the database. Raises NotAuthenticated, RateLimited."""
    gate: CallGate = request.app.state.gate
    authenticator: Authenticator = request.app.state.authenticator
    address = request.client.host if request.client else None
    gate.before(request, credentials)
    try:
        if credentials is None:
            principal = authenticator.without_credentials()
        else:
            principal = await run_in_threadpool(look_up, credentials)
    except NotAuthenticated as error:
        gate.failed(request, credentials)
        _log.warning("authentication.failed", reason=error.detail, address=address, path=request.url.path)
        raise
    await gate.after(request, principal, credentials)
    return replace(principal, address=address, request_id=request.state.request_id)


async def recognise_browser(request: Request) -> Principal:
    """Who sends no Authorization: a page of ours that reads with its session, or anybody in the embedded mode, unless a
    browser does so for a page of others. Raises NotAuthenticated, ForeignRequest, RateLimited."""
    authenticator: Authenticator = request.app.state.authenticator
    if not authenticator.key_needed:
        require_own_name(request)
        require_own_page(request)
    return await recognise(request, _reading_session(request), authenticator.authenticate_browser)


async def recognise_again(request: Request) -> Principal:
    """Whose a request is that is still being answered; not counted as a call. Raises NotAuthenticated."""
    authenticator: Authenticator = request.app.state.authenticator
    authorization = request.headers.get("authorization")
    if authorization is not None:
        return await run_in_threadpool(authenticator.authenticate, authorization)
    token = _reading_session(request)
    if token is None:
        return authenticator.without_credentials()
    return await run_in_threadpool(authenticator.authenticate_browser, token)


def _reading_session(request: Request) -> str | None:
    """The session's token, where it opens something."""
    authenticator: Authenticator = request.app.state.authenticator
    readable = request.method in SAFE and is_own_page(request)
    return session_token(request) if authenticator.key_needed and readable else None


def session_token(request: Request) -> str | None:
    """That the browser keeps in its cookie."""
    names = SESSION_COOKIES[:1] if request.url.scheme == "https" else SESSION_COOKIES
    return next((request.cookies[name] for name in names if request.cookies.get(name)), None)
