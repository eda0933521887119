"""The cost of a ranking at tiny sizes: what is timed, that fast and naive ways agree, the tables. No time is judged."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from threadpoolctl import threadpool_info, threadpool_limits

from benchmarks.ranking_cost import __main__ as command
from benchmarks.ranking_cost.language_model import PackedScoring, Shape, time_packed_scoring
from benchmarks.ranking_cost.report import markdown
from benchmarks.ranking_cost.rounds import PENDING, Round, Size, time_naive, time_pools, time_rankings
from benchmarks.ranking_cost.timing import Timing, measure, threads
from tests.workers.ranking.tiny_llama import tiny_config

SIZE = Size(observations=12, candidates=8, dimensions=4)


def test_a_round_is_what_its_size_says_and_free_of_duplicates() -> None:
    round_ = Round(SIZE)
    for request in round_.with_pending:
        history, pending, candidates = request.history.points, request.pending, request.candidates
        assert (len(history), len(pending), len(candidates)) == (12, PENDING, 8)
        everything = {tuple(row) for part in (history, pending, candidates) for row in part.tolist()}
        assert len(everything) == 12 + PENDING + 8
    assert [request.seed % 2 for request in round_.requests] == [0, 1]


def test_both_rankers_are_timed() -> None:
    timed = list(time_rankings([SIZE], thread_counts=(1, 1), repeats=3))
    assert [(t.ranker, t.threads) for t in timed] == [("compact", 1), ("compact", 1), ("surrogate", 1)]
    assert all(len(t.alone.wall_ms) == len(t.with_pending.processor) == 3 for t in timed)


@pytest.mark.parametrize("observations", [12, 13])
def test_one_call_a_candidate_gives_the_scores_of_one_for_all(observations: int) -> None:
    assert time_naive(Size(observations, 8, 4), thread_count=1, repeats=1).gap < 1e-4


def test_packed_scoring_agrees_with_plain_forwards() -> None:
    measured = _packed()
    assert measured.gap < 1e-3
    assert len(measured.packed.wall_ms) == 2
    assert len(measured.plain.wall_ms) == len(measured.trimmed.wall_ms) == 1


def test_threads_are_those_of_torch_alone_and_given_back() -> None:
    before = torch.get_num_threads()
    with threadpool_limits(2, user_api="blas"), threads(before + 1):
        assert torch.get_num_threads() == before + 1
        assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}
    assert torch.get_num_threads() == before


def test_warm_ups_do_not_count() -> None:
    calls: list[int] = []
    timing = measure(lambda: calls.append(1), repeats=3, warm_ups=2)
    assert len(calls) == 5
    assert len(timing.wall_ms) == len(timing.processor) == 3


def test_ratios_and_the_round_are_computed_from_medians() -> None:
    size = Size(200, 256, 6)
    pools = {size: Timing((5, 6, 100), (5, 5, 5))}
    [compact, *_] = time_rankings([SIZE], thread_counts=(1,), repeats=1)
    usual = replace(compact, size=size, alone=Timing((10, 20, 30), (1, 2, 3)), with_pending=Timing((40,), (4,)))
    naive = replace(
        time_naive(SIZE, thread_count=1, repeats=1),
        one_by_one=Timing((900,), (800,)),
        together=Timing((10, 20, 30), (10, 20, 30)),
        size=size,
    )
    text = markdown(pools, [usual], [naive], None)
    assert "pool and ranking: **26 ms**, with 7 pending 46 ms" in text
    assert "| 900 | 20 [12, 28] | 45.0 | 40.0 |" in text


def test_the_command_writes_between_the_markers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "SIZES", (SIZE,))
    monkeypatch.setattr(command, "USUAL_SIZES", (SIZE,))
    monkeypatch.setattr(command, "THREADS", (1,))
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- results: ranking cost -->\nold\n<!-- end of results: ranking cost -->\nafter\n")
    command.main(repeats=1, language_model=False, document=page)
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    assert "A compact round" in text
    assert "A compact round" in capsys.readouterr().out


def test_packed_scoring_is_reported_with_its_sizes() -> None:
    [ranking, *_] = time_rankings([SIZE], thread_counts=(1,), repeats=1)
    naive = time_naive(SIZE, thread_count=1, repeats=1)
    text = markdown(time_pools([SIZE], repeats=1), [ranking], [naive], _packed())
    assert "3 answers of 4 tokens after 20 tokens of history" in text


def _packed() -> PackedScoring:
    return time_packed_scoring(tiny_config(32), Shape(history=20, answers=3, answer=4), thread_count=1, repeats=2)
