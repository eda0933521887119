"""The separate database logins of docs/operations.md: a search, a ranking and a sweep need no more than these have."""

import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import sessionmaker

from tests.api.test_rankings import QUESTION
from tests.builders import job_body
from tests.keys import bearer, new_key, new_project
from tests.servers import Servers
from tests.stack import Stack, running_stack
from tests.system.logins import logins_of_the_guide

TIMEOUT_S = 60
Json = dict[str, Any]


@pytest.fixture(scope="module")
def servers(database_url: str, redis_url: str) -> Servers:
    return Servers(database_url, redis_url).apart("logins", 5)


@pytest.fixture(scope="module")
def logins(servers: Servers) -> Iterator[dict[str, str]]:
    with logins_of_the_guide(servers.database_url, prefix="test_login_") as logins:
        yield logins


@pytest.fixture(scope="module")
def stack(servers: Servers, logins: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    environment = {"DATABASE_URL": logins["worker"], "LMSEARCHER_BROKER_SWEEP_INTERVAL_S": "0.5"}
    api_environment = {"DATABASE_URL": logins["api"], "LMSEARCHER_ENVIRONMENT": "production"}
    logs = tmp_path_factory.mktemp("logs")
    with running_stack(servers, log_dir=logs, environment=environment, api_environment=api_environment) as stack:
        yield stack
    for log in logs.glob("*.log"):
        assert "permission denied" not in log.read_text(), log.name


@pytest.fixture
def http(stack: Stack, servers: Servers) -> Iterator[httpx2.Client]:
    """With an admin's key of a project of its own."""
    engine = create_engine(make_url(servers.database_url).set(drivername="postgresql+psycopg"))
    sessions = sessionmaker(engine, expire_on_commit=False)
    key = bearer(new_key(sessions, project_id=new_project(sessions)))
    engine.dispose()
    with httpx2.Client(base_url=stack.url, timeout=30, headers=key) as client:
        yield client


def lease(http: httpx2.Client, job: Json, worker: str) -> list[Json]:
    """At most one trial; none when the job has ended."""
    answer = http.post(f"/v1/jobs/{job['id']}/trials/lease", json={"worker": worker, "wait_s": 10})
    trials: list[Json] = answer.json().get("trials", [])
    assert answer.status_code == 200 or answer.json()["code"] == "job_finished", answer.text
    return trials


def test_a_search_runs_to_its_end(http: httpx2.Client) -> None:
    job = http.post("/v1/jobs", json=job_body(budget={"max_trials": 8})).json()
    end = time.monotonic() + TIMEOUT_S
    while trials := lease(http, job, "w"):
        assert time.monotonic() < end
        [trial] = trials
        body = {"lease_token": trial["lease"]["token"], "state": "completed", "metrics": {"acc": trial["number"]}}
        reported = httpx2.post(
            f"{http.base_url}/v1/trials/{trial['id']}/result".replace("//v1", "/v1"),
            json=body,
            headers=bearer(trial["lease"]["token"]),
        )
        assert reported.status_code == 200, reported.text
    assert http.get(f"/v1/jobs/{job['id']}").json()["state"] == "completed"
    rounds = http.get(f"/v1/jobs/{job['id']}/rounds").json()["items"]
    assert [round_["source"] for round_ in rounds] == ["warmup"] + ["ranked"] * 3


def test_a_ranking_worker_answers(http: httpx2.Client) -> None:
    answer = http.post("/v1/rankings", json=QUESTION).json()
    assert (answer["ranker"], answer["fallback_reason"]) == ("surrogate", None)


def test_the_sweep_gives_an_expired_lease_to_another(http: httpx2.Client) -> None:
    body = job_body(budget={"max_trials": 1}, evaluation={"mode": "pull", "lease_s": 1})
    job = http.post("/v1/jobs", json=body).json()
    [first] = lease(http, job, "lost")
    [again] = lease(http, job, "other")
    assert (again["id"], again["attempt"]) == (first["id"], 2)
