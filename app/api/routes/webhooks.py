"""Webhooks: where to be told of events, what was sent there, and what became of it."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, TypeVar

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.orm import Session

from app.api.deps import AfterQuery, LimitQuery, PrincipalDep, SettingsDep, TransactionsDep
from app.api.idempotency import OnceDep, RequestKeyDep, mark_replayed
from app.api.problems import documented
from app.api.schemas.webhooks import (
    Delivery,
    DeliveryDetail,
    DeliveryPage,
    DeliveryStateName,
    NewSecret,
    NewWebhook,
    SecretRequest,
    Webhook,
    WebhookChange,
    WebhookCreate,
    WebhookList,
)
from app.clock import database_now
from app.domain.errors import LimitReached, NotConfigured, NotFound, RequestInProgress, WebhookDisabled
from app.integrations.outbound_http import outbound_policy
from app.services import deliveries, webhooks
from app.services.idempotency import Body, find_answer, keep_answer

router = APIRouter(prefix="/v1", tags=["webhooks"])
DeliveryId = Annotated[str, Path(pattern="^msg_[0-9a-f]{32}$")]
Shown = TypeVar("Shown", NewWebhook, NewSecret)


@router.post(
    "/webhooks", status_code=201, responses=documented(LimitReached, RequestInProgress, NotConfigured)
)
def create_webhook(
    body: WebhookCreate,
    response: Response,
    transactions: TransactionsDep,
    principal: PrincipalDep,
    settings: SettingsDep,
    key: RequestKeyDep,
) -> NewWebhook:
    """Names an address to be told of events of the project, as messages of Standard Webhooks 1.0.

    The secret that they are signed with is shown in this answer only.
    """
    sealer = webhooks.sealer_of(settings)
    webhooks.require_callable(body.url, outbound_policy(settings))

    def create(session: Session) -> NewWebhook:
        webhook = webhooks.create_webhook(
            session,
            principal.project_id,
            sealer,
            url=body.url,
            description=body.description,
            types=body.events,
            now=database_now(session),
        )
        [secret] = webhook.secrets
        shown = Webhook.of(webhook).model_dump()
        return NewWebhook(**shown, secret=webhooks.reveal(secret.id, secret.sealed, sealer))
