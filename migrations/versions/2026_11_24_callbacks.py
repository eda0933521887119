"""Calls of evaluators: a row for each attempt of a trial that is sent; the secrets that sign them.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import take_down, wall_off

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_CALLING = "state = 'running' AND callback_secrets IS NOT NULL"


def upgrade() -> None:
    op.add_column("job", sa.Column("callback_secrets", postgresql.JSONB(), nullable=True))
    op.add_column("job", sa.Column("calls_held_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("job", sa.Column("pause_reason", sa.Text(), nullable=True))
    op.create_check_constraint("pause_reason", "job", "pause_reason IS NULL OR state = 'paused'")
    op.create_check_constraint(
        "callback", "job", "(evaluation ->> 'mode' = 'callback') = (callback_secrets IS NOT NULL)"
    )
    op.create_index("ix_job_calling", "job", ["project_id"], postgresql_where=sa.text(_CALLING))
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
        sa.Column("last_answer", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('pending', 'accepted', 'answered', 'given_up')", name=op.f("ck_callback_state")),
        sa.CheckConstraint("state = 'pending' OR claimed_until IS NULL", name=op.f("ck_callback_claimed")),
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
    op.create_index("ix_callback_due", "callback", ["next_try_at"], postgresql_where=sa.text("state = 'pending'"))
    op.create_index(
        "ix_callback_open", "callback", ["job_id"], postgresql_where=sa.text("state IN ('pending', 'accepted')")
    )
    op.create_index(
        "ix_callback_failed", "callback", ["job_id", "failed_at"], postgresql_where=sa.text("failed_at IS NOT NULL")
    )
    wall_off("callback")


def downgrade() -> None:
    take_down("callback")
    op.drop_table("callback")
    op.drop_index("ix_job_calling", table_name="job")
    op.drop_constraint(op.f("ck_job_callback"), "job", type_="check")
    op.drop_constraint(op.f("ck_job_pause_reason"), "job", type_="check")
    op.drop_column("job", "pause_reason")
    op.drop_column("job", "calls_held_until")
    op.drop_column("job", "callback_secrets")
