"""Webhooks: addresses that receive events, what was sent to them, and whether it arrived."""

import uuid
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from sqlalchemy.orm import Session

from app.api.deps import AdminDep, AfterQuery, LimitQuery, TransactionsDep
from app.api.idempotency import IdempotentDep
from app.clock import database_now
from app.domain.errors import LimitReached, NotConfigured, NotFound, RequestInProgress, WebhookDisabled
from app.domain.events import DeliveryState
from app.integrations.encryption import Encryptor
from app.integrations.outbound_http import outbound_policy
from app.schemas.webhooks import (
    Delivery,
    DeliveryDetail,
    DeliveryPage,
    NewSecret,
    NewWebhook,
    SecretRequest,
    Webhook,
    WebhookChange,
    WebhookCreate,
    WebhookList,
)
from app.services.callbacks.settings import require_callable
from app.services.idempotency import Body
from app.services.webhooks import deliveries, endpoints
from app.web.deps import SettingsDep
from app.web.errors import documented

router = APIRouter(prefix="/v1", tags=["webhooks"])


async def _encryptor(settings: SettingsDep) -> Encryptor:
    return endpoints.encryptor_of(settings)


EncryptorDep = Annotated[Encryptor, Depends(_encryptor)]
DeliveryId = Annotated[str, Path(pattern="^msg_[0-9a-f]{32}$")]


@router.post("/webhooks", status_code=201, responses=documented(LimitReached, RequestInProgress, NotConfigured))
def create_webhook(
    body: WebhookCreate,
    response: Response,
    principal: AdminDep,
    settings: SettingsDep,
    encryptor: EncryptorDep,
    idempotent: IdempotentDep,
) -> NewWebhook:
    """Adds an address that receives events of the project, as messages of Standard Webhooks 1.0.

    The secret that signs them is shown in this answer only.
    """
    require_callable(body.url, outbound_policy(settings), "/url")

    def create(session: Session) -> NewWebhook:
        created = endpoints.create_webhook(
            session,
            principal,
            encryptor,
            url=body.url,
            description=body.description,
            types=body.events,
            now=database_now(session),
        )
        return NewWebhook.of_new(created, endpoints.reveal(created.secrets[0], encryptor))

    def reveal(session: Session, stored: Body) -> str | None:
        return endpoints.reveal_again(session, principal.project_id, uuid.UUID(stored["secrets"][0]["id"]), encryptor)

    webhook = idempotent.run(NewWebhook, create, not_stored="secret", reveal=reveal)
    response.headers["Location"] = f"/v1/webhooks/{webhook.id}"
    return webhook


@router.get("/webhooks", responses=documented())
def list_webhooks(transactions: TransactionsDep, principal: AdminDep) -> WebhookList:
    """All webhooks of the project, newest first."""
    with transactions() as session:
        found = endpoints.list_webhooks(session, principal.project_id, database_now(session))
        return WebhookList(items=[Webhook.of(webhook) for webhook in found])


@router.get("/webhooks/{webhook_id}", responses=documented(NotFound))
def get_webhook(webhook_id: uuid.UUID, transactions: TransactionsDep, principal: AdminDep) -> Webhook:
    """One webhook: whether it works, and if it was disabled, why."""
    with transactions() as session:
        return Webhook.of(endpoints.get_webhook(session, principal.project_id, webhook_id, database_now(session)))


@router.patch("/webhooks/{webhook_id}", responses=documented(NotFound))
def change_webhook(
    webhook_id: uuid.UUID,
    body: WebhookChange,
    transactions: TransactionsDep,
    principal: AdminDep,
    settings: SettingsDep,
) -> Webhook:
    """Changes address, description or events. Messages that wait go to the new address."""
    if body.url is not None:
        require_callable(body.url, outbound_policy(settings), "/url")
    with transactions() as session:
        changed = endpoints.change_webhook(
            session,
            principal,
            webhook_id,
            url=body.url,
            description=body.description,
            types=body.events,
            now=database_now(session),
        )
        return Webhook.of(changed)


@router.delete("/webhooks/{webhook_id}", status_code=204, responses=documented(NotFound))
def delete_webhook(webhook_id: uuid.UUID, transactions: TransactionsDep, principal: AdminDep) -> None:
    """Removes a webhook and its messages; nothing more is sent."""
    with transactions() as session:
        endpoints.delete_webhook(session, principal, webhook_id)


@router.post("/webhooks/{webhook_id}/enable", responses=documented(NotFound, RequestInProgress))
def enable_webhook(webhook_id: uuid.UUID, principal: AdminDep, idempotent: IdempotentDep) -> Webhook:
    """Sends events again, from now on. Abandoned messages stay abandoned; replay those that you need."""

    def enable(session: Session) -> Webhook:
        return Webhook.of(endpoints.enable_webhook(session, principal, webhook_id, database_now(session)))

    return idempotent.run(Webhook, enable)


@router.post("/webhooks/{webhook_id}/disable", responses=documented(NotFound, RequestInProgress))
def disable_webhook(webhook_id: uuid.UUID, principal: AdminDep, idempotent: IdempotentDep) -> Webhook:
    """Sends nothing more; messages that wait are abandoned."""

    def disable(session: Session) -> Webhook:
        return Webhook.of(endpoints.disable_by_request(session, principal, webhook_id, database_now(session)))

    return idempotent.run(Webhook, disable)


@router.post(
    "/webhooks/{webhook_id}/secrets", responses=documented(NotFound, LimitReached, RequestInProgress, NotConfigured)
)
def add_secret(
    webhook_id: uuid.UUID, body: SecretRequest, principal: AdminDep, encryptor: EncryptorDep, idempotent: IdempotentDep
) -> NewSecret:
    """Adds a secret, shown in this answer only. Until the older ones expire, messages are signed with all of them."""
    overlap = timedelta(seconds=body.overlap_s)

    def add(session: Session) -> NewSecret:
        now = database_now(session)
        added = endpoints.add_secret(session, principal, webhook_id, encryptor, overlap=overlap, now=now)
        return NewSecret.of_new(added, endpoints.reveal(added, encryptor))

    def reveal(session: Session, stored: Body) -> str | None:
        return endpoints.reveal_again(session, principal.project_id, uuid.UUID(stored["id"]), encryptor)

    return idempotent.run(NewSecret, add, not_stored="secret", reveal=reveal)


@router.post(
    "/webhooks/{webhook_id}/ping", status_code=202, responses=documented(NotFound, WebhookDisabled, RequestInProgress)
)
def ping_webhook(webhook_id: uuid.UUID, principal: AdminDep, idempotent: IdempotentDep) -> Delivery:
    """Sends a `webhook.ping`; GET /v1/deliveries/{delivery} shows whether it arrived."""

    def ping(session: Session) -> Delivery:
        return Delivery.of(deliveries.ping(session, principal, webhook_id, database_now(session)))

    return idempotent.run(Delivery, ping)


@router.get("/webhooks/{webhook_id}/deliveries", responses=documented(NotFound))
def list_deliveries(
    webhook_id: uuid.UUID,
    transactions: TransactionsDep,
    principal: AdminDep,
    state: Annotated[DeliveryState | None, Query(description="Only deliveries in this state.")] = None,
    limit: LimitQuery = 100,
    after: AfterQuery = None,
) -> DeliveryPage:
    """Messages to a webhook, newest first, for 30 days after their end."""
    with transactions() as session:
        page = deliveries.list_deliveries(
            session, principal.project_id, webhook_id, state=state, limit=limit, after=after
        )
        return DeliveryPage(items=[Delivery.of(delivery) for delivery in page.items], next=page.next)


@router.get("/deliveries/{delivery_id}", responses=documented(NotFound))
def get_delivery(delivery_id: DeliveryId, transactions: TransactionsDep, principal: AdminDep) -> DeliveryDetail:
    """One message, and every attempt to deliver it."""
    with transactions() as session:
        return DeliveryDetail.with_log(deliveries.get_delivery(session, principal.project_id, delivery_id))


@router.post(
    "/deliveries/{delivery_id}/replay",
    status_code=202,
    responses=documented(NotFound, WebhookDisabled, RequestInProgress),
)
def replay_delivery(delivery_id: DeliveryId, principal: AdminDep, idempotent: IdempotentDep) -> Delivery:
    """Sends the same message again, with the same `webhook-id`, from the beginning of the schedule."""

    def replay(session: Session) -> Delivery:
        return Delivery.of(deliveries.replay(session, principal, delivery_id, database_now(session)))

    return idempotent.run(Delivery, replay)
