"""Whether a browser sends a request for a page of ours. Other programs say nothing of pages, and are not asked."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Request

from app.domain.errors import ForeignRequest
from app.settings import Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def is_own_page(request: Request) -> bool:
    """False where a page of another site made the browser send this; or, for other methods than SAFE, may have.

    Every browser says where a request comes from (Fetch Metadata), over https and to this very machine; over plain http
    elsewhere it names the page's origin with all that could change something (RFC 6454).
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    if request.method in SAFE or origin is None:
        return True
    return urlsplit(origin).netloc.lower() in _own_places(request)


def is_navigation(request: Request) -> bool:
    """Whether somebody follows a link, from wherever: the page that has it does not see the answer."""
    fetched = (request.headers.get("sec-fetch-mode"), request.headers.get("sec-fetch-dest"))
    return request.method in SAFE and fetched == ("navigate", "document")


def require_own_page(request: Request) -> None:
    """Raises ForeignRequest."""
    if not is_own_page(request):
        raise ForeignRequest("a page of another site may not do this; open the dashboard itself")


def require_own_name(request: Request) -> None:
    """For the embedded mode, which asks for no key: a foreign name that leads to this machine (DNS rebinding) is a
    foreign page's. Raises ForeignRequest."""
    name = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    if not _is_loopback(name) and name not in {urlsplit(f"//{place}").hostname for place in _public_places(request)}:
        raise ForeignRequest(
            "the embedded mode answers to the name of this machine alone: use http://127.0.0.1, or set "
            "LMSEARCHER_PUBLIC_URL to the address that you use"
        )


def _own_places(request: Request) -> set[str]:
    """Host and port, as callers name this service. A proxy may have renamed it, and says so in the settings."""
    return {request.headers.get("host", "").lower(), *_public_places(request)}


def _public_places(request: Request) -> set[str]:
    settings: Settings = request.app.state.settings
    return {urlsplit(settings.public_url).netloc.lower()} if settings.public_url else set()


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
