"""The SQL about webhook endpoints and their secrets."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, text
from sqlalchemy.orm import Session

from app.db.models import Delivery, WebhookEndpoint, WebhookSecret
from app.domain.errors import NotFound
from app.domain.events import EndpointState


class WebhookRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: WebhookEndpoint | WebhookSecret) -> None:
        self._session.add(row)
        self._session.flush()

    def count(self, project_id: uuid.UUID) -> int:
        """How many endpoints the project has. No other transaction adds one before this one ends."""
        self._session.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"webhooks of {project_id}"}
        )
        query = select(func.count()).where(
            WebhookEndpoint.project_id == project_id, WebhookEndpoint.state != EndpointState.DELETED
        )
        return self._session.scalars(query).one()

    def get(self, project_id: uuid.UUID, endpoint_id: uuid.UUID, *, lock: bool = False) -> WebhookEndpoint:
        """The project's endpoint; with `lock`, its row is locked. Raises NotFound.

        The lock does not stop others from writing messages to the endpoint. Take it before locks on its messages.
        """
        query = select(WebhookEndpoint).where(
            WebhookEndpoint.id == endpoint_id,
            WebhookEndpoint.project_id == project_id,
            WebhookEndpoint.state != EndpointState.DELETED,
        )
        if lock:
            query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
        endpoint = self._session.scalar(query)
        if endpoint is None:
            raise NotFound("there is no such webhook in this project")
        return endpoint

    def all(self, project_id: uuid.UUID) -> Sequence[WebhookEndpoint]:
        """The project's endpoints, newest first."""
        query = select(WebhookEndpoint).where(
            WebhookEndpoint.project_id == project_id, WebhookEndpoint.state != EndpointState.DELETED
        )
        return self._session.scalars(query.order_by(WebhookEndpoint.created_at.desc(), WebhookEndpoint.id)).all()

    def secrets_after(self, after: uuid.UUID | None, limit: int) -> Sequence[WebhookSecret]:
        """The next secrets after this id, of all projects, by id. They are locked."""
        query = select(WebhookSecret).order_by(WebhookSecret.id).limit(limit).with_for_update()
        if after is not None:
            query = query.where(WebhookSecret.id > after)
        return self._session.scalars(query).all()

    def live_secrets(self, endpoint_ids: Sequence[uuid.UUID], now: datetime) -> Sequence[WebhookSecret]:
        """The valid secrets of these endpoints, newest first."""
        query = select(WebhookSecret).where(
            WebhookSecret.endpoint_id.in_(endpoint_ids),
            or_(WebhookSecret.expires_at.is_(None), WebhookSecret.expires_at > now),
        )
        return self._session.scalars(query.order_by(WebhookSecret.created_at.desc(), WebhookSecret.id)).all()

    def secret(self, project_id: uuid.UUID, secret_id: uuid.UUID) -> WebhookSecret | None:
        query = select(WebhookSecret).where(WebhookSecret.id == secret_id, WebhookSecret.project_id == project_id)
        return self._session.scalar(query)

    def delete_expired_secrets(self, now: datetime) -> None:
        self._session.execute(delete(WebhookSecret).where(WebhookSecret.expires_at <= now))

    def delete_emptied(self) -> None:
        """Removes deleted endpoints that have no message left."""
        messages = select(Delivery.id).where(Delivery.endpoint_id == WebhookEndpoint.id)
        empty = delete(WebhookEndpoint).where(WebhookEndpoint.state == EndpointState.DELETED, ~messages.exists())
        self._session.execute(empty.execution_options(synchronize_session=False))
