"""All SQL about idempotency records."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db.models import IdempotencyRecord


class IdempotencyRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, project_id: uuid.UUID, operation: str, key: str) -> IdempotencyRecord | None:
        return self._session.get(IdempotencyRecord, (project_id, operation, key))

    def insert(self, record: IdempotencyRecord) -> bool:
        """Whether the record is ours; waits for a rival transaction with the same key to end."""
        values = {c.name: getattr(record, c.name) for c in IdempotencyRecord.__table__.columns}
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
