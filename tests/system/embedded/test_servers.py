"""Postgres and Valkey from wheels: what was committed survives a crash, and no login works without the password."""

import os
import signal
import stat
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.embedded.errors import StartError
from app.embedded.postgres import PostgresServer
from app.embedded.valkey import ValkeyServer


def test_a_committed_row_survives_the_kill_of_the_postmaster(tmp_path: Path) -> None:
    with PostgresServer(tmp_path) as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE job AS SELECT 7 AS number")
        assert server.process.pid is not None
        os.kill(server.process.pid, signal.SIGKILL)
        server.start()  # at once: the killed server's children may still hold the folder
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT number FROM job").fetchone() == (7,)


def test_a_second_server_leaves_the_folder_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.embedded.postgres._FOLDER_BUSY_S", 0.2)
    with PostgresServer(tmp_path, durable=False) as first:
        with pytest.raises(StartError, match="another Postgres is running"):
            PostgresServer(tmp_path, durable=False).start()
        with psycopg.connect(first.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_leftover_pid_file_that_names_a_living_stranger_is_no_obstacle(tmp_path: Path) -> None:
    with PostgresServer(tmp_path, durable=False):
        pid_file = (tmp_path / "cluster" / "postmaster.pid").read_text().splitlines()
    (tmp_path / "cluster" / "postmaster.pid").write_text("\n".join([str(os.getppid()), *pid_file[1:]]) + "\n")
    with PostgresServer(tmp_path, durable=False) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_postgres_wants_the_password(tmp_path: Path) -> None:
    with PostgresServer(tmp_path, durable=False) as server:
        url = f"postgresql://lmsearcher:wrong@127.0.0.1:{server.port}/lmsearcher"
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url)
    assert stat.S_IMODE((tmp_path / "password").stat().st_mode) == 0o600


def test_an_interrupted_creation_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "cluster.new" / "base").mkdir(parents=True)
    with PostgresServer(tmp_path, durable=False) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_log_is_in_the_message_of_a_failed_start(tmp_path: Path) -> None:
    with PostgresServer(tmp_path, durable=False):
        pass
    (tmp_path / "cluster" / "PG_VERSION").write_text("9\n")
    with pytest.raises(StartError, match="initialized by PostgreSQL version 9"):
        PostgresServer(tmp_path, durable=False).start()


def test_valkey_keeps_its_messages_and_wants_the_password(tmp_path: Path) -> None:
    with ValkeyServer(tmp_path) as server:
        with redis.Redis.from_url(server.url) as client:
            client.rpush("ranking", "round-1")
        with (
            redis.Redis(port=server.port, retry=Retry(NoBackoff(), 0)) as stranger,
            pytest.raises(redis.AuthenticationError),
        ):
            stranger.ping()
    with ValkeyServer(tmp_path) as server, redis.Redis.from_url(server.url) as client:
        assert client.lrange("ranking", 0, -1) == [b"round-1"]
    assert stat.S_IMODE((tmp_path / "valkey.conf").stat().st_mode) == 0o600


def test_root_may_run_postgres_where_user_namespaces_are_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root needs another user")
    monkeypatch.setattr("app.embedded.identity.user_namespaces_work", lambda: False)
    with tempfile.TemporaryDirectory() as folder, PostgresServer(_open(folder) / "postgres", durable=False) as server:
        pid = str(server.process.pid)
        owner = subprocess.run(["ps", "-o", "user=", "-p", pid], capture_output=True, text=True, check=True, timeout=5)
        assert owner.stdout.strip() == "nobody"


def _open(folder: str) -> Path:
    """`nobody` has to reach the data."""
    path = Path(folder)
    path.chmod(0o755)
    return path
