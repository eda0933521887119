"""Where evaluators may be called, and the secrets that sign it: what is refused, changed and never shown."""

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.db.models import Job
from app.db.session import SessionFactory
from app.integrations.signing import new_secret
from app.main import create_app
from app.settings import Settings
from tests.api.driver import Json, create
from tests.builders import LOOPBACK, job_body
from tests.evaluators import Evaluator
from tests.settings import changed

CallDue = Callable[[], None]
EVALUATION: Json = {"mode": "callback", "url": "http://127.0.0.1:9/", "secret": new_secret()}


@pytest.fixture
def evaluator() -> Iterator[Evaluator]:
    with Evaluator() as evaluator:
        yield evaluator


def refusal(client: TestClient, **evaluation: Any) -> tuple[int, str, str]:
    """Status, pointer and the whole answer."""
    answer = client.post("/v1/jobs", json=job_body(evaluation=EVALUATION | evaluation))
    return answer.status_code, answer.json()["errors"][0]["pointer"], answer.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "http://169.254.169.254/latest/meta-data"),
        ("url", "http://10.0.0.1/"),
        ("url", "http://user:very-secret@127.0.0.1/"),
        ("url", "ftp://127.0.0.1/"),
        ("url", "no url"),
        ("url", ""),
        ("timeout_s", 0),
        ("timeout_s", 121),
        ("max_concurrency", 0),
        ("mode", "carrier pigeon"),
        ("secret", None),
        ("colour", "red"),
    ],
)
def test_invalid_callback_settings_are_refused(client: TestClient, field: str, value: Any) -> None:
    status, pointer, _ = refusal(client, **{field: value})
    assert (status, pointer) == (422, "/evaluation" if field == "mode" else f"/evaluation/{field}")


def secret_of(size: int) -> str:
    return "whsec_" + base64.b64encode(bytes(range(100, 100 + size))).decode()


@pytest.mark.parametrize("size", [24, 25, 26, 63, 64])
def test_secrets_of_24_to_64_bytes_are_accepted(client: TestClient, size: int) -> None:
    create(client, evaluation=EVALUATION | {"secret": secret_of(size)})


@pytest.mark.parametrize(
    "secret",
    [
        *(secret_of(size) for size in (23, 65, 66)),
        "very-secret",
        "whsec_" + "A" * 31,
        "whsec_" + "A" * 33,
        secret_of(24).upper(),
        secret_of(25).rstrip("="),
        1234567890123456,
    ],
)
def test_other_secrets_are_refused_without_showing_them(client: TestClient, secret: Any) -> None:
    status, pointer, answer = refusal(client, secret=secret)
    assert (status, pointer) == (422, "/evaluation/secret")
    assert str(secret) not in answer


def test_a_timeout_longer_than_the_lease_is_refused(client: TestClient) -> None:
    assert refusal(client, timeout_s=20, lease_s=19)[:2] == (422, "/evaluation/timeout_s")
    create(client, evaluation=EVALUATION | {"timeout_s": 20, "lease_s": 20})


@pytest.mark.parametrize(
    ("missing", "named"), [("public_url", "LMSEARCHER_PUBLIC_URL"), ("secret_keys", "LMSEARCHER_SECRET_KEYS")]
)
def test_a_server_without_callbacks_names_the_missing_setting(
    settings: Settings, sessions: SessionFactory, missing: str, named: str
) -> None:
    bare = changed(settings, **{missing: None})
    with TestClient(create_app(bare), LOOPBACK, raise_server_exceptions=False) as client:
        status, pointer, answer = refusal(client)
        assert (status, pointer) == (422, "/evaluation/mode")
        assert named in answer
        create(client, evaluation={"mode": "pull"})


def test_a_job_shows_its_callback_without_the_secret(client: TestClient) -> None:
    job = create(client, evaluation=EVALUATION, budget={"max_trials": 10, "max_parallel": 4})
    calls = job["evaluation"].pop("callbacks")
    assert job["evaluation"] == {
        "mode": "callback",
        "url": EVALUATION["url"],
        "timeout_s": 30,
        "max_concurrency": 4,
        "lease_s": 300,
        "max_attempts": 3,
    }
    assert calls == {
        "pending": 0,
        "accepted": 0,
        "failing": 0,
        "last_error": None,
        "last_error_at": None,
        "paused_until": None,
    }
    assert create(client)["evaluation"] == {"mode": "pull", "lease_s": 300, "max_attempts": 3}
    listed = client.get("/v1/jobs").json()["items"]
    assert [j["evaluation"]["mode"] for j in listed] == ["pull", "callback"]


def test_a_new_secret_signs_beside_the_old_one(
    client: TestClient, sessions: SessionFactory, evaluator: Evaluator, call_due: CallDue
) -> None:
    old = evaluator.secret
    job = create(client, evaluation=evaluator.evaluation, budget={"max_trials": 10})
    url = f"/v1/jobs/{job['id']}/callback"
    new = new_secret()
    for _ in range(3):  # the same once more is none more
        assert client.post(url, json={"secret": new}).status_code == 200
    assert verified(evaluator, call_due, old)
    assert verified(evaluator, call_due, new, client=client, job=job)
    end_old_secrets(sessions)
    assert not verified(evaluator, call_due, old, client=client, job=job)
    assert verified(evaluator, call_due, new, client=client, job=job)


def verified(
    evaluator: Evaluator, call_due: CallDue, secret: str, *, client: TestClient | None = None, job: Json | None = None
) -> bool:
    """Whether the next message, of this job or of one that is created now, is verified by this secret."""
    evaluator.secret = secret
    evaluator.behave = lambda _: (410, {}, {})
    if client is not None and job is not None:
        client.post(f"/v1/jobs/{job['id']}/resume")
    call_due()
    return bool(evaluator.messages[-1]["verified"])


def end_old_secrets(sessions: SessionFactory) -> None:
    with sessions.begin() as session:
        job = session.scalars(select(Job)).one()
        first, *old = job.callback_secrets or []
        assert first["expires_at"] is None
        left = [datetime.fromisoformat(entry["expires_at"]) - datetime.now(UTC) for entry in old]
        assert all(timedelta(hours=23) < time < timedelta(hours=25) for time in left)
        past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
        job.callback_secrets = [first, *({**entry, "expires_at": past} for entry in old)]


def test_the_number_of_live_secrets_is_limited(client: TestClient) -> None:
    url = f"/v1/jobs/{create(client, evaluation=EVALUATION)['id']}/callback"
    for _ in range(4):
        assert client.post(url, json={"secret": new_secret()}).status_code == 200
    refused = client.post(url, json={"secret": new_secret()})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/secret")


def test_a_new_address_is_checked_and_called_at_once(
    client: TestClient, evaluator: Evaluator, call_due: CallDue
) -> None:
    job = create(client, evaluation=EVALUATION | {"secret": evaluator.secret}, budget={"max_trials": 1})
    url = f"/v1/jobs/{job['id']}/callback"
    call_due()
    assert client.get(f"/v1/jobs/{job['id']}").json()["evaluation"]["callbacks"]["failing"] == 1
    refused = client.post(url, json={"url": "http://10.0.0.1/"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/url")
    changed = client.post(url, json={"url": evaluator.url}).json()
    assert changed["evaluation"]["url"] == evaluator.url
    call_due()
    assert client.get(f"/v1/jobs/{job['id']}").json()["state"] == "completed"
    assert client.post(url, json={"url": evaluator.url}).json()["code"] == "job_finished"


def test_a_job_without_callbacks_gets_none(client: TestClient) -> None:
    answer = client.post(f"/v1/jobs/{create(client)['id']}/callback", json={"secret": new_secret()})
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")


def test_a_repeated_creation_does_not_check_the_address_again(
    client: TestClient, settings: Settings, sessions: SessionFactory
) -> None:
    key = {"Idempotency-Key": "k"}
    first = client.post("/v1/jobs", json=job_body(evaluation=EVALUATION), headers=key)
    bare = changed(settings, public_url=None, secret_keys=None)
    with TestClient(create_app(bare), LOOPBACK, raise_server_exceptions=False) as other:
        again = other.post("/v1/jobs", json=job_body(evaluation=EVALUATION), headers=key)
    assert (again.status_code, again.json()) == (201, first.json())
