"""The SQL about idempotency records.

The hot path uses statements of SQLAlchemy's core; with the mapper they would cost twice as much.
"""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Select, Text, Uuid, and_, bindparam, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db.models import IdempotencyRecord

_TABLE = IdempotencyRecord.__table__
_SAME = and_(
    _TABLE.c.project_id == bindparam("of_project", type_=Uuid),
    _TABLE.c.operation == bindparam("of_operation", type_=Text),
    _TABLE.c.key == bindparam("of_key", type_=Text),
)


def _reserve() -> Select[bool, bytes, dict[str, Any]]:
    """The statement of `reserve`, which is built once. Its parameters are lock, of_project, of_operation and of_key."""
    one = select(literal(1).label("one")).subquery()
    lock = func.pg_try_advisory_xact_lock(bindparam("lock", type_=BigInteger), type_=Boolean)
    return select(lock, _TABLE.c.fingerprint, _TABLE.c.body).select_from(one).outerjoin(_TABLE, _SAME)


_RESERVE = _reserve()
_INSERT = (
    insert(IdempotencyRecord)
    .values({c.name: func.now() if c.name == "created_at" else bindparam(c.name, type_=c.type) for c in _TABLE.columns})
    .on_conflict_do_nothing()
    .returning(_TABLE.c.key)
)
_REPLACE = update(IdempotencyRecord).where(_SAME).values(body=bindparam("new_body", type_=_TABLE.c.body.type))


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """A stored response; `fingerprint` is the SHA-256 of the body of its request."""

    fingerprint: bytes
    body: dict[str, Any]


class IdempotencyRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def reserve(self, project_id: uuid.UUID, operation: str, key: str) -> tuple[bool, StoredResponse | None]:
        """Whether this transaction has reserved the key, and the stored response if the key was used before.

        It never waits. The lock saves a concurrent request its work; the primary key makes a second response
        impossible.
        """
        values = {"lock": advisory_lock(project_id, operation, key), **_same(project_id, operation, key)}
        ours, fingerprint, body = self._session.connection().execute(_RESERVE, values).one()
        return ours, None if fingerprint is None else StoredResponse(fingerprint, body)

    def insert(
        self, project_id: uuid.UUID, operation: str, key: str, *, fingerprint: bytes, body: dict[str, Any]
    ) -> bool:
        """Stores a response. Returns False if the key has one already.

        It waits for the end of another transaction that has inserted this key.
        """
        values = {
            "project_id": project_id,
            "operation": operation,
            "key": key,
            "fingerprint": fingerprint,
            "body": body,
        }
        return self._session.connection().execute(_INSERT, values).one_or_none() is not None

    def replace(self, project_id: uuid.UUID, operation: str, key: str, body: dict[str, Any]) -> None:
        """Replaces the stored response, if there is one."""
        values = {**_same(project_id, operation, key), "new_body": body}
        self._session.connection().execute(_REPLACE, values)

    def delete_before(self, created: datetime, limit: int) -> Sequence[str]:
        """Deletes at most `limit` old records and returns their keys."""
        old = (
            select(IdempotencyRecord.project_id, IdempotencyRecord.operation, IdempotencyRecord.key)
            .where(IdempotencyRecord.created_at < created)
            .limit(limit)
            .subquery()
        )
        statement = (
            delete(IdempotencyRecord)
            .where(
                IdempotencyRecord.project_id == old.c.project_id,
                IdempotencyRecord.operation == old.c.operation,
                IdempotencyRecord.key == old.c.key,
            )
            .returning(IdempotencyRecord.key)
        )
        return self._session.scalars(statement).all()


def advisory_lock(project_id: uuid.UUID, operation: str, key: str) -> int:
    """The number of the lock that reserves a key: 64 bits."""
    name = hashlib.sha256(f"{project_id} {operation} {key}".encode()).digest()
    return int.from_bytes(name[:8], "big", signed=True)


def _same(project_id: uuid.UUID, operation: str, key: str) -> dict[str, Any]:
    return {"of_project": project_id, "of_operation": operation, "of_key": key}
