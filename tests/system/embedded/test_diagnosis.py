"""`doctor` finds what is broken, says how to correct it, and ends with status 1."""

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from app.embedded.ports import LOOPBACK
from app.embedded.postgres import PostgresServer
from app.services.rankings import note_failed, note_loaded
from tests.servers import migrate


def _doctor(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.run(
        [sys.executable, "-m", "app.cli", "doctor", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**inherited, **environment},
    )


def test_a_taken_port_and_an_impossible_data_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        found = _doctor("--port", str(port), "--data-dir", str(tmp_path / "data"))
    assert found.returncode == 1
    wrong = [line for line in found.stdout.splitlines() if line.startswith("WRONG")]
    assert f"WRONG  port {port}: taken" in wrong
    assert any(line.startswith("WRONG  data folder: ") for line in wrong)
    assert "ok     Postgres: postgres (PostgreSQL) 18" in found.stdout
    assert "ok     Valkey: " in found.stdout


def test_an_empty_database_and_a_broker_that_is_away(tmp_path: Path) -> None:
    with PostgresServer(tmp_path, durable=False) as server:
        found = _doctor(DATABASE_URL=server.url, REDIS_URL=f"redis://:secret-word@{LOOPBACK}:1/0")
        assert server.url not in found.stdout
    assert found.returncode == 1
    assert "run `lmsearcher-server migrate`" in found.stdout
    assert "WRONG  REDIS_URL: " in found.stdout
    assert "secret-word" not in found.stdout


def test_a_deployment_in_order_has_no_database_fault(database_url: str, redis_url: str) -> None:
    found = _doctor(DATABASE_URL=database_url, REDIS_URL=redis_url)
    assert "ok     DATABASE_URL: reachable" in found.stdout
    assert "ok     REDIS_URL: reachable" in found.stdout


def test_a_model_that_failed_to_load_is_a_fault_until_it_loads(database_url: str, redis_url: str) -> None:
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    environment = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "LMSEARCHER_LLMS": '{"8b": "/models/8b"}'}
    try:
        with Session(engine) as session, session.begin():
            note_failed(session, "llm:8b", "llm:8b: no memory", datetime(2026, 1, 2, 3, 4, tzinfo=UTC))
            note_failed(session, "llm:no-longer-configured", "gone", datetime(2026, 1, 1, tzinfo=UTC))
        found = _doctor(**environment)
        assert "WRONG  ranker llm:8b: failed since 2026-01-02 03:04 UTC: llm:8b: no memory" in found.stdout
        assert found.returncode == 1
        assert "no-longer-configured" not in found.stdout
        with Session(engine) as session, session.begin():
            note_loaded(session, "llm:8b", "abc", datetime(2026, 1, 3, tzinfo=UTC))
        assert "ok     ranker llm:8b: ready, revision abc" in _doctor(**environment).stdout
    finally:
        with engine.begin() as connection:
            connection.execute(text("TRUNCATE ranker_state, ranker_revision"))
        engine.dispose()


def test_the_stack_of_a_data_folder_tells_of_its_rankers_while_it_runs(tmp_path: Path) -> None:
    with PostgresServer(tmp_path / "postgres", durable=False) as server:
        migrate(server.url)
        assert "ok     ranker compact: not loaded yet" in _doctor("--data-dir", str(tmp_path)).stdout
    assert "ranker compact" not in _doctor("--data-dir", str(tmp_path)).stdout
