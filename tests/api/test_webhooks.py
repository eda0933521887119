"""Webhooks over HTTP: endpoints, secrets, pings, deliveries and their log."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text

from app.db.models import AuditEvent, IdempotencyRecord, WebhookSecret
from app.db.session import SessionFactory
from app.domain.events import EventType
from app.domain.limits import MAX_LIVE_SECRETS, MAX_WEBHOOKS
from app.main import create_app
from app.settings import Settings
from tests.api.driver import Json, completed, create, lease, report
from tests.builders import LOOPBACK
from tests.keys import bearer, new_key, new_project
from tests.receiver import WebhookReceiver
from tests.settings import changed

KEY = {"Idempotency-Key": "k"}
NO_SUCH = "msg_" + "0" * 32


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as receiver:
        yield receiver


def add(client: TestClient, receiver: WebhookReceiver, **changes: Any) -> Json:
    answer = client.post("/v1/webhooks", json={"url": receiver.url, **changes})
    assert answer.status_code == 201, answer.text
    webhook: Json = answer.json()
    return webhook


def test_a_search_sends_events_from_start_to_end(
    client: TestClient, receiver: WebhookReceiver, deliver_due: Callable[[], None]
) -> None:
    secret = add(client, receiver)["secret"]
    job = create(client, budget={"max_trials": 1})
    [trial] = lease(client, job)
    report(client, trial, completed(trial, 3.0))
    deliver_due()
    data = {received.verified(secret)["type"]: received.verified(secret)["data"] for received in receiver.received}
    assert set(data) == {"job.started", "trial.completed", "best.improved", "job.completed"}
    shown = client.get(f"/v1/trials/{trial['id']}").json()
    assert data["trial.completed"]["trial"] == {name: shown[name] for name in data["trial.completed"]["trial"]}
    ended = client.get(f"/v1/jobs/{job['id']}").json()
    for name, value in data["job.completed"]["job"].items():
        same = {key: ended[name][key] for key in value} if isinstance(value, dict) else ended[name]
        assert value == same, name


def test_a_webhook_is_shown_without_its_secret(client: TestClient, receiver: WebhookReceiver) -> None:
    answer = client.post("/v1/webhooks", json={"url": receiver.url, "description": "ops"})
    created = answer.json()
    secret = created.pop("secret")
    assert secret.startswith("whsec_")
    assert created["events"] == [type_.value for type_ in EventType]
    assert (created["state"], created["disabled_reason"], created["failing_since"]) == ("enabled", None, None)
    assert client.get(answer.headers["Location"]).json() == created
    assert client.get("/v1/webhooks").json() == {"items": [created]}
    assert secret not in client.get(answer.headers["Location"]).text


def test_a_webhook_is_changed_and_deleted(client: TestClient, receiver: WebhookReceiver) -> None:
    webhook = add(client, receiver, description="ops", events=["job.failed", "job.failed"])
    assert webhook["events"] == ["job.failed"]
    url = f"/v1/webhooks/{webhook['id']}"
    changed = client.patch(url, json={"events": ["best.improved"], "url": receiver.url + "/2"}).json()
    assert (changed["events"], changed["url"], changed["description"]) == (
        ["best.improved"],
        receiver.url + "/2",
        "ops",
    )
    assert client.delete(url).status_code == 204
    for verb in ("get", "delete"):
        assert client.request(verb, url).status_code == 404
    assert client.get("/v1/webhooks").json()["items"] == []


@pytest.mark.parametrize(
    ("url", "detail"),
    [
        ("http://169.254.169.254/latest/meta-data", "port"),
        ("https://169.254.169.254/latest/meta-data", "outside the public internet"),
        ("https://user:password@example.com/", "user name"),
        ("ftp://example.com/", "must begin with"),
        ("https://2130706433/", "number"),
    ],
)
def test_a_blocked_address_is_refused(client: TestClient, receiver: WebhookReceiver, url: str, detail: str) -> None:
    webhook = add(client, receiver)
    for answer in (
        client.post("/v1/webhooks", json={"url": url}),
        client.patch(f"/v1/webhooks/{webhook['id']}", json={"url": url}),
    ):
        assert answer.status_code == 422
        [error] = answer.json()["errors"]
        assert error["pointer"] == "/url"
        if detail != "port":
            assert detail in error["detail"]
    assert client.get(f"/v1/webhooks/{webhook['id']}").json()["url"] == receiver.url


def test_the_number_of_webhooks_is_limited(client: TestClient, receiver: WebhookReceiver) -> None:
    for _ in range(MAX_WEBHOOKS - 2):
        add(client, receiver)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: client.post("/v1/webhooks", json={"url": receiver.url}), range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409, 409]
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"limit_reached"}
    [first, *_] = client.get("/v1/webhooks").json()["items"]
    client.delete(f"/v1/webhooks/{first['id']}")
    add(client, receiver)


def test_a_new_secret_signs_beside_the_old_for_the_overlap(client: TestClient, receiver: WebhookReceiver) -> None:
    webhook = add(client, receiver)
    url = f"/v1/webhooks/{webhook['id']}"
    [first] = webhook["secrets"]
    made = client.post(f"{url}/secrets", json={}).json()
    assert made["secret"] != webhook["secret"]
    newest, older = client.get(url).json()["secrets"]
    assert (newest["id"], newest["expires_at"]) == (made["id"], None)
    assert older["id"] == first["id"]
    assert older["expires_at"] is not None
    client.post(f"{url}/secrets", json={"overlap_s": 7 * 86_400})
    assert client.get(url).json()["secrets"][-1] == older
    for _ in range(MAX_LIVE_SECRETS - 3):
        assert client.post(f"{url}/secrets", json={}).status_code == 200
    refused = client.post(f"{url}/secrets", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "limit_reached")
    [only] = [client.post(f"{url}/secrets", json={"overlap_s": 0}).json()]
    assert [secret["id"] for secret in client.get(url).json()["secrets"]] == [only["id"]]


def test_a_repeated_request_gets_the_secret_and_none_is_stored(
    client: TestClient, receiver: WebhookReceiver, sessions: SessionFactory
) -> None:
    first, again = (client.post("/v1/webhooks", json={"url": receiver.url}, headers=KEY) for _ in range(2))
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    url = f"/v1/webhooks/{first.json()['id']}/secrets"
    second, repeated = (client.post(url, json={"overlap_s": 0}, headers=KEY) for _ in range(2))
    assert second.json() == repeated.json()
    shown = {first.json()["secret"], second.json()["secret"]}
    assert len(shown) == 2
    with sessions() as session:
        columns = (IdempotencyRecord.body, WebhookSecret.encrypted, AuditEvent.details)
        stored = "".join(str(session.scalars(select(column)).all()) for column in columns)
    assert not any(secret.removeprefix("whsec_") in stored for secret in shown)
    with sessions.begin() as session:
        session.execute(text("DELETE FROM webhook_secret"))
    assert client.post(url, json={"overlap_s": 0}, headers=KEY).json()["secret"] is None


def test_a_ping_is_delivered_and_logged(
    client: TestClient, receiver: WebhookReceiver, deliver_due: Callable[[], None]
) -> None:
    receiver.answer(500)
    webhook = add(client, receiver, events=["job.failed"])
    answer = client.post(f"/v1/webhooks/{webhook['id']}/ping")
    ping = answer.json()
    assert (answer.status_code, ping["type"], ping["state"], ping["attempts"]) == (202, "webhook.ping", "pending", 0)
    deliver_due()
    shown = client.get(f"/v1/deliveries/{ping['id']}").json()
    assert (shown["state"], shown["attempts"]) == ("pending", 1)
    assert shown["message"] == receiver.received[0].verified(webhook["secret"])
    assert [(attempt["number"], attempt["status"]) for attempt in shown["log"]] == [(1, 500)]
    assert client.get(f"/v1/webhooks/{webhook['id']}").json()["failing_since"] is not None
    replayed = client.post(f"/v1/deliveries/{ping['id']}/replay")
    assert replayed.status_code == 202
    deliver_due()
    shown = client.get(f"/v1/deliveries/{ping['id']}").json()
    assert (shown["state"], shown["next_attempt_at"]) == ("delivered", None)
    assert [attempt["status"] for attempt in shown["log"]] == [200, 500]


def test_deliveries_come_in_pages_and_by_state(
    client: TestClient, receiver: WebhookReceiver, deliver_due: Callable[[], None]
) -> None:
    webhook = add(client, receiver)
    url = f"/v1/webhooks/{webhook['id']}"
    ids = [client.post(f"{url}/ping").json()["id"] for _ in range(5)]
    deliver_due()
    ids.append(client.post(f"{url}/ping").json()["id"])
    seen: list[str] = []
    after: str | None = None
    for _ in range(10):
        page = client.get(f"{url}/deliveries", params={"limit": 2, **({"after": after} if after else {})}).json()
        seen += [delivery["id"] for delivery in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == ids[::-1]
    pending = client.get(f"{url}/deliveries", params={"state": "pending"}).json()["items"]
    assert [delivery["id"] for delivery in pending] == ids[-1:]
    bad = client.get(f"{url}/deliveries", params={"after": "WyJhIiwgImIiXQ"})
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "?after")


def test_a_disabled_webhook_refuses_ping_and_replay(
    client: TestClient, receiver: WebhookReceiver, deliver_due: Callable[[], None], sweep: Callable[[], None]
) -> None:
    receiver.answer(410)
    webhook = add(client, receiver)
    url = f"/v1/webhooks/{webhook['id']}"
    ping = client.post(f"{url}/ping").json()
    deliver_due()
    sweep()
    shown = client.get(url).json()
    assert (shown["state"], shown["disabled_reason"]) == ("disabled", "the receiver answered 410 Gone")
    for path in (f"{url}/ping", f"/v1/deliveries/{ping['id']}/replay"):
        refused = client.post(path)
        assert (refused.status_code, refused.json()["code"]) == (409, "webhook_disabled")
        assert "410 Gone" in refused.json()["detail"]
    assert client.get(f"/v1/deliveries/{ping['id']}").json()["state"] == "abandoned"
    assert client.post(f"{url}/enable").json()["disabled_reason"] is None
    client.post(f"/v1/deliveries/{ping['id']}/replay")
    deliver_due()
    assert client.get(f"/v1/deliveries/{ping['id']}").json()["state"] == "delivered"


def test_every_webhook_action_is_audited(
    client: TestClient, receiver: WebhookReceiver, sessions: SessionFactory
) -> None:
    webhook = add(client, receiver)
    url = f"/v1/webhooks/{webhook['id']}"
    client.patch(url, json={"events": ["job.failed"]})
    ping = client.post(f"{url}/ping").json()
    client.post(f"/v1/deliveries/{ping['id']}/replay")
    for verb in ("secrets", "disable", "enable"):
        client.post(f"{url}/{verb}", json={})
    client.delete(url)
    with sessions() as session:
        noted = session.execute(select(AuditEvent.action, AuditEvent.subject_id).order_by(AuditEvent.id)).all()
        details = session.scalars(select(AuditEvent.details).order_by(AuditEvent.id)).all()
    assert [action for action, _ in noted] == [
        "webhook.created",
        "webhook.changed",
        "webhook.pinged",
        "delivery.replayed",
        "webhook.secret_added",
        "webhook.disabled",
        "webhook.enabled",
        "webhook.deleted",
    ]
    assert (details[0]["host"], details[1]) == ("127.0.0.1", {"events": ["job.failed"]})
    assert receiver.url not in str(details)
    assert {subject for _, subject in noted} == {webhook["id"], ping["id"]}


def test_webhooks_of_other_projects_are_not_found(
    client: TestClient, receiver: WebhookReceiver, sessions: SessionFactory
) -> None:
    webhook = add(client, receiver)
    url = f"/v1/webhooks/{webhook['id']}"
    ping = client.post(f"{url}/ping").json()
    stranger = bearer(new_key(sessions, project_id=new_project(sessions)))
    assert client.get("/v1/webhooks", headers=stranger).json()["items"] == []
    for verb, path in (
        ("GET", url),
        ("PATCH", url),
        ("DELETE", url),
        *(("POST", f"{url}/{name}") for name in ("enable", "disable", "secrets", "ping")),
        ("GET", f"{url}/deliveries"),
        ("GET", f"/v1/deliveries/{ping['id']}"),
        ("POST", f"/v1/deliveries/{ping['id']}/replay"),
        ("GET", f"/v1/deliveries/{NO_SUCH}"),
    ):
        body: Json | None = {} if verb in {"POST", "PATCH"} else None
        answer = client.request(verb, path, json=body, headers=stranger)
        assert answer.status_code == 404, (verb, path, answer.text)


def test_without_secret_keys_the_problem_names_the_setting(settings: Settings, sessions: SessionFactory) -> None:
    bare = changed(settings, secret_keys=None)
    with TestClient(create_app(bare), LOOPBACK) as client:
        answer = client.post("/v1/webhooks", json={"url": "http://127.0.0.1:9/"})
        assert (answer.status_code, answer.json()["code"]) == (501, "not_configured")
        assert "LMSEARCHER_SECRET_KEYS" in answer.json()["detail"]
        assert client.get("/v1/webhooks").json() == {"items": []}
