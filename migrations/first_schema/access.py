"""Projects, their keys and sessions, what was answered to repeated requests, and the audit log."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.row_level_security import enable_rls


def create() -> None:
    _create_project()
    _create_api_key()
    _create_browser_session()
    _create_idempotency_record()
    _create_audit_event()


def drop() -> None:
    for table in ("audit_event", "idempotency_record", "browser_session", "api_key", "project"):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_change_of_audit_event")


def _create_project() -> None:
    op.create_table(
        "project",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quotas", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("name", name=op.f("uq_project_name")),
    )
    enable_rls("project", project="id", tenant="SELECT", system="SELECT, INSERT, UPDATE")
    op.execute("INSERT INTO project (id, name) VALUES ('00000000-0000-0000-0000-000000000001', 'default')")


def _create_api_key() -> None:
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
        sa.CheckConstraint(
            "cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'submit', 'evaluate', 'admin']",
            name=op.f("ck_api_key_scopes"),
        ),
        sa.CheckConstraint("octet_length(secret_sha256) = 32", name=op.f("ck_api_key_secret_sha256")),
        sa.ForeignKeyConstraint(
            ["project_id", "rotated_from"],
            ["api_key.project_id", "api_key.public_id"],
            name=op.f("fk_api_key_project_id_rotated_from"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_api_key_project_id")),
        sa.PrimaryKeyConstraint("public_id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("project_id", "public_id", name=op.f("uq_api_key_project_id_public_id")),
    )
    op.create_index("ix_api_key_project_id_created_at_public_id", "api_key", ["project_id", "created_at", "public_id"])
    op.create_index(
        "uq_api_key_rotated_from", "api_key", ["rotated_from"], unique=True, postgresql_where="revoked_at IS NULL"
    )
    enable_rls("api_key", tenant="SELECT, INSERT, UPDATE (expires_at, revoked_at)", system="SELECT")


def _create_browser_session() -> None:
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
    op.create_index("ix_browser_session_expires_at", "browser_session", ["expires_at"])
    op.create_index("ix_browser_session_key_id_created_at", "browser_session", ["key_id", "created_at"])
    enable_rls("browser_session", tenant="SELECT, INSERT, DELETE", system="SELECT, DELETE")


def _create_idempotency_record() -> None:
    op.create_table(
        "idempotency_record",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_idempotency_record_project_id")),
        sa.PrimaryKeyConstraint("project_id", "operation", "key", name=op.f("pk_idempotency_record")),
    )
    op.create_index("ix_idempotency_record_created_at", "idempotency_record", ["created_at"])
    enable_rls("idempotency_record")


def _create_audit_event() -> None:
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
    enable_rls("audit_event", tenant="SELECT, INSERT", system="SELECT, INSERT")
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
