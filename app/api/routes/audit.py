"""The audit log: who changed what, when, from where."""

from collections.abc import Sequence
from functools import partial

from fastapi import APIRouter, Response

from app.api.deps import AdminDep, AfterQuery, LimitQuery, TransactionsDep
from app.api.responses import AcceptHeader, FormQuery, documented_forms, every_item, requested_form, streamed
from app.schemas.audit import AuditEvent, AuditPage
from app.services.access import audit
from app.web.errors import documented

router = APIRouter(prefix="/v1/audit", tags=["audit"])

EXPORT_CHUNK = 1_000


@router.get("", response_model=AuditPage, responses={**documented(), **documented_forms(AuditPage)})
def list_audit_events(
    transactions: TransactionsDep,
    principal: AdminDep,
    form: FormQuery = None,
    accept: AcceptHeader = "",
    limit: LimitQuery = 100,
    after: AfterQuery = None,
) -> AuditPage | Response:
    """Changes by users of this project, newest first."""

    def page(after: str | None, limit: int) -> tuple[Sequence[AuditEvent], str | None]:
        with transactions() as session:
            events = audit.list_events(session, principal, limit=limit, after=after)
            return [AuditEvent.of(event) for event in events.items], events.next

    kind = requested_form(form, accept)
    if kind == "json":
        items, following = page(after, limit)
        return AuditPage(items=list(items), next=following)
    return streamed(kind, AuditEvent, every_item(partial(page, limit=EXPORT_CHUNK)))
