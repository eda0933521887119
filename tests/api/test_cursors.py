"""Cursors and query texts that no client makes: never a server error."""

import base64
import json
from itertools import product
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.driver import Json, completed, create, lease, report

ODD: list[Any] = ["a\0b", "\ud800", "2026-12-01T00:00:00+00:00", "", 2**31 - 1, -(2**31), 1.5, True, None, []]


@pytest.fixture
def job(client: TestClient) -> Json:
    job = create(client, budget={"max_trials": 5, "max_parallel": 5}, strategy={"warmup": 5})
    for trial in lease(client, job, count=3):
        assert report(client, trial, completed(trial)).status_code == 200
    return job


def _lists(client: TestClient, job: Json) -> list[str]:
    """The paths of all lists, with the job's id."""
    paths = client.get("/openapi.json").json()["paths"]
    return [
        path.replace("{job_id}", job["id"]).replace("{webhook_id}", job["id"]).replace("{delivery_id}", job["id"])
        for path, operations in paths.items()
        if any(parameter["name"] == "after" for parameter in operations.get("get", {}).get("parameters", ()))
    ]


def test_no_cursor_is_a_server_error(client: TestClient, job: Json) -> None:
    cursors = [[value] for value in ODD] + [[*pair] for pair in product(ODD, repeat=2)]
    refused = set()
    for path in _lists(client, job):
        for values in cursors:
            after = base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
            answer = client.get(path, params={"after": after})
            assert answer.status_code in (200, 404, 422), (path, values, answer.text)
            refused |= {path} if answer.status_code == 422 else set()
    assert {"/v1/jobs", "/v1/keys", f"/v1/jobs/{job['id']}/trials"} <= refused


@pytest.mark.parametrize("text", ["%00", "%ED%A0%80", "a%00b", "%E2%80%AE"])
def test_no_query_text_is_a_server_error(client: TestClient, job: Json, text: str) -> None:
    of_job = f"/v1/jobs/{job['id']}"
    for path in (
        f"{of_job}/figures/tradeoff?metric={text}",
        f"{of_job}/trials?worker={text}",
        f"{of_job}/trials?option={text}",
        f"{of_job}/trials?sort={text}",
        f"/v1/jobs?name={text}",
        f"/v1/jobs?tag=a={text}",
        f"/dashboard/jobs/{job['id']}/analysis?metric={text}",
    ):
        assert client.get(path).status_code in (200, 404, 422), path
