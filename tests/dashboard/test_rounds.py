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
"""27 architectures: a round's pool is all that are left, so that many of its candidates are evaluated later."""
TRIALS = 12


@pytest.fixture
def job(client: TestClient, rank_due: Callable[[], None]) -> Json:
    """A search that has ended: a trial's score is the sum of its NCode's digits."""
    job = create(client, budget={"max_trials": TRIALS}, space=SMALL)
    for _ in range(TRIALS):
        rank_due()
        for trial in lease(client, job) if client.get(f"/v1/jobs/{job['id']}").json()["state"] == "running" else []:
            report(client, trial, completed(trial, _true(trial["ncode"])))
    return job


def _true(ncode: str) -> float:
    return float(sum(map(int, ncode)))


def test_every_round_can_be_looked_at_with_what_became_of_its_pool(client: TestClient, job: Json) -> None:
    base = f"/dashboard/jobs/{job['id']}/rounds"
    page = client.get(base)
    assert page.status_code == 200
    rounds = client.get(f"/v1/jobs/{job['id']}/rounds").json()["items"]
    assert re.findall(rf'href="{base}/(\d+)"', page.text) == [str(r["number"]) for r in reversed(rounds)]

    trials = {t["ncode"]: t for t in client.get(f"/v1/jobs/{job['id']}/trials").json()["items"]}
    for number in range(1, len(rounds) + 1):
        pool = client.get(f"/v1/jobs/{job['id']}/rounds/{number}").json()["pool"]
        rows = _rows(client.get(f"{base}/{number}").text, "pool")
        assert [row[1].removesuffix("chosen") for row in rows] == [entry["ncode"] for entry in pool]
        assert [row[1].endswith("chosen") for row in rows] == [entry["chosen"] for entry in pool]
        assert [row[3] for row in rows] == [
            f"{_true(entry['ncode']):g}" if entry["ncode"] in trials else "–" for entry in pool
        ]
        assert [row[4] == "never" for row in rows] == [entry["ncode"] not in trials for entry in pool]


def test_the_history_is_rebuilt_and_is_the_one_that_was_recorded(client: TestClient, job: Json) -> None:
    page = client.get(f"/dashboard/jobs/{job['id']}/rounds/5").text
    history = client.get(f"/v1/jobs/{job['id']}/history").json()["items"][:8]
    assert [row[2] for row in _rows(page, "history")] == [
        f"{score:g}" for score in sorted((t["score"] for t in history), reverse=True)
    ]
    assert "those recorded" in page
    assert "differs" not in page


def test_the_filter_leaves_rounds_without_a_fallback_out_and_bad_addresses_are_refused(
    client: TestClient, job: Json
) -> None:
    base = f"/dashboard/jobs/{job['id']}/rounds"
    assert "No round was decided by the fallback" in client.get(f"{base}?only=fallback").text
    assert client.get(f"{base}?only=other").status_code == 422
    assert client.get(f"{base}?after=nonsense").status_code == 422
    assert client.get(f"{base}/9").status_code == 404


def _rows(html: str, region: str) -> list[list[str]]:
    """The texts of the cells of the first table after the element with this id, without spaces."""
    start = html.index(f'id="{region}"')
    body = html[html.index("<tbody>", start) : html.index("</tbody>", start)]
    rows = [re.findall(r"<td.*?</td>", row, re.DOTALL) for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)]
    return [[re.sub(r"<[^>]+>|\s", "", cell) for cell in row] for row in rows]
