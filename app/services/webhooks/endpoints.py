"""Webhook endpoints of a project and the secrets that their messages are signed with."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.db.models import WebhookEndpoint, WebhookSecret
from app.db.repositories.webhooks import WebhookRepository
from app.domain.errors import LimitReached, NotConfigured
from app.domain.events import EndpointState, EventType
from app.domain.limits import MAX_LIVE_SECRETS, MAX_WEBHOOKS
from app.integrations.encryption import DecryptionError, Encryptor, NoSecretKeys
from app.integrations.signing import new_secret
from app.services.webhooks import events
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Webhook:
    """An endpoint with its live secrets, newest first; encrypted."""

    endpoint: WebhookEndpoint
    secrets: Sequence[WebhookSecret]


def encryptor_of(settings: Settings) -> Encryptor:
    """Raises NotConfigured."""
    try:
        return Encryptor.of(settings)
    except NoSecretKeys as error:
        raise NotConfigured(str(error)) from error


def create_webhook(
    session: Session,
    project_id: uuid.UUID,
    encryptor: Encryptor,
    *,
    url: str,
    description: str | None,
    types: Sequence[EventType],
    now: datetime,
) -> Webhook:
    """An enabled endpoint with its first secret. Raises LimitReached."""
    webhooks = WebhookRepository(session)
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
    return Webhook(endpoint, [_add_secret(session, endpoint, encryptor, now)])


def get_webhook(session: Session, project_id: uuid.UUID, endpoint_id: uuid.UUID, now: datetime) -> Webhook:
    """Raises NotFound."""
    webhooks = WebhookRepository(session)
    endpoint = webhooks.get(project_id, endpoint_id)
    return Webhook(endpoint, webhooks.live_secrets([endpoint.id], now))


def list_webhooks(session: Session, project_id: uuid.UUID, now: datetime) -> list[Webhook]:
    """All of them, newest first: there are MAX_WEBHOOKS at most."""
    webhooks = WebhookRepository(session)
    endpoints = webhooks.all(project_id)
    secrets = webhooks.live_secrets([endpoint.id for endpoint in endpoints], now)
    return [Webhook(e, [secret for secret in secrets if secret.endpoint_id == e.id]) for e in endpoints]


def change_webhook(
    session: Session,
    project_id: uuid.UUID,
    endpoint_id: uuid.UUID,
    *,
    url: str | None,
    description: str | None,
    types: Sequence[EventType] | None,
) -> None:
    """What is None stays. An endpoint at another address is taken for sound. Raises NotFound."""
    endpoint = WebhookRepository(session).get(project_id, endpoint_id, lock=True)
    if url is not None and url != endpoint.url:
        endpoint.url = url
        _reset_failures(endpoint)
    if description is not None:
        endpoint.description = description
    if types is not None:
        endpoint.events = _distinct(types)


def enable_webhook(session: Session, project_id: uuid.UUID, endpoint_id: uuid.UUID) -> None:
    """Events from now on are sent; an enabled endpoint stays as it is. Raises NotFound."""
    endpoint = WebhookRepository(session).get(project_id, endpoint_id, lock=True)
    if endpoint.state == EndpointState.DISABLED:
        endpoint.state, endpoint.disabled_reason, endpoint.disabled_at = EndpointState.ENABLED, None, None
        _reset_failures(endpoint)


def disable_webhook(session: Session, endpoint: WebhookEndpoint, reason: str, now: datetime) -> bool:
    """Whether it was enabled. The caller holds the lock.

    Waiting messages are abandoned by the sweep; the other endpoints receive an event.
    """
    if endpoint.state != EndpointState.ENABLED:
        return False
    endpoint.state, endpoint.disabled_reason, endpoint.disabled_at = EndpointState.DISABLED, reason, now
    session.flush()
    events.webhook_disabled(session, endpoint, now)
    return True


def disable_by_request(session: Session, project_id: uuid.UUID, endpoint_id: uuid.UUID, now: datetime) -> None:
    """Raises NotFound."""
    endpoint = WebhookRepository(session).get(project_id, endpoint_id, lock=True)
    disable_webhook(session, endpoint, "disabled by request", now)


def delete_webhook(session: Session, project_id: uuid.UUID, endpoint_id: uuid.UUID) -> None:
    """Hides it and its messages; the sweep removes the rows. Raises NotFound."""
    endpoint = WebhookRepository(session).get(project_id, endpoint_id, lock=True)
    endpoint.state, endpoint.disabled_reason, endpoint.disabled_at = EndpointState.DELETED, None, None


def add_secret(
    session: Session,
    project_id: uuid.UUID,
    endpoint_id: uuid.UUID,
    encryptor: Encryptor,
    *,
    overlap: timedelta,
    now: datetime,
) -> WebhookSecret:
    """A further secret; the older ones live on for `overlap` at most. Raises NotFound, LimitReached."""
    webhooks = WebhookRepository(session)
    endpoint = webhooks.get(project_id, endpoint_id, lock=True)
    older = webhooks.live_secrets([endpoint.id], now)
    if overlap and len(older) >= MAX_LIVE_SECRETS:
        raise LimitReached(
            f"the webhook has {MAX_LIVE_SECRETS} live secrets already: wait until one expires, or set overlap_s to 0"
        )
    for secret in older:
        secret.expires_at = min(now + overlap, secret.expires_at or now + overlap)
    return _add_secret(session, endpoint, encryptor, now)


def reveal(secret_id: uuid.UUID, encrypted: str, encryptor: Encryptor) -> str:
    """The secret itself, `whsec_...`. Raises DecryptionError."""
    return encryptor.decrypt(encrypted, associated_data=associated_data_of(secret_id))


def reveal_again(session: Session, project_id: uuid.UUID, secret_id: uuid.UUID, encryptor: Encryptor) -> str | None:
    """For the repetition of the request that made it; None once it is gone, or cannot be read any more."""
    secret = WebhookRepository(session).secret(project_id, secret_id)
    if secret is None:
        return None
    try:
        return reveal(secret.id, secret.encrypted, encryptor)
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
    """Where a secret is encrypted for."""
    return f"webhook_secret.encrypted:{secret_id}"


def _distinct(types: Sequence[EventType]) -> list[str]:
    return [type_.value for type_ in dict.fromkeys(types)]


def _reset_failures(endpoint: WebhookEndpoint) -> None:
    endpoint.failures, endpoint.failing_since, endpoint.held_until = 0, None, None
