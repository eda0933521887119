"""The audit log on the wire."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from app.services.records import AuditEvent as AuditRecord


class AuditEvent(BaseModel):
    """actor: a key's id, `operator` (at the command line) or `embedded` (without a key). address: where the call came
    from. request_id: its `X-Request-ID`."""

    id: int
    at: datetime
    actor: str
    action: str
    subject_type: str
    subject_id: str
    address: str | None
    request_id: str | None
    details: dict[str, Any]

    @classmethod
    def of(cls, event: AuditRecord) -> "AuditEvent":
        return cls.model_validate(event, from_attributes=True)


class AuditPage(BaseModel):
    items: list[AuditEvent]
    next: str | None
