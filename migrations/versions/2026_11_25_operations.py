"""What the page of operations shows: workers that are alive, leases that expired, and indexes for what went on lately.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import SYSTEM, TENANT, share, take_down, wall_off

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "worker",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("queues", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker")),
    )
    share("worker", tenant="SELECT", system="SELECT, INSERT, UPDATE, DELETE")
    op.create_table(
        "lease_expiry",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leases", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_lease_expiry_project_id")),
        sa.PrimaryKeyConstraint("project_id", "minute", name=op.f("pk_lease_expiry")),
    )
    wall_off("lease_expiry", tenant="SELECT, INSERT, UPDATE", system="SELECT, DELETE")
    share("alembic_version", tenant="SELECT", system="SELECT")
    op.create_index(
        "ix_round_ranked", "round", ["project_id", "ranked_at"], postgresql_where=sa.text("state = 'ranked'")
    )
    op.create_index(
        "ix_delivery_failed", "delivery", ["project_id", "finished_at"], postgresql_where=sa.text("state = 'failed'")
    )


def downgrade() -> None:
    op.drop_index("ix_delivery_failed", "delivery")
    op.drop_index("ix_round_ranked", "round")
    op.execute(f"REVOKE ALL ON alembic_version FROM {TENANT}, {SYSTEM}")
    take_down("lease_expiry")
    op.drop_table("lease_expiry")
    op.drop_table("worker")
