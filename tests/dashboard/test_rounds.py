"""The pages about rounds: every decision of a search can be looked at, with what became of it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.driver import completed, create, lease, report

Json = dict[str, Any]
SMALL: Json = {
    "dimensions": [{"name": f"edge{i}", "type": "categorical", "options": ["none", "skip", "conv"]} for i in range(3)]
}
"""27 architectures: pools of later rounds hold most of those that are left, so that many are evaluated later."""


def search(client: TestClient, rank_due: Callable[[], None], *, trials: int, **changes: Any) -> Json:
    """A job whose trials have all been evaluated: the sum of an NCode's digits is its score."""
    job = create(client, budget={"max_trials": trials}, **changes)
    for _ in range(trials):
        rank_due()
        for trial in lease(client, job):
            report(client, trial, completed(trial, float(sum(map(int, trial["ncode"])))))
    return job


@pytest.fixture
def job(client: TestClient, rank_due: Callable[[], None]) -> Json:
    return search(client, rank_due, trials=20, space=SMALL)


def text(html: str) -> str:
    """What a reader sees, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_every_round_is_listed_the_newest_first(client: TestClient, job: Json) -> None:
    page = client.get(f"/dashboard/jobs/{job['id']}/rounds")
    assert page.status_code == 200
    numbers = re.findall(rf'href="/dashboard/jobs/{job["id"]}/rounds/(\d+)"', page.text)
    rounds = client.get(f"/v1/jobs/{job['id']}/rounds").json()["items"]
    assert numbers == [str(r["number"]) for r in reversed(rounds)]


def test_a_round_shows_its_pool_in_ranked_order_with_true_scores(client: TestClient, job: Json) -> None:
    for round_ in client.get(f"/v1/jobs/{job['id']}/rounds").json()["items"]:
        page = client.get(f"/dashboard/jobs/{job['id']}/rounds/{round_['number']}")
        assert page.status_code == 200, page.text
