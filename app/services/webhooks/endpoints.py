"""The webhook endpoints of a project, and the secrets that sign their messages."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from app.db.models import WebhookEndpoint, WebhookSecret
from app.db.repositories.webhooks import WebhookRepository
from app.domain.errors import LimitReached, NotConfigured
from app.domain.events import EndpointState, EventType
from app.domain.limits import MAX_LIVE_SECRETS, MAX_WEBHOOKS
from app.integrations.encryption import DecryptionError, Encryptor, NoSecretKeys
from app.integrations.signing import new_secret
from app.services.access import audit
from app.services.access.principal import Principal
from app.services.webhooks import events
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Webhook:
    """An endpoint with its valid secrets, newest first and encrypted."""

    endpoint: WebhookEndpoint
    secrets: Sequence[WebhookSecret]


def encryptor_of(settings: Settings) -> Encryptor:
    """The encryptor of these settings. Raises NotConfigured."""
    try:
        return Encryptor.of(settings)
    except NoSecretKeys as error:
        raise NotConfigured(str(error)) from error


def create_webhook(
    session: Session,
    principal: Principal,
    encryptor: Encryptor,
    *,
    url: str,
    description: str | None,
    types: Sequence[EventType],
    now: datetime,
) -> Webhook:
    """Creates an enabled endpoint with its first secret. Raises LimitReached."""
    webhooks, project_id = WebhookRepository(session), principal.project_id
    if webhooks.count(project_id) >= MAX_WEBHOOKS:
        raise LimitReached(f"the project has {MAX_WEBHOOKS} webhooks already: delete one first")
    endpoint = WebhookEndpoint(
        project_id=project_id,
        url=url,
        description=description,
        events=_distinct(types),
        state=EndpointState.ENABLED,
        created_at=now,
    )
    webhooks.add(endpoint)
    _audit(session, principal, "webhook.created", endpoint.id, _details(url, description, types))
    return Webhook(endpoint, [_add_secret(session, endpoint, encryptor, now)])


def get_webhook(session: Session, project_id: uuid.UUID, endpoint_id: uuid.UUID, now: datetime) -> Webhook:
    """The webhook. Raises NotFound."""
    webhooks = WebhookRepository(session)
    endpoint = webhooks.get(project_id, endpoint_id)
    return Webhook(endpoint, webhooks.live_secrets([endpoint.id], now))


def list_webhooks(session: Session, project_id: uuid.UUID, now: datetime) -> list[Webhook]:
    """All webhooks of the project, newest first; there are at most MAX_WEBHOOKS."""
    webhooks = WebhookRepository(session)
    endpoints = webhooks.all(project_id)
    secrets = webhooks.live_secrets([endpoint.id for endpoint in endpoints], now)
    return [Webhook(e, [secret for secret in secrets if secret.endpoint_id == e.id]) for e in endpoints]


def change_webhook(
    session: Session,
    principal: Principal,
    endpoint_id: uuid.UUID,
    *,
    url: str | None,
    description: str | None,
    types: Sequence[EventType] | None,
    now: datetime,
) -> Webhook:
    """Changes what is not None. A new address has no failures. Raises NotFound."""
    endpoint = WebhookRepository(session).get(principal.project_id, endpoint_id, lock=True)
    if url is not None and url != endpoint.url:
        endpoint.url = url
        _reset_failures(endpoint)
    if description is not None:
        endpoint.description = description
    if types is not None:
        endpoint.events = _distinct(types)
    _audit(session, principal, "webhook.changed", endpoint_id, _details(url, description, types))
    return get_webhook(session, principal.project_id, endpoint_id, now)


def enable_webhook(session: Session, principal: Principal, endpoint_id: uuid.UUID, now: datetime) -> Webhook:
    """Enables an endpoint, which receives the events from now on. An enabled one does not change. Raises NotFound."""
    endpoint = WebhookRepository(session).get(principal.project_id, endpoint_id, lock=True)
    if endpoint.state == EndpointState.DISABLED:
        endpoint.state, endpoint.disabled_reason, endpoint.disabled_at = EndpointState.ENABLED, None, None
        _reset_failures(endpoint)
    _audit(session, principal, "webhook.enabled", endpoint_id)
    return get_webhook(session, principal.project_id, endpoint_id, now)


def disable_webhook(session: Session, endpoint: WebhookEndpoint, reason: str, now: datetime) -> bool:
    """Disables the endpoint, which must be locked. Returns whether it was enabled.

    The sweep abandons its waiting messages, and the other endpoints receive an event.
    """
    if endpoint.state != EndpointState.ENABLED:
        return False
    endpoint.state, endpoint.disabled_reason, endpoint.disabled_at = EndpointState.DISABLED, reason, now
    session.flush()
    events.webhook_disabled(session, endpoint, now)
    return True


def disable_by_request(session: Session, principal: Principal, endpoint_id: uuid.UUID, now: datetime) -> Webhook:
    """Disables the endpoint at the request of the principal. Raises NotFound."""
    endpoint = WebhookRepository(session).get(principal.project_id, endpoint_id, lock=True)
    disable_webhook(session, endpoint, "disabled by request", now)
    _audit(session, principal, "webhook.disabled", endpoint_id)
    return get_webhook(session, principal.project_id, endpoint_id, now)


def delete_webhook(session: Session, principal: Principal, endpoint_id: uuid.UUID) -> None:
    """Hides the endpoint and its messages; the sweep deletes the rows. Raises NotFound."""
    endpoint = WebhookRepository(session).get(principal.project_id, endpoint_id, lock=True)
    endpoint.state, endpoint.disabled_reason, endpoint.disabled_at = EndpointState.DELETED, None, None
    _audit(session, principal, "webhook.deleted", endpoint_id)


def add_secret(
    session: Session,
    principal: Principal,
    endpoint_id: uuid.UUID,
    encryptor: Encryptor,
    *,
    overlap: timedelta,
    now: datetime,
) -> WebhookSecret:
    """Adds a secret. Older secrets stay valid for at most `overlap`. Raises NotFound and LimitReached."""
    webhooks = WebhookRepository(session)
    endpoint = webhooks.get(principal.project_id, endpoint_id, lock=True)
    older = webhooks.live_secrets([endpoint.id], now)
    if overlap and len(older) >= MAX_LIVE_SECRETS:
        raise LimitReached(
            f"the webhook has {MAX_LIVE_SECRETS} live secrets already: wait until one expires, or set overlap_s to 0"
        )
    for secret in older:
        secret.expires_at = min(now + overlap, secret.expires_at or now + overlap)
    added = _add_secret(session, endpoint, encryptor, now)
    details = {"secret": str(added.id), "overlap_s": int(overlap.total_seconds())}
    _audit(session, principal, "webhook.secret_added", endpoint_id, details)
    return added


def reveal(secret: WebhookSecret, encryptor: Encryptor) -> str:
    """The secret in plain text, `whsec_...`. Raises DecryptionError."""
    return decrypt(secret.id, secret.encrypted, encryptor)


def decrypt(secret_id: uuid.UUID, encrypted: str, encryptor: Encryptor) -> str:
    """The secret in plain text, for callers that have no record. Raises DecryptionError."""
    return encryptor.decrypt(encrypted, associated_data=associated_data_of(secret_id))


def reveal_again(session: Session, project_id: uuid.UUID, secret_id: uuid.UUID, encryptor: Encryptor) -> str | None:
    """The secret for a repeated request to create it. None if it was deleted or can no longer be decrypted."""
    secret = WebhookRepository(session).secret(project_id, secret_id)
    if secret is None:
        return None
    try:
        return reveal(secret, encryptor)
    except DecryptionError:
        return None


def _add_secret(session: Session, endpoint: WebhookEndpoint, encryptor: Encryptor, now: datetime) -> WebhookSecret:
    id_ = uuid.uuid4()
    secret = WebhookSecret(
        id=id_,
        project_id=endpoint.project_id,
        endpoint_id=endpoint.id,
        encrypted=encryptor.encrypt(new_secret(), associated_data=associated_data_of(id_)),
        created_at=now,
    )
    WebhookRepository(session).add(secret)
    return secret


def associated_data_of(secret_id: uuid.UUID) -> str:
    """What a secret is encrypted for."""
    return f"webhook_secret.encrypted:{secret_id}"


def _details(url: str | None, description: str | None, types: Sequence[EventType] | None) -> dict[str, Any]:
    """The details for the audit log. Only the host of an address is logged: the rest may contain a token, and the
    log is kept."""
    details = {
        "description": description,
        "events": None if types is None else [type_.value for type_ in types],
        "host": urlsplit(url).hostname if url else None,
    }
    return {name: value for name, value in details.items() if value is not None}


def _audit(
    session: Session, principal: Principal, action: str, endpoint_id: uuid.UUID, details: dict[str, Any] | None = None
) -> None:
    audit.record(session, principal, action, ("webhook", str(endpoint_id)), details)


def _distinct(types: Sequence[EventType]) -> list[str]:
    return [type_.value for type_ in dict.fromkeys(types)]


def _reset_failures(endpoint: WebhookEndpoint) -> None:
    endpoint.failures, endpoint.failing_since, endpoint.held_until = 0, None, None
