"""Rankers, stateless rankings, workers, and use by the minute."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.row_level_security import enable_rls, grant


def create() -> None:
    _create_ranker_revision()
    _create_ranker_state()
    _create_worker()
    _create_stateless_ranking()
    _create_ranking_use()
    _create_lease_expiry()


def drop() -> None:
    for table in ("lease_expiry", "ranking_use", "stateless_ranking", "worker", "ranker_state", "ranker_revision"):
        op.drop_table(table)


def _create_ranker_revision() -> None:
    op.create_table(
        "ranker_revision",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", "revision", name=op.f("pk_ranker_revision")),
    )
    grant("ranker_revision", tenant="SELECT", system="SELECT, INSERT, UPDATE, DELETE")


def _create_ranker_state() -> None:
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
    grant("ranker_state", tenant="SELECT", system="SELECT, INSERT, UPDATE, DELETE")


def _create_worker() -> None:
    op.create_table(
        "worker",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("queues", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker")),
    )
    grant("worker", tenant="SELECT", system="SELECT, INSERT, UPDATE, DELETE")


def _create_stateless_ranking() -> None:
    op.create_table(
        "stateless_ranking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ranker", sa.Text(), nullable=False),
        sa.Column("task", postgresql.JSONB(), nullable=False),
        sa.Column("response", postgresql.JSONB(), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'ranked') = (response IS NOT NULL)", name=op.f("ck_stateless_ranking_response")),
        sa.CheckConstraint("state IN ('planned', 'ranked')", name=op.f("ck_stateless_ranking_state")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_stateless_ranking_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stateless_ranking")),
    )
    op.create_index("ix_stateless_ranking_planned_at", "stateless_ranking", ["planned_at"])
    op.create_index(
        "ix_stateless_ranking_project_id_claimed_until", "stateless_ranking", ["project_id", "claimed_until"]
    )
    op.create_index(
        "ix_stateless_ranking_turns",
        "stateless_ranking",
        ["project_id", "planned_at"],
        postgresql_where="state = 'planned'",
    )
    enable_rls("stateless_ranking")


def _create_ranking_use() -> None:
    op.create_table(
        "ranking_use",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_ranking_use_project_id")),
        sa.PrimaryKeyConstraint("project_id", "minute", name=op.f("pk_ranking_use")),
    )
    enable_rls("ranking_use", tenant="SELECT, INSERT, UPDATE", system="SELECT, DELETE")


def _create_lease_expiry() -> None:
    op.create_table(
        "lease_expiry",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leases", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_lease_expiry_project_id")),
        sa.PrimaryKeyConstraint("project_id", "minute", name=op.f("pk_lease_expiry")),
    )
    enable_rls("lease_expiry", tenant="SELECT, INSERT, UPDATE", system="SELECT, DELETE")
