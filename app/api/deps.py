"""The named dependencies of routes. `PrincipalDep` is the one place where callers are recognised."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.security import HTTPBearer
from sqlalchemy.orm import Session

from app.db.session import session_scope
from app.services.auth import Principal, authenticate
from app.settings import Settings

Transactions = Callable[[], AbstractContextManager[Session]]


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


_bearer = HTTPBearer(auto_error=False, description="Needed in production; the embedded mode asks for none.")


async def _principal(request: Request, settings: "SettingsDep", _: Annotated[object, Depends(_bearer)]) -> Principal:
    return authenticate(settings, request.headers.get("authorization"))


async def _transactions(request: Request, principal: "PrincipalDep") -> Transactions:
    return partial(session_scope, request.app.state.sessions, principal.project_id)


SettingsDep = Annotated[Settings, Depends(_settings)]
TransactionsDep = Annotated[Transactions, Depends(_transactions)]
"""Opens a transaction of the caller's project, to be ended within the endpoint: what FastAPI does before and after
takes another thread, and whoever waits for a thread while holding a lock waits for those who wait for the lock."""
PrincipalDep = Annotated[Principal, Depends(_principal)]
LimitQuery = Annotated[int, Query(ge=1, le=500, description="Items of a page.")]
AfterQuery = Annotated[str | None, Query(max_length=500, description="`next` of the page before.")]
