"""Whole searches with the real processes: API, ranking worker, io worker, beat, and a client over HTTP."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import numpy as np
import pytest

from app.domain.ncode import format_ncode
from app.domain.space_spec import parse_space
from benchmarks.quality.methods import METHODS
from benchmarks.quality.search import Search
from benchmarks.quality.tables import Task
from tests.builders import CELLS, job_body
from tests.servers import Servers
from tests.stack import Stack, running_stack
from tests.workers.ranking.tiny_llama import make_tiny_llama

SEARCH_TIMEOUT_S = 90
Json = dict[str, Any]


@pytest.fixture(scope="module")
def stack(database_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """With a language model, and short times so that recovery is seen."""
    model = make_tiny_llama(tmp_path_factory.mktemp("models") / "tiny")
    environment = {
        "LMSEARCHER_LLMS": f'{{"tiny": "{model}"}}',
        "LMSEARCHER_ROUND_CLAIM_S": "3",
        "LMSEARCHER_STALL_TIMEOUT_S": "30",
        "LMSEARCHER_SWEEP_INTERVAL_S": "1",
    }
    logs = tmp_path_factory.mktemp("logs")
    servers = Servers(database_url, redis_url).apart("search", 2)
    with running_stack(servers, log_dir=logs, environment=environment) as stack:
        yield stack


@pytest.fixture
def http(stack: Stack) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=stack.url, timeout=20) as client:
        yield client


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


def test_the_compact_ranker_decides(http: httpx2.Client) -> None:
    job = http.post("/v1/jobs", json=job_body(budget={"max_trials": 15}, strategy={"ranker": "compact"})).json()
    codes = search(http, job)
    assert len(set(codes)) == 15
    rounds = rounds_of(http, job)
    assert [r["source"] for r in rounds] == ["warmup", *["ranked"] * 10]
    assert {r["ranker"] for r in rounds[1:]} == {"compact"}
    assert len({r["revision"] for r in rounds[1:]}) == 1
    [shown] = [r for r in http.get("/v1/rankers").json()["items"] if r["name"] == "compact"]
    assert shown["revision"] == rounds[1]["revision"]


@pytest.mark.parametrize("ranker", ["surrogate", "compact", "auto"])
def test_a_job_over_http_is_the_search_that_the_benchmark_measures(http: httpx2.Client, ranker: str) -> None:
    """Architecture for architecture, from the same seed: what docs/quality.md says holds for jobs."""
    strategy = {"ranker": ranker}
    job = http.post("/v1/jobs", json=job_body(budget={"max_trials": 30}, strategy=strategy, seed=11)).json()
    codes = search(http, job)
    assert {r["ranker"] for r in rounds_of(http, job)[1:]} == {ranker}
    space = parse_space(CELLS)
    everything = np.stack(np.unravel_index(np.arange(5**6), (5,) * 6), axis=1)
    measured = Search(Task("sum", space, "maximize", everything.sum(axis=1).astype(np.float64)), budget=30, seed=11)
    measured.run(METHODS[ranker].propose)
    assert codes == [format_ncode(space, o.point) for o in measured.observations]


def test_a_language_model_decides(http: httpx2.Client) -> None:
    strategy = {"ranker": "llm:tiny", "pool": {"kind": "uniform", "size": 10}}
    job = http.post("/v1/jobs", json=job_body(budget={"max_trials": 10}, strategy=strategy)).json()
    assert len(set(search(http, job))) == 10
    for round_ in rounds_of(http, job)[1:]:
        assert (round_["source"], round_["ranker"]) == ("ranked", "llm:tiny"), round_["fallback_reason"]
        assert round_["prompt_tokens"] > 0


def test_kill_9_of_the_ranking_worker_loses_and_doubles_nothing(http: httpx2.Client, stack: Stack) -> None:
    job = http.post("/v1/jobs", json=job_body(budget={"max_trials": 40}, strategy={"ranker": "compact"})).json()

    def kill(done: int) -> None:
        if done in (12, 25):
            stack.kill("ranking")

    codes = search(http, job, after_trial=kill)
    assert len(codes) == len(set(codes)) == 40
    ended = http.get(f"/v1/jobs/{job['id']}").json()
    assert (ended["state"], ended["end_reason"], ended["progress"]["completed"]) == ("completed", "budget_used", 40)
    rounds = rounds_of(http, job)
    assert [r["number"] for r in rounds] == list(range(1, len(rounds) + 1))
    assert {r["state"] for r in rounds} == {"ranked"}


def test_a_stateless_ranking_by_the_worker(http: httpx2.Client) -> None:
    question = {
        "space": {"dimensions": [{"name": "x", "type": "int", "low": 0, "high": 9}]},
        "history": [{"ncode": str(i), "score": float(i)} for i in (0, 2, 5)],
        "candidates": ["9", "1"],
        "ranker": "compact",
    }
    answer = http.post("/v1/rankings", json=question).json()
    assert (answer["ranker"], answer["fallback_reason"]) == ("compact", None)
    assert len(answer["ranking"]) == 2
