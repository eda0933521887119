"""Sessions of browsers that are signed in to the dashboard, and how a request of one is recognised.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import TENANT, take_down, wall_off

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_FUNCTIONS = {
    # Whose session it is, in one statement; nothing where it, or the key that it was begun with, has ended.
    "find_browser_session(wanted bytea)": (
        "TABLE (project_id uuid, key_id text, scopes text[], unnoted boolean, quotas jsonb) STABLE",
        """
            SELECT browser_session.project_id, key_id, scopes,
                browser_session.last_used_at <= now() - interval '1 minute', project.quotas
            FROM public.browser_session
            JOIN public.api_key ON api_key.public_id = browser_session.key_id
            JOIN public.project ON project.id = browser_session.project_id
            WHERE token_sha256 = wanted AND browser_session.expires_at > now()
                AND revoked_at IS NULL AND COALESCE(api_key.expires_at > now(), true)
        """,
    ),
    # Notes the use of a session, and so of its key, once a minute; never waits for another call that does the same.
    "note_browser_session_use(used bytea)": (
        "void",
        """
            UPDATE public.browser_session
            SET last_used_at = now(), expires_at = LEAST(now() + interval '12 hours', created_at + interval '7 days')
            WHERE token_sha256 = (
                SELECT token_sha256 FROM public.browser_session
                WHERE token_sha256 = used AND last_used_at <= now() - interval '1 minute'
                FOR NO KEY UPDATE SKIP LOCKED
            );
            SELECT public.note_api_key_use(key_id) FROM public.browser_session WHERE token_sha256 = used
        """,
    ),
}


def upgrade() -> None:
    op.create_table(
        "browser_session",
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("octet_length(token_sha256) = 32", name=op.f("ck_browser_session_token_sha256")),
        sa.ForeignKeyConstraint(
            ["project_id", "key_id"],
            ["api_key.project_id", "api_key.public_id"],
            name=op.f("fk_browser_session_project_id_key_id"),
        ),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_browser_session")),
    )
    op.create_index("ix_browser_session_key_id_created_at", "browser_session", ["key_id", "created_at"])
    op.create_index("ix_browser_session_expires_at", "browser_session", ["expires_at"])
    wall_off("browser_session", tenant="SELECT, INSERT, DELETE", system="SELECT, DELETE")
    for function, (returns, body) in _FUNCTIONS.items():
        op.execute(f"""
            CREATE FUNCTION {function} RETURNS {returns}
            LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $${body}$$
        """)
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {TENANT}")


def downgrade() -> None:
    for function in _FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
    take_down("browser_session")
    op.drop_table("browser_session")
