"""Figures over HTTP: a specification and a sentence about real trials, told apart by the job's revision."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.driver import Json, completed, create, lease, report


def figure(client: TestClient, job: Json, name: str, **params: Any) -> Json:
    answer = client.get(f"/v1/jobs/{job['id']}/figures/{name}", params=params)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def searched(client: TestClient, *scores: float | None, **changes: Any) -> Json:
    """A job whose first trials have these scores; None: failed."""
    job = create(client, **{"strategy": {"ranker": "surrogate", "warmup": 10}, **changes})
    for score in scores:
        [trial] = lease(client, job)
        token = {"lease_token": trial["lease"]["token"]}
        failed = {**token, "state": "failed", "error": "boom"}
        assert report(client, trial, failed if score is None else completed(trial, score)).status_code == 200
    return job


def test_every_figure_is_listed_and_says_that_an_empty_job_is_empty(client: TestClient) -> None:
    job = create(client)
    listed = client.get(f"/v1/jobs/{job['id']}/figures").json()["items"]
    assert "history" in [item["name"] for item in listed]
    for item in listed:
        found = figure(client, job, item["name"])
        assert (found["name"], found["title"]) == (item["name"], item["title"])
        assert (found["empty"], found["spec"]) == (True, None)
        assert found["reading"].endswith(".")


def test_a_name_that_is_none(client: TestClient) -> None:
    job = create(client)
    answer = client.get(f"/v1/jobs/{job['id']}/figures/%3Cscript%3E")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "history" in answer.json()["detail"]


def test_an_unchanged_job_is_not_drawn_again(client: TestClient) -> None:
    job = searched(client, 0.5)
    url = f"/v1/jobs/{job['id']}/figures/history"
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    lease(client, job)
    changed = client.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


def layer(found: Json, number: int) -> list[Json]:
    rows: list[Json] = found["spec"]["layer"][number]["data"]["values"]
    return rows


def test_history(client: TestClient) -> None:
    job = searched(client, 0.3, None, 0.2, 0.7, 0.6)
    found = figure(client, job, "history")
    assert found["reading"] == (
        "Best acc 0.7, at trial 4 of 4 completed. The best of 4 random trials at the start was 0.7, their median 0.45."
    )
    assert [(row["trial"], row["score"], row["best"]) for row in layer(found, 0)] == [
        (1, 0.3, 0.3),
        (3, 0.2, 0.3),
        (4, 0.7, 0.7),
        (5, 0.6, 0.7),
    ]
    assert [row["level"] for row in layer(found, 1)] == pytest.approx([0.7, 0.45])
    assert [(row["trial"], row["best"]) for row in layer(found, 3)] == [(1, 0.3), (4, 0.7), (5, 0.7)]


def test_history_of_a_job_that_minimises(client: TestClient) -> None:
    job = searched(client, 0.3, 0.4, 0.1, objective={"metric": "acc", "goal": "minimize"})
    found = figure(client, job, "history")
    assert found["reading"].startswith("Best acc 0.1, at trial 3 of 3 completed.")
    assert [row["best"] for row in layer(found, 0)] == [0.3, 0.3, 0.1]


def test_history_of_a_job_with_failed_trials_only(client: TestClient) -> None:
    assert figure(client, searched(client, None, None), "history")["empty"]
