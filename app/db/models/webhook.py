"""Webhook endpoints with their secrets, and the outbox: messages and the attempts to send them."""

import uuid
from datetime import datetime

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base
from app.db.enums import enum_check
from app.domain.events import DeliveryState, EndpointState


class WebhookEndpoint(Base):
    """An endpoint that receives messages about events.

    Attributes:
        failing_since: The time of the first of the failures.
        failures: How many attempts in a row have failed.
        held_until: No message is sent before this time, because the endpoint requested a pause or failed often.
        served_at: When a worker last took messages for this endpoint; used for fair queueing.
    """

    __tablename__ = "webhook_endpoint"
    __table_args__ = (
        UniqueConstraint("project_id", "id"),
        enum_check("state", EndpointState),
        CheckConstraint("(state = 'disabled') = (disabled_reason IS NOT NULL)", name="disabled_reason"),
        CheckConstraint("(state = 'disabled') = (disabled_at IS NOT NULL)", name="disabled_at"),
        CheckConstraint("(failures > 0) = (failing_since IS NOT NULL)", name="failures"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("project.id"))
    url: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    events: Mapped[list[str]] = mapped_column(ARRAY(Text))
    state: Mapped[EndpointState]
    disabled_reason: Mapped[str | None] = mapped_column(Text)
    disabled_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    held_until: Mapped[datetime | None]
    served_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class WebhookSecret(Base):
    """A secret that signs messages. It is valid until `expires_at`, or without end if that is None."""

    __tablename__ = "webhook_secret"
    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "endpoint_id"], ["webhook_endpoint.project_id", "webhook_endpoint.id"], ondelete="CASCADE"
        ),
        Index("ix_webhook_secret_endpoint_id_created_at", "endpoint_id", "created_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    project_id: Mapped[uuid.UUID]
    endpoint_id: Mapped[uuid.UUID]
    encrypted: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class Delivery(Base):
    """A message to an endpoint.

    Attributes:
        id: The `webhook-id` of Standard Webhooks.
        event: Identifies what happened; an endpoint gets one message for it.
        body: The exact text that is sent.
        attempts: The attempts so far, which are numbered in the log.
        step: The place in the schedule of attempts; a replay starts the schedule again.
        claimed_until: A worker has the message until this time. Then it is due again.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "endpoint_id"], ["webhook_endpoint.project_id", "webhook_endpoint.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("endpoint_id", "event"),
        enum_check("state", DeliveryState),
        CheckConstraint("(state = 'pending') = (finished_at IS NULL)", name="finished_at"),
        CheckConstraint("claimed_until IS NULL OR state = 'pending'", name="claimed_until"),
        Index("ix_delivery_due", "endpoint_id", "next_attempt_at", postgresql_where="state = 'pending'"),
        Index("ix_delivery_claimed", "endpoint_id", postgresql_where="claimed_until IS NOT NULL"),
        Index("ix_delivery_endpoint_id_created_at_id", "endpoint_id", "created_at", "id"),
        Index("ix_delivery_failed", "project_id", "finished_at", postgresql_where="state = 'failed'"),
        Index("ix_delivery_finished_at", "finished_at", postgresql_where="state <> 'pending'"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    project_id: Mapped[uuid.UUID]
    endpoint_id: Mapped[uuid.UUID]
    type: Mapped[str] = mapped_column(Text)
    event: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[DeliveryState]
    attempts: Mapped[int] = mapped_column(default=0)
    step: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class DeliveryAttempt(Base):
    """An attempt to send a message: `status` and the first 2 kB of the response, or `error` if there was no
    response."""

    __tablename__ = "delivery_attempt"
    __table_args__ = (CheckConstraint("(status IS NULL) = (error IS NOT NULL)", name="error"),)

    delivery_id: Mapped[str] = mapped_column(ForeignKey("delivery.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[uuid.UUID]
    at: Mapped[datetime]
    status: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(Text)
    milliseconds: Mapped[int]
    response: Mapped[str] = mapped_column(Text)
