"""Where a group of tests keeps its rows and its doorbell. Groups that run worker processes live apart from the others:
a worker takes whatever is due in its database."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Servers:
    """A migrated database, and a numbered database of the broker."""

    database_url: str
    redis_url: str

    def apart(self, name: str, number: int) -> "Servers":
        """A new database on the same server, and broker database `number`."""
        url = make_url(self.database_url)
        database = f"{url.database}_{name}"
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        fresh = url.set(database=database).render_as_string(hide_password=False)
        migrate(fresh)
        broker = make_url(self.redis_url).set(database=str(number)).render_as_string(hide_password=False)
        return Servers(fresh, broker)


def migrate(database_url: str) -> None:
    """Alembic's schema, as everywhere."""
    alembic(database_url, "upgrade", "head")


def alembic(database_url: str, *arguments: str) -> None:
    command = [sys.executable, "-m", "alembic", *arguments]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": database_url}, check=True, timeout=60)
