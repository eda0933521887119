"""Delivers messages: claim, read, send (by the worker, without a transaction), record. Each step is safe to repeat.

If a worker dies between sending and recording, its claim expires and the message is sent again with the same id.
"""

import random
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from app.db.models import Delivery, DeliveryAttempt, WebhookEndpoint
from app.db.repositories.deliveries import DeliveryRepository
from app.db.repositories.pages import Page
from app.db.repositories.webhooks import WebhookRepository
from app.domain.backoff import exponential, retry_after, webhook_delay
from app.domain.errors import NotFound, WebhookDisabled
from app.domain.events import DeliveryState, EndpointState
from app.queue import DELIVER_DUE, enqueue_after_commit
from app.services.access import audit
from app.services.access.principal import Principal, service
from app.services.webhooks import events
from app.services.webhooks.endpoints import disable_webhook

CLAIM = timedelta(seconds=30)
"""It is longer than a request may take. After this time, a message without a recorded attempt is due again."""
PARALLEL = 4
"""The most messages of an endpoint that are being sent at the same time; it is one while the endpoint fails."""
DISABLE_AFTER = timedelta(days=5)
LONGEST_RETRY_AFTER_S = 3_600
BACKOFF_AFTER_FAILURES = 5
"""After this many failures in a row, all messages to the endpoint wait, up to LONGEST_HOLD_S."""
LONGEST_HOLD_S = 60
KEEP_DELIVERIES = timedelta(days=30)
SHOWN_ATTEMPTS = 100
BATCH = 1_000
"""The most messages that one sweep abandons or deletes."""
GONE = 410
BUSY = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Everything that sending a message needs, without a database session.

    Args:
        project_id: The project.
        endpoint_id: The endpoint.
        message_id: The `webhook-id`.
        url: The address.
        body: The exact bytes to send.
        secrets: The valid secrets by id, encrypted.
        at: The time of the attempt.
        held_until: The end of the claim, which also identifies it.
    """

    project_id: uuid.UUID
    endpoint_id: uuid.UUID
    message_id: str
    url: str
    body: bytes
    secrets: Mapping[uuid.UUID, str]
    at: datetime
    held_until: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """The outcome of an attempt.

    Args:
        status: The status of the response; None without a response.
        error: Why there was no response.
        milliseconds: The time that the attempt took.
        response: The beginning of the response.
        retry_after: The Retry-After header of the response.
        refused: Whether the address may not be called, now and later.
    """

    status: int | None
    error: str | None
    milliseconds: int
    response: str = ""
    retry_after: str | None = None
    refused: bool = False

    @property
    def succeeded(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class DeliveryLog:
    """A delivery with its latest SHOWN_ATTEMPTS attempts, newest first."""

    delivery: Delivery
    attempts: Sequence[DeliveryAttempt]


def claim_deliveries(
    session: Session, now: datetime, *, without_projects: Collection[uuid.UUID] = ()
) -> list[tuple[uuid.UUID, str]]:
    """Project and id of deliveries of the next endpoint, claimed for CLAIM; empty if nothing is due."""
    return DeliveryRepository(session).claim(
        now=now, until=now + CLAIM, parallel=PARALLEL, without_projects=without_projects
    )


def any_due(session: Session, now: datetime) -> bool:
    return DeliveryRepository(session).any_due(now)


def read_delivery(session: Session, project_id: uuid.UUID, delivery_id: str, now: datetime) -> Outgoing | None:
    """What to send. None if the delivery has ended, its claim has expired, or its endpoint is not enabled.

    If the endpoint was disabled after the claim, the claim is given up, so that the next sweep abandons the message.
    """
    webhooks = WebhookRepository(session)
    try:
        delivery = DeliveryRepository(session).get(project_id, delivery_id)
        endpoint = webhooks.get(project_id, delivery.endpoint_id)
    except NotFound:
        return None
    held = delivery.claimed_until is not None and delivery.claimed_until > now
    if not held or delivery.claimed_until is None:
        return None
    if endpoint.state != EndpointState.ENABLED:
        delivery.claimed_until = None
        return None
    return Outgoing(
        project_id=project_id,
        endpoint_id=endpoint.id,
        message_id=delivery.id,
        url=endpoint.url,
        body=delivery.body.encode(),
        secrets={secret.id: secret.encrypted for secret in webhooks.live_secrets([endpoint.id], now)},
        at=now,
        held_until=delivery.claimed_until,
    )


def record_attempt(session: Session, sent: Outgoing, attempt: Attempt, now: datetime, rng: random.Random) -> None:
    """Logs the attempt and decides how to continue. If it was recorded after its claim, it counts only if it
    succeeded."""
    deliveries = DeliveryRepository(session)
    try:
        endpoint = WebhookRepository(session).get(sent.project_id, sent.endpoint_id, lock=True)
        delivery = deliveries.get(sent.project_id, sent.message_id, lock=True)
    except NotFound:
        return  # deleted meanwhile
    delivery.attempts += 1
    deliveries.add_attempt(
        DeliveryAttempt(
            delivery_id=delivery.id,
            number=delivery.attempts,
            project_id=delivery.project_id,
            at=sent.at,
            status=attempt.status,
            error=attempt.error,
            milliseconds=attempt.milliseconds,
            response=attempt.response,
        )
    )
    if attempt.succeeded:
        if delivery.state != DeliveryState.DELIVERED:
            _end(delivery, DeliveryState.DELIVERED, now)
    elif delivery.claimed_until == sent.held_until:
        _schedule(delivery, attempt, now, rng)
    _update_health(session, endpoint, attempt, now, rng)


def _schedule(delivery: Delivery, attempt: Attempt, now: datetime, rng: random.Random) -> None:
    delivery.step += 1
    delivery.claimed_until = None
    wait_s = None if attempt.refused else webhook_delay(delivery.step, rng)
    if wait_s is None:
        _end(delivery, DeliveryState.FAILED, now)
    else:
        requested_s = retry_after(attempt.retry_after, now=now, longest_s=LONGEST_RETRY_AFTER_S)
        delivery.next_attempt_at = now + timedelta(seconds=max(wait_s, requested_s))


def _end(delivery: Delivery, state: DeliveryState, now: datetime) -> None:
    delivery.state, delivery.finished_at, delivery.claimed_until = state, now, None


def _update_health(
    session: Session, endpoint: WebhookEndpoint, attempt: Attempt, now: datetime, rng: random.Random
) -> None:
    """Updates the endpoint after an attempt: it works, fails, is busy or gone, or has failed for too long."""
    if attempt.succeeded:
        if endpoint.failures:
            endpoint.failures, endpoint.failing_since, endpoint.held_until = 0, None, None
        return
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    hold_s = 0.0
    if endpoint.failures >= BACKOFF_AFTER_FAILURES:
        hold_s = exponential(
            endpoint.failures - BACKOFF_AFTER_FAILURES + 1, first_s=1, longest_s=LONGEST_HOLD_S, rng=rng
        )
    if attempt.status in BUSY:
        hold_s = max(hold_s, retry_after(attempt.retry_after, now=now, longest_s=LONGEST_RETRY_AFTER_S))
    if hold_s:
        endpoint.held_until = now + timedelta(seconds=hold_s)
    if attempt.status == GONE:
        _disable(session, endpoint, "the receiver answered 410 Gone", now)
    elif now - endpoint.failing_since >= DISABLE_AFTER:
        since = endpoint.failing_since.astimezone(UTC)
        why = f"no message has been delivered since {since:%Y-%m-%d %H:%M} UTC; the last attempt: "
        _disable(session, endpoint, why + (attempt.error or f"status {attempt.status}"), now)


def _disable(session: Session, endpoint: WebhookEndpoint, reason: str, now: datetime) -> None:
    if disable_webhook(session, endpoint, reason, now):
        subject = ("webhook", str(endpoint.id))
        audit.record(session, service(endpoint.project_id), "webhook.disabled", subject, {"reason": reason})


def list_deliveries(
    session: Session, project_id: uuid.UUID, endpoint_id: uuid.UUID, *, state: str | None, limit: int, after: str | None
) -> Page[Delivery]:
    """The deliveries of the endpoint, newest first. Raises NotFound."""
    endpoint = WebhookRepository(session).get(project_id, endpoint_id)
    return DeliveryRepository(session).page(endpoint.id, state=state, limit=limit, after=after)


def get_delivery(session: Session, project_id: uuid.UUID, delivery_id: str) -> DeliveryLog:
    """The delivery with its log. Raises NotFound."""
    deliveries = DeliveryRepository(session)
    delivery = deliveries.get(project_id, delivery_id)
    return DeliveryLog(delivery, deliveries.log(delivery.id, SHOWN_ATTEMPTS))


def ping(session: Session, principal: Principal, endpoint_id: uuid.UUID, now: datetime) -> Delivery:
    """Sends a test message at once. Raises NotFound and WebhookDisabled."""
    sent = events.webhook_ping(session, _enabled_endpoint(session, principal.project_id, endpoint_id), now)
    audit.record(session, principal, "webhook.pinged", ("webhook", str(endpoint_id)))
    return sent


def replay(session: Session, principal: Principal, delivery_id: str, now: datetime) -> Delivery:
    """Sends the same message again at once, even if it has ended, and starts the schedule again.

    Raises NotFound and WebhookDisabled.
    """
    deliveries, project_id = DeliveryRepository(session), principal.project_id
    _enabled_endpoint(session, project_id, deliveries.get(project_id, delivery_id).endpoint_id)
    delivery = deliveries.get(project_id, delivery_id, lock=True)
    delivery.state, delivery.finished_at, delivery.step = DeliveryState.PENDING, None, 0
    if delivery.claimed_until is None or delivery.claimed_until <= now:
        delivery.next_attempt_at = now
    enqueue_after_commit(session, DELIVER_DUE)
    audit.record(session, principal, "delivery.replayed", ("delivery", delivery_id))
    return delivery


def clean_up(session: Session, now: datetime) -> None:
    """Abandons messages of disabled endpoints and deletes old ones, at most BATCH of each."""
    deliveries, webhooks = DeliveryRepository(session), WebhookRepository(session)
    deliveries.abandon(now, BATCH)
    deliveries.delete_old(now - KEEP_DELIVERIES, BATCH)
    webhooks.delete_emptied()
    webhooks.delete_expired_secrets(now)


def _enabled_endpoint(session: Session, project_id: uuid.UUID, endpoint_id: uuid.UUID) -> WebhookEndpoint:
    """The endpoint, which must be enabled. A request of a user ends its pause."""
    endpoint = WebhookRepository(session).get(project_id, endpoint_id, lock=True)
    if endpoint.state != EndpointState.ENABLED:
        raise WebhookDisabled(f"the webhook is disabled: {endpoint.disabled_reason}")
    endpoint.held_until = None
    return endpoint
