"""Where a project wants to be told of events, and the secrets that the messages are signed with."""

import uuid
from datetime import datetime

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class WebhookEndpoint(Base):
    """`failures` in a row since `failing_since`; `held_until`: it asked not to be called before, or has failed often.

    `served_at` is when a worker took messages of it last: endpoints take turns.
    """

    __tablename__ = "webhook_endpoint"
    __table_args__ = (
        UniqueConstraint("project_id", "id"),
        CheckConstraint("state IN ('enabled', 'disabled', 'deleted')", name="state"),
        CheckConstraint("(state = 'disabled') = (disabled_reason IS NOT NULL)", name="disabled_reason"),
        CheckConstraint("(state = 'disabled') = (disabled_at IS NOT NULL)", name="disabled_at"),
        CheckConstraint("(failures > 0) = (failing_since IS NOT NULL)", name="failures"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("project.id"))
    url: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    events: Mapped[list[str]] = mapped_column(ARRAY(Text))
    state: Mapped[str] = mapped_column(Text)
    disabled_reason: Mapped[str | None] = mapped_column(Text)
    disabled_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    held_until: Mapped[datetime | None]
    served_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class WebhookSecret(Base):
    """Live until `expires_at`, for ever without one."""

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
    sealed: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
