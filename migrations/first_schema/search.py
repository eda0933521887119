"""Jobs, rounds, trials, leases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.row_level_security import enable_rls


def create() -> None:
    _create_job()
    _create_round()
    _create_trial()
    _create_lease()


def drop() -> None:
    for table in ("lease", "trial", "round", "job"):
        op.drop_table(table)


def _create_job() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("space", postgresql.JSONB(), nullable=False),
        sa.Column("space_digest", sa.Text(), nullable=False),
        sa.Column("space_size", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("max_trials", sa.Integer(), nullable=False),
        sa.Column("max_parallel", sa.Integer(), nullable=False),
        sa.Column("max_failures", sa.Integer(), nullable=True),
        sa.Column("deadline_s", sa.Integer(), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("strategy", postgresql.JSONB(), nullable=False),
        sa.Column("evaluation", postgresql.JSONB(), nullable=False),
        sa.Column("callback_secrets", postgresql.JSONB(), nullable=True),
        sa.Column("callbacks_paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_reason", sa.Text(), nullable=True),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("tags", postgresql.JSONB(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("trials_created", sa.Integer(), nullable=False),
        sa.Column("rounds_planned", sa.Integer(), nullable=False),
        sa.Column("observed", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("best_score", sa.Double(), nullable=True),
        sa.Column("best_trial_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(evaluation ->> 'mode' = 'callback') = (callback_secrets IS NOT NULL)", name=op.f("ck_job_callback")
        ),
        sa.CheckConstraint(
            "(state IN ('completed', 'cancelled', 'failed')) = (end_reason IS NOT NULL)",
            name=op.f("ck_job_end_reason_set"),
        ),
        sa.CheckConstraint(
            "end_reason IN ('budget_used', 'space_exhausted', 'max_failures', 'deadline', 'round_failed', 'cancelled')",
            name=op.f("ck_job_end_reason"),
        ),
        sa.CheckConstraint(
            "(state IN ('completed', 'cancelled', 'failed')) = (finished_at IS NOT NULL)",
            name=op.f("ck_job_finished_at"),
        ),
        sa.CheckConstraint("goal IN ('maximize', 'minimize')", name=op.f("ck_job_goal")),
        sa.CheckConstraint("pause_reason IS NULL OR state = 'paused'", name=op.f("ck_job_pause_reason")),
        sa.CheckConstraint(
            "state IN ('running', 'paused', 'completed', 'cancelled', 'failed')", name=op.f("ck_job_state")
        ),
        sa.CheckConstraint("trials_created BETWEEN 0 AND max_trials", name=op.f("ck_job_budget")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_job_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("project_id", "id", name=op.f("uq_job_project_id_id")),
    )
    op.create_index(
        "ix_job_calling",
        "job",
        ["project_id"],
        postgresql_where="state = 'running' AND callback_secrets IS NOT NULL",
    )
    op.create_index("ix_job_deadline_at", "job", ["deadline_at"], postgresql_where="state IN ('running', 'paused')")
    op.create_index("ix_job_open", "job", ["project_id"], postgresql_where="state IN ('running', 'paused')")
    op.create_index("ix_job_project_id_created_at_id", "job", ["project_id", "created_at", "id"])
    enable_rls("job")


def _create_round() -> None:
    op.create_table(
        "round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("requested_ranker", sa.Text(), nullable=False),
        sa.Column("ranker", sa.Text(), nullable=True),
        sa.Column("ranker_revision", sa.Text(), nullable=True),
        sa.Column("fallback_reason", sa.Text(), nullable=True),
        sa.Column("observation_window", sa.Integer(), nullable=True),
        sa.Column("trials_before", sa.Integer(), nullable=True),
        sa.Column("history_size", sa.Integer(), nullable=True),
        sa.Column("history_digest", sa.Text(), nullable=True),
        sa.Column("pool_codes", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("pool_scores", sa.ARRAY(sa.Double()), nullable=True),
        sa.Column("chosen", sa.ARRAY(sa.Integer()), nullable=True),
        sa.Column("prompt_tokens", sa.Integer(), nullable=True),
        sa.Column("prompt_observations", sa.Integer(), nullable=True),
        sa.Column("milliseconds", sa.Double(), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ranked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'ranked') = (source IS NOT NULL)", name=op.f("ck_round_source_set")),
        sa.CheckConstraint("source IN ('warmup', 'ranked', 'fallback')", name=op.f("ck_round_source")),
        sa.CheckConstraint("state IN ('planned', 'ranked', 'abandoned')", name=op.f("ck_round_state")),
        sa.ForeignKeyConstraint(
            ["project_id", "job_id"],
            ["job.project_id", "job.id"],
            name=op.f("fk_round_project_id_job_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("job_id", "number", name=op.f("uq_round_job_id_number")),
    )
    op.create_index("ix_round_due", "round", ["planned_at"], postgresql_where="state = 'planned'")
    op.create_index("ix_round_project_id_claimed_until", "round", ["project_id", "claimed_until"])
    op.create_index("ix_round_ranked", "round", ["project_id", "ranked_at"], postgresql_where="state = 'ranked'")
    op.create_index("ix_round_turns", "round", ["project_id", "planned_at"], postgresql_where="state = 'planned'")
    op.create_index("uq_round_one_planned", "round", ["job_id"], unique=True, postgresql_where="state = 'planned'")
    enable_rls("round")


def _create_trial() -> None:
    op.create_table(
        "trial",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ncode", sa.Text(), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("lease_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("metrics", postgresql.JSONB(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("observed", sa.Integer(), nullable=True),
        sa.Column("best_so_far", sa.Double(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("source IN ('warmup', 'ranked', 'fallback')", name=op.f("ck_trial_source")),
        sa.CheckConstraint("(state = 'completed') = (score IS NOT NULL)", name=op.f("ck_trial_score")),
        sa.CheckConstraint("(state = 'running') = (lease_expires_at IS NOT NULL)", name=op.f("ck_trial_lease")),
        sa.CheckConstraint(
            "(state IN ('completed', 'failed', 'infeasible')) = (observed IS NOT NULL)", name=op.f("ck_trial_observed")
        ),
        sa.CheckConstraint(
            "(state IN ('queued', 'running')) = (finished_at IS NULL)", name=op.f("ck_trial_finished_at")
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'completed', 'failed', 'infeasible', 'cancelled')",
            name=op.f("ck_trial_state"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "job_id"],
            ["job.project_id", "job.id"],
            name=op.f("fk_trial_project_id_job_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
        sa.UniqueConstraint("job_id", "ncode", name=op.f("uq_trial_job_id_ncode")),
        sa.UniqueConstraint("job_id", "number", name=op.f("uq_trial_job_id_number")),
        sa.UniqueConstraint("job_id", "observed", name=op.f("uq_trial_job_id_observed")),
    )
    op.create_index("ix_trial_job_id_score", "trial", ["job_id", "score"], postgresql_where="state = 'completed'")
    op.create_index("ix_trial_job_id_state_number", "trial", ["job_id", "state", "number"])
    op.create_index("ix_trial_lease_expires_at", "trial", ["lease_expires_at"], postgresql_where="state = 'running'")
    enable_rls("trial")


def _create_lease() -> None:
    op.create_table(
        "lease",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("trial_id", sa.Uuid(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name=op.f("fk_lease_trial_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_lease")),
    )
    op.create_index(op.f("ix_lease_trial_id"), "lease", ["trial_id"])
    enable_rls("lease")
