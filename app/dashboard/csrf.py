"""The token in every form, known only to pages that were served to this browser in this session.

It is derived from a secret in a HttpOnly cookie: that of the session, or, before there is one and in the embedded mode,
one that the first page sets.
"""

import hashlib
import hmac
import secrets

from fastapi import Request
from starlette.datastructures import FormData
from starlette.responses import Response

from app.domain.errors import ForeignRequest
from app.web.auth import require_own_page, session_token

VISITOR_COOKIE = "lmsearcher_visitor"
FIELD = "csrf"


def form_token(request: Request) -> str:
    """The token for the forms of the page that is being rendered."""
    return hmac.digest(_secret(request).encode(), b"lmsearcher form", hashlib.sha256).hex()


async def genuine_form(request: Request) -> FormData:
    """The submitted form, if its token is valid. Raises ForeignRequest."""
    require_own_page(request)
    form = await request.form(max_files=0, max_fields=200)
    given = form.get(FIELD)
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), form_token(request).encode()):
        raise ForeignRequest("this form does not belong to your session: go back, reload the page and send it again")
    return form


def keep_visitor(request: Request, response: Response) -> None:
    """Sets the cookie that the forms of this page are checked against, unless the browser has it."""
    made = getattr(request.state, "visitor", None)
    if made is not None:
        secure = request.url.scheme == "https"
        response.set_cookie(VISITOR_COOKIE, made, httponly=True, samesite="lax", secure=secure, path="/dashboard")


def _secret(request: Request) -> str:
    known = session_token(request) or request.cookies.get(VISITOR_COOKIE)
    if known:
        return known
    if not hasattr(request.state, "visitor"):
        request.state.visitor = secrets.token_urlsafe(32)
    visitor: str = request.state.visitor
    return visitor
