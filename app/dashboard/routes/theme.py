"""The theme, light or dark. Until the user chooses one, the browser follows its system."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from app.dashboard.rendering import THEME_COOKIE

router = APIRouter(prefix="/dashboard")


@router.post("/theme")
async def choose_theme(request: Request, theme: Annotated[Literal["light", "dark"], Form()]) -> RedirectResponse:
    """Redirects to the page that the user came from."""
    came_from = urlsplit(request.headers.get("referer", ""))
    back = f"{came_from.path}?{came_from.query}" if came_from.path.startswith("/dashboard/") else "/dashboard/jobs"
    answer = RedirectResponse(back, 303)
    answer.set_cookie(THEME_COOKIE, theme, max_age=365 * 86_400, httponly=True, samesite="lax", path="/dashboard")
    return answer
