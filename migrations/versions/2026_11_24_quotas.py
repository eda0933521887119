"""Quotas: a project's own, how many of its jobs are open, and how long rankers have worked for it.

Whoever looks up a caller is told the quotas of its project with the rest.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import TENANT, take_down, wall_off

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KEY = "project_id uuid, secret_sha256 bytea, scopes text[], expired boolean, revoked boolean, unnoted boolean"
_KEY_BODY = """
    api_key.project_id, secret_sha256, scopes, COALESCE(expires_at <= now(), false), revoked_at IS NOT NULL,
    COALESCE(last_used_at <= now() - interval '1 minute', true)
"""
_LEASE = "project_id uuid, trial_id uuid"
_LEASE_BODY = "lease.project_id, lease.trial_id"


def upgrade() -> None:
    op.add_column("project", sa.Column("quotas", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False))
    op.create_index("ix_job_open", "job", ["project_id"], postgresql_where=sa.text("state IN ('running', 'paused')"))
    op.create_table(
        "ranking_use",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_ranking_use_project_id")),
        sa.PrimaryKeyConstraint("project_id", "minute", name=op.f("pk_ranking_use")),
    )
    wall_off("ranking_use", tenant="SELECT, INSERT, UPDATE", system="SELECT, DELETE")
    _replace_look_ups(", quotas jsonb", ", project.quotas")


def downgrade() -> None:
    _replace_look_ups("", "")
    take_down("ranking_use")
    op.drop_table("ranking_use")
    op.drop_index("ix_job_open", "job")
    op.drop_column("project", "quotas")


def _replace_look_ups(column: str, value: str) -> None:
    """The functions of revision 0006, with one more column or without."""
    for function, columns, values, table, condition in (
        ("find_api_key(wanted text)", _KEY, _KEY_BODY, "api_key", "public_id = wanted"),
        ("find_lease(wanted bytea)", _LEASE, _LEASE_BODY, "lease", "token_hash = wanted"),
    ):
        op.execute(f"DROP FUNCTION {function}")
        op.execute(f"""
            CREATE FUNCTION {function} RETURNS TABLE ({columns}{column}) STABLE
            LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
                SELECT {values}{value}
                FROM public.{table} JOIN public.project ON project.id = {table}.project_id WHERE {condition}
            $$
        """)  # noqa: S608 - the texts above
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {TENANT}")
