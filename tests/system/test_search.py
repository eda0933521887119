"""Whole searches with the real processes: API, ranking worker, io worker, beat, and a client over HTTP."""

from collections.abc import Iterator

import httpx2
import numpy as np
import pytest

from app.domain.ncode import format_ncode
from app.domain.space_spec import parse_space
from benchmarks.quality.methods import METHODS
from benchmarks.quality.search import Search
from benchmarks.quality.tables import Task
from tests.builders import CELLS, job_body
from tests.live import Live
from tests.system.searches import rounds_of, search
from tests.workers.ranking.tiny_llama import make_tiny_llama


@pytest.fixture(scope="module")
def http(live: Live) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=live.stack.url, timeout=20) as client:
        yield client


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


def test_a_language_model_decides(http: httpx2.Client, live: Live) -> None:
    make_tiny_llama(live.tiny_model)
    strategy = {"ranker": "llm:tiny", "pool": {"kind": "uniform", "size": 10}}
    job = http.post("/v1/jobs", json=job_body(budget={"max_trials": 10}, strategy=strategy)).json()
    assert len(set(search(http, job))) == 10
    for round_ in rounds_of(http, job)[1:]:
        assert (round_["source"], round_["ranker"]) == ("ranked", "llm:tiny"), round_["fallback_reason"]
        assert round_["prompt_tokens"] > 0


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
