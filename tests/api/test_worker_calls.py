"""The short way to the routes of workers gives the same answers as the ordinary way."""

import time
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.db.models import DEFAULT_PROJECT_ID
from app.db.session import SessionFactory
from app.domain.keys import Scope
from app.services.access.authentication import REMEMBERED_S
from app.services.access.keys import revoke_key
from app.services.access.principal import operator
from tests.api.driver import completed, create, lease
from tests.builders import job_body, utc_now
from tests.keys import bearer, new_key

ORDINARY = "?ordinary"
"""With a query, a request does not go the short way."""


def shown(answer: Response) -> tuple[int, Any, dict[str, str]]:
    body = answer.json()
    for secret in ("request_id", "instance"):
        body.pop(secret, None)
    kept = ("content-type", "retry-after", "idempotent-replayed", "www-authenticate")
    return answer.status_code, body, {name: answer.headers[name] for name in kept if name in answer.headers}


JSON = {"content-type": "application/json"}
BROKEN: dict[str, dict[str, Any]] = {
    "not JSON": {"content": b"{", "headers": JSON},
    "no body": {"headers": JSON},
    "other media type": {"content": b"{}", "headers": {"content-type": "text/plain"}},
    "a list": {"json": []},
    "unknown field": {"json": {"lease_token": "x", "worker": "w", "state": "failed", "unknown": 1}},
    "wrong type": {"json": {"lease_token": 7, "worker": 7, "state": 7}},
    "too long a number": {
        "content": b'{"worker": "w", "count": ' + b"9" * 5000 + b"}",
        "headers": JSON,
    },
    "bad key": {"json": {"lease_token": "x", "worker": "w"}, "headers": {"Idempotency-Key": "with space"}},
    "not a number": {
        "content": b'{"lease_token": "x", "state": "completed", "metrics": {"acc": NaN}}',
        "headers": JSON,
    },
    "wrong token": {"json": {"lease_token": "lmst_x", "worker": "w", "state": "failed"}},
}


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize("route", ["lease", "heartbeat", "release", "result"])
def test_broken_requests_have_the_same_problems(client: TestClient, route: str, what: str) -> None:
    job = create(client)
    [trial] = lease(client, job)
    ids = ["7", "00000000-0000-0000-0000-000000000000", job["id"] if route == "lease" else trial["id"]]
    for name in ids:
        url = f"/v1/jobs/{name}/trials/lease" if route == "lease" else f"/v1/trials/{name}/{route}"
        short, ordinary = client.post(url, **BROKEN[what]), client.post(url + ORDINARY, **BROKEN[what])
        if short.status_code == 200:  # a lease to a worker "w"
            continue
        assert shown(short) == shown(ordinary)
        assert short.status_code in (400, 404, 409, 422)


def test_good_requests_have_the_same_answers(client: TestClient) -> None:
    job = create(client)
    url = f"/v1/jobs/{job['id']}/trials/lease"
    key = {"Idempotency-Key": "k"}
    [trial] = client.post(url, json={"worker": "w"}, headers=key).json()["trials"]
    for way in ("", ORDINARY):
        again = client.post(url + way, json={"worker": "w"}, headers=key)
        assert again.headers["idempotent-replayed"] == "true"
        assert again.json()["trials"][0]["architecture"] == trial["architecture"]
    reports = {"result": completed(trial), "heartbeat": {"lease_token": trial["lease"]["token"]}}
    for route, body in reports.items():
        report = f"/v1/trials/{trial['id']}/{route}"
        assert shown(client.post(report, json=body)) == shown(client.post(report + ORDINARY, json=body))


@pytest.mark.parametrize("way", ["", ORDINARY])
def test_credentials_are_checked_on_both_ways(production: TestClient, sessions: SessionFactory, way: str) -> None:
    submit, read = (bearer(new_key(sessions, scope)) for scope in (Scope.SUBMIT, Scope.READ))
    evaluate = bearer(new_key(sessions, Scope.EVALUATE))
    body = job_body(budget={"max_trials": 9, "max_parallel": 2})
    job = production.post("/v1/jobs", json=body, headers=submit).json()
    url = f"/v1/jobs/{job['id']}/trials/lease{way}"
    ask: dict[str, Any] = {"json": {"worker": "w", "count": 2}}
    refused = [production.post(url, **ask).status_code, production.post(url, **ask, headers=read).status_code]
    assert refused == [401, 403]
    first, second = production.post(url, **ask, headers=evaluate).json()["trials"]
    own, other = bearer(first["lease"]["token"]), bearer(second["lease"]["token"])
    beat: dict[str, Any] = {
        "url": f"/v1/trials/{first['id']}/heartbeat{way}",
        "json": {"lease_token": first["lease"]["token"]},
    }
    statuses = [production.post(**beat, headers=headers).status_code for headers in (own, other, evaluate, read)]
    assert statuses == [200, 403, 200, 403]
    assert production.post(url, **ask, headers=own).status_code == 403


def test_a_revoked_key_ends_for_workers_too(production: TestClient, sessions: SessionFactory) -> None:
    admin, worker = bearer(new_key(sessions, Scope.ADMIN)), new_key(sessions, Scope.EVALUATE)
    job = production.post("/v1/jobs", json=job_body(), headers=admin).json()
    url = f"/v1/jobs/{job['id']}/trials/lease"
    ask: dict[str, Any] = {"json": {"worker": "w"}, "headers": bearer(worker)}
    assert production.post(url, **ask).status_code == 200
    assert production.post(f"/v1/keys/{worker.row.public_id}/revoke", headers=admin).status_code == 200
    assert production.post(url, **ask).status_code == 401


def test_a_key_that_another_process_has_revoked_ends_soon(production: TestClient, sessions: SessionFactory) -> None:
    admin, worker = bearer(new_key(sessions, Scope.ADMIN)), new_key(sessions, Scope.EVALUATE)
    job = production.post("/v1/jobs", json=job_body(), headers=admin).json()
    url = f"/v1/jobs/{job['id']}/trials/lease"
    ask: dict[str, Any] = {"json": {"worker": "w"}, "headers": bearer(worker)}
    assert production.post(url, **ask).status_code == 200
    with sessions.begin() as session:
        revoke_key(session, operator(DEFAULT_PROJECT_ID), worker.row.public_id, now=utc_now())
    time.sleep(REMEMBERED_S + 0.1)
    assert production.post(url, **ask).status_code == 401
