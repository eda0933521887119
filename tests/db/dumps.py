"""Dumps of a test's database, by the `pg_dump` of the wheel, and how many rows it has."""

import subprocess

import psycopg
from psycopg import sql

from app.embedded.wheels import postgres_binaries

_LEFT_OUT = ("\\", "--", "\n", "SET transaction_timeout")  # the setting is unknown before Postgres 17


def dump(database_url: str, *options: str) -> str:
    """As SQL that any client can run: without psql's own commands, and without comments and empty lines."""
    command = [str(postgres_binaries() / "pg_dump"), "--no-owner", *options, database_url]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return "".join(line for line in done.stdout.splitlines(keepends=True) if not line.startswith(_LEFT_OUT))


def schema(database_url: str) -> str:
    return dump(database_url, "--schema-only")


def rows_of_tables(database_url: str) -> dict[str, int]:
    """How many rows each table has."""
    with psycopg.connect(database_url) as connection:
        names = connection.execute("SELECT relname FROM pg_stat_user_tables ORDER BY relname").fetchall()
        count = sql.SQL("SELECT count(*) FROM {}")
        return {
            name: connection.execute(count.format(sql.Identifier("public", name))).fetchall()[0][0] for (name,) in names
        }
