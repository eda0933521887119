"""The named dependencies of routes. `PrincipalDep` is the one place where callers are recognised."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.security import HTTPBearer
from sqlalchemy.orm import Session

from app.clock import database_now
from app.db.session import session_scope
from app.services.auth import Principal, authenticate
from app.settings import Settings

Transactions = Callable[[], AbstractContextManager[Session]]


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _transactions(request: Request) -> Transactions:
    return lambda: session_scope(request.app.state.sessions)


def _session(request: Request) -> Iterator[Session]:
    with session_scope(request.app.state.sessions) as session:
        yield session


_bearer = HTTPBearer(auto_error=False, description="Needed in production; the embedded mode asks for none.")


async def _principal(request: Request, settings: "SettingsDep", _: Annotated[object, Depends(_bearer)]) -> Principal:
    return authenticate(settings, request.headers.get("authorization"))


SettingsDep = Annotated[Settings, Depends(_settings)]
SessionDep = Annotated[Session, Depends(_session, scope="function")]
"""One transaction a request, committed before the answer leaves."""


async def _now(session: SessionDep) -> datetime:
    return database_now(session)


TransactionsDep = Annotated[Transactions, Depends(_transactions)]
"""For endpoints that wait: opens short transactions, holds none while waiting."""
PrincipalDep = Annotated[Principal, Depends(_principal)]
NowDep = Annotated[datetime, Depends(_now)]
"""When the request's transaction began, by the database's clock."""
LimitQuery = Annotated[int, Query(ge=1, le=500, description="Items of a page.")]
AfterQuery = Annotated[str | None, Query(max_length=500, description="`next` of the page before.")]
