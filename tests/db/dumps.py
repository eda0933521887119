"""Dumps of a test's database, by the `pg_dump` of the wheel."""

import subprocess

from app.embedded.wheels import postgres_binaries


def dump(database_url: str, *options: str) -> str:
    """As SQL that any client can run: without psql's own commands, and without comments and empty lines."""
    command = [str(postgres_binaries() / "pg_dump"), "--no-owner", *options, database_url]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return "".join(line for line in done.stdout.splitlines(keepends=True) if not line.startswith(("\\", "--", "\n")))


def schema(database_url: str) -> str:
    return dump(database_url, "--schema-only")
