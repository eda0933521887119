"""Operators make projects and keys at the command line, and the API takes them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from typer.testing import CliRunner, Result

from app.cli import cli
from app.db.models import AuditEvent
from app.db.session import SessionFactory
from app.domain.keys import parse_key
from tests.keys import bearer

Command = Callable[..., Result]


@pytest.fixture
def command(database_url: str, sessions: SessionFactory) -> Command:
    """Runs `lmsearcher-server` with these words."""

    def run(*words: str, url: str | None = database_url) -> Result:
        return CliRunner().invoke(cli, words, env={"DATABASE_URL": url})

    return run


def _created(done: Result) -> str:
    """The key: all that stdout has."""
    assert done.exit_code == 0, done.stderr
    [line] = done.stdout.splitlines()
    assert line not in done.stderr
    return line


def test_a_new_projects_first_key_opens_it(command: Command, client: TestClient, tmp_path: Path) -> None:
    name = f"vision-{tmp_path.name}"
    assert command("projects", "create", name).exit_code == 0
    assert name in command("projects", "list").stdout
    text = _created(command("keys", "create", "--project", name, "--name", "ci", "--scope", "admin"))
    assert text.startswith("lmsk_live_")
    assert client.get("/v1/jobs", headers=bearer(text)).json()["items"] == []


def test_keys_are_listed_rotated_and_revoked(command: Command, client: TestClient, sessions: SessionFactory) -> None:
    old = _created(command("keys", "create", "--name", "ci", "--scope", "read", "--scope", "submit", "--days", "2"))
    old_id = old.split("_")[2]
    new = _created(command("keys", "rotate", old_id, "--overlap-hours", "1"))
    assert [client.get("/v1/jobs", headers=bearer(text)).status_code for text in (old, new)] == [200, 200]
    listed = command("keys", "list").stdout
    for text in (old, new):
        key = parse_key(text)
        assert key is not None
        assert key.public_id in listed
        assert key.secret not in listed
    assert command("keys", "revoke", old_id).exit_code == 0
    assert [client.get("/v1/jobs", headers=bearer(text)).status_code for text in (old, new)] == [401, 200]
    assert f"{old_id}  revoked" in command("keys", "list").stdout
    with sessions() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(event.actor, event.action) for event in events] == [
        ("operator", "key.created"),
        ("operator", "key.rotated"),
        ("operator", "key.revoked"),
    ]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("keys", "create", "--project", "nowhere", "--name", "x", "--scope", "read"), "no project called 'nowhere'"),
        (("keys", "revoke", "aaaaaaaaaaaa"), "there is no such key"),
        (("keys", "create", "--name", "x", "--scope", "everything"), "everything"),
        (("projects", "create", "default"), "already"),
        (("projects", "create", ""), "printable"),
        (("keys", "create", "--name", "\n", "--scope", "read"), "printable"),
    ],
)
def test_mistakes_are_shown_without_a_traceback(command: Command, words: tuple[str, ...], shown: str) -> None:
    done = command(*words)
    assert done.exit_code != 0
    assert shown in done.stderr
    assert isinstance(done.exception, SystemExit)


def test_without_a_database_it_says_what_is_missing(command: Command, tmp_path: Path) -> None:
    done = command("keys", "list", "--data-dir", str(tmp_path), url=None)
    assert done.exit_code != 0
    assert "DATABASE_URL" in done.stderr
