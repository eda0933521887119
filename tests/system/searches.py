"""Jobs over HTTP, evaluated by the test or by callbacks."""

import time
from collections.abc import Callable
from typing import Any

import httpx2

from tests.builders import job_body

SEARCH_TIMEOUT_S = 90
Json = dict[str, Any]


def search(http: httpx2.Client, job: Json, *, after_trial: Callable[[int], None] = lambda _: None) -> list[str]:
    """Evaluates until the job is over, calling `after_trial` with the number of trials done."""
    codes: list[str] = []
    deadline = time.monotonic() + SEARCH_TIMEOUT_S
    while time.monotonic() < deadline:
        answer = http.post(f"/v1/jobs/{job['id']}/trials/lease", json={"worker": "w", "wait_s": 5})
        if answer.status_code == 409:
            return codes
        for trial in answer.json()["trials"]:
            codes.append(trial["ncode"])
            body = {
                "lease_token": trial["lease"]["token"],
                "state": "completed",
                "metrics": {"acc": float(sum(map(int, trial["ncode"])))},
            }
            assert http.post(f"/v1/trials/{trial['id']}/result", json=body).status_code == 200
            after_trial(len(codes))
    raise AssertionError("the search did not end in time")


def rounds_of(http: httpx2.Client, job: Json) -> list[Json]:
    items: list[Json] = http.get(f"/v1/jobs/{job['id']}/rounds?limit=500").json()["items"]
    return items


def start_callbacks(http: httpx2.Client, evaluation: Json, **budget: Any) -> Json:
    body = job_body(budget={"max_trials": 12, **budget}, evaluation=evaluation)
    job: Json = http.post("/v1/jobs", json=body).raise_for_status().json()
    return job


def wait_until(done: Callable[[], bool], *, limit_s: float) -> None:
    deadline = time.monotonic() + limit_s
    while not done():
        assert time.monotonic() < deadline, f"not done within {limit_s} s"
        time.sleep(0.05)


def state(http: httpx2.Client, job: Json) -> str:
    return str(http.get(f"/v1/jobs/{job['id']}").json()["state"])
