"""The paired bootstrap against cases worked out by hand."""

import numpy as np
import pytest

from benchmarks.quality.comparison import compare


def test_a_constant_difference_has_no_spread() -> None:
    base = np.array([[0.1, 0.4, 0.3], [0.5, 0.2, 0.6]])
    result = compare(base - 0.05, base)
    assert result.difference == pytest.approx(-0.05)
    assert (result.low, result.high) == pytest.approx((-0.05, -0.05))
    assert (result.wins, result.losses, result.searches) == (6, 0, 6)


def test_tasks_are_strata() -> None:
    """Differences -1 on one task and +1 on another: every resample has mean 0, since no task can be drawn twice."""
    result = compare(np.array([[0.0] * 8, [1.0] * 8]), np.array([[1.0] * 8, [0.0] * 8]))
    assert (result.difference, result.low, result.high) == (0, 0, 0)
    assert (result.wins, result.losses) == (8, 8)


def test_the_interval_is_that_of_the_mean() -> None:
    """100 differences of 0 and 1: the mean is 1/2, its standard error 1/20, ties are neither won nor lost."""
    first = np.tile([0.0, 1.0], 50)[None]
    result = compare(first, np.zeros((1, 100)))
    assert result.low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.015)
    assert result.high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.015)
    assert (result.wins, result.losses, result.searches) == (0, 50, 100)
