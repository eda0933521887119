"""The SQL about the audit log. There is none that changes it."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import AuditEvent
from app.db.repositories.pages import Page, cut, decode_cursor, no_cursor


class AuditRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, event: AuditEvent) -> None:
        self._session.add(event)
        self._session.flush()

    def page(self, project_id: uuid.UUID, *, limit: int, after: str | None) -> Page[AuditEvent]:
        """The project's entries, newest first."""
        query = select(AuditEvent).where(AuditEvent.project_id == project_id)
        if after is not None:
            query = query.where(AuditEvent.id < _mark(after))
        rows = self._session.scalars(query.order_by(AuditEvent.id.desc()).limit(limit + 1)).all()
        return cut(rows, limit, lambda event: [str(event.id)])


def _mark(after: str) -> int:
    [mark] = decode_cursor(after, [str])
    if not (mark.isascii() and mark.isdigit() and int(mark) < 2**63):
        raise no_cursor()
    return int(mark)
