"""Kept answers as JSON, which keeps the order of their members.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("idempotency_record", "body", type_=sa.JSON(), postgresql_using="body::json")


def downgrade() -> None:
    op.alter_column("idempotency_record", "body", type_=JSONB(), postgresql_using="body::jsonb")
