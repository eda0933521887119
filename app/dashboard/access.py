"""Who looks at a page: the holder of a session (it signed in with an API key), or whoever uses the embedded mode."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.db.session import session_scope
from app.services.auth import Authenticator, Principal

Transactions = Callable[[], AbstractContextManager[Session]]


async def _viewer(request: Request) -> Principal:
    authenticator: Authenticator = request.app.state.authenticator
    principal = authenticator.at_once(None)
    assert principal is not None  # noqa: S101
    request.state.viewer = principal
    return principal


ViewerDep = Annotated[Principal, Depends(_viewer)]


async def _transactions(request: Request, viewer: ViewerDep) -> Transactions:
    return partial(session_scope, request.app.state.sessions, viewer.project_id)


TransactionsDep = Annotated[Transactions, Depends(_transactions)]
"""Opens a transaction of the viewer's project, to be ended within the endpoint."""
