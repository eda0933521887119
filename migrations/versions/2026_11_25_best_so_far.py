"""With every result the job's best score up to then: its course can be read at a few places, however long the job is.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("trial", sa.Column("best_so_far", sa.Double(), nullable=True))
    op.execute("""
        UPDATE trial SET best_so_far = course.best FROM (
            SELECT trial.id, CASE job.goal
                WHEN 'maximize' THEN max(score) OVER results ELSE min(score) OVER results END AS best
            FROM trial JOIN job ON job.id = trial.job_id
            WHERE trial.observed IS NOT NULL
            WINDOW results AS (PARTITION BY trial.job_id ORDER BY trial.observed)
        ) AS course
        WHERE course.id = trial.id AND course.best IS NOT NULL
    """)


def downgrade() -> None:
    op.drop_column("trial", "best_so_far")
