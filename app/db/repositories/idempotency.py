"""All SQL about idempotency records."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db.models import IdempotencyRecord


class IdempotencyRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def reserve(self, project_id: uuid.UUID, operation: str, key: str) -> tuple[bool, IdempotencyRecord | None]:
        """Whether the key is ours until the end of the transaction, and the record if it has been used before.

        Never waits. The lock spares a rival its work; what makes it impossible to answer twice is the primary key.
        """
        name = hashlib.sha256(f"{project_id} {operation} {key}".encode()).digest()
        lock = func.pg_try_advisory_xact_lock(int.from_bytes(name[:8], "big", signed=True))
        one = select(literal(1).label("one")).subquery()
        same = and_(
            IdempotencyRecord.project_id == project_id,
            IdempotencyRecord.operation == operation,
            IdempotencyRecord.key == key,
        )
        query = select(lock, IdempotencyRecord).select_from(one).outerjoin(IdempotencyRecord, same)
        ours, record = self._session.execute(query).one()
        return ours, record

    def insert(self, record: IdempotencyRecord) -> bool:
        """Whether there was no record of this key. Waits for a rival transaction that has inserted one to end."""
        values = {c.name: getattr(record, c.name) for c in IdempotencyRecord.__table__.columns}
        values["created_at"] = func.now()
        statement = insert(IdempotencyRecord).values(values).on_conflict_do_nothing()
        return bool(self._session.execute(statement.returning(IdempotencyRecord.key)).all())

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
