"""The SQL that finds the caller, before the project is known. It needs the tenant's role and functions of migrations.

Each look-up is one statement in autocommit mode. It takes one round trip to the database, and its result is never older
than the request.
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
    """A key as the database has it; `unnoted` says that its recorded last use is more than a minute old."""

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
    """A browser session as the database has it.

    Args:
        project_id: The project of the session.
        key_id: The public id of the key that the session began with.
        scopes: The scopes of that key.
        unnoted: Whether the recorded last use is more than a minute old.
        quotas: The project's own quotas.
    """

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
        """Uses the pool of the engine."""
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
        """The session with this token; None if it or its key has ended."""
        row = self._one(_FIND_SESSION, {"token_sha256": token_sha256})
        return None if row is None else FoundSession(**row)

    def note_session_use(self, token_sha256: bytes) -> None:
        self._one(_NOTE_SESSION_USE, {"token_sha256": token_sha256})

    def _one(self, statement: Executable, values: dict[str, Any]) -> RowMapping | None:
        """Executes the statement and returns its row. It tries again once if the pooled connection turns out to be
        closed."""
        try:
            with self._engine.begin() as connection:
                return connection.execute(statement, values).mappings().one_or_none()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        with self._engine.begin() as connection:
            return connection.execute(statement, values).mappings().one_or_none()
