"""The audit log: what was changed, by whom and from where. An entry is written in the transaction of its change."""

from typing import Any

from sqlalchemy.orm import Session

from app.db.models import AuditEvent
from app.db.repositories.audit import AuditRepository
from app.db.repositories.pages import Page
from app.services.access.principal import Principal


def record(
    session: Session, principal: Principal, action: str, subject: tuple[str, str], details: dict[str, Any] | None = None
) -> None:
    """Writes one entry into the transaction of the change.

    Args:
        session: The transaction of the change.
        principal: The caller; the entry belongs to its project.
        action: What was done, such as `job.created`.
        subject: The kind and the id of what was changed.
        details: Further details, never secrets.
    """
    kind, name = subject
    event = AuditEvent(
        project_id=principal.project_id,
        actor=principal.actor,
        action=action,
        subject_type=kind,
        subject_id=name,
        address=principal.address,
        request_id=principal.request_id,
        details=details or {},
    )
    AuditRepository(session).add(event)


def list_events(session: Session, principal: Principal, *, limit: int, after: str | None) -> Page[AuditEvent]:
    """The entries of the principal's project, newest first."""
    return AuditRepository(session).page(principal.project_id, limit=limit, after=after)
