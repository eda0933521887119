"""Leases, heartbeats and results over HTTP."""

import json
import threading
import time
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.db.session import SessionFactory
from app.services.maintenance import expire_lease, expired_leases
from tests.api.driver import completed, create, lease, report
from tests.builders import utc_now


def expire_all(sessions: SessionFactory) -> None:
    """Lets every lease run out, and sweeps."""
    with sessions.begin() as session:
        session.execute(text("UPDATE trial SET lease_expires_at = now() - interval '1 s' WHERE state = 'running'"))
    with sessions.begin() as session:
        for project_id, trial_id in expired_leases(session, utc_now()):
            expire_lease(session, project_id, trial_id, utc_now())


def test_a_worker_that_leases_again_gets_its_open_trial(client: TestClient) -> None:
    job = create(client)
    [first] = lease(client, job, "a")
    [again] = lease(client, job, "a")
    assert again["id"] == first["id"]
    assert again["lease"]["token"] != first["lease"]["token"]
    assert report(client, first, completed(first)).status_code == 200


def test_at_most_max_parallel_trials_run_at_a_time(client: TestClient) -> None:
    job = create(client, budget={"max_trials": 10, "max_parallel": 2})
    assert len(lease(client, job, "a", count=5)) == 2
    answer = client.post(f"/v1/jobs/{job['id']}/trials/lease", json={"worker": "b"})
    assert answer.json()["trials"] == []
    assert int(answer.headers["Retry-After"]) >= 1


def test_long_poll_waits_for_a_trial(client: TestClient) -> None:
    job = create(client, budget={"max_trials": 5}, strategy={"warmup": 1})
    lease(client, job, "a")
    start = time.monotonic()
    answer = client.post(f"/v1/jobs/{job['id']}/trials/lease", json={"worker": "b", "wait_s": 0.5})
    assert answer.json()["trials"] == []
    assert time.monotonic() - start >= 0.5


def test_a_long_poll_ends_with_the_current_job_state(client: TestClient) -> None:
    job = create(client, budget={"max_trials": 5}, strategy={"warmup": 1})
    lease(client, job, "a")
    pause = threading.Timer(0.3, lambda: client.post(f"/v1/jobs/{job['id']}/pause"))
    pause.start()
    answer = client.post(f"/v1/jobs/{job['id']}/trials/lease", json={"worker": "b", "wait_s": 1})
    pause.join()
    assert answer.json() == {"trials": [], "job_state": "paused", "metric": "acc", "lease_s": 300}


@pytest.mark.parametrize("paused", [False, True])
def test_a_lease_has_the_metric_and_the_lease_time(client: TestClient, paused: bool) -> None:
    job = create(client, objective={"metric": "loss", "goal": "minimize"}, evaluation={"mode": "pull", "lease_s": 7})
    if paused:
        client.post(f"/v1/jobs/{job['id']}/pause")
    url, body, key = f"/v1/jobs/{job['id']}/trials/lease", {"worker": "w"}, {"Idempotency-Key": "k"}
    first, again = (client.post(url, json=body, headers=key) for _ in range(2))
    assert ("Idempotent-Replayed" in again.headers) == (not paused)
    for answer in (first.json(), again.json()):
        assert (len(answer["trials"]), answer["metric"], answer["lease_s"]) == (0 if paused else 1, "loss", 7)


def test_a_repeated_result_is_accepted_another_is_refused(client: TestClient) -> None:
    [trial] = lease(client, create(client))
    first = report(client, trial, completed(trial, 0.5))
    again = report(client, trial, completed(trial, 0.5))
    assert first.json()["trial"] == again.json()["trial"]
    other = report(client, trial, completed(trial, 0.6))
    assert (other.status_code, other.json()["code"]) == (409, "result_conflict")
    assert other.json()["recorded"]["metrics"] == {"acc": 0.5}
    assert other.json()["reported"]["metrics"] == {"acc": 0.6}


def test_a_wrong_token_changes_nothing(client: TestClient) -> None:
    job = create(client)
    [trial] = lease(client, job)
    answer = report(client, trial, {**completed(trial), "lease_token": "lmst_wrong"})
    assert (answer.status_code, answer.json()["code"]) == (409, "lease_lost")
    assert client.get(f"/v1/trials/{trial['id']}").json()["state"] == "running"


def test_the_objective_must_be_among_the_metrics(client: TestClient) -> None:
    [trial] = lease(client, create(client))
    answer = report(client, trial, {**completed(trial), "metrics": {"loss": 1.0}})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/metrics/acc")


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999", '"0.5"', "null", "true", "1e200"])
def test_scores_that_are_not_numbers_are_refused(client: TestClient, value: str) -> None:
    [trial] = lease(client, create(client))
    body = f'{{"lease_token": "{trial["lease"]["token"]}", "state": "completed", "metrics": {{"acc": {value}}}}}'
    answer = client.post(f"/v1/trials/{trial['id']}/result", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/metrics/acc"
    assert client.get(f"/v1/trials/{trial['id']}").json()["state"] == "running"


def test_an_expired_lease_is_requeued_a_late_result_counts(client: TestClient, sessions: SessionFactory) -> None:
    job = create(client)
    [trial] = lease(client, job, "slow")
    expire_all(sessions)
    shown = client.get(f"/v1/trials/{trial['id']}").json()
    assert (shown["state"], shown["attempt"]) == ("queued", 2)
    [second] = lease(client, job, "fast")
    assert second["id"] == trial["id"]
    assert report(client, trial, completed(trial, 0.25)).status_code == 200
    refused = report(client, second, completed(second, 0.75))
    assert (refused.status_code, refused.json()["code"]) == (409, "result_conflict")


def test_a_late_heartbeat_takes_a_requeued_trial_back(client: TestClient, sessions: SessionFactory) -> None:
    job = create(client)
    [trial] = lease(client, job, "slow")
    expire_all(sessions)
    pulse = client.post(f"/v1/trials/{trial['id']}/heartbeat", json={"lease_token": trial["lease"]["token"]}).json()
    assert (pulse["trial_state"], pulse["should_stop"]) == ("running", False)


def test_a_heartbeat_loses_to_the_worker_that_took_over(client: TestClient, sessions: SessionFactory) -> None:
    job = create(client)
    [trial] = lease(client, job, "slow")
    expire_all(sessions)
    lease(client, job, "fast")
    answer = client.post(f"/v1/trials/{trial['id']}/heartbeat", json={"lease_token": trial["lease"]["token"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "lease_lost")


def test_after_its_last_attempt_a_trial_fails(client: TestClient, sessions: SessionFactory) -> None:
    job = create(client, evaluation={"max_attempts": 2})
    [trial] = lease(client, job, "a")
    expire_all(sessions)
    lease(client, job, "b")
    expire_all(sessions)
    shown = client.get(f"/v1/trials/{trial['id']}").json()
    assert shown["state"] == "failed"
    assert "attempt 2 of 2" in shown["error"]


def test_cancel_stops_running_workers_and_refuses_their_results(client: TestClient) -> None:
    job = create(client)
    [trial] = lease(client, job)
    ended = client.post(f"/v1/jobs/{job['id']}/cancel").json()
    assert (ended["state"], ended["end_reason"], ended["progress"]["running"]) == ("cancelled", "cancelled", 0)
    pulse = client.post(f"/v1/trials/{trial['id']}/heartbeat", json={"lease_token": trial["lease"]["token"]}).json()
    assert pulse["should_stop"]
    assert report(client, trial, completed(trial)).json()["code"] == "illegal_transition"
    assert client.post(f"/v1/jobs/{job['id']}/cancel").status_code == 200
    assert client.post(f"/v1/jobs/{job['id']}/resume").json()["code"] == "job_finished"


def test_pause_stops_leases_and_lets_running_trials_finish(client: TestClient, rank_due: Callable[[], None]) -> None:
    job = create(client, strategy={"ranker": "surrogate", "warmup": 1})
    [trial] = lease(client, job)
    assert client.post(f"/v1/jobs/{job['id']}/pause").json()["state"] == "paused"
    assert lease(client, job, "other") == []
    assert report(client, trial, completed(trial)).status_code == 200
    rank_due()
    assert client.get(f"/v1/jobs/{job['id']}").json()["progress"]["trials"] == 1
    client.post(f"/v1/jobs/{job['id']}/resume")
    rank_due()
    assert len(lease(client, job)) == 1


def test_the_history_is_in_the_order_of_results_in_every_form(client: TestClient) -> None:
    job = create(client, budget={"max_trials": 4, "max_parallel": 4})
    trials = lease(client, job, count=4)
    for value, trial in enumerate(reversed(trials[1:])):
        report(client, trial, completed(trial, float(value)))
    report(client, trials[0], {"lease_token": trials[0]["lease"]["token"], "state": "failed", "error": "boom"})
    base = f"/v1/jobs/{job['id']}/history"
    items = client.get(base).json()["items"]
    assert [(i["number"], i["score"], i["state"]) for i in items] == [
        (4, 0.0, "completed"),
        (3, 1.0, "completed"),
        (2, 2.0, "completed"),
        (1, None, "failed"),
    ]
    lines = client.get(base, headers={"accept": "application/x-ndjson"}).text.splitlines()
    assert len(lines) == 4
    rows = client.get(f"{base}?format=csv").text.splitlines()
    assert rows[0] == "number,ncode,state,score"
    assert rows[4] == f"1,{trials[0]['ncode']},failed,"
    page = client.get(f"{base}?limit=3").json()
    assert len(page["items"]) == 3
    assert client.get(base, params={"after": page["next"]}).json()["items"] == items[3:]


def test_an_error_text_with_any_characters_is_stored(client: TestClient) -> None:
    (trial,) = lease(client, create(client))
    body = json.dumps({"lease_token": trial["lease"]["token"], "state": "failed", "error": "oom\x00 \ud800 end"})
    address = f"/v1/trials/{trial['id']}/result"
    answer = client.post(address, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["trial"]["error"] == "oom\ufffd ? end"
