"""`lmsearcher-server migrate`: several replicas may start it at the same moment."""

import os
import subprocess
import sys
from pathlib import Path

from app.embedded.postgres import PostgresServer
from app.schema_version import schema_version


def test_migrations_that_start_together_all_succeed(tmp_path: Path) -> None:
    with PostgresServer(tmp_path, durable=False) as server:
        assert schema_version(server.url).current is None
        command = [sys.executable, "-m", "app.cli", "migrate"]
        environment = {**os.environ, "DATABASE_URL": server.url}
        started = [subprocess.Popen(command, env=environment) for _ in range(3)]
        assert [process.wait(60) for process in started] == [0, 0, 0]
        assert schema_version(server.url).is_newest
