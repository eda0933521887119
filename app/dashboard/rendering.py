"""Pages from templates: escaped by default, with strict security headers."""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.dashboard import formats
from app.dashboard.csrf import form_token, keep_visitor
from app.domain.keys import Scope, allows
from app.services.access.principal import Principal

STATIC = Path(__file__).parent / "static"
STATIC_PATH = "/dashboard/static"
THEMES = ("light", "dark")
THEME_COOKIE = "lmsearcher_theme"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}
"""Of every page. Inline scripts and styles are not allowed, so that text of a tenant can never become one."""


@cache
def static_url(name: str) -> str:
    """The address of a static file. It changes with the file, so that browsers may cache it for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"{STATIC_PATH}/{name}?v={digest}"


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals["static_url"] = static_url
_templates.filters.update(formats.FILTERS)


def render(template: str, context: Mapping[str, Any]) -> str:
    return _templates.get_template(template).render(context)


def page(
    request: Request,
    template: str,
    context: Mapping[str, Any] | Callable[[], Mapping[str, Any]],
    *,
    status: int = 200,
    etag: str | None = None,
) -> Response:
    """The page, or 304 if the browser has it already.

    Regions marked `data-live` are replaced by the browser whenever the page changes (static/live.js).

    Args:
        context: The values of the template. A function is called only if the page is rendered.
        etag: Changes with the content of the page, without quotes. Theme, code and session are added to it.
    """
    theme = request.cookies.get(THEME_COOKIE, "")
    theme = theme if theme in THEMES else "auto"
    headers = dict(HEADERS)
    csrf = form_token(request)
    if etag is not None:
        headers["ETag"] = f'W/"{etag}.{theme}.{_code_digest()}.{csrf[:8]}"'
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
    if callable(context):
        context = context()
    viewer: Principal | None = getattr(request.state, "viewer", None)
    shared = {"request": request, "theme": theme, "viewer": viewer, "csrf": csrf, "section": "", "may": _may(viewer)}
    answer = HTMLResponse(render(template, {**shared, **context}), status, headers)
    keep_visitor(request, answer)
    return answer


def _may(viewer: Principal | None) -> Callable[[str], bool]:
    """For templates: whether the viewer has this scope."""
    return lambda scope: viewer is not None and allows(viewer.scopes, Scope(scope))


@cache
def _code_digest() -> str:
    """Changes with templates and static files, so that browsers discard pages of an older release."""
    digest = hashlib.sha256()
    for path in sorted(p for folder in ("templates", "static") for p in (STATIC.parent / folder).rglob("*")):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:8]
