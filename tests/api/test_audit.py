"""The audit log: every change by hand, with its author and its origin, and nothing that was not done."""

import csv
import json

import pytest
from fastapi.testclient import TestClient

from app.api.routes import audit
from app.db.session import SessionFactory
from app.domain.keys import Scope
from tests.api.driver import completed, create, lease, report
from tests.builders import job_body
from tests.keys import bearer, new_key, new_project


def test_changes_are_recorded_with_actor_and_address(client: TestClient, sessions: SessionFactory) -> None:
    key = new_key(sessions, Scope.SUBMIT)
    job = create(client, name="cells")["id"]
    for verb in ("pause", "resume", "cancel"):
        client.post(f"/v1/jobs/{job}/{verb}", headers={**bearer(key), "X-Request-ID": f"of-{verb}"})
    events = client.get("/v1/audit").json()["items"]
    assert [(e["actor"], e["action"], e["request_id"]) for e in events[:3]] == [
        (key.row.public_id, "job.cancelled", "of-cancel"),
        (key.row.public_id, "job.resumed", "of-resume"),
        (key.row.public_id, "job.paused", "of-pause"),
    ]
    created = events[3]
    assert (created["actor"], created["action"], created["details"]) == ("embedded", "job.created", {"name": "cells"})
    assert {(e["subject_type"], e["subject_id"], e["address"]) for e in events[:4]} == {("job", job, "testclient")}
    assert (events[4]["action"], events[4]["actor"], events[4]["address"]) == ("key.created", "operator", None)


def test_refused_and_repeated_requests_leave_no_event(client: TestClient) -> None:
    once = {"Idempotency-Key": "k"}
    job, again = (client.post("/v1/jobs", json=job_body(), headers=once).json()["id"] for _ in range(2))
    assert job == again
    client.post(f"/v1/jobs/{job}/cancel")
    assert client.post(f"/v1/jobs/{job}/resume").status_code == 409
    assert client.post("/v1/jobs", json={}).status_code == 422
    actions = [event["action"] for event in client.get("/v1/audit").json()["items"]]
    assert actions == ["job.cancelled", "job.created"]


def test_evaluators_leave_no_audit_events(client: TestClient) -> None:
    [trial] = lease(client, create(client))
    client.post(f"/v1/trials/{trial['id']}/heartbeat", json={"lease_token": trial["lease"]["token"]})
    report(client, trial, completed(trial))
    assert len(client.get("/v1/audit").json()["items"]) == 1


def test_a_project_sees_its_own_audit_events_only(client: TestClient, sessions: SessionFactory) -> None:
    create(client)
    theirs = new_key(sessions, project_id=new_project(sessions))
    seen = client.get("/v1/audit", headers=bearer(theirs)).json()["items"]
    assert [event["subject_id"] for event in seen] == [theirs.row.public_id]


def test_pages_and_exports_have_the_same_events(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "EXPORT_CHUNK", 2)
    for _ in range(5):
        create(client, name='quoted, "and" =1+1')
    first = client.get("/v1/audit", params={"limit": 3}).json()
    rest = client.get("/v1/audit", params={"limit": 3, "after": first["next"]}).json()
    assert rest["next"] is None
    events = first["items"] + rest["items"]
    assert len(events) == 5
    lines = client.get("/v1/audit", headers={"Accept": "application/x-ndjson"})
    assert [json.loads(line) for line in lines.text.splitlines()] == events
    rows = list(csv.DictReader(client.get("/v1/audit?format=csv").text.splitlines()))
    assert [(row["id"], json.loads(row["details"])) for row in rows] == [(str(e["id"]), e["details"]) for e in events]
