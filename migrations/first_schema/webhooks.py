"""Event webhooks: endpoints, their secrets, the outbox, and the log of attempts."""

import sqlalchemy as sa
from alembic import op

from migrations.row_level_security import enable_rls


def create() -> None:
    _create_webhook_endpoint()
    _create_webhook_secret()
    _create_delivery()
    _create_delivery_attempt()


def drop() -> None:
    for table in ("delivery_attempt", "delivery", "webhook_secret", "webhook_endpoint"):
        op.drop_table(table)


def _create_webhook_endpoint() -> None:
    op.create_table(
        "webhook_endpoint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("events", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("disabled_reason", sa.Text(), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'disabled') = (disabled_at IS NOT NULL)", name=op.f("ck_webhook_endpoint_disabled_at")
        ),
        sa.CheckConstraint(
            "(state = 'disabled') = (disabled_reason IS NOT NULL)", name=op.f("ck_webhook_endpoint_disabled_reason")
        ),
        sa.CheckConstraint("state IN ('enabled', 'disabled', 'deleted')", name=op.f("ck_webhook_endpoint_state")),
        sa.CheckConstraint("(failures > 0) = (failing_since IS NOT NULL)", name=op.f("ck_webhook_endpoint_failures")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_webhook_endpoint_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoint")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_webhook_endpoint_project_id_id")),
    )
    enable_rls("webhook_endpoint")


def _create_webhook_secret() -> None:
    op.create_table(
        "webhook_secret",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("encrypted", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id", "endpoint_id"],
            ["webhook_endpoint.project_id", "webhook_endpoint.id"],
            name=op.f("fk_webhook_secret_project_id_endpoint_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_secret")),
    )
    op.create_index("ix_webhook_secret_endpoint_id_created_at", "webhook_secret", ["endpoint_id", "created_at"])
    enable_rls("webhook_secret")


def _create_delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'pending') = (finished_at IS NULL)", name=op.f("ck_delivery_finished_at")),
        sa.CheckConstraint("claimed_until IS NULL OR state = 'pending'", name=op.f("ck_delivery_claimed_until")),
        sa.CheckConstraint("state IN ('pending', 'delivered', 'failed', 'abandoned')", name=op.f("ck_delivery_state")),
        sa.ForeignKeyConstraint(
            ["project_id", "endpoint_id"],
            ["webhook_endpoint.project_id", "webhook_endpoint.id"],
            name=op.f("fk_delivery_project_id_endpoint_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("endpoint_id", "event", name=op.f("uq_delivery_endpoint_id_event")),
    )
    op.create_index("ix_delivery_claimed", "delivery", ["endpoint_id"], postgresql_where="claimed_until IS NOT NULL")
    op.create_index(
        "ix_delivery_due",
        "delivery",
        ["endpoint_id", "next_attempt_at"],
        postgresql_where="state = 'pending'",
    )
    op.create_index("ix_delivery_endpoint_id_created_at_id", "delivery", ["endpoint_id", "created_at", "id"])
    op.create_index(
        "ix_delivery_failed",
        "delivery",
        ["project_id", "finished_at"],
        postgresql_where="state = 'failed'",
    )
    op.create_index("ix_delivery_finished_at", "delivery", ["finished_at"], postgresql_where="state <> 'pending'")
    enable_rls("delivery")


def _create_delivery_attempt() -> None:
    op.create_table(
        "delivery_attempt",
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.CheckConstraint("(status IS NULL) = (error IS NOT NULL)", name=op.f("ck_delivery_attempt_error")),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_attempt_delivery_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("delivery_id", "number", name=op.f("pk_delivery_attempt")),
    )
    enable_rls("delivery_attempt")
