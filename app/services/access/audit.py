"""What was changed by hand, by whom and from where. Written with the change, or not at all."""

from typing import Any

from sqlalchemy.orm import Session

from app.db.models import AuditEvent
from app.db.repositories.audit import AuditRepository
from app.db.repositories.pages import Page
from app.services.access.principal import Principal


def record(
    session: Session, principal: Principal, action: str, subject: tuple[str, str], details: dict[str, Any] | None = None
) -> None:
    """Writes one event of the principal's project into the transaction of the change.

    action: what has been done, as `job.created`. subject: to what: its kind and its id. details: no secrets.
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
    """Newest first."""
    return AuditRepository(session).page(principal.project_id, limit=limit, after=after)
