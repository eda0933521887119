"""The best so far, and what is drawn of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.analysis.completed import Completed
from app.domain.analysis.progress import best_so_far, even_sample, indices_to_draw, robust_range, trace_progress

ASCENDING = np.arange(10_000) >= 0


def test_the_best_so_far() -> None:
    scores = np.array([3.0, 1.0, 3.0, 5.0, 4.0])
    best, improved = best_so_far(scores, "maximize")
    assert (best.tolist(), improved.tolist()) == ([3, 3, 3, 5, 5], [True, False, False, True, False])
    best, improved = best_so_far(scores, "minimize")
    assert (best.tolist(), improved.tolist()) == ([3, 1, 1, 1, 1], [True, True, False, False, False])


def test_nothing_has_no_best() -> None:
    best, improved = best_so_far(np.zeros(0), "maximize")
    assert (len(best), len(improved)) == (0, 0)


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=300), st.integers(4, 40))
def test_what_is_kept_has_the_ends_the_improvements_and_not_too_much(scores: list[float], limit: int) -> None:
    _, improved = best_so_far(np.array(scores), "maximize")
    kept = indices_to_draw(improved, limit=limit)
    assert len(kept) <= limit
    assert {0, len(scores) - 1, int(np.flatnonzero(improved)[-1])} <= set(kept.tolist())
    assert kept.tolist() == sorted(set(kept.tolist()))
    if improved.sum() <= limit // 2:
        assert set(np.flatnonzero(improved).tolist()) <= set(kept.tolist())


def test_a_job_that_only_gets_better_is_bounded_too() -> None:
    assert len(indices_to_draw(ASCENDING, limit=100)) <= 100


def test_an_even_sample() -> None:
    assert even_sample(0, 5).tolist() == []
    assert even_sample(3, 5).tolist() == [0, 1, 2]
    assert even_sample(9, 5).tolist() == [0, 2, 4, 6, 8]


def test_following_in_another_order() -> None:
    scores, finished_s = np.array([1.0, 3.0, 2.0]), np.array([9.0, 8.0, 7.0])
    trials = Completed(np.array([1, 2, 3]), np.array(["warmup"] * 3), scores, finished_s)
    progress = trace_progress(trials, order=np.array([2, 1, 0]), goal="maximize", limit=10)
    assert progress.trials.numbers.tolist() == [3, 2, 1]
    assert progress.best.tolist() == [2, 3, 3]
    assert progress.improved.tolist() == [True, True, False]
    assert progress.count == 3


@pytest.mark.parametrize(
    ("scores", "goal", "expected"),
    [
        ([1, 2, 3, 4, 1e6], "minimize", (1, 4 + 6 * 2)),
        ([1, 2, 3, 4, 1e6], "maximize", (1, 1e6)),
        ([-1e6, 1, 2, 3, 4], "maximize", (1 - 6 * 2, 4)),
        ([5, 5, 5], "maximize", (5, 5)),
        ([1, 2, 3], "minimize", (1, 3)),
    ],
)
def test_bad_scores_that_are_far_out_are_cut_and_good_ones_never(
    scores: list[float], goal: str, expected: tuple[float, float]
) -> None:
    assert robust_range(np.array(scores, dtype=float), goal) == expected  # type: ignore[arg-type]  # a Goal, as the table has it
