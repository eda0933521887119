"""Functions that find out who is calling before a project is known."""

from alembic import op

from migrations.row_level_security import create_lookup


def create() -> None:
    _create_key_functions()
    _create_session_functions()
    # The trial that a lease token is of.
    create_lookup(
        "find_lease(lease_hash bytea)",
        returns="TABLE (project_id uuid, trial_id uuid, quotas jsonb) STABLE",
        body="""
            SELECT lease.project_id, lease.trial_id, project.quotas
            FROM public.lease JOIN public.project ON project.id = lease.project_id
            WHERE token_hash = lease_hash
        """,
    )


def drop() -> None:
    for function in (
        "find_lease(bytea)",
        "note_browser_session_use(bytea)",
        "find_browser_session(bytea)",
        "note_api_key_use(text)",
        "find_api_key(text)",
    ):
        op.execute(f"DROP FUNCTION {function}")


def _create_key_functions() -> None:
    # What authentication needs to know of any project's key.
    create_lookup(
        "find_api_key(key_id text)",
        returns="""
            TABLE (
                project_id uuid, secret_sha256 bytea, scopes text[], expired boolean, revoked boolean, unnoted boolean,
                quotas jsonb
            ) STABLE
        """,
        body="""
            SELECT api_key.project_id, secret_sha256, scopes, COALESCE(expires_at <= now(), false),
                revoked_at IS NOT NULL, COALESCE(last_used_at <= now() - interval '1 minute', true), project.quotas
            FROM public.api_key JOIN public.project ON project.id = api_key.project_id
            WHERE public_id = key_id
        """,
    )
    # Notes the use of a key once a minute; never waits for another call that does the same.
    create_lookup(
        "note_api_key_use(used text)",
        returns="void",
        body="""
            UPDATE public.api_key SET last_used_at = now() WHERE public_id = (
                SELECT public_id FROM public.api_key
                WHERE public_id = used AND COALESCE(last_used_at <= now() - interval '1 minute', true)
                FOR NO KEY UPDATE SKIP LOCKED
            )
        """,
    )


def _create_session_functions() -> None:
    # Whose session it is, in one statement; nothing where it, or the key that it was begun with, has ended.
    create_lookup(
        "find_browser_session(session_hash bytea)",
        returns="TABLE (project_id uuid, key_id text, scopes text[], unnoted boolean, quotas jsonb) STABLE",
        body="""
            SELECT browser_session.project_id, key_id, scopes,
                browser_session.last_used_at <= now() - interval '1 minute', project.quotas
            FROM public.browser_session
            JOIN public.api_key ON api_key.public_id = browser_session.key_id
            JOIN public.project ON project.id = browser_session.project_id
            WHERE token_sha256 = session_hash AND browser_session.expires_at > now()
                AND revoked_at IS NULL AND COALESCE(api_key.expires_at > now(), true)
        """,
    )
    # Notes the use of a session, and so of its key, once a minute; never waits for another call that does the same.
    create_lookup(
        "note_browser_session_use(used bytea)",
        returns="void",
        body="""
            UPDATE public.browser_session
            SET last_used_at = now(), expires_at = LEAST(now() + interval '12 hours', created_at + interval '7 days')
            WHERE token_sha256 = (
                SELECT token_sha256 FROM public.browser_session
                WHERE token_sha256 = used AND last_used_at <= now() - interval '1 minute'
                FOR NO KEY UPDATE SKIP LOCKED
            );
            SELECT public.note_api_key_use(key_id) FROM public.browser_session WHERE token_sha256 = used
        """,
    )
