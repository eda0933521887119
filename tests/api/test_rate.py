"""Calls per second of a project, and what happens to an address that guesses keys."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from app.db.models import DEFAULT_PROJECT_ID, Project
from app.db.session import SessionFactory
from app.domain.quotas import Rate
from app.main import create_app
from app.settings import Settings
from app.web import rate_limits
from tests.api.driver import completed, create, lease
from tests.keys import bearer, new_key, new_project
from tests.settings import changed

JOBS = "/v1/jobs"
Serve = Callable[..., TestClient]


@pytest.fixture
def serve(client: TestClient, settings: Settings) -> Iterator[Serve]:
    """Starts an app with other settings; with a key needed unless they say otherwise."""
    with ExitStack() as started:

        def start(address: str = "203.0.113.7", **quota: object) -> TestClient:
            app = create_app(changed(settings, environment="production", quota=quota))
            return started.enter_context(TestClient(app, client=(address, 50_000)))

        yield start


def test_a_project_is_limited_to_its_rate(serve: Serve, sessions: SessionFactory) -> None:
    client = serve(requests_per_s=0.1, requests_burst=3)
    ours, second = (bearer(new_key(sessions, project_id=new_project(sessions))) for _ in range(2))
    answers = [client.get(JOBS, headers=ours) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["RateLimit-Policy"] for answer in answers] == ['"requests";q=3;w=30'] * 4
    assert [answer.headers["RateLimit"] for answer in answers] == [
        '"requests";r=2;t=20',
        '"requests";r=1;t=10',
        '"requests";r=0;t=10',
        '"requests";r=0;t=10',
    ]
    refused = answers[-1]
    assert refused.json()["code"] == "rate_limited"
    assert refused.json()["violated-policies"] == ["requests"]
    assert 1 <= int(refused.headers["Retry-After"]) == refused.json()["retry_after_s"] <= 10
    assert client.get(JOBS, headers=second).status_code == 200


def test_a_caller_that_waits_for_retry_after_is_admitted(serve: Serve, sessions: SessionFactory) -> None:
    client = serve(requests_per_s=1.5, requests_burst=1)
    key = bearer(new_key(sessions, project_id=new_project(sessions)))
    assert client.get(JOBS, headers=key).status_code == 200
    refused = client.get(JOBS, headers=key)
    assert refused.status_code == 429
    time.sleep(int(refused.headers["Retry-After"]))
    assert client.get(JOBS, headers=key).status_code == 200


def test_every_response_has_the_ratelimit_headers(serve: Serve, sessions: SessionFactory) -> None:
    client = serve(requests_per_s=0.1, requests_burst=100)
    client.headers.update(bearer(new_key(sessions, project_id=new_project(sessions))))
    job = create(client)
    url = f"{JOBS}/{job['id']}"
    etag = client.get(url).headers["etag"]
    answers = [
        client.get(url, headers={"If-None-Match": etag}),
        client.get(f"{url}/history?format=csv"),
        client.get(f"{JOBS}/{DEFAULT_PROJECT_ID}"),
        client.post(JOBS, json={}),
    ]
    assert [answer.status_code for answer in answers] == [304, 200, 404, 422]
    left = [int(re.findall(r"r=(\d+)", answer.headers["RateLimit"])[0]) for answer in answers]
    assert left == [97, 96, 95, 94]


def test_a_lease_token_counts_for_its_project(serve: Serve, sessions: SessionFactory) -> None:
    client = serve(requests_per_s=0.01, requests_burst=4)
    key = bearer(new_key(sessions, project_id=new_project(sessions)))
    client.headers.update(key)
    [trial] = lease(client, create(client))
    client.headers.update(bearer(trial["lease"]["token"]))
    url, beat = f"/v1/trials/{trial['id']}", {"lease_token": trial["lease"]["token"]}
    assert client.post(f"{url}/heartbeat", json=beat).status_code == 200
    assert client.post(f"{url}/result", json=completed(trial)).status_code == 200
    assert client.get(JOBS, headers=key).status_code == 429


def test_a_projects_own_rate_holds_at_once(serve: Serve, sessions: SessionFactory) -> None:
    client = serve(requests_per_s=0.1, requests_burst=1)
    project_id = new_project(sessions)
    key = bearer(new_key(sessions, project_id=project_id))
    assert [client.get(JOBS, headers=key).status_code for _ in range(2)] == [200, 429]
    with sessions.begin() as session:
        session.execute(update(Project).where(Project.id == project_id).values(quotas={"requests_per_s": 0}))
    answer = client.get(JOBS, headers=key)
    assert answer.status_code == 200
    assert "RateLimit" not in answer.headers


def test_health_and_the_embedded_mode_have_no_limit(serve: Serve, client: TestClient) -> None:
    narrow = serve(requests_per_s=0.01, requests_burst=1)
    for url in ("/livez", "/readyz"):
        assert [narrow.get(url).status_code for _ in range(3)] == [200] * 3
    assert "RateLimit" not in client.get(JOBS).headers


def test_only_the_guessing_address_is_slowed_down(
    serve: Serve, sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "FAILURES", Rate(0.1, 3))
    client = serve()
    known, fresh, wrong = bearer(new_key(sessions)), bearer(new_key(sessions)), bearer("lmsk_wrong")
    assert client.get(JOBS, headers=known).status_code == 200
    assert [client.get(JOBS, headers=wrong).status_code for _ in range(4)] == [401, 401, 401, 429]
    refused = client.get(JOBS, headers=fresh)
    assert (refused.status_code, refused.json()["code"], refused.headers["Retry-After"]) == (429, "rate_limited", "10")
    assert client.get(JOBS, headers=known).status_code == 200
    assert client.get("/livez").status_code == 200


def test_a_valid_request_does_not_count_as_a_failure(
    serve: Serve, sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "FAILURES", Rate(0.1, 3))
    client = serve()
    keys = [bearer(new_key(sessions)) for _ in range(5)]
    assert [client.get(JOBS, headers=key).status_code for key in keys] == [200] * 5


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_addresses_are_grouped_by_network(first: str, second: str, same: bool) -> None:
    assert (rate_limits.network_of(first) == rate_limits.network_of(second)) is same


def test_the_number_of_remembered_addresses_is_bounded(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "MAX_REMEMBERED", 2)
    client = serve()
    for i in range(5):
        client._transport.client = (f"192.0.2.{i}", 1)  # type: ignore[attr-defined]  # noqa: SLF001  another caller
        assert client.get(JOBS, headers=bearer("lmsk_wrong")).status_code == 401
    gate = client.app.state.gate  # type: ignore[attr-defined]  # our own state
    assert list(gate._failures) == ["192.0.2.3", "192.0.2.4"]  # noqa: SLF001  what is bounded is not to be seen
