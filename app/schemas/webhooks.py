"""Webhooks and their deliveries on the wire."""

import json
import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StrictInt, StringConstraints

from app.domain.events import DeliveryState, EndpointState, EventType
from app.fields import WHOLE, Name
from app.schemas.base import Model, RequestBody
from app.services.records import Delivery as DeliveryRecord
from app.services.records import WebhookSecret
from app.services.webhooks.deliveries import DeliveryLog
from app.services.webhooks.endpoints import Webhook as WebhookRow

Url = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Events = Annotated[list[EventType], Field(min_length=1, max_length=len(EventType))]
_EXAMPLE: dict[str, Any] = {
    "url": "https://hooks.example.com/lmsearcher",
    "events": ["job.completed", "job.failed", "best.improved"],
}


class WebhookCreate(RequestBody):
    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    url: Url
    description: Name | None = None
    events: Events = list(EventType)
    """The events to send; all by default."""


class WebhookChange(RequestBody):
    """Fields that are left out, or null, stay as they are."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"events": ["job.completed"]}]})

    url: Url | None = None
    description: Name | None = None
    events: Events | None = None


class Secret(Model):
    """A signing secret, without its value."""

    id: uuid.UUID
    created_at: datetime
    expires_at: datetime | None
    """Null for the newest. Messages are signed with all secrets that have not expired."""


class Webhook(Model):
    """An address that receives events."""

    id: uuid.UUID
    url: str
    description: str | None
    events: list[EventType]
    state: Literal[EndpointState.ENABLED, EndpointState.DISABLED]
    disabled_reason: str | None
    disabled_at: datetime | None
    failing_since: datetime | None
    """The first failure since the last success."""
    created_at: datetime
    secrets: list[Secret]
    """The live secrets, without their values."""

    @classmethod
    def of(cls, webhook: WebhookRow) -> "Webhook":
        same = "id url description events state disabled_reason disabled_at failing_since created_at"
        values = {field: getattr(webhook.endpoint, field) for field in same.split()}
        secrets = [Secret.model_validate(secret, from_attributes=True) for secret in webhook.secrets]
        return cls.model_validate({**values, "secrets": secrets})


class NewWebhook(Webhook):
    secret: str | None
    """Shown in this response only, and to repeated requests with the same `Idempotency-Key` while the secret is live.
    """

    @classmethod
    def of_new(cls, webhook: WebhookRow, secret: str) -> "NewWebhook":
        return cls(**Webhook.of(webhook).model_dump(), secret=secret)


class WebhookList(Model):
    items: list[Webhook]


class SecretRequest(RequestBody):
    model_config = ConfigDict(json_schema_extra={"examples": [{"overlap_s": 86_400}]})

    overlap_s: Annotated[StrictInt, Field(ge=0, le=7 * 86_400), WHOLE] = 86_400
    """Seconds that the older secrets still sign messages, beside the new one."""


class NewSecret(Secret):
    secret: str | None
    """Shown in this response only, and to repeated requests with the same `Idempotency-Key` while the secret is live.
    """

    @classmethod
    def of_new(cls, added: WebhookSecret, secret: str) -> "NewSecret":
        return cls(**Secret.model_validate(added, from_attributes=True).model_dump(), secret=secret)


class Delivery(Model):
    """A message to a webhook."""

    id: str
    """The `webhook-id` of the message."""
    webhook: uuid.UUID
    type: EventType
    state: DeliveryState
    attempts: int
    next_attempt_at: datetime | None
    """Null once the delivery has ended."""
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, delivery: DeliveryRecord) -> "Delivery":
        return cls.model_validate(_delivery(delivery))


class Attempt(Model):
    """One attempt to deliver a message."""

    number: int
    at: datetime
    status: int | None
    """The HTTP status; null without a response."""
    error: str | None
    """Why there was no response."""
    milliseconds: int
    response: str
    """Its first 2 kB."""


class DeliveryDetail(Delivery):
    """A message with its attempts."""

    message: dict[str, Any]
    """The body of the message."""
    log: list[Attempt]
    """The latest 100 attempts, newest first."""

    @classmethod
    def with_log(cls, found: DeliveryLog) -> "DeliveryDetail":
        log = [Attempt.model_validate(attempt, from_attributes=True) for attempt in found.attempts]
        message = json.loads(found.delivery.body)
        return cls.model_validate({**_delivery(found.delivery), "message": message, "log": log})


class DeliveryPage(Model):
    items: list[Delivery]
    next: str | None


def _delivery(delivery: DeliveryRecord) -> dict[str, Any]:
    same = "id type state attempts created_at finished_at"
    return {
        **{field: getattr(delivery, field) for field in same.split()},
        "webhook": delivery.endpoint_id,
        "next_attempt_at": delivery.next_attempt_at if delivery.state == DeliveryState.PENDING else None,
    }
