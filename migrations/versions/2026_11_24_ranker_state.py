"""How loading each ranker ended last; an index that finds the project that was served longest ago.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ranker_state",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name=op.f("ck_ranker_state_failure")),
        sa.CheckConstraint("(state = 'ready') = (revision IS NOT NULL)", name=op.f("ck_ranker_state_revision")),
        sa.CheckConstraint("state IN ('ready', 'failed')", name=op.f("ck_ranker_state_state")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_ranker_state")),
    )
    op.create_index("ix_round_project_id_claimed_until", "round", ["project_id", "claimed_until"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_round_project_id_claimed_until", table_name="round")
    op.drop_table("ranker_state")
