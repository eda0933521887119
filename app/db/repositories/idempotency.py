"""All SQL about idempotency records."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Select, Text, Uuid, and_, bindparam, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db.models import IdempotencyRecord

_TABLE = IdempotencyRecord.__table__


def _reserve() -> Select[bool, IdempotencyRecord]:
    """Built once, as the statements of `leasing`. Parameters: lock, of_project, of_operation, of_key."""
    one = select(literal(1).label("one")).subquery()
    same = and_(
        IdempotencyRecord.project_id == bindparam("of_project", type_=Uuid),
        IdempotencyRecord.operation == bindparam("of_operation", type_=Text),
        IdempotencyRecord.key == bindparam("of_key", type_=Text),
    )
    lock = func.pg_try_advisory_xact_lock(bindparam("lock", type_=BigInteger), type_=Boolean)
    return select(lock, IdempotencyRecord).select_from(one).outerjoin(IdempotencyRecord, same)


_RESERVE = _reserve()
_INSERT = (
    insert(IdempotencyRecord)
    .values({c.name: func.now() if c.name == "created_at" else bindparam(c.name, type_=c.type) for c in _TABLE.columns})
    .on_conflict_do_nothing()
    .returning(_TABLE.c.key)
)


class IdempotencyRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def reserve(self, project_id: uuid.UUID, operation: str, key: str) -> tuple[bool, IdempotencyRecord | None]:
        """Whether the key is ours until the end of the transaction, and the record if it has been used before.

        Never waits. The lock spares a rival its work; what makes it impossible to answer twice is the primary key.
        """
        name = hashlib.sha256(f"{project_id} {operation} {key}".encode()).digest()
        values = {
            "lock": int.from_bytes(name[:8], "big", signed=True),
            "of_project": project_id,
            "of_operation": operation,
            "of_key": key,
        }
        ours, record = self._session.execute(_RESERVE, values).one()
        return ours, record

    def insert(self, record: IdempotencyRecord) -> bool:
        """Whether there was no record of this key. Waits for a rival transaction that has inserted one to end."""
        values = {c.name: getattr(record, c.name) for c in _TABLE.columns if c.name != "created_at"}
        return bool(self._session.connection().execute(_INSERT, values).all())

    def delete_before(self, created: datetime, limit: int) -> Sequence[str]:
        """Removes at most `limit` old records, and says which."""
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
