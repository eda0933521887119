"""Options, importance and fronts, against values worked out by hand."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.domain.analysis.options import INACTIVE, OptionScores, importance, read_levels, score_options
from app.domain.analysis.progress import pareto_front
from app.domain.goal import Goal
from app.domain.ncode import format_ncode
from app.domain.search_space import SearchSpace
from app.domain.space_spec import parse_space

CONDITIONAL: dict[str, Any] = {
    "dimensions": [
        {"name": "op", "type": "categorical", "options": ["skip", "conv"]},
        {"name": "rank", "type": "int", "low": 0, "high": 10},
        {"name": "act", "type": "categorical", "options": ["relu", "silu"]},
    ],
    "conditions": [
        {"dimension": "rank", "when": {"op": ["conv"]}},
        {"dimension": "act", "when": {"rank": [0, 10]}},
    ],
}
"""`rank` takes two digits; `act` hangs on a dimension that is itself conditional."""


def _digits(space: SearchSpace, points: Sequence[tuple[int, ...]]) -> NDArray[np.uint8]:
    codes = [format_ncode(space, point) for point in points]
    return np.array([[int(c) for c in code] for code in codes], dtype=np.uint8)


def test_levels_are_read_as_the_space_decodes_them() -> None:
    space = parse_space(CONDITIONAL)
    points = list(product(range(2), range(11), range(2)))
    levels = read_levels(space, _digits(space, points))
    for point, row in zip(points, levels.tolist(), strict=True):
        canonical = space.canonical(point)
        expected = [i if on else INACTIVE for i, on in zip(canonical, space.active(canonical), strict=True)]
        assert row == expected


def test_importance_by_hand() -> None:
    """Two dimensions of two options, every combination once: scores 0, 1, 4, 5. Totals: SST 17, of it 16 and 1.

    Epsilon squared: 1 - (SSW / 2) / (SST / 3), that is 1 - (1 / 2) / (17 / 3), and 1 - (16 / 2) / (17 / 3) < 0.
    """
    levels = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    assert importance(levels, np.array([0.0, 1.0, 4.0, 5.0])) == pytest.approx([1 - 3 / 34, 0.0])


def test_being_inactive_counts_as_a_level() -> None:
    levels = np.array([[INACTIVE], [INACTIVE], [0], [0]])
    assert importance(levels, np.array([0.0, 0.0, 1.0, 1.0])) == pytest.approx([1.0])


@pytest.mark.parametrize("scores", [[], [1.0], [2.0, 2.0, 2.0], [1e100, -1e100]])
def test_importance_is_nan_where_it_cannot_be_estimated(scores: list[float]) -> None:
    levels = np.arange(len(scores)).reshape(-1, 1)
    assert np.isnan(importance(levels, np.array(scores))).all()


def test_extreme_scores_do_not_overflow() -> None:
    levels = np.array([[0], [0], [1], [1]])
    assert importance(levels, np.array([1e100, 1e100, -1e100, -1e100])) == pytest.approx([1.0])


def test_a_dimension_that_does_not_matter_explains_little_by_chance() -> None:
    rng = np.random.default_rng(0)
    levels = rng.integers(0, 20, (200, 50))
    shares = importance(levels, rng.normal(size=200))
    assert shares.mean() < 0.03


def test_options_by_hand() -> None:
    levels = np.array([[0, INACTIVE], [0, 1], [2, 1]])
    scores = np.array([1.0, 4.0, 3.0])
    table = score_options(levels, scores, option_counts=(3, 2), goal="maximize")
    assert table == [
        OptionScores(0, 0, 2, 2.5, 4.0),
        OptionScores(0, 1, 0, None, None),
        OptionScores(0, 2, 1, 3.0, 3.0),
        OptionScores(1, 0, 0, None, None),
        OptionScores(1, 1, 2, 3.5, 4.0),
        OptionScores(1, INACTIVE, 1, 1.0, 1.0),
    ]
    smallest = score_options(levels, scores, option_counts=(3, 2), goal="minimize")
    assert [row.best for row in smallest] == [1.0, None, 3.0, None, 3.0, 1.0]


def test_options_of_no_trial() -> None:
    table = score_options(np.zeros((0, 1), dtype=np.int64), np.zeros(0), option_counts=(2,), goal="maximize")
    assert [(row.count, row.mean) for row in table] == [(0, None), (0, None)]


def _beaten(i: int, scores: list[int], costs: list[int], sign: int) -> bool:
    mine = sign * scores[i], -costs[i]
    others = [(sign * s, -c) for s, c in zip(scores, costs, strict=True)]
    return any(s >= mine[0] and c >= mine[1] and (s, c) != mine for s, c in others)


@pytest.mark.parametrize("goal", ["maximize", "minimize"])
@given(pairs=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=30))
def test_the_front_is_what_comparing_all_with_all_finds(goal: Goal, pairs: list[tuple[int, int]]) -> None:
    scores, costs = [s for s, _ in pairs], [c for _, c in pairs]
    found = pareto_front(np.array(scores, dtype=float), np.array(costs, dtype=float), goal)
    sign = 1 if goal == "maximize" else -1
    assert found.tolist() == [not _beaten(i, scores, costs, sign) for i in range(len(pairs))]
