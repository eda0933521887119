"""Webhooks and their deliveries on the wire."""

import json
import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints

from app.domain.events import DeliveryState, EndpointState, EventType
from app.fields import WHOLE, Name
from app.schemas.spaces import Strict
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


class WebhookCreate(Strict):
    """events: what to be told of; everything there is if left out."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    url: Url
    description: Name | None = None
    events: Events = list(EventType)


class WebhookChange(Strict):
    """What is left out, or null, stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"events": ["job.completed"]}]})

    url: Url | None = None
    description: Name | None = None
    events: Events | None = None


class Secret(BaseModel):
    """expires_at: null for the newest; messages are signed with all that have not expired."""

    id: uuid.UUID
    created_at: datetime
    expires_at: datetime | None


class Webhook(BaseModel):
    """failing_since: the first failure since the last success. secrets: the live ones, without their values."""

    id: uuid.UUID
    url: str
    description: str | None
    events: list[EventType]
    state: Literal[EndpointState.ENABLED, EndpointState.DISABLED]
    disabled_reason: str | None
    disabled_at: datetime | None
    failing_since: datetime | None
    created_at: datetime
    secrets: list[Secret]

    @classmethod
    def of(cls, webhook: WebhookRow) -> "Webhook":
        same = "id url description events state disabled_reason disabled_at failing_since created_at"
        values = {field: getattr(webhook.endpoint, field) for field in same.split()}
        secrets = [Secret.model_validate(secret, from_attributes=True) for secret in webhook.secrets]
        return cls.model_validate({**values, "secrets": secrets})


class NewWebhook(Webhook):
    """secret: shown in this answer only, and to retries with the same `Idempotency-Key` while it lives."""

    secret: str | None

    @classmethod
    def of_new(cls, webhook: WebhookRow, secret: str) -> "NewWebhook":
        return cls(**Webhook.of(webhook).model_dump(), secret=secret)


class WebhookList(BaseModel):
    items: list[Webhook]


class SecretRequest(Strict):
    """overlap_s: how long the older secrets go on to sign, beside the new one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"overlap_s": 86_400}]})

    overlap_s: Annotated[StrictInt, Field(ge=0, le=7 * 86_400), WHOLE] = 86_400


class NewSecret(Secret):
    """secret: shown in this answer only, and to retries with the same `Idempotency-Key` while it lives."""

    secret: str | None

    @classmethod
    def of_new(cls, added: WebhookSecret, secret: str) -> "NewSecret":
        return cls(**Secret.model_validate(added, from_attributes=True).model_dump(), secret=secret)


class Delivery(BaseModel):
    """id: the `webhook-id` of the message. next_attempt_at: null once it has ended."""

    id: str
    webhook: uuid.UUID
    type: EventType
    state: DeliveryState
    attempts: int
    next_attempt_at: datetime | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, delivery: DeliveryRecord) -> "Delivery":
        return cls.model_validate(_delivery(delivery))


class Attempt(BaseModel):
    """status: of the answer, with its first 2 kB; without one, `error` says why."""

    number: int
    at: datetime
    status: int | None
    error: str | None
    milliseconds: int
    response: str


class DeliveryDetail(Delivery):
    """message: the body as it is sent. log: the latest 100 attempts, newest first."""

    message: dict[str, Any]
    log: list[Attempt]

    @classmethod
    def with_log(cls, found: DeliveryLog) -> "DeliveryDetail":
        log = [Attempt.model_validate(attempt, from_attributes=True) for attempt in found.attempts]
        message = json.loads(found.delivery.body)
        return cls.model_validate({**_delivery(found.delivery), "message": message, "log": log})


class DeliveryPage(BaseModel):
    items: list[Delivery]
    next: str | None


def _delivery(delivery: DeliveryRecord) -> dict[str, Any]:
    same = "id type state attempts created_at finished_at"
    return {
        **{field: getattr(delivery, field) for field in same.split()},
        "webhook": delivery.endpoint_id,
        "next_attempt_at": delivery.next_attempt_at if delivery.state == DeliveryState.PENDING else None,
    }
