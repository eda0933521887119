"""Values that are not scores are refused with field and hint, in results and histories; none reaches a ranking."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.driver import Json, create, lease, report
from tests.api.test_rankings import LINE, QUESTION

JSON = {"content-type": "application/json"}
NO_SCORES = {
    "NaN": "Give a finite number.",
    "Infinity": "Give a finite number.",
    "-Infinity": "Give a finite number.",
    "1e400": "Give a finite number.",
    "9" * 401: "Give a number that fits a double.",
    "-" + "9" * 401: "Give a number that fits a double.",
    "null": "Give a number.",
    '"0.5"': "Give a number.",
    '"NaN"': "Give a number.",
    "true": "Give a number.",
    "[0.5]": "Give a number.",
    '{"value": 0.5}': "Give a number.",
}
"""As they stand in a body; NaN and the infinities as Python writes them."""
OUT_OF_RANGE = ["1.1e100", "-1.1e100", "1.7976931348623157e308", "9" * 102]
SCORES = ["0", "-0.0", "7", "1e100", "-1e100", "5e-324", "1e-400", "9" * 100]


def _send_result(client: TestClient, trial: Json, metrics: str) -> Any:
    body = f'{{"lease_token": "{trial["lease"]["token"]}", "state": "completed", "metrics": {metrics}}}'
    return client.post(f"/v1/trials/{trial['id']}/result", content=body, headers=JSON)


def _rank(client: TestClient, score: str) -> Any:
    body = (
        f'{{"space": {{"dimensions": [{{"name": "x", "type": "int", "low": 0, "high": 9}}]}}, "ranker": "surrogate", '
        f'"history": [{{"ncode": "1", "score": 0.5}}, {{"ncode": "2", "score": {score}}}], "candidates": ["3", "4"]}}'
    )
    return client.post("/v1/rankings", content=body, headers=JSON)


def _only_problem(answer: Any) -> tuple[str, str]:
    assert answer.status_code == 422, answer.text
    [error] = answer.json()["errors"]
    return error["pointer"], error["hint"]


@pytest.mark.parametrize("value", NO_SCORES, ids=lambda value: value[:12])
def test_a_metric_that_is_not_a_number_is_refused(client: TestClient, value: str) -> None:
    [trial] = lease(client, create(client))
    for metrics, pointer in (
        (f'{{"acc": {value}}}', "/metrics/acc"),
        (f'{{"acc": 1, "loss": {value}}}', "/metrics/loss"),
    ):
        assert _only_problem(_send_result(client, trial, metrics)) == (pointer, NO_SCORES[value])
    assert client.get(f"/v1/trials/{trial['id']}").json()["state"] == "running"


@pytest.mark.parametrize("value", NO_SCORES, ids=lambda value: value[:12])
def test_a_history_score_that_is_not_a_number_is_refused(client: TestClient, value: str) -> None:
    assert _only_problem(_rank(client, value)) == ("/history/1/score", NO_SCORES[value])


@pytest.mark.parametrize("value", OUT_OF_RANGE, ids=lambda value: value[:12])
def test_scores_out_of_range_are_refused_other_metrics_kept(client: TestClient, value: str) -> None:
    [trial] = lease(client, create(client))
    refused = _send_result(client, trial, f'{{"acc": {value}}}')
    assert _only_problem(refused) == ("/metrics/acc", "Stay within ±1e+100, or report the state failed.")
    pointer, hint = _only_problem(_rank(client, value))
    assert (pointer, hint) == ("/history/1/score", f"Give at {'least -' if value[0] == '-' else 'most '}1e+100.")
    kept = _send_result(client, trial, f'{{"acc": 1, "loss": {value}}}').json()["trial"]["metrics"]
    assert kept == {"acc": 1, "loss": float(value)}


@pytest.mark.parametrize("value", SCORES, ids=lambda value: value[:12])
def test_every_number_in_range_is_stored_exactly_and_ranked(client: TestClient, value: str) -> None:
    [trial] = lease(client, create(client))
    assert _send_result(client, trial, f'{{"acc": {value}}}').json()["trial"]["score"] == float(value)
    ranking = _rank(client, value).json()["ranking"]
    assert {item["ncode"] for item in ranking} == {"3", "4"}
    assert all(math.isfinite(item["score"]) for item in ranking)


@pytest.mark.parametrize(
    ("metrics", "pointer"),
    [
        ("{}", "/metrics/acc"),
        ('{"accuracy": 1}', "/metrics/acc"),
        ('{"acc": 1, "": 1}', "/metrics/"),
        ('{"acc": 1, "a\\u0000": 1}', "/metrics/a\0"),
        (f'{{"acc": 1, "{"m" * 65}": 1}}', f"/metrics/{'m' * 65}"),
        (f"{{{', '.join(f'{chr(34)}m{i}{chr(34)}: 1' for i in range(65))}}}", "/metrics"),
        ("[1]", "/metrics"),
        ("null", "/metrics"),
        ("0.5", "/metrics"),
    ],
    ids=["empty", "another name", "no name", "unprintable", "long name", "65", "list", "null", "bare number"],
)
def test_metrics_of_another_shape_are_refused(client: TestClient, metrics: str, pointer: str) -> None:
    [trial] = lease(client, create(client))
    assert _only_problem(_send_result(client, trial, metrics))[0] == pointer
    assert client.get(f"/v1/trials/{trial['id']}").json()["state"] == "running"


def test_a_number_too_long_to_read_is_a_bad_request(client: TestClient) -> None:
    [trial] = lease(client, create(client))
    for answer in (_send_result(client, trial, f'{{"acc": {"9" * 5_000}}}'), _rank(client, "9" * 5_000)):
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
        assert "a number in it is too long" in answer.json()["detail"]


@pytest.mark.parametrize("state", ["failed", "infeasible"])
def test_a_trial_without_a_score_ends_as_reported(client: TestClient, state: str) -> None:
    [trial] = lease(client, create(client))
    result = {"lease_token": trial["lease"]["token"], "state": state, "metrics": {"acc": 3.0}, "error": "loss is NaN"}
    ended = report(client, trial, result).json()["trial"]
    assert (ended["state"], ended["score"], ended["error"]) == (state, None, "loss is NaN")


@pytest.mark.parametrize(
    ("penalize", "seen"), [([], 1), (["infeasible"], 2), (["failed"], 3), (["failed", "infeasible"], 4)]
)
def test_outcomes_reach_the_ranker_as_the_strategy_sets(
    client: TestClient, rank_due: Callable[[], None], penalize: list[str], seen: int
) -> None:
    budget = {"max_trials": 5, "max_parallel": 4}
    job = create(client, budget=budget, strategy={"ranker": "surrogate", "warmup": 4, "penalize": penalize})
    trials = lease(client, job, count=4)
    for trial, state in zip(trials, ["failed", "failed", "infeasible", "completed"], strict=True):
        body = {"lease_token": trial["lease"]["token"], "state": state, "metrics": {"acc": 0.5}}
        assert report(client, trial, body).status_code == 200
    rank_due()
    round_ = client.get(f"/v1/jobs/{job['id']}/rounds/2").json()
    assert (round_["source"], round_["history_size"]) == ("ranked", seen)


def test_a_history_item_has_one_form(client: TestClient) -> None:
    both = {"ncode": "1", "architecture": {"x": 1}, "score": 1.0}
    answer = client.post("/v1/rankings", json={**QUESTION, "space": LINE, "history": [both]})
    assert _only_problem(answer) == ("/history/0/ncode", "Remove it, or check its spelling.")
