"""Adds the dashboard to the API's application."""

from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.dashboard.headers import PageHeaders
from app.dashboard.problems import show_problems_as_pages
from app.dashboard.rendering import STATIC, STATIC_PATH
from app.dashboard.routes import (
    api_reference,
    job,
    job_actions,
    job_analysis,
    jobs,
    new_job,
    operations,
    rounds,
    sign_in,
    theme,
    trials,
)

PAGES = (
    sign_in,
    new_job,  # before job, which would take "new" for an id
    jobs,
    job,
    trials,
    job_analysis,
    rounds,
    operations,
    job_actions,
    theme,
    api_reference,
)


class _Static(StaticFiles):
    """A file with its digest in the address (rendering.static_url) is cached for ever. Scripts import others without
    one: the browser revalidates those each time."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        forever = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if forever else "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def add_dashboard(service: FastAPI) -> None:
    show_problems_as_pages(service)
    service.add_middleware(PageHeaders)
    service.mount(STATIC_PATH, _Static(directory=STATIC), name="dashboard-static")
    for module in PAGES:
        service.include_router(module.router, include_in_schema=False)

    @service.get("/", include_in_schema=False)
    @service.get("/dashboard", include_in_schema=False)
    async def home() -> RedirectResponse:
        return RedirectResponse("/dashboard/jobs", 303)
