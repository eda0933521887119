"""The surrogate answers any valid request, is blind to monotone warps, agrees with the textbook, finds what is good."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import multivariate_normal, norm, rankdata

from app.domain.dimension import categorical, ordinal
from app.domain.history import History
from app.domain.limits import MAX_ABS_SCORE
from app.domain.ranking import RankingRequest, require_ranking
from app.domain.search_space import SearchSpace
from app.domain.surrogate import (
    NOISES,
    SurrogateRanker,
    distances,
    fit,
    log_expected_improvement,
    matern,
    rank_gaussian,
)

Scores = list[float]


def space_of(*counts: int, ordered: bool = False) -> SearchSpace:
    make = ordinal if ordered else categorical
    return SearchSpace(tuple(make(f"d{i}", list(range(count))) for i, count in enumerate(counts)))


def request(space: SearchSpace, points: list[list[int]], scores: Scores, candidates: list[list[int]]) -> RankingRequest:
    width = len(space.dimensions)
    order = np.argsort(-np.array(scores), kind="stable")
    history = History(
        np.array(points, dtype=np.int64).reshape(-1, width)[order], np.array(scores, dtype=np.float64)[order]
    )
    return RankingRequest(space, history, np.array(candidates, dtype=np.int64).reshape(-1, width))


@st.composite
def requests(draw: st.DrawFn) -> RankingRequest:
    """Few and repeated points, equal and extreme scores, single-option and ordered dimensions."""
    counts = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    space = space_of(*counts, ordered=draw(st.booleans()))
    point = st.tuples(*(st.integers(0, count - 1) for count in counts)).map(list)
    points = draw(st.lists(point, max_size=12))
    score = st.sampled_from([0.0, 1.0, MAX_ABS_SCORE, -MAX_ABS_SCORE, 1e-300]) | st.floats(-1e3, 1e3)
    scores = draw(st.lists(score, min_size=len(points), max_size=len(points)))
    return request(space, points, scores, draw(st.lists(point, max_size=8)))


@given(st.lists(st.floats(-MAX_ABS_SCORE, MAX_ABS_SCORE) | st.sampled_from([-1.0, -0.0, 0.0, 1.0]), min_size=1))
def test_ranks_are_those_of_scipy(scores: Scores) -> None:
    assert np.array_equal(rank_gaussian(np.array(scores)), norm.ppf((rankdata(scores) - 0.5) / len(scores)))


@given(requests())
@settings(deadline=None, max_examples=150)
def test_any_valid_request_gets_the_same_finite_ranking_every_time(task: RankingRequest) -> None:
    ranking = SurrogateRanker().rank(task)
    require_ranking(ranking, task.candidates)
    assert SurrogateRanker().rank(task) == ranking


def test_without_observations_scores_are_flat() -> None:
    task = request(space_of(3, 3), [], [], [[0, 1], [2, 2]])
    assert SurrogateRanker().rank(task).scores == (0.0, 0.0)


def test_a_full_sized_history_of_one_point_is_harmless() -> None:
    task = request(space_of(3, 3), [[0, 0]] * 1_000, np.arange(1_000.0).tolist(), [[0, 1], [2, 2]])
    require_ranking(SurrogateRanker().rank(task), task.candidates)


def test_one_observation_prefers_what_is_far_from_it() -> None:
    near_and_far = SurrogateRanker().rank(request(space_of(3, 3, 3), [[0, 0, 0]], [5.0], [[0, 0, 1], [1, 1, 1]]))
    assert near_and_far.order == (1, 0)


def test_of_two_equal_candidates_the_one_away_from_a_pending_trial_is_preferred() -> None:
    task = request(space_of(3, 3), [[0, 0]], [1.0], [[1, 2], [2, 1]])
    alone = SurrogateRanker().rank(task).scores
    assert alone[0] == pytest.approx(alone[1])
    crowded = SurrogateRanker().rank(replace(task, pending=np.array([[1, 0]])))
    assert crowded.order == (1, 0)


@given(requests(), st.integers(0, 8))
@settings(deadline=None, max_examples=50)
def test_pending_trials_in_any_order_leave_the_ranking_finite(task: RankingRequest, count: int) -> None:
    pending = task.candidates[:count]
    scores = SurrogateRanker().rank(replace(task, pending=pending)).scores
    assert np.isfinite(scores).all()
    np.testing.assert_allclose(SurrogateRanker().rank(replace(task, pending=pending[::-1])).scores, scores, rtol=1e-4)


@pytest.mark.parametrize("warp", [np.exp, lambda y: y**3 + 100, lambda y: np.sign(y) * np.abs(y) ** 0.1])
def test_rank_gaussian_is_blind_to_monotone_warps(warp: np.ufunc) -> None:
    scores = np.random.default_rng(0).normal(size=50)
    np.testing.assert_array_equal(rank_gaussian(warp(scores)), rank_gaussian(scores))


def test_rank_gaussian_is_symmetric_and_shares_ties() -> None:
    np.testing.assert_allclose(rank_gaussian(np.array([3.0, 1.0, 2.0])), norm.ppf([5 / 6, 1 / 6, 1 / 2]))
    np.testing.assert_array_equal(rank_gaussian(np.full(4, 7.0)), np.zeros(4))
    assert rank_gaussian(np.array([1.0, 2.0, 2.0])).tolist()[1:] == pytest.approx([norm.ppf(2 / 3)] * 2)


def test_distance_counts_differences_and_steps_over_the_dimensions_that_vary() -> None:
    space = SearchSpace(
        (categorical("op", ["a", "b", "c"]), ordinal("width", [8, 16, 32, 64, 128]), categorical("fixed", ["x"]))
    )
    a = np.array([[0, 0, 0]])
    b = np.array([[0, 0, 0], [2, 0, 0], [0, 1, 0], [1, 4, 0]])
    np.testing.assert_allclose(distances(space, a, b), np.sqrt([[0.0, 1 / 2, 1 / 8, 1.0]]))


def test_posterior_and_likelihood_agree_with_the_textbook() -> None:
    rng = np.random.default_rng(1)
    space = space_of(4, 4, 4, 4)
    points, candidates = rng.integers(0, 4, (25, 4)), rng.integers(0, 4, (6, 4))
    target = rank_gaussian(points[:, 0] + 0.1 * rng.normal(size=25))
    process = fit(distances(space, points, points), target)
    between = matern(distances(space, points, candidates), process.length_scale)
    signal = matern(distances(space, points, points), process.length_scale)
    likelihoods = []
    for noise in NOISES:
        covariance = process.variance * (signal + noise * np.eye(25))
        density = multivariate_normal.logpdf(target, np.zeros(25), covariance)
        likelihoods.append(density + 12.5 * (1 + np.log(2 * np.pi)))
    best = int(np.argmin(np.abs(np.array(likelihoods) - process.log_likelihood)))
    assert process.log_likelihood == pytest.approx(likelihoods[best])
    inverse = np.linalg.inv(signal + NOISES[best] * np.eye(25))
    mean, deviation = process.predict(distances(space, points, candidates))
    np.testing.assert_allclose(mean, between.T @ inverse @ target, atol=1e-9)
    variance = process.variance * (1 - np.einsum("nc,nk,kc->c", between, inverse, between))
    np.testing.assert_allclose(deviation, np.sqrt(variance))


@pytest.mark.parametrize("u", [-12.0, -3.0, -1.0, -0.999, 0.0, 2.5])
def test_log_expected_improvement_is_the_integral(u: float) -> None:
    deviation, best = 0.5, 2.0
    mean = best + u * deviation
    integral, _ = quad(lambda t: t * norm.pdf(t - u), 0, max(u, 0) + 12)
    found = log_expected_improvement(np.array([mean]), np.array([deviation]), best)
    assert found[0] == pytest.approx(np.log(deviation * integral), rel=1e-6)


def test_log_expected_improvement_is_finite_and_rising_far_below_the_best() -> None:
    mean = -np.logspace(7, -2, 400)
    values = log_expected_improvement(mean, np.ones(400), 0.0)
    assert np.isfinite(values).all()
    assert (np.diff(values) > 0).all()


def test_the_best_candidates_of_an_unseen_half_are_found() -> None:
    rng = np.random.default_rng(3)
    space = space_of(5, 5, 5, 5, 5, 5)
    gains = rng.normal(size=(6, 5))
    everything = np.unique(rng.integers(0, 5, (400, 6)), axis=0)
    rng.shuffle(everything)
    truth = gains[np.arange(6), everything].sum(axis=1) + 0.5 * (everything[:, 0] == everything[:, 3])
    half = len(everything) // 2
    task = request(space, everything[:half].tolist(), truth[:half].tolist(), everything[half:].tolist())
    unseen = truth[half:]
    first = np.array(SurrogateRanker().rank(task).order[: len(unseen) // 2])
    assert (unseen[first] > np.median(unseen)).mean() > 0.8
    assert unseen[first[0]] >= np.quantile(unseen, 0.98)


def test_an_ordered_dimension_is_extrapolated_to_its_neighbours() -> None:
    space = space_of(11, 2, ordered=True)
    points = [[i, j] for i in (0, 2, 4, 6, 8) for j in (0, 1)]
    task = request(space, points, [float(i) for i, _ in points], [[1, 0], [7, 0], [3, 1]])
    assert SurrogateRanker().rank(task).order[0] == 1
