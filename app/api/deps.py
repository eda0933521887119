"""The dependencies of routes. Each route takes exactly one of ReaderDep, SubmitterDep, EvaluatorDep, ReporterDep and
AdminDep, which recognises the caller and requires a scope; the OpenAPI document names it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Query, Request, Security
from fastapi.security import HTTPBearer

from app.domain.keys import Scope
from app.services.access.authentication import Authenticator
from app.services.access.principal import Principal
from app.services.transactions import Transactions
from app.web.auth import recognise, recognise_browser
from app.web.deps import DatabaseDep
from app.web.request_slots import RequestSlots

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


async def recognise_worker(request: Request) -> Principal:
    """The caller of a worker's request. It may have been recognised up to REMEMBERED_S ago. Raises NotAuthenticated,
    ForeignRequest, RateLimited."""
    authorization = request.headers.get("authorization")
    if authorization is None:
        return await recognise_browser(request)
    authenticator: Authenticator = request.app.state.authenticator
    known = authenticator.remembered(authorization)
    return await recognise(request, authorization, authenticator.authenticate, known=known)


async def _transactions(database: DatabaseDep, principal: "PrincipalDep") -> Transactions:
    return database.transactions(principal.project_id)


PrincipalDep = Annotated[Principal, Depends(_principal)]
"""The caller with any scope: for other dependencies, not for routes."""
TransactionsDep = Annotated[Transactions, Depends(_transactions)]
"""Opens a transaction of the caller's project, to be ended within the route. FastAPI works before and after it in other
threads, and a request that waited for a thread while it holds a lock could wait for those that wait for the lock."""


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


async def _slot(request: Request, principal: PrincipalDep) -> AsyncIterator[None]:
    slots: RequestSlots = request.app.state.slots
    async with slots.taken(principal.project_id):
        yield


SlotDep = Annotated[None, Depends(_slot, scope="function")]
"""For routes that use much processor time: the project's other requests of this kind wait until this one has run."""
ReaderDep = Annotated[Principal, Depends(_holder_of(Scope.READ))]
SubmitterDep = Annotated[Principal, Depends(_holder_of(Scope.SUBMIT))]
EvaluatorDep = Annotated[Principal, Depends(_holder_of(Scope.EVALUATE))]
AdminDep = Annotated[Principal, Depends(_holder_of(Scope.ADMIN))]
ReporterDep = Annotated[Principal, Depends(_reporter)]
"""A caller with the scope evaluate, or with a lease token of the trial in the path."""
LimitQuery = Annotated[int, Query(ge=1, le=500, description="The most items of a page.")]
AfterQuery = Annotated[str | None, Query(max_length=500, description="The `next` of the previous page.")]
