"""Keys over HTTP: made, shown once, rotated with an overlap, revoked at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.db.models import DEFAULT_PROJECT_ID
from app.db.session import SessionFactory, session_scope
from app.domain.errors import InsufficientScope
from app.domain.keys import Scope, parse_key
from app.services.access.keys import create_key, rotate_key
from app.services.access.principal import Principal
from tests.builders import utc_now
from tests.keys import bearer, new_key, new_project

Json = dict[str, Any]


def make(client: TestClient, **changes: Any) -> Json:
    answer = client.post("/v1/keys", json={"name": "ci", "scopes": ["read"], **changes})
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    assert answer.headers["Location"] == f"/v1/keys/{made['id']}"
    return made


def status(client: TestClient, key: Json) -> int:
    code: int = client.get("/v1/jobs", headers=bearer(key["key"])).status_code
    return code


def test_a_new_key_works_and_is_shown_once(client: TestClient) -> None:
    made = make(client, scopes=["submit", "read", "read"])
    parsed = parse_key(made["key"])
    assert parsed is not None
    assert made["id"] == parsed.public_id
    assert (made["scopes"], made["state"], made["created_by"]) == (["read", "submit"], "active", "embedded")
    assert status(client, made) == 200
    shown = client.get(f"/v1/keys/{made['id']}")
    assert shown.json()["last_used_at"] is not None
    assert client.get("/v1/keys").json()["items"] == [shown.json()]
    for answer in (shown, client.get("/v1/keys"), client.get("/v1/audit")):
        assert parsed.secret not in answer.text
        assert parsed.digest.hex() not in answer.text


def test_a_key_expires(client: TestClient, sessions: SessionFactory) -> None:
    made = make(client, expires_in_s=60)
    length = datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(made["created_at"])
    assert length == timedelta(seconds=60)
    with sessions.begin() as session:
        session.execute(text("UPDATE api_key SET expires_at = now()"))
    assert status(client, made) == 401
    assert client.get(f"/v1/keys/{made['id']}").json()["state"] == "expired"
    assert client.post(f"/v1/keys/{made['id']}/rotate", json={}).json()["code"] == "illegal_transition"


def test_a_rotated_key_stays_valid_for_the_overlap(client: TestClient, sessions: SessionFactory) -> None:
    old = make(client, scopes=["read", "evaluate"], expires_in_s=1_000_000)
    new = client.post(f"/v1/keys/{old['id']}/rotate", json={"overlap_s": 600}).json()
    assert (new["rotated_from"], new["name"], new["scopes"]) == (old["id"], old["name"], old["scopes"])
    assert [status(client, key) for key in (old, new)] == [200, 200]
    ends, made = (
        datetime.fromisoformat(text)
        for text in (client.get(f"/v1/keys/{old['id']}").json()["expires_at"], new["created_at"])
    )
    assert ends - made == timedelta(seconds=600)
    assert datetime.fromisoformat(new["expires_at"]) - made == timedelta(seconds=1_000_000)
    again = client.post(f"/v1/keys/{old['id']}/rotate", json={"overlap_s": 600})
    assert (again.status_code, again.json()["code"]) == (409, "illegal_transition")
    assert new["id"] in again.json()["detail"]


def test_a_lost_successor_is_revoked_and_created_again(client: TestClient) -> None:
    old = make(client)
    lost = client.post(f"/v1/keys/{old['id']}/rotate", json={"overlap_s": 600}).json()
    client.post(f"/v1/keys/{lost['id']}/revoke")
    new = client.post(f"/v1/keys/{old['id']}/rotate", json={"overlap_s": 900_000})
    assert new.status_code == 201
    left = datetime.fromisoformat(client.get(f"/v1/keys/{old['id']}").json()["expires_at"]) - utc_now()
    assert left <= timedelta(seconds=600)  # a second rotation does not prolong the old key's life


def test_without_overlap_the_old_key_ends_at_once(client: TestClient) -> None:
    old = make(client)
    new = client.post(f"/v1/keys/{old['id']}/rotate", json={"overlap_s": 0}).json()
    assert [status(client, key) for key in (old, new)] == [401, 200]


def test_revoking_ends_a_key_at_once_and_twice_is_no_error(client: TestClient) -> None:
    made = make(client)
    first, again = (client.post(f"/v1/keys/{made['id']}/revoke") for _ in range(2))
    assert first.json() == again.json()
    assert first.json()["state"] == "revoked"
    assert status(client, made) == 401
    assert client.post(f"/v1/keys/{made['id']}/rotate", json={}).json()["code"] == "illegal_transition"
    actions = [event["action"] for event in client.get("/v1/audit").json()["items"]]
    assert actions == ["key.revoked", "key.created"]


def test_keys_come_in_pages(client: TestClient) -> None:
    made = [make(client)["id"] for _ in range(5)]
    seen: list[str] = []
    after: str | None = None
    for _ in range(3):
        page = client.get("/v1/keys", params={"limit": 2, **({"after": after} if after else {})}).json()
        seen += [key["id"] for key in page["items"]]
        after = page["next"]
    assert after is None
    assert seen == made[::-1]
    assert client.get("/v1/keys", params={"after": "bm8"}).status_code == 422


def test_keys_of_other_projects_are_not_found(client: TestClient, sessions: SessionFactory) -> None:
    theirs = new_key(sessions, project_id=new_project(sessions)).row.public_id
    assert client.get("/v1/keys").json()["items"] == []
    for method, path, body in (("GET", "", None), ("POST", "/rotate", {}), ("POST", "/revoke", None)):
        assert client.request(method, f"/v1/keys/{theirs}{path}", json=body).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [{"scopes": []}, {"scopes": ["everything"]}, {"name": "\n"}, {"expires_in_s": 0}, {"expires_at": "2030-01-01"}],
)
def test_invalid_key_requests_are_refused(client: TestClient, changes: Json) -> None:
    assert client.post("/v1/keys", json={"name": "ci", "scopes": ["read"], **changes}).status_code == 422


def test_a_key_cannot_grant_scopes_that_it_lacks(sessions: SessionFactory) -> None:
    """The routes ask for admin, which has everything; the service does not rely on it."""
    reader = Principal(DEFAULT_PROJECT_ID, "a key", frozenset({"read"}))
    admin = new_key(sessions)
    wishes: Json = {"environment": "test", "now": utc_now()}
    with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
        create_key(session, reader, name="x", scopes=[Scope.READ], lifetime_s=None, **wishes)
        with pytest.raises(InsufficientScope):
            create_key(session, reader, name="x", scopes=[Scope.SUBMIT], lifetime_s=None, **wishes)
        with pytest.raises(InsufficientScope):
            rotate_key(session, reader, admin.row.public_id, overlap_s=0, **wishes)


def test_a_key_that_expires_makes_none_that_outlives_it(production: TestClient, sessions: SessionFactory) -> None:
    headers = bearer(new_key(sessions, Scope.ADMIN, lifetime_s=3_600))
    for lifetime in (None, 7_200):
        body = {"name": "heir", "scopes": ["read"], "expires_in_s": lifetime}
        refused = production.post("/v1/keys", json=body, headers=headers)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/expires_in_s")
    body = {"name": "helper", "scopes": ["read"], "expires_in_s": 600}
    helper = production.post("/v1/keys", json=body, headers=headers)
    assert helper.status_code == 201
    lasting = new_key(sessions, Scope.READ)
    assert production.post(f"/v1/keys/{lasting.row.public_id}/rotate", json={}, headers=headers).status_code == 422


def test_revoking_a_key_revokes_those_that_were_made_with_it(production: TestClient, sessions: SessionFactory) -> None:
    stolen = new_key(sessions, Scope.ADMIN)
    operator, other = (bearer(new_key(sessions, Scope.ADMIN)) for _ in range(2))

    def made_with(headers: dict[str, str]) -> dict[str, str]:
        answer = production.post("/v1/keys", json={"name": "k", "scopes": ["admin"]}, headers=headers)
        return bearer(answer.json()["key"])

    child, unrelated = made_with(bearer(stolen)), made_with(other)
    grandchild = made_with(child)
    assert production.post(f"/v1/keys/{stolen.row.public_id}/revoke", headers=operator).status_code == 200
    statuses = [production.get("/v1/jobs", headers=headers).status_code for headers in (child, grandchild, unrelated)]
    assert statuses == [401, 401, 200]
    actions = [event["action"] for event in production.get("/v1/audit?limit=3", headers=operator).json()["items"]]
    assert actions == ["key.revoked"] * 3
