"""Alembic's environment: the schema is migrated only from here.

A connection in a transaction comes from `lmsearcher-server migrate` (app/schema_version.py); others give a URL, or set
DATABASE_URL (`alembic` on the command line).
"""

import os

from alembic import context
from sqlalchemy import Connection, create_engine, make_url, pool, text

from app.db.base import Base
from app.db.models import Job  # noqa: F401  importing the models fills the metadata


def run_migrations() -> None:
    """One transaction for all steps; waits at most 10 s for a lock, so that a busy table is not blocked behind us."""
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    url = make_url(context.config.attributes.get("database_url") or os.environ["DATABASE_URL"])
    engine = create_engine(url.set(drivername="postgresql+psycopg"), poolclass=pool.NullPool)
    with engine.connect() as connection:
        _run(connection)


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, compare_server_default=True)
    with context.begin_transaction():
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        context.run_migrations()


if context.is_offline_mode():
    msg = "offline migrations are not supported: run against the database itself"
    raise SystemExit(msg)
run_migrations()
