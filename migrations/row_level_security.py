"""Row-level security, for migrations: which rows and verbs each of the service's two roles has.

lmsearcher_tenant sees one project, the one of the transaction's `app.project_id`; without one it sees nothing.
lmsearcher_system sees all: workers take it to find what is due, and then act as the tenant. Both belong to the cluster,
not to one database; neither owns a table nor may bypass these rules. The owner, who migrates, is not bound by them.
"""

from alembic import op

TENANT, SYSTEM = "lmsearcher_tenant", "lmsearcher_system"
ALL_VERBS = "SELECT, INSERT, UPDATE, DELETE"


def create_roles() -> None:
    """Makes the roles unless another database has, and lets the migrating user take them. Needs CREATEROLE once."""
    for role in (TENANT, SYSTEM):
        op.execute(f"""
            DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
                    BEGIN
                        CREATE ROLE {role} NOLOGIN;
                    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
                    END;
                END IF;
                IF NOT pg_has_role(current_user, '{role}', 'SET') THEN
                    EXECUTE format('GRANT {role} TO %I WITH SET TRUE', current_user);
                END IF;
            END $$
        """)


def enable_rls(table: str, *, project: str = "project_id", tenant: str = ALL_VERBS, system: str = ALL_VERBS) -> None:
    """Closes a table to both roles but for these verbs, and to the tenant but for the rows of its project.

    Args:
        table: its name.
        project: the column with the id of the project.
        tenant: the verbs of lmsearcher_tenant, as in GRANT.
        system: the verbs of lmsearcher_system.
    """
    op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    op.execute(f"""
        CREATE POLICY tenant ON "{table}" TO {TENANT}
        USING ({project} = (SELECT NULLIF(current_setting('app.project_id', true), '')::uuid))
    """)
    op.execute(f'CREATE POLICY system ON "{table}" TO {SYSTEM} USING (true)')
    grant(table, tenant=tenant, system=system)


def grant(table: str, *, tenant: str, system: str) -> None:
    """Grants verbs on a table whose rows belong to no project."""
    op.execute(f'GRANT {tenant} ON "{table}" TO {TENANT}')
    op.execute(f'GRANT {system} ON "{table}" TO {SYSTEM}')


def revoke(table: str) -> None:
    op.execute(f'REVOKE ALL ON "{table}" FROM {TENANT}, {SYSTEM}')


def create_lookup(signature: str, *, returns: str, body: str) -> None:
    """Creates an SQL function that sees past row-level security, and that the tenant's role alone may call.

    It runs with its owner's rights, so nothing is looked up on a path that a caller could set.
    """
    op.execute(f"""
        CREATE FUNCTION {signature} RETURNS {returns}
        LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $${body}$$
    """)
    op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {TENANT}")
