"""Changes of a job while its page is open."""

from collections.abc import Sequence
from typing import Any

import httpx2

from tests.builders import job_body

WAIT_S = 20


def start(http: httpx2.Client, **changes: Any) -> str:
    """A new job; its id."""
    answer = http.post("/v1/jobs", json=job_body(**changes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def evaluate(
    http: httpx2.Client,
    job: str,
    trials: int,
    *,
    worker: str = "w",
    failing: str = "",
    metrics: Sequence[str] = ("acc",),
) -> None:
    """So many trials, one after the other: each metric is the sum of the code's digits. failing: the error of each."""
    for _ in range(trials):
        leased = http.post(f"/v1/jobs/{job}/trials/lease", json={"worker": worker, "wait_s": WAIT_S})
        assert leased.status_code == 200, leased.text
        [trial] = leased.json()["trials"]
        result: dict[str, Any] = {
            "state": "completed",
            "metrics": dict.fromkeys(metrics, sum(map(int, trial["ncode"]))),
        }
        if failing:
            result = {"state": "failed", "error": failing}
        body = {"lease_token": trial["lease"]["token"], **result}
        assert http.post(f"/v1/trials/{trial['id']}/result", json=body).status_code == 200
