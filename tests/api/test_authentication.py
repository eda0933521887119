"""Authentication: what keys and lease tokens allow, and that nothing else does."""

from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, text, update

from app.db.models import ApiKey
from app.db.session import SessionFactory
from app.domain.keys import Scope, make_key
from tests.api.driver import completed, create, lease, report
from tests.builders import job_body
from tests.keys import bearer, new_key, new_project


def test_a_key_opens_its_project_and_no_other(production: TestClient, sessions: SessionFactory) -> None:
    ours, theirs = new_key(sessions), new_key(sessions, project_id=new_project(sessions))
    job = production.post("/v1/jobs", json=job_body(), headers=bearer(ours)).json()
    assert production.get(f"/v1/jobs/{job['id']}", headers=bearer(ours)).status_code == 200
    assert production.get(f"/v1/jobs/{job['id']}", headers=bearer(theirs)).status_code == 404
    assert production.get("/v1/jobs", headers=bearer(theirs)).json()["items"] == []


def test_production_refuses_requests_without_a_key(production: TestClient) -> None:
    answer = production.get("/v1/jobs")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("mode", ["production", "client"])
def test_a_bad_key_is_refused_everywhere(request: pytest.FixtureRequest, sessions: SessionFactory, mode: str) -> None:
    client: TestClient = request.getfixturevalue(mode)
    key = new_key(sessions)
    with sessions.begin() as session:
        session.execute(update(ApiKey).values(secret_sha256=make_key("test").digest))
    for authorization in (
        f"Bearer {key.text}",
        f"Bearer {make_key('test').text}",
        f"Bearer {key.text[:-1]}",
        f"Basic {key.text}",
        "Bearer",
        "Bearer lmst_no-such-token",
        "Bearer " + "x" * 10_000,
        "Bearer \x7f",
        "",
    ):
        answer = client.get("/v1/jobs", headers={"Authorization": authorization})
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated"), authorization
        assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
        assert key.text[-30:] not in answer.text


def test_the_embedded_mode_recognises_the_project_of_a_key(client: TestClient, sessions: SessionFactory) -> None:
    job = create(client)
    theirs = bearer(new_key(sessions, project_id=new_project(sessions)))
    assert client.get(f"/v1/jobs/{job['id']}", headers=theirs).status_code == 404
    assert client.get(f"/v1/jobs/{job['id']}").status_code == 200


@pytest.mark.parametrize(("column", "reason"), [("revoked_at", "is revoked"), ("expires_at", "has expired")])
def test_a_revoked_or_expired_key_is_refused_at_once(
    production: TestClient, sessions: SessionFactory, column: str, reason: str
) -> None:
    key = new_key(sessions)
    assert production.get("/v1/jobs", headers=bearer(key)).status_code == 200
    with sessions.begin() as session:
        session.execute(update(ApiKey).values({column: func.now()}))
    answer = production.get("/v1/jobs", headers=bearer(key))
    assert answer.status_code == 401
    assert answer.json()["detail"] == f"the key {key.row.public_id} {reason}"


def test_the_use_of_a_key_is_recorded_once_a_minute(production: TestClient, sessions: SessionFactory) -> None:
    key = new_key(sessions)

    def used() -> Any:
        production.get("/v1/jobs", headers=bearer(key))
        with sessions() as session:
            return session.get_one(ApiKey, key.row.public_id).last_used_at

    first = used()
    assert first is not None
    assert used() == first
    with sessions.begin() as session:
        session.execute(text("UPDATE api_key SET last_used_at = now() - interval '61 s'"))
    assert used() > first


def test_a_refused_key_is_not_recorded_as_used(production: TestClient, sessions: SessionFactory) -> None:
    key = new_key(sessions)
    with sessions.begin() as session:
        session.execute(text("UPDATE api_key SET revoked_at = now()"))
    production.get("/v1/jobs", headers=bearer(key))
    with sessions() as session:
        assert session.get_one(ApiKey, key.row.public_id).last_used_at is None


def test_a_missing_scope_is_named(production: TestClient, sessions: SessionFactory) -> None:
    answer = production.post("/v1/jobs", json=job_body(), headers=bearer(new_key(sessions, Scope.READ)))
    assert (answer.status_code, answer.json()["code"], answer.json()["scope"]) == (403, "insufficient_scope", "submit")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="submit"'


def test_the_scope_evaluate_leases_and_reports_only(production: TestClient, sessions: SessionFactory) -> None:
    job = production.post("/v1/jobs", json=job_body(), headers=bearer(new_key(sessions, Scope.SUBMIT))).json()
    production.headers.update(bearer(new_key(sessions, Scope.EVALUATE)))
    try:
        [trial] = lease(production, job)
        token = {"lease_token": trial["lease"]["token"]}
        assert production.post(f"/v1/trials/{trial['id']}/heartbeat", json=token).status_code == 200
        for path in (f"/v1/jobs/{job['id']}", f"/v1/trials/{trial['id']}", "/v1/jobs", "/v1/rankers"):
            assert production.get(path).status_code == 403, path
        assert report(production, trial, completed(trial)).status_code == 200
    finally:
        del production.headers["Authorization"]


def test_a_lease_token_reports_on_its_trial_only(production: TestClient, sessions: SessionFactory) -> None:
    admin = bearer(new_key(sessions))
    job = production.post("/v1/jobs", json=job_body(budget={"max_trials": 4, "max_parallel": 2}), headers=admin).json()
    answer = production.post(
        f"/v1/jobs/{job['id']}/trials/lease", json={"worker": "w", "count": 2}, headers=admin
    ).json()
    mine, other = answer["trials"]
    token, others = mine["lease"]["token"], other["lease"]["token"]
    body = {"lease_token": token}
    holder = bearer(token)
    assert production.post(f"/v1/trials/{mine['id']}/heartbeat", json=body, headers=holder).status_code == 200
    for path in (f"/v1/trials/{mine['id']}", f"/v1/jobs/{job['id']}", "/v1/jobs"):
        assert production.get(path, headers=holder).status_code == 403, path
    again = production.post(f"/v1/jobs/{job['id']}/trials/lease", json={"worker": "w"}, headers=holder)
    assert again.status_code == 403
    for stolen in (token, others):
        answer = production.post(f"/v1/trials/{other['id']}/heartbeat", json={"lease_token": stolen}, headers=holder)
        assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    for verb, report_ in (("release", body), ("result", completed(mine)), ("result", completed(mine))):
        assert production.post(f"/v1/trials/{mine['id']}/{verb}", json=report_, headers=holder).status_code == 200


def test_a_failed_authentication_is_logged_without_the_key(
    production: TestClient, sessions: SessionFactory, caplog: pytest.LogCaptureFixture
) -> None:
    key = new_key(sessions)
    production.get("/v1/jobs", headers=bearer(replace(key, text=key.text[:-1] + "!")))
    assert "authentication.failed" in caplog.text
    assert key.text[:40] not in caplog.text
