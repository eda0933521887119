"""API keys and the audit log; two ways to find out who is calling before a project is known.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import TENANT, take_down, wall_off

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_FUNCTIONS = {
    # What authentication needs to know of a key, whoever's it is.
    "find_api_key(wanted text)": (
        """
            TABLE (
                project_id uuid, secret_sha256 bytea, scopes text[], expired boolean, revoked boolean, unnoted boolean
            ) STABLE
        """,
        """
            SELECT project_id, secret_sha256, scopes, COALESCE(expires_at <= now(), false), revoked_at IS NOT NULL,
                COALESCE(last_used_at <= now() - interval '1 minute', true)
            FROM public.api_key WHERE public_id = wanted
        """,
    ),
    # Notes the use of a key once a minute; never waits for another call that does the same.
    "note_api_key_use(used text)": (
        "void",
        """
            UPDATE public.api_key SET last_used_at = now() WHERE public_id = (
                SELECT public_id FROM public.api_key
                WHERE public_id = used AND COALESCE(last_used_at <= now() - interval '1 minute', true)
                FOR NO KEY UPDATE SKIP LOCKED
            )
        """,
    ),
    # The trial that a lease token is of.
    "find_lease(wanted bytea)": (
        "TABLE (project_id uuid, trial_id uuid) STABLE",
        "SELECT project_id, trial_id FROM public.lease WHERE token_hash = wanted",
    ),
}


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("lifetime_s", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rotated_from", sa.Text(), nullable=True),
        sa.CheckConstraint("octet_length(secret_sha256) = 32", name=op.f("ck_api_key_secret_sha256")),
        sa.CheckConstraint(
            "cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'submit', 'evaluate', 'admin']",
            name=op.f("ck_api_key_scopes"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_api_key_project_id")),
        sa.PrimaryKeyConstraint("public_id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("project_id", "public_id", name=op.f("uq_api_key_project_id_public_id")),
    )
    op.create_foreign_key(
        op.f("fk_api_key_project_id_rotated_from"),
        "api_key",
        "api_key",
        ["project_id", "rotated_from"],
        ["project_id", "public_id"],
    )
    op.create_index("ix_api_key_project_id_created_at_public_id", "api_key", ["project_id", "created_at", "public_id"])
    op.create_index(
        "uq_api_key_rotated_from", "api_key", ["rotated_from"], unique=True, postgresql_where="revoked_at IS NULL"
    )
    wall_off("api_key", tenant="SELECT, INSERT, UPDATE (expires_at, revoked_at)", system="SELECT")

    op.create_table(
        "audit_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_audit_event_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_project_id_id", "audit_event", ["project_id", "id"])
    wall_off("audit_event", tenant="SELECT, INSERT", system="SELECT, INSERT")
    op.execute("""
        CREATE FUNCTION refuse_change_of_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'audit events are neither changed nor deleted' USING ERRCODE = 'insufficient_privilege';
        END $$
    """)
    op.execute("""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_event
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_event()
    """)
    # Definer's rights see past row-level security, so nothing is looked up on a path that a caller could set.
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
    for table in ("audit_event", "api_key"):
        take_down(table)
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_change_of_audit_event")
