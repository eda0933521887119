"""Indexes by which projects take turns: rounds and stateless rankings that are due.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_PLANNED = sa.text("state = 'planned'")


def upgrade() -> None:
    for table in ("round", "ranking_call"):
        op.create_index(f"ix_{table}_turns", table, ["project_id", "planned_at"], postgresql_where=_PLANNED)
    op.create_index("ix_ranking_call_project_id_claimed_until", "ranking_call", ["project_id", "claimed_until"])
    op.drop_index("ix_ranking_call_due", "ranking_call")


def downgrade() -> None:
    op.create_index("ix_ranking_call_due", "ranking_call", ["planned_at"], postgresql_where=_PLANNED)
    op.drop_index("ix_ranking_call_project_id_claimed_until", "ranking_call")
    for table in ("round", "ranking_call"):
        op.drop_index(f"ix_{table}_turns", table)
