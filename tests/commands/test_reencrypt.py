"""`lmsearcher-server reencrypt`: after it the old key may go."""

import base64

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from typer.testing import CliRunner

from app.cli import cli
from app.db.models import Job, WebhookSecret
from app.db.session import SessionFactory
from app.integrations.encryption import Encryptor
from app.integrations.signing import new_secret
from app.secret_keys import read
from app.services import maintenance
from app.services.callbacks.settings import associated_data_of as place_of_job
from app.services.webhooks.endpoints import associated_data_of as place_of_secret
from app.settings import Settings
from tests.builders import job_body
from tests.stack import SECRET_KEYS

NEW_KEY = f"new:{base64.b64encode(bytes(range(32))).decode()}"


@pytest.fixture
def secrets(client: TestClient, settings: Settings) -> tuple[set[str], set[str]]:
    """Of three webhooks, and of three jobs."""
    of_webhooks, of_jobs = set(), set()
    for _ in range(3):
        webhook = client.post("/v1/webhooks", json={"url": "http://127.0.0.1:9/", "events": ["job.completed"]})
        of_webhooks.add(webhook.json()["secret"])
        of_jobs.add(secret := new_secret())
        evaluation = {"mode": "callback", "url": "http://127.0.0.1:9/", "secret": secret}
        assert client.post("/v1/jobs", json=job_body(evaluation=evaluation)).is_success
    return of_webhooks, of_jobs


def readable(sessions: SessionFactory, keys: str) -> tuple[set[str], set[str]]:
    encryptor = Encryptor(read(keys))
    with sessions() as session:
        return (
            {
                encryptor.decrypt(row.encrypted, associated_data=place_of_secret(row.id))
                for row in session.scalars(select(WebhookSecret))
            },
            {
                encryptor.decrypt(entry["encrypted"], associated_data=place_of_job(job.id))
                for job in session.scalars(select(Job))
                for entry in job.callback_secrets or []
            },
        )


def test_everything_is_under_the_new_key(
    sessions: SessionFactory,
    secrets: tuple[set[str], set[str]],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(maintenance, "BATCH", 2)
    monkeypatch.setenv("DATABASE_URL", settings.database.url)
    monkeypatch.setenv("LMSEARCHER_SECRET_KEYS", f"{NEW_KEY},{SECRET_KEYS}")
    first = CliRunner().invoke(cli, ["reencrypt"])
    assert (first.exit_code, first.stdout) == (0, "6 encrypted anew\n")
    assert readable(sessions, NEW_KEY) == secrets
    assert CliRunner().invoke(cli, ["reencrypt"]).stdout == "0 encrypted anew\n"


def test_without_the_old_key_nothing_changes(
    sessions: SessionFactory,
    secrets: tuple[set[str], set[str]],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", settings.database.url)
    monkeypatch.setenv("LMSEARCHER_SECRET_KEYS", NEW_KEY)
    result = CliRunner().invoke(cli, ["reencrypt"])
    assert result.exit_code == 1
    assert result.output.count("not readable with these keys") == 6
    assert readable(sessions, SECRET_KEYS) == secrets
