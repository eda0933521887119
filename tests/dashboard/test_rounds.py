"""The pages about rounds: every decision of a search can be looked at, with what became of it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.db.session import SessionFactory
from tests.api.driver import completed, create, lease, report

Json = dict[str, Any]
SMALL: Json = {
    "dimensions": [{"name": f"edge{i}", "type": "categorical", "options": ["none", "skip", "conv"]} for i in range(3)]
}
"""27 architectures: a round's pool is all that are left, so that many of its candidates are evaluated later."""
WARMUP, TRIALS = 5, 12


FIGURES = ("agreement", "calibration", "regret", "fallback", "latency")


@pytest.fixture
def job(client: TestClient, rank_due: Callable[[], None]) -> Json:
    return search(client, rank_due, ranker="surrogate")


def search(client: TestClient, rank_due: Callable[[], None], *, ranker: str) -> Json:
    """A search that has ended: five random trials, then a round a trial. The sum of its digits is an NCode's score."""
    job = create(client, budget={"max_trials": TRIALS}, space=SMALL, strategy={"ranker": ranker})
    for done in range(TRIALS):
        if done >= WARMUP:
            rank_due()
        [trial] = lease(client, job)
        report(client, trial, completed(trial, _true(trial["ncode"])))
    return job


def _true(ncode: str) -> float:
    return float(sum(map(int, ncode)))


def test_every_round_shows_its_pool_with_true_scores(client: TestClient, job: Json) -> None:
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


def test_the_rebuilt_history_is_the_recorded_one(client: TestClient, job: Json) -> None:
    page = client.get(f"/dashboard/jobs/{job['id']}/rounds/5").text
    history = client.get(f"/v1/jobs/{job['id']}/history").json()["items"][:8]
    assert [row[2] for row in _rows(page, "history")] == [
        f"{score:g}" for score in sorted((t["score"] for t in history), reverse=True)
    ]
    assert "those recorded" in page
    assert "differs" not in page


def test_rounds_are_filtered_and_bad_addresses_refused(client: TestClient, job: Json) -> None:
    base = f"/dashboard/jobs/{job['id']}/rounds"
    assert "No round was ranked by the fallback" in client.get(f"{base}?only=fallback").text
    assert client.get(f"{base}?only=other").status_code == 422
    assert client.get(f"{base}?after=nonsense").status_code == 422
    assert client.get(f"{base}/9").status_code == 404


def _rows(html: str, region: str) -> list[list[str]]:
    """The texts of the cells of the first table after the element with this id, without spaces."""
    start = html.index(f'id="{region}"')
    body = html[html.index("<tbody", start) : html.index("</tbody>", start)]
    rows = [re.findall(r"<td.*?</td>", row, re.DOTALL) for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)]
    return [[re.sub(r"<[^>]+>|\s", "", cell) for cell in row] for row in rows]


def test_a_round_is_replayed_over_http(client: TestClient, job: Json) -> None:
    found = client.get(f"/v1/jobs/{job['id']}/rounds/5/replay").json()
    history = client.get(f"/v1/jobs/{job['id']}/history").json()["items"][:8]
    shown = sorted(((t["ncode"], t["score"]) for t in history), key=lambda pair: -pair[1])
    assert sorted((item["ncode"], item["score"]) for item in found["history"]) == sorted(shown)
    assert [item["score"] for item in found["history"]] == [score for _, score in shown]
    assert (found["history_matches"], found["pool_matches"], found["pending"], found["prompt"]) == (
        True,
        True,
        [],
        None,
    )
    pool = client.get(f"/v1/jobs/{job['id']}/rounds/5").json()["pool"]
    trials = {t["ncode"]: t for t in client.get(f"/v1/jobs/{job['id']}/trials").json()["items"]}
    assert found["tried"] == [
        {
            "place": place,
            "ncode": entry["ncode"],
            "trial": trials[entry["ncode"]]["id"],
            "trial_number": trials[entry["ncode"]]["number"],
            "round": trials[entry["ncode"]]["round"],
            "state": "completed",
            "score": _true(entry["ncode"]),
        }
        for place, entry in enumerate(pool)
        if entry["ncode"] in trials
    ]


def test_a_result_changed_afterwards_is_detected(client: TestClient, job: Json, sessions: SessionFactory) -> None:
    with sessions.begin() as session:
        session.execute(text("UPDATE trial SET score = score + 1 WHERE number = 3"))
    assert not client.get(f"/v1/jobs/{job['id']}/rounds/5/replay").json()["history_matches"]
    assert "its digest differs" in client.get(f"/dashboard/jobs/{job['id']}/rounds/5").text


def test_a_planned_round_cannot_be_replayed(client: TestClient) -> None:
    job = create(client, space=SMALL, strategy={"ranker": "surrogate", "warmup": 1})
    [trial] = lease(client, job)
    report(client, trial, completed(trial))
    assert client.get(f"/v1/jobs/{job['id']}/rounds/2/replay").status_code == 404
    page = client.get(f"/dashboard/jobs/{job['id']}/rounds/2")
    assert "waits for a ranking worker" in page.text


def test_ranker_figures_have_readings_with_numbers(client: TestClient, job: Json) -> None:
    readings = {name: client.get(f"/v1/jobs/{job['id']}/figures/ranker-{name}").json() for name in FIGURES}
    assert all(figure["reading"] for figure in readings.values())
    assert "ranked by the surrogate itself" in readings["regret"]["reading"]
    assert readings["fallback"]["reading"] == "The fallback decided 0 of 7 rounds (0 %)."
    pairs = sum(
        n * (n - 1) // 2
        for number in range(2, 9)
        if (n := len(client.get(f"/v1/jobs/{job['id']}/rounds/{number}/replay").json()["tried"]))
    )
    assert readings["agreement"]["reading"].startswith(f"Over {pairs} pairs of candidates of one pool, 6 rounds: ")


def test_figures_of_a_job_without_rounds_are_empty(client: TestClient) -> None:
    job = create(client)
    for name in FIGURES:
        figure = client.get(f"/v1/jobs/{job['id']}/figures/ranker-{name}")
        assert (figure.status_code, figure.json()["empty"]) == (200, True)
    for path in ("", "/ranker-quality"):
        assert client.get(f"/dashboard/jobs/{job['id']}/rounds{path}").status_code == 200


def test_the_ranker_is_compared_with_the_surrogate(client: TestClient, rank_due: Callable[[], None]) -> None:
    job = search(client, rank_due, ranker="compact")
    for _ in range(2):  # the second time from memory
        reading = client.get(f"/v1/jobs/{job['id']}/figures/ranker-regret").json()["reading"]
        assert " of 7 rounds that the surrogate ranked again, both picked the same first." in reading
    page = client.get(f"/dashboard/jobs/{job['id']}/rounds/ranker-quality").text
    assert "ranked by the surrogate itself" not in page


def test_hostile_text_is_escaped_on_round_pages(client: TestClient, rank_due: Callable[[], None]) -> None:
    hostile = "<script>alert(1)</script>"
    space = {
        "dimensions": [{"name": f"{hostile}{i}", "type": "categorical", "options": [hostile, "b"]} for i in range(3)]
    }
    objective = {"metric": hostile}
    job = create(client, name=hostile, space=space, objective=objective, budget={"max_trials": 7})
    for _ in range(6):
        rank_due()
        for trial in lease(client, job):
            report(client, trial, {**completed(trial), "metrics": {hostile: 1.0}})
    for path in ("", "/1", "/2", "/ranker-quality"):
        page = client.get(f"/dashboard/jobs/{job['id']}/rounds{path}")
        assert page.status_code == 200
        assert hostile not in page.text
        assert "&lt;script&gt;" in page.text
