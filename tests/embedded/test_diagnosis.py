"""`doctor` finds what is broken and says what to do about it. tests/system runs it as a process."""

import importlib.util
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.db.session import SessionFactory
from app.diagnosis import Finding, examine
from app.embedded.ports import LOOPBACK, free_port
from app.embedded.postgres import PostgresServer
from app.services.rankings import record_ranker_failed, record_ranker_loaded
from tests.servers import Servers, migrate

Doctor = Callable[..., dict[str, Finding]]


@pytest.fixture
def doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Doctor:
    """The findings by subject, of a free port and an empty folder unless others are named."""

    def run(
        *,
        data_dir: Path = tmp_path / "data",
        port: int | None = None,
        torch: tuple[bool, str] = (True, "2.9.0 CPU"),
        **environment: str,
    ) -> dict[str, Finding]:
        for name in ("DATABASE_URL", "REDIS_URL", "LMSEARCHER_RANKING_LLMS"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        found = list(examine(data_dir=data_dir, port=port or free_port(), probe_torch=lambda: torch))
        return {finding.subject: finding for finding in found}

    return run


def test_a_machine_in_order_has_no_fault(doctor: Doctor) -> None:
    found = doctor()
    assert [finding for finding in found.values() if finding.is_fault] == []
    assert found["torch"].detail == "2.9.0 CPU"
    assert found["Postgres"].detail.startswith("postgres (PostgreSQL) 18")
    assert "Valkey" in found


def test_a_taken_port(doctor: Doctor) -> None:
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        found = doctor(port=port)[f"port {port}"]
    assert (found.detail, found.hint) == ("taken", "choose one with --port")


def test_a_data_folder_that_is_a_file(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert doctor(data_dir=tmp_path / "file")["data folder"].is_fault


def test_a_torch_that_does_not_start(doctor: Doctor) -> None:
    found = doctor(torch=(False, "libcudart.so.12 is missing"))["torch"]
    assert found.detail == "libcudart.so.12 is missing"
    assert "pip install" in found.hint


def test_torch_may_be_missing(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr("app.diagnosis.find_spec", lambda name: None if name == "torch" else real(name))
    found = doctor(torch=(False, "not checked"))["torch"]
    assert not found.is_fault
    assert "only `surrogate` ranks here" in found.detail


def test_an_empty_database_and_an_unreachable_broker(doctor: Doctor, database_url: str, redis_url: str) -> None:
    empty_database = Servers(database_url, redis_url).empty("doctor")
    found = doctor(DATABASE_URL=empty_database, REDIS_URL=f"redis://:secret-word@{LOOPBACK}:1/0")
    assert found["DATABASE_URL"].hint == "run `lmsearcher-server migrate`"
    assert found["REDIS_URL"].is_fault
    text = str(list(found.values()))
    assert "secret-word" not in text
    assert empty_database not in text


def test_a_deployment_in_order_has_no_fault(doctor: Doctor, database_url: str, redis_url: str) -> None:
    found = doctor(DATABASE_URL=database_url, REDIS_URL=redis_url)
    assert [finding for finding in found.values() if finding.is_fault] == []
    assert found["DATABASE_URL"].detail.startswith("reachable")
    assert found["REDIS_URL"].detail == "reachable"


def test_a_model_that_failed_to_load_is_a_fault_until_it_loads(
    doctor: Doctor, sessions: SessionFactory, database_url: str, redis_url: str
) -> None:
    environment = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "LMSEARCHER_RANKING_LLMS": '{"8b": "/models/8b"}',
    }
    with sessions.begin() as session:
        record_ranker_failed(session, "llm:8b", "llm:8b: no memory", datetime(2026, 1, 2, 3, 4, tzinfo=UTC))
        record_ranker_failed(session, "llm:no-longer-configured", "gone", datetime(2026, 1, 1, tzinfo=UTC))
    found = doctor(**environment)
    assert found["ranker llm:8b"].is_fault
    assert found["ranker llm:8b"].detail == "failed since 2026-01-02 03:04 UTC: llm:8b: no memory"
    assert "no-longer-configured" not in str(list(found.values()))
    with sessions.begin() as session:
        record_ranker_loaded(session, "llm:8b", "abc", datetime(2026, 1, 3, tzinfo=UTC))
    found = doctor(**environment)
    assert not found["ranker llm:8b"].is_fault
    assert found["ranker llm:8b"].detail == "ready, revision abc"


def test_mistakes_in_the_settings_are_named_without_their_values(
    doctor: Doctor, database_url: str, redis_url: str
) -> None:
    found = doctor(
        DATABASE_URL=database_url,
        REDIS_URL=redis_url,
        LMSEARCHER_RANKING_LLMS='{"a": {"api_key": "very-secret"',
        LMSEARCHER_OUTBOUND_PORT="443",
    )
    assert found["settings"].detail.startswith("LMSEARCHER_RANKING_LLMS: Value error, not JSON")
    assert "LMSEARCHER_OUTBOUND_PORTS" in found["LMSEARCHER_OUTBOUND_PORT"].hint
    assert "very-secret" not in str(list(found.values()))


def test_rankers_of_a_data_folder_are_shown_while_it_runs(doctor: Doctor, tmp_path: Path) -> None:
    with PostgresServer(tmp_path / "postgres", durable=False) as server:
        migrate(server.url)
        assert doctor(data_dir=tmp_path)["ranker compact"].detail == "not loaded yet"
    assert "ranker compact" not in doctor(data_dir=tmp_path)
