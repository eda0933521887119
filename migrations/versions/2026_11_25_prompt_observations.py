"""How many observations a language model's prompt showed, so that the prompt can be shown again to the letter.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("round", sa.Column("prompt_observations", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("round", "prompt_observations")
