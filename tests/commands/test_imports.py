"""`lmsearcher-server --help` is quick, and needs none of what single commands need."""

import subprocess
import sys

SCRIPT = """
import sys
from typer.testing import CliRunner
from app.cli import cli
for command in ("", "up", "keys create", "projects quota", "reencrypt"):
    assert CliRunner().invoke(cli, [*command.split(), "--help"]).exit_code == 0, command
print(*sys.modules)
"""
OF_SINGLE_COMMANDS = {"alembic", "celery", "numpy", "psutil", "psycopg", "pydantic_settings", "redis", "sqlalchemy"}


def test_help_imports_nothing_of_single_commands() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=60)
    assert set(done.stdout.split()) & OF_SINGLE_COMMANDS == set()
