"""The HTTP service: `uvicorn app.main:create_app --factory`."""

from fastapi import FastAPI

from app.api.main import create_api
from app.dashboard.mount import add_dashboard
from app.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """The API with the dashboard; by default the settings come from the environment. Raises InvalidInput if the
    default ranker is unknown."""
    service = create_api(settings)
    add_dashboard(service)
    return service
