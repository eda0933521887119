"""Creates, rotates and revokes API keys."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.db.models import ApiKey
from app.db.repositories.keys import KeyRepository
from app.db.repositories.pages import Page
from app.domain.errors import IllegalTransition, InvalidInput
from app.domain.keys import KeyState, Scope, make_key
from app.domain.text import rfc3339
from app.services.access import audit
from app.services.access.principal import Principal


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key; `text` is the key itself, which is shown only once."""

    row: ApiKey
    text: str


def create_key(
    session: Session,
    principal: Principal,
    *,
    name: str,
    scopes: Collection[Scope],
    lifetime_s: int | None,
    environment: str,
    now: datetime,
) -> MadeKey:
    """Creates a key of the principal's project.

    Raises InsufficientScope for scopes that the principal does not have, and InvalidInput for a key that would outlive
    the principal's own.

    Args:
        session: The transaction.
        principal: The caller.
        name: What the key is for.
        scopes: What the key allows.
        lifetime_s: Seconds until the key expires; None for a key that does not expire.
        environment: The second part of the key's text.
        now: The present time.
    """
    for scope in scopes:
        principal.require(scope)
    made = _make(session, principal, name=name, scopes=scopes, lifetime_s=lifetime_s, environment=environment, now=now)
    audit.record(session, principal, "key.created", ("key", made.row.public_id), _audit_details(made.row))
    return made


def rotate_key(
    session: Session, principal: Principal, public_id: str, *, overlap_s: int, environment: str, now: datetime
) -> MadeKey:
    """Creates a successor with the same name, scopes and lifetime; the old key ends `overlap_s` seconds from now.

    Raises NotFound, InsufficientScope, InvalidInput for a successor that would outlive the principal's own key, and
    IllegalTransition for a key that has ended or has a successor.
    """
    keys = KeyRepository(session)
    old = keys.get(principal.project_id, public_id, lock=True)
    for scope in old.scopes:
        principal.require(scope)
    if state_of(old, now) != KeyState.ACTIVE:
        raise IllegalTransition(f"the key {public_id} is {state_of(old, now)}: make a new one")
    if successor := keys.successor(principal.project_id, public_id):
        raise IllegalTransition(f"the key {public_id} has been rotated already; its successor is {successor}")
    ends_at = now + timedelta(seconds=overlap_s)
    old.expires_at = ends_at if old.expires_at is None else min(old.expires_at, ends_at)
    made = _make(
        session,
        principal,
        name=old.name,
        scopes=old.scopes,
        lifetime_s=old.lifetime_s,
        environment=environment,
        now=now,
        rotated_from=public_id,
    )
    audit.record(
        session, principal, "key.rotated", ("key", public_id), {**_audit_details(made.row), "to": made.row.public_id}
    )
    return made


def revoke_key(session: Session, principal: Principal, public_id: str, *, now: datetime) -> ApiKey:
    """Ends a key at once, and the keys that were made with it. Revoking it again is not an error. Raises NotFound."""
    keys = KeyRepository(session)
    key = keys.get(principal.project_id, public_id, lock=True)
    if key.revoked_at is None:
        for ended in (key, *keys.made_with(principal.project_id, public_id)):
            ended.revoked_at = now
            audit.record(session, principal, "key.revoked", ("key", ended.public_id))
        session.flush()
    return key


def get_key(session: Session, project_id: uuid.UUID, public_id: str) -> ApiKey:
    """The project's key. Raises NotFound."""
    return KeyRepository(session).get(project_id, public_id)


def list_keys(session: Session, project_id: uuid.UUID, *, limit: int, after: str | None) -> Page[ApiKey]:
    """The project's keys, newest first, including those that have ended."""
    return KeyRepository(session).page(project_id, limit=limit, after=after)


def state_of(key: ApiKey, now: datetime) -> KeyState:
    if key.revoked_at is not None:
        return KeyState.REVOKED
    return KeyState.EXPIRED if key.expires_at is not None and key.expires_at <= now else KeyState.ACTIVE


def _make(
    session: Session,
    principal: Principal,
    *,
    name: str,
    scopes: Collection[Scope],
    lifetime_s: int | None,
    environment: str,
    now: datetime,
    rotated_from: str | None = None,
) -> MadeKey:
    expires_at = None if lifetime_s is None else now + timedelta(seconds=lifetime_s)
    limit = KeyRepository(session).expiry(principal.project_id, principal.actor)
    if limit is not None and (expires_at is None or expires_at > limit):
        raise InvalidInput.at(
            "/expires_in_s",
            f"the new key would outlive the one that makes it, which expires at {rfc3339(limit, 'seconds')}",
            "Give a shorter time, or use a key that does not expire.",
        )
    key = make_key(environment)
    row = ApiKey(
        public_id=key.public_id,
        project_id=principal.project_id,
        name=name,
        secret_sha256=key.digest,
        scopes=sorted(set(scopes)),
        created_at=now,
        created_by=principal.actor,
        lifetime_s=lifetime_s,
        expires_at=expires_at,
        rotated_from=rotated_from,
    )
    KeyRepository(session).add(row)
    return MadeKey(row, key.text)


def _audit_details(row: ApiKey) -> dict[str, object]:
    ends = None if row.expires_at is None else row.expires_at.isoformat()
    return {"name": row.name, "scopes": row.scopes, "expires_at": ends}
