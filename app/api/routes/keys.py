"""API keys: create, list, rotate, revoke."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy.orm import Session

from app.api.deps import AdminDep, AfterQuery, LimitQuery, TransactionsDep
from app.api.idempotency import IdempotentDep
from app.clock import database_now
from app.domain.errors import AlreadyShown, IllegalTransition, NotFound, RequestInProgress
from app.domain.keys import ID_PATTERN
from app.schemas.keys import Key, KeyCreate, KeyPage, KeyRotate, NewKey
from app.services.access import keys
from app.services.access.authentication import Authenticator
from app.services.access.principal import Principal
from app.web.deps import SettingsDep
from app.web.errors import documented

router = APIRouter(prefix="/v1/keys", tags=["keys"])

KeyIdPath = Annotated[str, Path(pattern=ID_PATTERN, description="The key's public id, the third part of its text.")]


@router.post("", status_code=201, responses=documented(AlreadyShown, RequestInProgress))
def create_key(
    body: KeyCreate, response: Response, principal: AdminDep, settings: SettingsDep, idempotent: IdempotentDep
) -> NewKey:
    """Creates a key of this project, and shows it in this response only.

    A repeated request with the same `Idempotency-Key` gets 409 `already_shown`. Its `id` names the key to revoke if
    the first response was lost.
    """

    def create(session: Session) -> NewKey:
        now = database_now(session)
        made = keys.create_key(
            session,
            principal,
            name=body.name,
            scopes=body.scopes,
            lifetime_s=body.expires_in_s,
            environment=settings.key_environment,
            now=now,
        )
        return NewKey.made(made, now)

    key = idempotent.run(NewKey, create, not_stored="key")
    response.headers["Location"] = f"/v1/keys/{key.id}"
    return key


@router.get("", responses=documented())
def list_keys(
    transactions: TransactionsDep, principal: AdminDep, limit: LimitQuery = 50, after: AfterQuery = None
) -> KeyPage:
    """Keys of the project, newest first, also expired and revoked ones."""
    with transactions() as session:
        now = database_now(session)
        page = keys.list_keys(session, principal.project_id, limit=limit, after=after)
        return KeyPage(items=[Key.of(key, now) for key in page.items], next=page.next)


@router.get("/{key_id}", responses=documented(NotFound))
def get_key(key_id: KeyIdPath, transactions: TransactionsDep, principal: AdminDep) -> Key:
    """One key, without its secret."""
    with transactions() as session:
        return Key.of(keys.get_key(session, principal.project_id, key_id), database_now(session))


@router.post(
    "/{key_id}/rotate",
    status_code=201,
    responses=documented(NotFound, IllegalTransition, AlreadyShown, RequestInProgress),
)
def rotate_key(
    key_id: KeyIdPath,
    body: KeyRotate,
    response: Response,
    principal: AdminDep,
    settings: SettingsDep,
    idempotent: IdempotentDep,
) -> NewKey:
    """Creates a successor with the same name, scopes and lifetime, and shows it in this response only.

    The old key stays valid for another `overlap_s` seconds.
    """

    def rotate(session: Session) -> NewKey:
        now = database_now(session)
        made = keys.rotate_key(
            session, principal, key_id, overlap_s=body.overlap_s, environment=settings.key_environment, now=now
        )
        return NewKey.made(made, now)

    key = idempotent.run(NewKey, rotate, not_stored="key")
    response.headers["Location"] = f"/v1/keys/{key.id}"
    return key


@router.post("/{key_id}/revoke", responses=documented(NotFound, RequestInProgress))
def revoke_key(key_id: KeyIdPath, principal: AdminDep, idempotent: IdempotentDep, request: Request) -> Key:
    """Revokes a key and those that were made with it: requests with them are refused, those of workers from two seconds
    later at the latest. Revoking it twice is no error."""
    key = idempotent.run(Key, partial(_revoke, principal, key_id))
    authenticator: Authenticator = request.app.state.authenticator
    authenticator.forget(key_id)
    return key


def _revoke(principal: Principal, key_id: str, session: Session) -> Key:
    now = database_now(session)
    return Key.of(keys.revoke_key(session, principal, key_id, now=now), now)
