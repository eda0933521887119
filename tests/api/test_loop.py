"""The whole loop over HTTP, with the ranking worker played in this process by the real task."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.builders import SPACE, job_body

pytestmark = pytest.mark.usefixtures("sessions")


def score_of(ncode: str) -> float:
    return float(sum(int(digit) * (i + 1) for i, digit in enumerate(ncode)))


def run_search(client: TestClient, rank_due: Callable[[], None], job: dict[str, Any], count: int = 1) -> list[str]:
    """Evaluates until the job is over; returns the codes in the order of evaluation."""
    codes: list[str] = []
    for _ in range(500):
        answer = client.post(f"/v1/jobs/{job['id']}/trials/lease", json={"worker": "w", "count": count})
        if answer.status_code == 409:
            return codes
        for trial in answer.json()["trials"]:
            codes.append(trial["ncode"])
            result = {
                "lease_token": trial["lease"]["token"],
                "state": "completed",
                "metrics": {"acc": score_of(trial["ncode"])},
            }
            assert client.post(f"/v1/trials/{trial['id']}/result", json=result).status_code == 200
        rank_due()
    raise AssertionError("the job did not end")


@pytest.mark.parametrize("max_parallel", [1, 4])
def test_a_search_uses_its_budget_on_distinct_codes(
    client: TestClient, rank_due: Callable[[], None], max_parallel: int
) -> None:
    body = job_body(budget={"max_trials": 20, "max_parallel": max_parallel}, strategy={"ranker": "surrogate"})
    job = client.post("/v1/jobs", json=body).json()
    codes = run_search(client, rank_due, job, count=max_parallel)
    assert len(codes) == len(set(codes)) == 20
    job = client.get(f"/v1/jobs/{job['id']}").json()
    assert (job["state"], job["end_reason"]) == ("completed", "budget_used")
    assert job["progress"]["completed"] == 20
    assert job["best"]["score"] == max(map(score_of, codes))


def test_minimise_finds_small_scores(client: TestClient, rank_due: Callable[[], None]) -> None:
    body = job_body(
        budget={"max_trials": 30}, strategy={"ranker": "surrogate"}, objective={"metric": "acc", "goal": "minimize"}
    )
    job = client.post("/v1/jobs", json=body).json()
    codes = run_search(client, rank_due, job)
    best = client.get(f"/v1/jobs/{job['id']}").json()["best"]
    assert best["score"] == min(map(score_of, codes))
    assert best["score"] <= min(map(score_of, codes[:5]))


def test_a_space_smaller_than_its_budget_is_exhausted(client: TestClient, rank_due: Callable[[], None]) -> None:
    space = {
        "dimensions": [
            {"name": "a", "type": "categorical", "options": ["x", "y", "z"]},
            {"name": "b", "type": "int", "low": 1, "high": 4},
        ]
    }
    body = job_body(space=space, budget={"max_trials": 50}, strategy={"ranker": "surrogate"})
    job = client.post("/v1/jobs", json=body).json()
    codes = run_search(client, rank_due, job)
    assert len(set(codes)) == len(codes) == 12
    answer = client.post(f"/v1/jobs/{job['id']}/trials/lease", json={"worker": "w"})
    assert (answer.status_code, answer.json()["code"]) == (409, "space_exhausted")


def test_conditions_and_forbidden_combinations_are_honoured(client: TestClient, rank_due: Callable[[], None]) -> None:
    job = client.post(
        "/v1/jobs", json=job_body(space=SPACE, budget={"max_trials": 40}, strategy={"ranker": "surrogate"})
    ).json()
    run_search(client, rank_due, job)
    trials = client.get(f"/v1/jobs/{job['id']}/trials?limit=100").json()["items"]
    assert len(trials) == 40
    for trial in trials:
        architecture = trial["architecture"]
        assert ("rank" in architecture) == (architecture["edge0"] in ("conv1x1", "conv3x3"))
        assert not (architecture["edge0"] == "none" and architecture["width"] in (16, 32))


def test_failures_use_budget_and_can_fail_the_job(client: TestClient) -> None:
    body = job_body(budget={"max_trials": 20, "max_failures": 2}, strategy={"warmup": 5})
    job = client.post("/v1/jobs", json=body).json()
    for _ in range(2):
        trial = client.post(f"/v1/jobs/{job['id']}/trials/lease", json={"worker": "w"}).json()["trials"][0]
        result = {"lease_token": trial["lease"]["token"], "state": "failed", "error": "CUDA out of memory"}
        answer = client.post(f"/v1/trials/{trial['id']}/result", json=result).json()
    assert answer["job_state"] == "failed"
    job = client.get(f"/v1/jobs/{job['id']}").json()
    assert job["end_reason"] == "max_failures"
    assert job["progress"]["cancelled"] == 3


def test_a_search_whose_trials_all_fail_goes_on_at_random(client: TestClient, rank_due: Callable[[], None]) -> None:
    job = client.post("/v1/jobs", json=job_body(budget={"max_trials": 8}, strategy={"warmup": 2})).json()
    seen = set()
    for _ in range(50):
        answer = client.post(f"/v1/jobs/{job['id']}/trials/lease", json={"worker": "w"})
        if answer.status_code == 409:
            break
        for trial in answer.json()["trials"]:
            seen.add(trial["ncode"])
            result = {"lease_token": trial["lease"]["token"], "state": "infeasible", "error": "too big"}
            client.post(f"/v1/trials/{trial['id']}/result", json=result)
        rank_due()
    rounds = client.get(f"/v1/jobs/{job['id']}/rounds").json()["items"]
    assert len(seen) == 8
    assert {r["source"] for r in rounds} == {"warmup"}
