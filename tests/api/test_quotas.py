"""Quotas over HTTP: 429 with what was exceeded, and nothing done."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.clock import database_now
from app.db.models import DEFAULT_PROJECT_ID
from app.db.session import SessionFactory, session_scope
from app.main import create_app
from app.services.access.quotas import record_ranking_time
from app.settings import Settings
from tests.api.driver import create
from tests.api.test_rankings import QUESTION
from tests.builders import LOOPBACK, job_body
from tests.settings import changed

KEY = {"Idempotency-Key": "k"}


@pytest.fixture
def narrow(client: TestClient, settings: Settings) -> Iterator[TestClient]:
    quotas = {"open_jobs": 1, "open_trials": 4, "ranking_s_per_hour": 10.0}
    with TestClient(create_app(changed(settings, quota=quotas)), LOOPBACK) as narrow:
        yield narrow


def test_a_job_beyond_the_quota_is_refused_until_one_ends(narrow: TestClient) -> None:
    job = create(narrow)
    refused = narrow.post("/v1/jobs", json=job_body(), headers=KEY)
    assert (refused.status_code, refused.json()["code"]) == (429, "quota_exceeded")
    assert (refused.json()["violated-policies"], refused.json()["limit"]) == (["open-jobs"], 1)
    assert refused.headers["Retry-After"] == "60"
    assert len(narrow.get("/v1/jobs").json()["items"]) == 1
    narrow.post(f"/v1/jobs/{job['id']}/cancel")
    assert narrow.post("/v1/jobs", json=job_body(), headers=KEY).status_code == 201


def test_parallel_trials_beyond_the_quota_are_refused(narrow: TestClient) -> None:
    refused = narrow.post("/v1/jobs", json=job_body(budget={"max_trials": 10, "max_parallel": 5}))
    assert (refused.status_code, refused.json()["violated-policies"]) == (429, ["open-trials"])
    create(narrow, budget={"max_trials": 10, "max_parallel": 4})


def test_a_ranking_beyond_the_hourly_quota_is_refused(narrow: TestClient, sessions: SessionFactory) -> None:
    first = narrow.post("/v1/rankings", json=QUESTION, headers=KEY)
    assert first.status_code == 200
    with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
        record_ranking_time(session, DEFAULT_PROJECT_ID, 11.0, database_now(session))
    refused = narrow.post("/v1/rankings", json=QUESTION)
    assert (refused.status_code, refused.json()["violated-policies"]) == (429, ["ranking-seconds"])
    assert 3_500 < int(refused.headers["Retry-After"]) <= 3_600
    assert narrow.post("/v1/rankings", json=QUESTION, headers=KEY).json() == first.json()
