"""Runs a command with DATABASE_URL naming a throwaway Postgres that has the newest schema."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from app import schema_version
from app.embedded.postgres import PostgresServer


def main(command: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder, PostgresServer(Path(folder), durable=False) as postgres:
        os.environ["DATABASE_URL"] = postgres.url
        schema_version.upgrade(postgres.url)
        return subprocess.run(command, check=False, timeout=300).returncode  # noqa: S603 - the Makefile's command


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
