"""`Idempotency-Key` on every POST: one effect, one answer, however often the request is sent."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, null, select

from app.db.models import DEFAULT_PROJECT_ID, IdempotencyRecord, Job, Lease, StatelessRanking
from app.db.session import SessionFactory
from app.domain.lifecycle import RankingState
from app.integrations.signing import new_secret
from app.services.idempotency import RequestKey, find_response
from tests.api.driver import Json, completed, create, lease, report
from tests.api.test_rankings import QUESTION
from tests.builders import CELLS, job_body

KEY = {"Idempotency-Key": "k-1"}
Request = tuple[str, Json]


def _new_job(_: TestClient) -> Request:
    return "/v1/jobs", job_body()


def _act(verb: str) -> Callable[[TestClient], Request]:
    return lambda client: (f"/v1/jobs/{create(client)['id']}/{verb}", {})


def _lease(client: TestClient) -> Request:
    return f"/v1/jobs/{create(client)['id']}/trials/lease", {"worker": "w"}


def _callback(client: TestClient) -> Request:
    evaluation = {"mode": "callback", "url": "http://127.0.0.1:9/", "secret": new_secret()}
    return f"/v1/jobs/{create(client, evaluation=evaluation)['id']}/callback", {"secret": new_secret()}


def _token(verb: str) -> Callable[[TestClient], Request]:
    def build(client: TestClient) -> Request:
        [trial] = lease(client, create(client))
        return f"/v1/trials/{trial['id']}/{verb}", {"lease_token": trial["lease"]["token"]}

    return build


def _result(client: TestClient) -> Request:
    [trial] = lease(client, create(client))
    return f"/v1/trials/{trial['id']}/result", completed(trial)


def _new_webhook(_: TestClient) -> Request:
    return "/v1/webhooks", {"url": "http://127.0.0.1:9/hooks"}


def _webhook(verb: str) -> Callable[[TestClient], Request]:
    def build(client: TestClient) -> Request:
        url, body = _new_webhook(client)
        return f"/v1/webhooks/{client.post(url, json=body).json()['id']}/{verb}", {}

    return build


def _replay(client: TestClient) -> Request:
    url, body = _webhook("ping")(client)
    return f"/v1/deliveries/{client.post(url, json=body).json()['id']}/replay", {}


def _key(client: TestClient) -> str:
    made: str = client.post("/v1/keys", json=NEW_KEY).json()["id"]
    return f"/v1/keys/{made}"


NEW_KEY = {"name": "ci", "scopes": ["read"]}
POSTS: dict[str, Callable[[TestClient], Request]] = {
    "/v1/jobs": _new_job,
    "/v1/jobs/{job_id}/pause": _act("pause"),
    "/v1/jobs/{job_id}/resume": _act("resume"),
    "/v1/jobs/{job_id}/cancel": _act("cancel"),
    "/v1/jobs/{job_id}/callback": _callback,
    "/v1/jobs/{job_id}/trials/lease": _lease,
    "/v1/trials/{trial_id}/heartbeat": _token("heartbeat"),
    "/v1/trials/{trial_id}/release": _token("release"),
    "/v1/trials/{trial_id}/result": _result,
    "/v1/webhooks": _new_webhook,
    "/v1/webhooks/{webhook_id}/enable": _webhook("enable"),
    "/v1/webhooks/{webhook_id}/disable": _webhook("disable"),
    "/v1/webhooks/{webhook_id}/secrets": _webhook("secrets"),
    "/v1/webhooks/{webhook_id}/ping": _webhook("ping"),
    "/v1/deliveries/{delivery_id}/replay": _replay,
    "/v1/rankings": lambda _: ("/v1/rankings", QUESTION),
    "/v1/spaces/validate": lambda _: ("/v1/spaces/validate", {"space": CELLS}),
    "/v1/keys": lambda _: ("/v1/keys", NEW_KEY),
    "/v1/keys/{key_id}/rotate": lambda client: (f"{_key(client)}/rotate", {}),
    "/v1/keys/{key_id}/revoke": lambda client: (f"{_key(client)}/revoke", {}),
}
SHOWN_ONCE = {"/v1/keys": "key", "/v1/keys/{key_id}/rotate": "key"}
"""The field of the answer that is a secret: it is not kept, so the answer cannot be given again."""
every_post = pytest.mark.parametrize("route", sorted(POSTS))
every_answer = pytest.mark.parametrize("route", sorted(set(POSTS) - set(SHOWN_ONCE)))


def _without_tokens(body: Json) -> Json:
    for trial in body.get("trials", []):
        trial["lease"].pop("token")
    return body


def test_every_post_takes_a_key(client: TestClient) -> None:
    paths: dict[str, Any] = client.get("/openapi.json").json()["paths"]
    assert {path for path, verbs in paths.items() if "post" in verbs} == set(POSTS)
    for path in POSTS:
        operation = paths[path]["post"]
        assert "Idempotency-Key" in [parameter["name"].title() for parameter in operation["parameters"]]
        assert "409" in operation["responses"]


@every_answer
def test_a_repeated_request_gets_the_first_response(client: TestClient, route: str) -> None:
    url, body = POSTS[route](client)
    first = client.post(url, json=body, headers=KEY)
    again = client.post(url, json=body, headers=KEY)
    assert first.is_success, first.text
    assert again.status_code == first.status_code
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert list(again.json()) == list(first.json())
    assert _without_tokens(again.json()) == _without_tokens(first.json())


@pytest.mark.parametrize(("route", "secret"), SHOWN_ONCE.items())
def test_a_secret_is_neither_shown_again_nor_stored(
    client: TestClient, sessions: SessionFactory, route: str, secret: str
) -> None:
    url, body = POSTS[route](client)
    first = client.post(url, json=body, headers=KEY)
    again = client.post(url, json=body, headers=KEY)
    assert first.status_code == 201, first.text
    assert (again.status_code, again.json()["code"], again.json()["id"]) == (409, "already_shown", first.json()["id"])
    with sessions() as session:
        [kept] = session.scalars(select(IdempotencyRecord.body)).all()
    assert secret not in kept
    assert first.json()[secret] not in again.text


@every_post
def test_the_key_with_another_body_is_refused(client: TestClient, route: str) -> None:
    url, body = POSTS[route](client)
    client.post(url, json=body, headers=KEY)
    other = client.post(
        url,
        content=b" " + client.build_request("POST", url, json=body).content,
        headers={**KEY, "Content-Type": "application/json"},
    )
    assert other.status_code == 422
    assert other.json()["errors"][0]["pointer"] == "Idempotency-Key"


@every_post
def test_a_concurrent_request_with_the_same_key_is_refused(
    client: TestClient, sessions: SessionFactory, route: str
) -> None:
    url, body = POSTS[route](client)
    with sessions.begin() as first:
        find_response(first, DEFAULT_PROJECT_ID, RequestKey(f"POST {url}", KEY["Idempotency-Key"], b""))
        rival = client.post(url, json=body, headers=KEY)
    assert (rival.status_code, rival.json()["code"]) == (409, "request_in_progress")
    assert int(rival.headers["Retry-After"]) >= 1
    assert client.post(url, json=body, headers=KEY).is_success


def test_a_key_belongs_to_its_path(client: TestClient, sessions: SessionFactory) -> None:
    first, second = create(client), create(client)
    for job in (first, second):
        answer = client.post(f"/v1/jobs/{job['id']}/pause", headers=KEY)
        assert answer.json()["id"] == job["id"]
        assert "Idempotent-Replayed" not in answer.headers


def test_a_refusal_is_not_stored(client: TestClient, sessions: SessionFactory) -> None:
    job = create(client)
    url = f"/v1/jobs/{job['id']}/resume"
    client.post(f"/v1/jobs/{job['id']}/cancel")
    assert client.post(url, headers=KEY).json()["code"] == "job_finished"
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(IdempotencyRecord)) == 0


def test_retries_of_a_new_job_create_one_job(client: TestClient, sessions: SessionFactory) -> None:
    ids = {client.post("/v1/jobs", json=job_body(seed=None), headers=KEY).json()["id"] for _ in range(3)}
    with sessions() as session:
        assert {str(job_id) for job_id in session.scalars(select(Job.id))} == ids
    assert len(ids) == 1


def test_a_replayed_lease_has_new_tokens_and_none_is_stored(client: TestClient, sessions: SessionFactory) -> None:
    job = create(client, budget={"max_trials": 10, "max_parallel": 2})
    url, body = f"/v1/jobs/{job['id']}/trials/lease", {"worker": "w", "count": 2}
    first, again = (client.post(url, json=body, headers=KEY).json()["trials"] for _ in range(2))
    assert [trial["id"] for trial in first] == [trial["id"] for trial in again]
    with sessions() as session:
        kept = str(session.scalars(select(IdempotencyRecord.body)).all())
    assert not any(trial["lease"]["token"] in kept for trial in first + again)
    assert report(client, first[0], completed(first[0])).status_code == 200
    assert report(client, again[1], completed(again[1])).status_code == 200


def test_a_replayed_lease_takes_nothing_from_the_next_worker(client: TestClient) -> None:
    job = create(client)
    url = f"/v1/jobs/{job['id']}/trials/lease"
    [trial] = client.post(url, json={"worker": "a"}, headers=KEY).json()["trials"]
    client.post(f"/v1/trials/{trial['id']}/release", json={"lease_token": trial["lease"]["token"]})
    [taken] = lease(client, job, "b")
    [late] = client.post(url, json={"worker": "a"}, headers=KEY).json()["trials"]
    beat = client.post(f"/v1/trials/{trial['id']}/heartbeat", json={"lease_token": late["lease"]["token"]})
    assert (beat.status_code, beat.json()["code"]) == (409, "lease_lost")
    assert report(client, taken, completed(taken)).status_code == 200


def test_an_empty_lease_is_not_replayed(client: TestClient) -> None:
    job = create(client)
    [trial] = lease(client, job, "a")
    url = f"/v1/jobs/{job['id']}/trials/lease"
    assert client.post(url, json={"worker": "b"}, headers=KEY).json()["trials"] == []
    report(client, trial, completed(trial))
    [found] = client.post(url, json={"worker": "b"}, headers=KEY).json()["trials"]
    assert found["number"] == 2


def test_a_ranking_continues_after_its_first_request_is_gone(
    client: TestClient, sessions: SessionFactory, rank_due: Callable[[], None]
) -> None:
    first = client.post("/v1/rankings", json=QUESTION, headers=KEY).json()
    with sessions.begin() as session:
        call = session.scalars(select(StatelessRanking)).one()
        record = session.scalars(select(IdempotencyRecord)).one()
        assert record.body["ranking"] == first["ranking"]
        record.body = {"call": str(call.id)}
        call.state, call.response = RankingState.PLANNED, null()
    rank_due()
    again = client.post("/v1/rankings", json=QUESTION, headers=KEY)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json()["fallback_reason"] is None
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(StatelessRanking)) == 1


def test_a_trial_keeps_its_latest_tokens_only(client: TestClient, sessions: SessionFactory) -> None:
    job = create(client)
    tokens = [lease(client, job)[0] for _ in range(20)]
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Lease)) == 8
    assert report(client, tokens[0], completed(tokens[0])).json()["code"] == "lease_lost"
    assert report(client, tokens[-8], completed(tokens[-8])).status_code == 200
