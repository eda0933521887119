"""The service over HTTP: `uvicorn app.main:create_app --factory`."""

from fastapi import FastAPI

from app.api.main import create_api
from app.dashboard.mount import add_dashboard
from app.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """API and dashboard; settings come from the environment unless given. Raises InvalidInput on a bad default."""
    service = create_api(settings)
    add_dashboard(service)
    return service
