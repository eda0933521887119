"""Who is calling, found before a project is known. Needs the tenant's role; migrations make the functions.

Each look-up is one statement in autocommit mode: it costs one way to the database, and is never older than the call.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, Boolean, Engine, Executable, LargeBinary, RowMapping, Text, Uuid, column, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError

from app.db.session import without_transactions


@dataclass(frozen=True, slots=True)
class FoundKey:
    """`unnoted` says that the key's last use is more than a minute old in the database."""

    project_id: uuid.UUID
    secret_sha256: bytes
    scopes: list[str]
    expired: bool
    revoked: bool
    unnoted: bool
    quotas: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FoundLease:
    project_id: uuid.UUID
    trial_id: uuid.UUID
    quotas: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FoundSession:
    """key_id: public id of the key that it was begun with, whose scopes it has. unnoted: as of a key."""

    project_id: uuid.UUID
    key_id: str
    scopes: list[str]
    unnoted: bool
    quotas: dict[str, Any]


_FIND_KEY = text("SELECT * FROM find_api_key(:public_id)").columns(
    column("project_id", Uuid),
    column("secret_sha256", LargeBinary),
    column("scopes", ARRAY(Text)),
    column("expired", Boolean),
    column("revoked", Boolean),
    column("unnoted", Boolean),
    column("quotas", JSONB),
)
_NOTE_USE = text("SELECT note_api_key_use(:public_id)")
_FIND_LEASE = text("SELECT * FROM find_lease(:token_hash)").columns(
    column("project_id", Uuid), column("trial_id", Uuid), column("quotas", JSONB)
)
_FIND_SESSION = text("SELECT * FROM find_browser_session(:token_sha256)").columns(
    column("project_id", Uuid),
    column("key_id", Text),
    column("scopes", ARRAY(Text)),
    column("unnoted", Boolean),
    column("quotas", JSONB),
)
_NOTE_SESSION_USE = text("SELECT note_browser_session_use(:token_sha256)")


class CredentialRepository:
    def __init__(self, engine: Engine) -> None:
        """Shares the engine's pool."""
        self._engine = without_transactions(engine)

    def key(self, public_id: str) -> FoundKey | None:
        row = self._one(_FIND_KEY, {"public_id": public_id})
        return None if row is None else FoundKey(**row)

    def note_use(self, public_id: str) -> None:
        self._one(_NOTE_USE, {"public_id": public_id})

    def lease(self, token_hash: bytes) -> FoundLease | None:
        row = self._one(_FIND_LEASE, {"token_hash": token_hash})
        return None if row is None else FoundLease(**row)

    def browser_session(self, token_sha256: bytes) -> FoundSession | None:
        """None where it, or its key, has ended."""
        row = self._one(_FIND_SESSION, {"token_sha256": token_sha256})
        return None if row is None else FoundSession(**row)

    def note_session_use(self, token_sha256: bytes) -> None:
        self._one(_NOTE_SESSION_USE, {"token_sha256": token_sha256})

    def _one(self, statement: Executable, values: dict[str, Any]) -> RowMapping | None:
        """Retries once if the pooled connection turns out to be closed."""
        try:
            with self._engine.begin() as connection:
                return connection.execute(statement, values).mappings().one_or_none()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        with self._engine.begin() as connection:
            return connection.execute(statement, values).mappings().one_or_none()
