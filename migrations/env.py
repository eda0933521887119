"""Alembic's environment: the schema is migrated only from here.

The URL comes from the caller (app/schema_version.py), or from DATABASE_URL (`alembic` on the command line).
"""

import os

from alembic import context
from sqlalchemy import create_engine, make_url, pool

from app.db.base import Base
from app.db.models import Job  # noqa: F401  importing the models fills the metadata


def run_migrations() -> None:
    """One transaction for all steps; waits at most 10 s for a lock, so that a busy table is not blocked behind us."""
    given = context.config.attributes.get("database_url") or os.environ["DATABASE_URL"]
    url = make_url(given).set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=pool.NullPool, connect_args={"options": "-c lock_timeout=10000"})
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, compare_server_default=True)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    msg = "offline migrations are not supported: run against the database itself"
    raise SystemExit(msg)
run_migrations()
