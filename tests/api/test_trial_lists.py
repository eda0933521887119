"""Lists of trials: filters, orders, cursors, and the forms to take them away in."""

import csv
import io
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.driver import Json, completed, create, lease, report

SPACE = {
    "dimensions": [
        {"name": "op", "type": "categorical", "options": ["conv", "lora", "a=b"]},
        {"name": "rank", "type": "ordinal", "options": [3, 6, 12, 24]},
        {"name": "width", "type": "int", "low": 1, "high": 40},
    ],
    "conditions": [{"dimension": "rank", "when": {"op": ["lora"]}}],
}


@pytest.fixture
def job(client: TestClient) -> Json:
    """Twelve results of two workers, every third without a score; one trial runs, and the rest waits."""
    strategy = {"ranker": "surrogate", "warmup": 30}
    job = create(client, space=SPACE, strategy=strategy, budget={"max_trials": 30, "max_parallel": 15})
    for i in range(12):
        [trial] = lease(client, job, f"w{i % 2}")
        body: Json = {"lease_token": trial["lease"]["token"]}
        if i % 3 == 2:
            body |= {"state": "failed" if i % 2 else "infeasible", "error": f"no {i}"}
        else:
            body |= {"state": "completed", "metrics": {"acc": float(i % 4), "params": i * 10.0}}
        assert report(client, trial, body).status_code == 200
    lease(client, job, "last")
    return job


def _all(client: TestClient, job: Json, **query: Any) -> list[Json]:
    """Through pages of four."""
    items: list[Json] = []
    after = None
    for _ in range(20):
        answer = client.get(
            f"/v1/jobs/{job['id']}/trials", params={**query, "limit": 4, **({"after": after} if after else {})}
        )
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
        after = page["next"]
        if after is None:
            return items
    raise AssertionError("pages without end")


@pytest.mark.parametrize("name", ["number", "score", "finished", "duration"])
def test_every_order_has_each_trial_once_in_both_directions(client: TestClient, job: Json, name: str) -> None:
    up, down = _all(client, job, sort=name), _all(client, job, sort=f"-{name}")
    assert [trial["number"] for trial in up] == [trial["number"] for trial in reversed(down)]
    assert len({trial["id"] for trial in up}) == len(up) == {"number": 30, "score": 8}.get(name, 12)
    if name == "score":
        assert [trial["score"] for trial in up] == sorted(trial["score"] for trial in up)
        ties = [trial["number"] for trial in up if trial["score"] == up[0]["score"]]
        assert len(ties) > 1
        assert ties == sorted(ties)
    if name == "finished":
        assert [trial["finished_at"] for trial in up] == sorted(trial["finished_at"] for trial in up)


@pytest.mark.parametrize(
    ("query", "right"),
    [
        ({"state": "failed"}, lambda t: t["state"] == "failed"),
        ({"source": "warmup"}, lambda t: t["source"] == "warmup"),
        ({"worker": "w1"}, lambda t: t["worker"] == "w1"),
        ({"score_min": 1, "score_max": 2}, lambda t: t["score"] is not None and 1 <= t["score"] <= 2),
        ({"ncode": "1"}, lambda t: t["ncode"].startswith("1")),
        ({"option": "op=lora"}, lambda t: t["architecture"]["op"] == "lora"),
        ({"option": "op=a=b"}, lambda t: t["architecture"]["op"] == "a=b"),
        ({"option": "rank=3"}, lambda t: t["architecture"].get("rank") == 3),
        (
            {"worker": "w0", "state": "completed", "sort": "-score"},
            lambda t: t["worker"] == "w0" and t["score"] is not None,
        ),
    ],
)
def test_filters_keep_matching_trials_only(client: TestClient, job: Json, query: Json, right: Any) -> None:
    everything = _all(client, job)
    expected = {trial["number"] for trial in everything if right(trial)}
    assert {trial["number"] for trial in _all(client, job, **query)} == expected
    assert expected


def test_an_inactive_dimension_has_no_option(client: TestClient, job: Json) -> None:
    """Its digit is that of its first option."""
    everything = _all(client, job)
    zeros = [trial for trial in everything if trial["ncode"][1] == "0"]
    assert any("rank" not in trial["architecture"] for trial in zeros)
    assert all("rank" in trial["architecture"] for trial in _all(client, job, option="rank=3"))


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"option": "op=none"}, "?option"),
        ({"option": "depth=3"}, "?option"),
        ({"sort": "chance"}, "?sort"),
        ({"score_min": "nan"}, "?score_min"),
        ({"ncode": "1a"}, "?ncode"),
    ],
)
def test_invalid_filters_are_refused_at_their_parameter(
    client: TestClient, job: Json, query: Json, pointer: str
) -> None:
    for form in ("json", "csv"):
        answer = client.get(f"/v1/jobs/{job['id']}/trials", params={**query, "format": form})
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_cursor_of_another_order_is_refused(client: TestClient, job: Json) -> None:
    url = f"/v1/jobs/{job['id']}/trials"
    cursor = client.get(url, params={"sort": "score", "limit": 1}).json()["next"]
    for other in ("-score", "number", "duration"):
        assert client.get(url, params={"sort": other, "after": cursor}).status_code == 422


def test_exports_have_the_whole_list(client: TestClient, job: Json) -> None:
    url = f"/v1/jobs/{job['id']}/trials"
    items = _all(client, job, sort="-score")
    lines = client.get(url, params={"sort": "-score", "format": "ndjson"})
    assert lines.headers["content-type"] == "application/x-ndjson"
    assert [json.loads(line) for line in lines.text.splitlines()] == items
    table = list(
        csv.DictReader(io.StringIO(client.get(url, params={"sort": "-score"}, headers={"Accept": "text/csv"}).text))
    )
    assert [(row["ncode"], float(row["score"])) for row in table] == [(t["ncode"], t["score"]) for t in items]
    assert json.loads(table[0]["architecture"]) == items[0]["architecture"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_no_csv_cell_is_a_formula(client: TestClient, start: str) -> None:
    job = create(client)
    formula = f"{start}cmd|' /C calc'!A0"
    (trial,) = lease(client, job, worker=formula)
    report(client, trial, completed(trial, -2.5))
    answer = client.get(f"/v1/jobs/{job['id']}/trials?state=completed&format=csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="trials.csv"'
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert row["worker"] == f"'{formula}"
    assert float(row["score"]) == -2.5


def test_no_csv_cell_begins_with_a_line_feed(client: TestClient) -> None:
    job = create(client)
    (trial,) = lease(client, job)
    body = {"lease_token": trial["lease"]["token"], "state": "failed", "error": "\n=cmd"}
    assert report(client, trial, body).status_code == 200
    (row,) = csv.DictReader(io.StringIO(client.get(f"/v1/jobs/{job['id']}/trials?state=failed&format=csv").text))
    assert row["error"] == "'\n=cmd"
