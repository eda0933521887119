"""The named dependencies of routes. A route takes exactly one of ReaderDep, SubmitterDep, EvaluatorDep, ReporterDep and
AdminDep: who may call it. They recognise the caller, and the OpenAPI document names their scopes."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import Annotated

import structlog
from fastapi import Depends, Query, Request, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPBearer
from sqlalchemy.orm import Session

from app.api.rate import CallGate
from app.db.session import session_scope
from app.domain.errors import NotAuthenticated
from app.domain.keys import Scope
from app.services.auth import Authenticator, Principal
from app.settings import Settings

Transactions = Callable[[], AbstractContextManager[Session]]

_log = structlog.get_logger(__name__)
_bearer = HTTPBearer(
    auto_error=False,
    description="An API key with the scope that the operation names (`admin` includes all). To report on a trial its "
    "lease token does as well. The embedded mode needs neither.",
)


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _principal(request: Request) -> Principal:
    authenticator: Authenticator = request.app.state.authenticator
    gate: CallGate = request.app.state.gate
    gate.before(request)
    authorization = request.headers.get("authorization")
    address = request.client.host if request.client else None
    try:
        principal = authenticator.at_once(authorization)
        if principal is None:
            principal = await run_in_threadpool(authenticator.authenticate, authorization or "")
    except NotAuthenticated as error:
        gate.failed(request)
        _log.warning("authentication.failed", reason=error.detail, address=address, path=request.url.path)
        raise
    await gate.after(request, principal)
    return replace(principal, address=address, request_id=request.state.request_id)


async def _transactions(request: Request, principal: "PrincipalDep") -> Transactions:
    return partial(session_scope, request.app.state.sessions, principal.project_id)


SettingsDep = Annotated[Settings, Depends(_settings)]
PrincipalDep = Annotated[Principal, Depends(_principal)]
"""The caller, whatever it may do: for other dependencies. Routes say what they ask for."""
TransactionsDep = Annotated[Transactions, Depends(_transactions)]
"""Opens a transaction of the caller's project, to be ended within the endpoint: what FastAPI does before and after
takes another thread, and whoever waits for a thread while holding a lock waits for those who wait for the lock."""


def _holder_of(scope: Scope) -> Callable[..., Awaitable[Principal]]:
    async def holder(principal: PrincipalDep, _: Annotated[object, Security(_bearer, scopes=[scope])]) -> Principal:
        principal.require(scope)
        return principal

    return holder


async def _reporter(
    request: Request, principal: PrincipalDep, _: Annotated[object, Security(_bearer, scopes=[Scope.EVALUATE])]
) -> Principal:
    if principal.trial_id is None or str(principal.trial_id) != request.path_params["trial_id"]:
        principal.require(Scope.EVALUATE)
    return principal


ReaderDep = Annotated[Principal, Depends(_holder_of(Scope.READ))]
SubmitterDep = Annotated[Principal, Depends(_holder_of(Scope.SUBMIT))]
EvaluatorDep = Annotated[Principal, Depends(_holder_of(Scope.EVALUATE))]
AdminDep = Annotated[Principal, Depends(_holder_of(Scope.ADMIN))]
ReporterDep = Annotated[Principal, Depends(_reporter)]
"""An evaluator, or who has a lease token of the trial in the path."""
LimitQuery = Annotated[int, Query(ge=1, le=500, description="Items of a page.")]
AfterQuery = Annotated[str | None, Query(max_length=500, description="`next` of the page before.")]
