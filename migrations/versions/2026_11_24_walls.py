"""A wall between projects: row-level security on every table that has a project; leases have theirs.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import SYSTEM, TENANT, create_roles, share, take_down, wall_off

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = ("job", "round", "trial", "lease", "ranking_call", "idempotency_record")
_SHARED = ("ranker_revision", "ranker_state")


def upgrade() -> None:
    op.add_column("lease", sa.Column("project_id", sa.Uuid(), nullable=True))
    op.execute("UPDATE lease SET project_id = trial.project_id FROM trial WHERE trial.id = lease.trial_id")
    op.alter_column("lease", "project_id", nullable=False)
    create_roles()
    for table in _TABLES:
        wall_off(table)
    wall_off("project", project="id", tenant="SELECT", system="SELECT, INSERT, UPDATE")
    for table in _SHARED:
        share(table, tenant="SELECT", system="SELECT, INSERT, UPDATE, DELETE")


def downgrade() -> None:
    for table in _SHARED:
        op.execute(f"REVOKE ALL ON {table} FROM {TENANT}, {SYSTEM}")
    for table in (*_TABLES, "project"):
        take_down(table)
    op.drop_column("lease", "project_id")
