"""Triggers that tell listeners of changed jobs and of trials that may be leased: NOTIFY, sent by the commit.

The payload is the id of a job and a number: how many trials may be leased now that could not before (they were queued,
or others have ended and left their places). 0: something has changed. -1: the job's state.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_FUNCTIONS = {
    "notify_of_new_trials": """
        PERFORM pg_notify('lmsearcher_job', job_id || ' ' || count(*))
        FROM new_rows WHERE state = 'queued' GROUP BY job_id;
    """,
    "notify_of_changed_trials": """
        PERFORM pg_notify('lmsearcher_job', now.job_id || ' ' || count(*))
        FROM old_rows AS before JOIN new_rows AS now ON now.id = before.id
        WHERE now.state <> before.state AND (now.state = 'queued' OR before.state = 'running')
        GROUP BY now.job_id;
    """,
    "notify_of_changed_jobs": """
        PERFORM pg_notify('lmsearcher_job', now.id || CASE WHEN now.state <> before.state THEN ' -1' ELSE ' 0' END)
        FROM old_rows AS before JOIN new_rows AS now ON now.id = before.id
        WHERE now.revision <> before.revision;
    """,
}
_TRIGGERS = {
    "notify_of_new_trials": "AFTER INSERT ON trial REFERENCING NEW TABLE AS new_rows",
    "notify_of_changed_trials": "AFTER UPDATE ON trial REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "notify_of_changed_jobs": "AFTER UPDATE ON job REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
}


def upgrade() -> None:
    for name, body in _FUNCTIONS.items():
        op.execute(f"""
            CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS
            $$ BEGIN {body} RETURN NULL; END $$
        """)
        op.execute(f"CREATE TRIGGER {name} {_TRIGGERS[name]} FOR EACH STATEMENT EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    for name in _FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}() CASCADE")
