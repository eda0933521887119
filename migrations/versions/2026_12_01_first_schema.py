"""The first schema: tables and indexes, the two roles, row-level security, functions and triggers.

Revision ID: 0001
Revises:
"""

from migrations.first_schema import access, authentication, callbacks, rankers, search, webhooks
from migrations.row_level_security import create_roles, grant, revoke

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_PARTS = (access, rankers, search, callbacks, webhooks, authentication)


def upgrade() -> None:
    create_roles()
    grant("alembic_version", tenant="SELECT", system="SELECT")
    for part in _PARTS:
        part.create()


def downgrade() -> None:
    """The roles stay: they belong to the cluster, and other databases may use them."""
    for part in reversed(_PARTS):
        part.drop()
    revoke("alembic_version")
