"""Callbacks: a row for each attempt of a trial that is sent to the job's evaluator."""

import sqlalchemy as sa
from alembic import op

from migrations.row_level_security import enable_rls


def create() -> None:
    _create_callback()


def drop() -> None:
    for table in ("callback",):
        op.drop_table(table)


def _create_callback() -> None:
    op.create_table(
        "callback",
        sa.Column("trial_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("last_response", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state = 'pending' OR claimed_until IS NULL", name=op.f("ck_callback_claimed")),
        sa.CheckConstraint("state IN ('pending', 'accepted', 'answered', 'given_up')", name=op.f("ck_callback_state")),
        sa.CheckConstraint("(last_error IS NULL) = (failed_at IS NULL)", name=op.f("ck_callback_failure")),
        sa.ForeignKeyConstraint(
            ["project_id", "job_id"],
            ["job.project_id", "job.id"],
            name=op.f("fk_callback_project_id_job_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name=op.f("fk_callback_trial_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("trial_id", "attempt", name=op.f("pk_callback")),
    )
    op.create_index("ix_callback_due", "callback", ["next_try_at"], postgresql_where="state = 'pending'")
    op.create_index(
        "ix_callback_failed",
        "callback",
        ["job_id", "failed_at"],
        postgresql_where="failed_at IS NOT NULL",
    )
    op.create_index("ix_callback_open", "callback", ["job_id"], postgresql_where="state IN ('pending', 'accepted')")
    enable_rls("callback")
