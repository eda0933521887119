"""Evaluators that are called: what each of their answers does, as seen through the API."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text, update

from app.db.models import Callback, Job, Trial
from app.db.session import SessionFactory
from tests.api.driver import Json, create, lease
from tests.evaluators import Evaluator, Reply, accepted, completed, score

CallDue = Callable[[], None]


@pytest.fixture
def evaluator() -> Iterator[Evaluator]:
    with Evaluator() as evaluator:
        yield evaluator


def start(client: TestClient, evaluator: Evaluator, *, parallel: int = 1, trials: int = 10, **evaluation: Any) -> Json:
    budget = {"max_trials": trials, "max_parallel": parallel}
    return create(client, budget=budget, evaluation=evaluator.evaluation | evaluation)


def shown(client: TestClient, job: Json) -> Json:
    found: Json = client.get(f"/v1/jobs/{job['id']}").json()
    return found


def calls_of(client: TestClient, job: Json) -> list[Json]:
    items: list[Json] = client.get(f"/v1/jobs/{job['id']}/callbacks").json()["items"]
    return items


def make_due(sessions: SessionFactory) -> None:
    """As if the time until the next try were over."""
    with sessions.begin() as session:
        session.execute(update(Callback).values(next_try_at=datetime.now(UTC) - timedelta(seconds=1)))
        session.execute(update(Job).values(callbacks_paused_until=None))


def saying(*replies: Reply, then: Callable[[Json], Reply] = completed) -> Callable[[Json], Reply]:
    left = list(replies)
    return lambda message: left.pop(0) if left else then(message)


def test_results_in_responses_complete_trials(client: TestClient, evaluator: Evaluator, call_due: CallDue) -> None:
    job = start(client, evaluator)
    call_due()
    assert evaluator.trials == [1, 2, 3, 4, 5]
    progress = shown(client, job)["progress"]
    assert (progress["completed"], progress["queued"], progress["running"]) == (5, 0, 0)
    [first, *_] = evaluator.messages
    [trial, *_] = client.get(f"/v1/jobs/{job['id']}/trials").json()["items"]
    assert trial["score"] == score(first)
    assert trial["worker"] == "callback"
    assert [(c["number"], c["state"], c["tries"], c["last_status"]) for c in calls_of(client, job)] == [
        (number, "answered", 1, 200) for number in range(1, 6)
    ]


def test_the_message_describes_the_trial_and_is_signed(
    client: TestClient, evaluator: Evaluator, call_due: CallDue
) -> None:
    job = start(client, evaluator, lease_s=77)
    evaluator.behave = accepted
    call_due()
    [message] = evaluator.messages
    trial = client.get(f"/v1/trials/{message['data']['trial']['id']}").json()
    assert message.pop("verified")
    assert message.pop("id") == f"msg_{trial['id'].replace('-', '')}_1"
    token = message["data"]["lease"].pop("token")
    assert token.startswith("lmst_")
    assert message.pop("timestamp").endswith("Z")
    url = f"http://127.0.0.1:8000/v1/trials/{trial['id']}"
    expires_at = datetime.fromisoformat(message["data"]["lease"].pop("expires_at"))
    assert 0 < (expires_at - datetime.now(UTC)).total_seconds() < 78
    assert message == {
        "type": "trial.evaluate",
        "data": {
            "job": {"id": job["id"], "name": job["name"]},
            "objective": {"metric": "acc", "goal": "maximize"},
            "trial": {
                **{field: trial[field] for field in ("id", "number", "ncode", "architecture", "source", "attempt")}
            },
            "lease": {"lease_s": 77},
            "urls": {verb: f"{url}/{verb}" for verb in ("result", "heartbeat", "release")},
        },
    }


def test_an_accepted_trial_is_reported_later(client: TestClient, evaluator: Evaluator, call_due: CallDue) -> None:
    evaluator.behave = accepted
    job = start(client, evaluator)
    call_due()
    call_due()
    assert len(evaluator.messages) == 1
    evaluation = shown(client, job)["evaluation"]
    assert (evaluation["callbacks"]["accepted"], evaluation["callbacks"]["pending"]) == (1, 0)
    data = evaluator.messages[0]["data"]
    token = {"lease_token": data["lease"]["token"]}
    trial_url = f"/v1/trials/{data['trial']['id']}"
    assert client.post(f"{trial_url}/heartbeat", json=token).json()["should_stop"] is False
    result = {**token, "state": "completed", "metrics": {"acc": 3.0}}
    assert client.post(f"{trial_url}/result", json=result).status_code == 200
    assert shown(client, job)["evaluation"]["callbacks"]["accepted"] == 0
    assert calls_of(client, job)[0]["state"] == "answered"
    call_due()
    assert evaluator.trials == [1, 2]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ((500, {}, {}), "answered 500"),
        ((404, {}, {}), "answered 404"),
        ((429, {}, {}), "answered 429"),
        ((302, {}, {"location": "http://127.0.0.1:1/"}), "redirects are not followed"),
        ((200, b"fine", {}), "not JSON"),
        ((200, b"[" * 9_000, {}), "not JSON"),
        ((200, {"state": "completed"}, {}), "'acc' is missing"),
        ((200, {"state": "completed", "metrics": {"acc": "high"}}, {}), "/metrics/acc"),
        ((200, b'{"state": "completed", "metrics": {"acc": NaN}}', {}), "/metrics/acc"),
        ((200, {"state": "completed", "metrics": {"acc": 1e200}}, {}), "out of range"),
        ((200, {"state": "completed", "metrics": {"\0\ud800": "x"}}, {}), "/metrics"),
        ((200, {"state": "running"}, {}), "state"),
        ((200, b'{"state": "failed", "error": "' + b"x" * 20_000 + b'"}', {}), "too long"),
    ],
)
def test_an_invalid_response_is_tried_again(
    client: TestClient, sessions: SessionFactory, evaluator: Evaluator, call_due: CallDue, *, reply: Reply, reason: str
) -> None:
    evaluator.behave = saying(reply)
    job = start(client, evaluator, trials=1)
    call_due()
    calls = shown(client, job)["evaluation"]["callbacks"]
    assert (calls["pending"], calls["failing"]) == (1, 1)
    assert reason in calls["last_error"]
    [call] = calls_of(client, job)
    assert (call["state"], call["tries"], call["last_status"]) == ("pending", 1, reply[0])
    assert datetime.fromisoformat(call["next_try_at"]) > datetime.now(UTC)
    call_due()
    assert len(evaluator.messages) == 1
    make_due(sessions)
    call_due()
    first, again = evaluator.messages
    assert first["id"] == again["id"]
    assert again["verified"]
    assert first["data"]["lease"]["token"] != again["data"]["lease"]["token"]
    assert shown(client, job)["state"] == "completed"


def test_responses_can_report_failed_and_infeasible(
    client: TestClient, evaluator: Evaluator, call_due: CallDue
) -> None:
    evaluator.behave = saying((200, {"state": "failed", "error": "boom"}, {}), (200, {"state": "infeasible"}, {}))
    job = start(client, evaluator, trials=3)
    call_due()
    progress = shown(client, job)["progress"]
    assert (progress["failed"], progress["infeasible"], progress["completed"]) == (1, 1, 1)


def test_an_unreachable_evaluator_is_called_again(
    client: TestClient, sessions: SessionFactory, evaluator: Evaluator, call_due: CallDue
) -> None:
    evaluator.stop()
    job = start(client, evaluator, trials=1)
    call_due()
    [call] = calls_of(client, job)
    assert (call["last_status"], call["last_error"]) == (None, "the connection was refused")
    evaluator.start()
    make_due(sessions)
    call_due()
    assert shown(client, job)["state"] == "completed"


def test_an_evaluator_that_hangs_is_called_again(client: TestClient, evaluator: Evaluator, call_due: CallDue) -> None:
    def hang(_: Json) -> Reply:
        time.sleep(2)
        return 202, {}, {}

    evaluator.behave = hang
    job = start(client, evaluator, trials=1, timeout_s=1)
    began = time.monotonic()
    call_due()
    assert time.monotonic() - began < 1.9
    assert calls_of(client, job)[0]["last_error"] == "no complete response within the time"


def test_410_pauses_the_job_and_gives_its_trials_back(
    client: TestClient, sessions: SessionFactory, evaluator: Evaluator, call_due: CallDue
) -> None:
    evaluator.behave = saying((500, {}, {}), (410, {}, {}))
    job = start(client, evaluator, parallel=2, trials=5)
    call_due()
    paused = shown(client, job)
    assert (paused["state"], paused["pause_reason"]) == (
        "paused",
        "the evaluator answered 410 Gone: it accepts no more callbacks",
    )
    assert paused["progress"]["queued"] == 5
    make_due(sessions)
    call_due()
    assert len(evaluator.messages) == 2
    resumed = client.post(f"/v1/jobs/{job['id']}/resume").json()
    assert (resumed["state"], resumed["pause_reason"]) == ("running", None)
    call_due()
    assert shown(client, job)["state"] == "completed"
    assert [t["attempt"] for t in client.get(f"/v1/jobs/{job['id']}/trials").json()["items"]] == [1] * 5


def test_retry_after_delays_all_callbacks_of_the_job(
    client: TestClient, sessions: SessionFactory, evaluator: Evaluator, call_due: CallDue
) -> None:
    evaluator.behave = saying((429, {}, {"retry-after": "120"}), (503, {}, {"retry-after": "9999999"}))
    job = start(client, evaluator, parallel=3)
    call_due()
    assert len(evaluator.messages) == 1
    held = datetime.fromisoformat(shown(client, job)["evaluation"]["callbacks"]["paused_until"]) - datetime.now(UTC)
    assert 110 < held.total_seconds() < 121
    assert calls_of(client, job)[0]["state"] == "pending"
    make_due(sessions)
    call_due()
    held = datetime.fromisoformat(shown(client, job)["evaluation"]["callbacks"]["paused_until"]) - datetime.now(UTC)
    assert 3_590 < held.total_seconds() < 3_601
    [trial, *_] = client.get(f"/v1/jobs/{job['id']}/trials").json()["items"]
    assert (trial["state"], trial["attempt"]) == ("queued", 1)  # a wait beyond the lease costs no attempt
    make_due(sessions)
    call_due()
    assert shown(client, job)["progress"]["completed"] == 5


def test_attempts_end_with_leases_and_trials_with_attempts(
    client: TestClient, sessions: SessionFactory, evaluator: Evaluator, call_due: CallDue, sweep: Callable[[], None]
) -> None:
    evaluator.behave = lambda _: (500, {}, {})
    job = start(client, evaluator, trials=1, max_attempts=2)
    for attempt in (1, 2):
        call_due()
        assert calls_of(client, job)[-1]["attempt"] == attempt
        with sessions.begin() as session:
            session.execute(update(Trial).values(lease_expires_at=datetime.now(UTC) - timedelta(seconds=1)))
        make_due(sessions)
        call_due()
        assert len(evaluator.messages) == attempt
        sweep()
    [trial] = client.get(f"/v1/jobs/{job['id']}/trials").json()["items"]
    assert trial["state"] == "failed"
    assert trial["error"].endswith("its last callback: the evaluator answered 500)")
    assert [message["id"][-2:] for message in evaluator.messages] == ["_1", "_2"]
    assert [call["state"] for call in calls_of(client, job)] == ["given_up", "given_up"]


def test_workers_may_lease_trials_of_a_callback_job(
    client: TestClient, evaluator: Evaluator, call_due: CallDue
) -> None:
    evaluator.behave = accepted
    job = start(client, evaluator, parallel=3, max_concurrency=1)
    [mine] = lease(client, job, "node-1")
    call_due()
    assert evaluator.trials == [2]
    [other] = lease(client, job, "node-2", count=5)
    assert (mine["number"], other["number"]) == (1, 3)
    assert lease(client, job, "node-3") == []
    answer = client.post(f"/v1/jobs/{job['id']}/trials/lease", json={"worker": "callback"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/worker")


def test_a_released_trial_is_not_sent_again_at_once(
    client: TestClient, sessions: SessionFactory, evaluator: Evaluator, call_due: CallDue
) -> None:
    evaluator.behave = accepted
    job = start(client, evaluator, trials=1)
    call_due()
    data = evaluator.messages[0]["data"]
    token = {"lease_token": data["lease"]["token"]}
    assert client.post(f"/v1/trials/{data['trial']['id']}/release", json=token).status_code == 200
    call_due()
    assert len(evaluator.messages) == 1
    make_due(sessions)
    call_due()
    assert [message["id"] for message in evaluator.messages] == [evaluator.messages[0]["id"]] * 2
    assert calls_of(client, job)[0]["state"] == "accepted"


def test_a_pause_costs_no_attempt(
    client: TestClient, sessions: SessionFactory, evaluator: Evaluator, call_due: CallDue
) -> None:
    evaluator.behave = saying((500, {}, {}))
    job = start(client, evaluator, trials=1)
    call_due()
    client.post(f"/v1/jobs/{job['id']}/pause")
    assert shown(client, job)["progress"]["queued"] == 1
    make_due(sessions)
    call_due()
    assert len(evaluator.messages) == 1
    client.post(f"/v1/jobs/{job['id']}/resume")
    call_due()
    assert shown(client, job)["state"] == "completed"


def test_an_ended_job_sends_no_callbacks(
    client: TestClient, sessions: SessionFactory, evaluator: Evaluator, call_due: CallDue
) -> None:
    evaluator.behave = saying((500, {}, {}))
    job = start(client, evaluator)
    call_due()
    client.post(f"/v1/jobs/{job['id']}/cancel")
    make_due(sessions)
    call_due()
    assert len(evaluator.messages) == 1
    assert calls_of(client, job)[0]["state"] == "given_up"


def test_a_late_response_changes_no_cancelled_job(client: TestClient, evaluator: Evaluator, call_due: CallDue) -> None:
    job = start(client, evaluator)

    def cancel_meanwhile(message: Json) -> Reply:
        client.post(f"/v1/jobs/{job['id']}/cancel")
        return completed(message)

    evaluator.behave = cancel_meanwhile
    call_due()
    [call] = calls_of(client, job)
    assert (call["state"], call["last_status"]) == ("given_up", 200)
    assert "cancelled" in call["last_error"]


def test_callbacks_are_listed_in_pages(client: TestClient, evaluator: Evaluator, call_due: CallDue) -> None:
    job = start(client, evaluator)
    call_due()
    first = client.get(f"/v1/jobs/{job['id']}/callbacks?limit=3").json()
    rest = client.get(f"/v1/jobs/{job['id']}/callbacks?limit=3&after={first['next']}").json()
    assert [call["number"] for call in first["items"] + rest["items"]] == [1, 2, 3, 4, 5]
    assert rest["next"] is None


def test_the_etag_of_a_job_changes_with_its_callbacks(
    client: TestClient, sessions: SessionFactory, evaluator: Evaluator, call_due: CallDue
) -> None:
    evaluator.behave = lambda _: (500, {}, {})
    job = start(client, evaluator)
    call_due()
    tag = client.get(f"/v1/jobs/{job['id']}").headers["etag"]
    make_due(sessions)
    call_due()
    assert client.get(f"/v1/jobs/{job['id']}", headers={"If-None-Match": tag}).status_code == 200


def test_secrets_and_tokens_are_not_stored(
    client: TestClient, sessions: SessionFactory, evaluator: Evaluator, call_due: CallDue
) -> None:
    evaluator.behave = saying((500, {}, {}))
    job = start(client, evaluator)
    assert evaluator.secret not in str(job)
    call_due()
    planted = [evaluator.secret.removeprefix("whsec_"), evaluator.messages[0]["data"]["lease"]["token"]]
    with sessions() as session:
        for table in ("job", "trial", "lease", "callback", "idempotency_record"):
            rows = str(session.execute(text(f"SELECT {table}::text FROM {table}")).all())  # noqa: S608 - as above
            assert not any(secret in rows for secret in planted)
