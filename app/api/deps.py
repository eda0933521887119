"""The named dependencies of routes. A route takes exactly one of ReaderDep, SubmitterDep, EvaluatorDep, ReporterDep and
AdminDep: who may call it. They recognise the caller, and the OpenAPI document names their scopes."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Query, Request, Security
from fastapi.security import HTTPBearer

from app.domain.keys import Scope
from app.services.access.authentication import Authenticator
from app.services.access.principal import Principal
from app.services.transactions import Transactions
from app.web.auth import recognise, recognise_browser
from app.web.deps import DatabaseDep

_bearer = HTTPBearer(
    auto_error=False,
    description="An API key with the scope that the operation names (`admin` includes all). To report on a trial its "
    "lease token does as well. The embedded mode needs neither, and pages of the dashboard read with their session.",
)


async def _principal(request: Request) -> Principal:
    authorization = request.headers.get("authorization")
    if authorization is None:
        return await recognise_browser(request)
    authenticator: Authenticator = request.app.state.authenticator
    return await recognise(request, authorization, authenticator.authenticate)


async def _transactions(database: DatabaseDep, principal: "PrincipalDep") -> Transactions:
    return database.transactions(principal.project_id)


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
