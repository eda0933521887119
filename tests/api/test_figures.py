"""Figures over HTTP: a specification and a reading of real trials, with an ETag of the job's revision."""

import json
import warnings
from collections.abc import Callable
from typing import Any

import pytest
import vl_convert
from fastapi.testclient import TestClient

from app.db.repositories import analysis
from app.services.figures.registry import list_figures
from tests.api.driver import Json, create, lease, report

NAMES = [figure.name for figure in list_figures()]
HOSTILE = "\"]+alert(1)+['<b>&amp;\\u202e{{7*7}}${x} שלום"
every_figure = pytest.mark.parametrize("name", NAMES)
CONDITIONAL: Json = {
    "dimensions": [
        {"name": "op", "type": "categorical", "options": ["skip", "conv"]},
        {"name": "rank", "type": "int", "low": 0, "high": 20},
    ],
    "conditions": [{"dimension": "rank", "when": {"op": ["conv"]}}],
}


def figure(client: TestClient, job: Json, name: str, **params: Any) -> Json:
    answer = client.get(f"/v1/jobs/{job['id']}/figures/{name}", params=params)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def searched(
    client: TestClient, *scores: float | None, metrics: Callable[[int], Json] = lambda _: {}, **job: Any
) -> Json:
    """A job whose first trials have these scores; None: failed. metrics: further ones by place."""
    changes = {"strategy": {"ranker": "surrogate", "warmup": 10}, **job}
    made = create(client, **changes)
    objective = made["objective"]["metric"]
    for i, score in enumerate(scores):
        [trial] = lease(client, made, worker=f"node-{i % 3}")
        token = {"lease_token": trial["lease"]["token"]}
        result = {"state": "completed", "metrics": {objective: score, **metrics(i)}}
        failed = {"state": "failed", "error": HOSTILE}
        assert report(client, trial, {**token, **(failed if score is None else result)}).status_code == 200
    return made


def layer(found: Json, number: int) -> list[Json]:
    rows: list[Json] = found["spec"]["layer"][number]["data"]["values"]
    return rows


def rows_of(found: Json) -> list[Json]:
    rows: list[Json] = found["spec"]["data"]["values"]
    return rows


def drawn(found: Json) -> str:
    """As SVG, by the Vega that the client draws with. Anything that it warns of fails the test."""
    assert found["spec"] is not None, found["reading"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return vl_convert.vegalite_to_svg(json.dumps({**found["spec"], "width": 600}), vl_version="6.4")


def test_every_figure_is_listed(client: TestClient) -> None:
    listed = client.get(f"/v1/jobs/{create(client)['id']}/figures").json()["items"]
    assert [item["name"] for item in listed] == NAMES
    assert all(item["title"] for item in listed)


@every_figure
def test_figures_of_a_job_without_trials_are_empty(client: TestClient, name: str) -> None:
    found = figure(client, create(client), name)
    assert (found["name"], found["empty"], found["spec"]) == (name, True, None)
    assert found["reading"].endswith((".", "trade-off."))


@every_figure
def test_figures_of_failed_trials_only(client: TestClient, name: str) -> None:
    found = figure(client, searched(client, None, None), name)
    assert found["empty"] == (name != "timeline")


CASES: dict[str, Callable[[TestClient], Json]] = {
    "one trial": lambda client: searched(client, 0.5, metrics=lambda _: {"params": 3}),
    "equal scores": lambda client: searched(client, 0.5, 0.5, 0.5, metrics=lambda _: {"params": 3}),
    "minimise": lambda client: searched(
        client,
        *(3.0, None, 2.0, 5.0),
        metrics=lambda i: {"params": i},
        objective={"metric": "acc", "goal": "minimize"},
    ),
    "conditional space": lambda client: searched(
        client, 3.0, 2.0, 5.0, 4.0, metrics=lambda i: {"params": i}, space=CONDITIONAL
    ),
    "hostile names": lambda client: searched(
        client,
        *(3.0, 2.0, 5.0, 4.0),
        metrics=lambda i: {f"other {HOSTILE}": i},
        objective={"metric": HOSTILE},
        space={
            "dimensions": [
                {"name": HOSTILE, "type": "categorical", "options": [HOSTILE, "b"]},
                {"name": "x", "type": "categorical", "options": ["c", "d", "e"]},
            ]
        },
    ),
    "extreme scores": lambda client: searched(client, 1e100, -1e100, 0.0, metrics=lambda i: {"params": 10.0**i}),
}


@every_figure
@pytest.mark.parametrize("case", CASES)
def test_figures_of_unusual_jobs(client: TestClient, name: str, case: str) -> None:
    found = figure(client, CASES[case](client), name)
    unranked = name.startswith("ranker-")  # these jobs end within their warm-up; others: tests/dashboard/test_rounds.py
    if unranked or (name == "importance" and case in {"one trial", "equal scores"}):
        assert found["empty"]
    else:
        assert "<svg" in drawn(found)


def test_an_unknown_figure_is_not_found(client: TestClient) -> None:
    answer = client.get(f"/v1/jobs/{create(client)['id']}/figures/%3Cscript%3E")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert all(name in answer.json()["detail"] for name in NAMES)


def test_an_unchanged_job_is_not_drawn_again(client: TestClient) -> None:
    job = searched(client, 0.5)
    url = f"/v1/jobs/{job['id']}/figures/history"
    first = client.get(url)
    assert first.headers["cache-control"] == "private, no-cache"
    again = client.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    lease(client, job)
    changed = client.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


def test_history(client: TestClient) -> None:
    job = searched(client, 0.3, None, 0.2, 0.7, 0.6)
    found = figure(client, job, "history")
    assert found["reading"] == (
        "Best acc 0.7, at trial 4 (4 trials completed). "
        "The best of 4 random trials at the start was 0.7, the median 0.45."
    )
    assert [(row["trial"], row["score"], row["best"]) for row in layer(found, 0)] == [
        (1, 0.3, 0.3),
        (3, 0.2, 0.3),
        (4, 0.7, 0.7),
        (5, 0.6, 0.7),
    ]
    assert [row["level"] for row in layer(found, 1)] == pytest.approx([0.7, 0.45])
    assert [(row["trial"], row["best"]) for row in layer(found, -1)] == [(1, 0.3), (4, 0.7), (5, 0.7)]


def test_history_of_a_job_that_minimises(client: TestClient) -> None:
    job = searched(client, 0.3, 0.4, 0.1, objective={"metric": "acc", "goal": "minimize"})
    for name, place in (("history", -1), ("history-time", -2)):
        found = figure(client, job, name)
        assert found["reading"].startswith("Best acc 0.1, at trial 3 (3 trials completed).")
        assert [row["best"] for row in layer(found, place)][-1] == (0.1)


def test_a_score_that_is_far_out_does_not_flatten_the_others(client: TestClient) -> None:
    job = searched(client, 1.0, 2.0, 3.0, 4.0, 1e9, objective={"metric": "acc", "goal": "minimize"})
    found = figure(client, job, "history")
    assert "1 score so bad" in found["reading"]
    assert found["spec"]["layer"][0]["encoding"]["y"]["scale"]["domain"] == [1.0, 4 + 6 * 2]


def test_importance_and_options(client: TestClient) -> None:
    """One dimension whose options have scores 1, 2, 3, 4, 5 each: the reading names them."""
    space = {"dimensions": [{"name": "op", "type": "categorical", "options": list("abcde")}]}
    job = searched(client, 1.0, 2.0, 3.0, 4.0, 5.0, space=space)
    codes = [t["ncode"] for t in client.get(f"/v1/jobs/{job['id']}/trials").json()["items"]]
    rows = rows_of(figure(client, job, "options"))
    assert {row["option"]: (row["trials"], row["mean"], row["best"]) for row in rows} == {
        "abcde"[int(code)]: (1, score, score) for code, score in zip(codes, range(1, 6), strict=False)
    }
    assert [row["text"].startswith("★") for row in rows].count(True) == 1
    assert (min(row["from"] for row in rows), max(row["to"] for row in rows)) == (0, 1), "the whole width"
    assert figure(client, job, "importance")["empty"]


def test_fewer_trials_are_read_for_long_codes(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six digits a trial: of four trials there is room for two."""
    monkeypatch.setattr(analysis, "MAX_DIGITS", 12)
    found = figure(client, searched(client, 0.9, 0.1, 0.5, 0.2), "parallel")
    assert sorted({row["trial"] for row in rows_of(found)}) == [2, 4]
    assert "one in 2" in figure(client, searched(client, 0.9, 0.1, 0.5, 0.2), "options")["reading"]


def test_the_trade_off(client: TestClient) -> None:
    costs = [5.0, 1.0, 2.0, 3.0]
    job = searched(client, 0.9, 0.5, 0.7, 0.6, metrics=lambda i: {"flops": costs[i], "zeta": 1.0})
    found = figure(client, job, "tradeoff")
    assert found["reading"] == (
        "acc against flops, where less is taken as better: of 4 trials, 3 are Pareto-optimal, "
        "from 0.5 at 1 to 0.9 at 5. Other metrics: zeta."
    )
    assert [row["trial"] for row in layer(found, 1)] == [1, 2, 3]
    more = figure(client, job, "tradeoff", metric="flops", metric_goal="maximize")["reading"]
    assert "more is taken as better: of 4 trials, 1 is Pareto-optimal, 0.9 at 5." in more
    assert "acc against zeta" in figure(client, job, "tradeoff", metric="zeta")["reading"]
    for metric in ("acc", "nothing", HOSTILE):
        found = figure(client, job, "tradeoff", metric=metric)
        assert found["empty"]
        assert "flops and zeta" in found["reading"]


def test_the_timeline_shows_how_trials_ended(client: TestClient) -> None:
    job = searched(client, 0.9, None, 0.5, budget={"max_trials": 10, "max_parallel": 2})
    lease(client, job, worker="node-10")
    found = figure(client, job, "timeline")
    assert found["reading"] == "The latest 4 trials that 4 workers began: 2 completed, 1 failed and 1 running."
    assert found["spec"]["params"][0]["value"] == ["node-0", "node-1", "node-2", "node-10"]
    assert [row["outcome"] for row in rows_of(found)] == ["completed", "failed", "completed", "running"]


def test_all_architectures_are_lines(client: TestClient) -> None:
    job = searched(client, 0.9, 0.1, 0.5, space=CONDITIONAL)
    found = figure(client, job, "parallel")
    trials = client.get(f"/v1/jobs/{job['id']}/trials").json()["items"][:3]
    for trial in trials:
        line = [row for row in rows_of(found) if row["trial"] == trial["number"]]
        assert [row["at"] for row in sorted(line, key=lambda row: row["axis"])] == [
            f"op: {trial['architecture']['op']}",
            f"rank: {trial['architecture'].get('rank', 'inactive')}",
            "score",
        ]
