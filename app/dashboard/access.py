"""The viewer of a page: the holder of a session (signed in with an API key), or any user of the embedded mode."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from app.dashboard.csrf import genuine_form
from app.domain.errors import NotAuthenticated
from app.domain.keys import Scope
from app.services.access.authentication import Authenticator
from app.services.access.principal import Principal
from app.services.transactions import Transactions
from app.web.auth import SAFE, is_navigation, recognise, require_own_name, require_own_page, session_token
from app.web.deps import DatabaseDep
from app.web.request_slots import RequestSlots


async def _viewer(request: Request) -> Principal:
    """Checks the token of every form, too: here, so that no route can forget it."""
    authenticator: Authenticator = request.app.state.authenticator
    token = session_token(request) if authenticator.key_needed else None
    if authenticator.key_needed and token is None:
        raise NotAuthenticated("sign in")
    if not authenticator.key_needed:
        require_own_name(request)
    if not is_navigation(request):
        require_own_page(request)
    principal = await recognise(request, token, authenticator.authenticate_browser)
    principal.require(Scope.READ)
    request.state.viewer = principal
    if request.method not in SAFE:
        await genuine_form(request)
    return principal


ViewerDep = Annotated[Principal, Depends(_viewer)]
"""A parameter of every page but the one to sign in."""


async def _submitter(viewer: ViewerDep) -> Principal:
    viewer.require(Scope.SUBMIT)
    return viewer


SubmitterDep = Annotated[Principal, Depends(_submitter)]


async def _slot(request: Request, viewer: ViewerDep) -> AsyncIterator[None]:
    slots: RequestSlots = request.app.state.slots
    async with slots.taken(viewer.project_id):
        yield


SlotDep = Annotated[None, Depends(_slot, scope="function")]
"""For pages that use much processor time, as in the API."""


async def _form(request: Request, viewer: ViewerDep) -> FormData:  # noqa: ARG001 - who has checked the form
    return await request.form()


FormDep = Annotated[FormData, Depends(_form)]


async def _transactions(database: DatabaseDep, viewer: ViewerDep) -> Transactions:
    return database.transactions(viewer.project_id)


TransactionsDep = Annotated[Transactions, Depends(_transactions)]
"""Opens a transaction of the viewer's project, to be ended within the endpoint."""
