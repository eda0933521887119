"""Correlations, calibration and regret, by hand."""

import numpy as np
import pytest
from scipy.stats import kendalltau, spearmanr

from app.domain.analysis.agreement import ScoredRound, calibrate, correlate, percentiles, pool_rounds
from app.domain.analysis.regret import compare_round, summarize


def scored_round(predicted: list[float], true: list[float], *, number: int = 1, pool_size: int = 11) -> ScoredRound:
    places = np.arange(len(true))
    chosen = places < 2
    return ScoredRound(number, pool_size, places, np.array(predicted), np.array(true), chosen)


def test_a_round_by_hand() -> None:
    """Pairs (3,1) (3,2) (2,1) by prediction; true: 5, 9, 1. One of three is the wrong way round."""
    found = correlate(scored_round([3, 2, 1], [5, 9, 1]))
    assert found is not None
    assert (found.n, found.kendall, found.spearman) == pytest.approx((3, 1 / 3, 0.5))


@pytest.mark.parametrize("seed", range(20))
def test_ties_count_as_in_scipy(seed: int) -> None:
    a, b = np.random.default_rng(seed).integers(0, 5, (2, 12)).astype(float).tolist()
    found = correlate(scored_round(a, b))
    assert found is not None
    assert found.kendall == pytest.approx(kendalltau(a, b).statistic)
    assert found.spearman == pytest.approx(spearmanr(a, b).statistic)


@pytest.mark.parametrize(
    ("predicted", "true"), [([2, 1], [1, 2]), ([1, 1, 1], [1, 2, 3]), ([1, 2, 3], [7, 7, 7]), ([], [])]
)
def test_a_round_that_says_nothing(predicted: list[float], true: list[float]) -> None:
    assert correlate(scored_round(predicted, true)) is None


def test_rounds_are_pooled_by_pairs_within_them_whatever_their_scales() -> None:
    """3 pairs of which 1 is wrong, 1 that is right; across the rounds the order would be the wrong one."""
    found = pool_rounds(
        [scored_round([3, 2, 1], [5, 9, 1]), scored_round([1000, 999], [-70, -80]), scored_round([1], [1])]
    )
    assert found is not None
    assert (found.rounds, found.candidates, found.pairs) == (2, 5, 4)
    assert found.kendall.value == pytest.approx((2 - 1 + 1) / 4)
    assert found.kendall.low is None


def test_an_interval_needs_rounds_that_differ_and_holds_the_estimate() -> None:
    rounds = [scored_round([3, 2, 1], [3, 2, 1] if i % 3 else [1, 2, 3]) for i in range(30)]
    found = pool_rounds(rounds)
    assert found is not None
    assert found.kendall.value == pytest.approx(1 / 3)
    assert found.kendall.low is not None
    assert found.kendall.high is not None
    # a share of 2/3 among 30: standard error 0.086, and tau is twice the share less one
    assert found.kendall.low == pytest.approx(1 / 3 - 2 * 1.96 * 0.086, abs=0.08)
    assert found.kendall.high == pytest.approx(1 / 3 + 2 * 1.96 * 0.086, abs=0.08)


def test_nothing_to_pool() -> None:
    assert pool_rounds([]) is None
    assert pool_rounds([scored_round([1, 1], [1, 2])]) is None


def test_only_what_was_chosen_together() -> None:
    together = scored_round([3, 2, 1], [5, 9, 1]).together
    assert (together.predicted.tolist(), together.true.tolist()) == ([3, 2], [5, 9])


def test_percentiles_count_ties_half() -> None:
    assert percentiles(np.array([2.0, 0.0, 3.0]), np.array([1.0, 2.0, 2.0, 3.0])).tolist() == [0.5, 0.0, 0.875]


def test_calibration_by_place_in_the_pool() -> None:
    """Places 0, 1, 2 of 11: percentiles 1, 0.9, 0.8; the first two are the top tenth."""
    observed = np.array([1.0, 5.0, 9.0, 20.0])
    low, top = calibrate([scored_round([3, 2, 1], [5, 9, 1])], observed)
    assert (top.n, top.predicted, top.true) == pytest.approx((2, 0.95, (0.375 + 0.625) / 2))
    assert (low.n, low.predicted, low.true) == pytest.approx((1, 0.8, 0.125))
    assert calibrate([], observed) == []


def test_a_duel_with_the_surrogate() -> None:
    """The ranker's order is a, b, c; the surrogate likes c most, then a."""
    found = compare_round(7, ["a", "b", "c"], np.array([2.0, 1.0, 3.0]), {"a": 10.0, "c": 14.0})
    assert (found.agreed, found.percentile, found.difference) == (False, 0.5, -4.0)
    assert compare_round(7, ["a", "b", "c"], np.array([2.0, 1.0, 3.0]), {"a": 10.0}).difference is None
    same = compare_round(7, ["a", "b", "c"], np.array([3.0, 3.0, 1.0]), {"a": 10.0})
    assert (same.agreed, same.percentile, same.difference) == (True, 0.75, 0.0)
    assert compare_round(7, ["a"], np.array([0.0]), {}).percentile == 1.0


def test_a_mean_difference_needs_five_rounds() -> None:
    def against(difference: float) -> dict[str, float]:
        return {"a": difference, "b": 0.0}

    lost = [compare_round(i, ["a", "b"], np.array([1.0, 2.0]), against(d)) for i, d in enumerate([1.0, 2.0, 3.0, 4.0])]
    few = summarize(lost)
    assert few is not None
    assert (few.rounds, few.agreed, few.compared, few.difference) == (4, 0, 4, None)
    enough = summarize([*lost, compare_round(9, ["a", "b"], np.array([1.0, 2.0]), against(5.0))])
    assert enough is not None
    assert enough.difference == 3.0
    assert (enough.low, enough.high) == pytest.approx((1.0368, 4.9632), abs=1e-3)
    assert summarize([]) is None
