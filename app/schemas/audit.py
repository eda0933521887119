"""The audit log on the wire."""

from datetime import datetime
from typing import Any

from app.schemas.base import Model
from app.services.records import AuditEvent as AuditRecord


class AuditEvent(Model):
    """A change that a caller or the service made."""

    id: int
    at: datetime
    actor: str
    """The id of a key, or `operator` (command line), `embedded` (no key needed) or `service`."""
    action: str
    """What was done, such as `job.created`."""
    subject_type: str
    """The kind of thing that was changed."""
    subject_id: str
    """Its id."""
    address: str | None
    """The network address of the request."""
    request_id: str | None
    """The `X-Request-ID` of the request."""
    details: dict[str, Any]

    @classmethod
    def of(cls, event: AuditRecord) -> "AuditEvent":
        return cls.model_validate(event, from_attributes=True)


class AuditPage(Model):
    items: list[AuditEvent]
    next: str | None
