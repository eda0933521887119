"""Recognises the caller of a request, counts the request, and slows down callers that guess credentials."""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import urlsplit

import structlog
from anyio.to_thread import run_sync
from fastapi import Request

from app.domain.errors import ForeignRequest, NotAuthenticated
from app.services.access.authentication import Authenticator
from app.services.access.principal import Principal
from app.settings import Settings
from app.web.rate_limits import RequestGate

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def is_own_page(request: Request) -> bool:
    """Whether the request does not come from a page of another site.

    Browsers send the origin of a request as Fetch Metadata over https and to the same machine; over plain http they
    send the header Origin with all methods that may change something (RFC 6454).
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    if request.method in SAFE or origin is None:
        return True
    return urlsplit(origin).netloc.lower() in _own_hosts(request)


def is_navigation(request: Request) -> bool:
    """Whether the user follows a link, from any site: a page with a link does not see the response."""
    fetched = (request.headers.get("sec-fetch-mode"), request.headers.get("sec-fetch-dest"))
    return request.method in SAFE and fetched == ("navigate", "document")


def require_own_page(request: Request) -> None:
    """Raises ForeignRequest."""
    if not is_own_page(request):
        raise ForeignRequest("requests from pages of other sites are refused; open the dashboard itself")


def require_own_name(request: Request) -> None:
    """For the embedded mode, which needs no key: refuses a foreign name of this machine (DNS rebinding).

    Raises ForeignRequest.
    """
    name = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    if not _is_loopback(name) and name not in {urlsplit(f"//{place}").hostname for place in _public_hosts(request)}:
        raise ForeignRequest(
            "the embedded mode is available under the name of this machine only: use http://127.0.0.1, or set "
            "LMSEARCHER_PUBLIC_URL to the address that you use"
        )


def _own_hosts(request: Request) -> set[str]:
    """Host and port of this service, as callers know it: from the request, and from the settings if it has a proxy."""
    return {request.headers.get("host", "").lower(), *_public_hosts(request)}


def _public_hosts(request: Request) -> set[str]:
    settings: Settings = request.app.state.settings
    return {urlsplit(settings.public_url).netloc.lower()} if settings.public_url else set()


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


SESSION_COOKIES = ("__Host-lmsearcher_session", "lmsearcher_session")
"""The first is used over https: browsers accept it from this host only, and over https only."""

_log = structlog.get_logger(__name__)


async def recognise(
    request: Request,
    credentials: str | None,
    look_up: Callable[[str], Principal],
    *,
    known: Principal | None = None,
) -> Principal:
    """The caller with these credentials: `known`, or as `look_up` finds, which may use the database.

    Raises NotAuthenticated, RateLimited.
    """
    gate: RequestGate = request.app.state.gate
    authenticator: Authenticator = request.app.state.authenticator
    address = request.client.host if request.client else None
    gate.before(request, credentials)
    try:
        if known is not None:
            principal = known
        elif credentials is None:
            principal = authenticator.without_credentials()
        else:
            principal = await run_sync(look_up, credentials, limiter=gate.look_ups)
    except NotAuthenticated as error:
        gate.failed(request, credentials)
        _log.warning("authentication.failed", reason=error.detail, address=address, path=request.url.path)
        raise
    structlog.contextvars.bind_contextvars(project=str(principal.project_id), actor=principal.actor)
    await gate.after(request, principal, credentials)
    return replace(principal, address=address, request_id=request.state.request_id)


async def recognise_browser(request: Request) -> Principal:
    """The caller without the header Authorization: a page of the dashboard that reads with its session, or any caller
    of the embedded mode, unless a page of another site sends the request.

    Raises NotAuthenticated, ForeignRequest, RateLimited.
    """
    authenticator: Authenticator = request.app.state.authenticator
    if not authenticator.key_needed:
        require_own_name(request)
        require_own_page(request)
    return await recognise(request, _reading_session(request), authenticator.authenticate_browser)


async def recognise_again(request: Request) -> Principal:
    """The caller of a request that is still being answered; not counted again. Raises NotAuthenticated."""
    gate: RequestGate = request.app.state.gate
    authenticator: Authenticator = request.app.state.authenticator
    authorization = request.headers.get("authorization")
    if authorization is not None:
        known = authenticator.remembered(authorization)
        if known is not None:
            return known
        return await run_sync(authenticator.authenticate, authorization, limiter=gate.look_ups)
    token = _reading_session(request)
    if token is None:
        return authenticator.without_credentials()
    return await run_sync(authenticator.authenticate_browser, token, limiter=gate.look_ups)


def _reading_session(request: Request) -> str | None:
    """The session's token, if the request may be authenticated with it."""
    authenticator: Authenticator = request.app.state.authenticator
    readable = request.method in SAFE and is_own_page(request)
    return session_token(request) if authenticator.key_needed and readable else None


def session_token(request: Request) -> str | None:
    """The token in the browser's cookie."""
    names = SESSION_COOKIES[:1] if request.url.scheme == "https" else SESSION_COOKIES
    return next((request.cookies[name] for name in names if request.cookies.get(name)), None)
