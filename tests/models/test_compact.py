"""The compact ranker at the limits of a space, and that it searches: it reads its history, whatever the labels."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from app.domain.dimension import Dimension, categorical, integer
from app.domain.history import History
from app.domain.limits import MAX_DIMENSIONS, MAX_HISTORY, MAX_OPTIONS, MAX_POOL_SIZE
from app.domain.ranking import RankingRequest, require_ranking
from app.domain.search_space import SearchSpace
from tests.workers.ranking.compact_views import View, cells, ranker, request_of, view
from training.synthetic.landscapes import Landscape, draw_landscape
from training.synthetic.spaces import PriorSpace
from workers.ranking.compact import CompactRanker

__all__ = ["ranker", "view"]

Points = NDArray[np.int64]


def _dimension(number: int) -> Dimension:
    return categorical(f"d{number}", list(range(MAX_OPTIONS))) if number % 2 else integer(f"d{number}", 1, MAX_OPTIONS)


def test_largest_space_history_and_pool(view: View) -> None:
    space = SearchSpace(tuple(_dimension(i) for i in range(MAX_DIMENSIONS)))
    request = request_of(space, MAX_HISTORY, MAX_POOL_SIZE)
    require_ranking(view.rank(request), request.candidates)


def landscapes(number: int, seed: int) -> list[tuple[Landscape, np.random.Generator]]:
    """Functions over six positions of five unordered options, of a seed that training never uses."""
    none = np.zeros(6, dtype=bool)
    space = PriorSpace(np.full(6, 5), none, none, shared=True)
    drawn = []
    for i in range(number):
        rng = np.random.default_rng([2**50, seed, i])
        drawn.append((draw_landscape(rng, space), rng))
    return drawn


def rank_correlation(view: View, points: Points, scores: NDArray[np.float64], trials: int) -> float:
    history = History(points[:trials], scores[:trials])
    guess = view.rank(RankingRequest(cells(), history, points[trials:])).scores
    return float(spearmanr(guess, scores[trials:]).statistic)


def test_ranks_functions_it_has_never_seen(view: View) -> None:
    found = []
    for landscape, rng in landscapes(24, seed=0):
        points = np.unique(landscape.space.draw(260, rng), axis=0)
        points = rng.permutation(points)
        found.append(rank_correlation(view, points, landscape.scores(points, rng), 100))
    assert np.mean(found) > 0.6  # chance is 0


def test_relabelled_options_are_ranked_as_well(view: View) -> None:
    """What a label means is learned from the history: permuting the labels of every dimension costs nothing."""
    plain, relabelled = [], []
    for landscape, rng in landscapes(24, seed=1):
        points = rng.permutation(np.unique(landscape.space.draw(260, rng), axis=0))
        scores = landscape.scores(points, rng)
        names = rng.permuted(np.tile(np.arange(5), (6, 1)), axis=1)
        plain.append(rank_correlation(view, points, scores, 60))
        relabelled.append(rank_correlation(view, names[np.arange(6), points], scores, 60))
    difference = np.array(relabelled) - np.array(plain)
    assert abs(difference.mean()) < 0.03
    assert np.mean(relabelled) > 0.5


def _regret(ranker: CompactRanker | None, landscape: Landscape, names: Points, seed: int) -> float:
    """Of 50 evaluations over 5^4 architectures, options renamed; 0 is the optimum, 1 the median."""
    rng = np.random.default_rng(seed)
    every = np.array(list(np.ndindex(5, 5, 5, 5)), dtype=np.int64)
    scores = landscape.clean(every)
    shown = names[np.arange(4), every]
    tried = list(rng.permutation(len(every))[:5])
    for _ in range(45):
        rest = np.setdiff1d(np.arange(len(every)), tried)
        pool = rng.permutation(rest)[:64]
        best = 0
        if ranker is not None:
            seen = np.array(sorted(tried, key=lambda i: -scores[i]))
            history = History(shown[seen], scores[seen])
            best = ranker.rank(RankingRequest(cells(4), history, shown[pool])).order[0]
        tried.append(int(pool[best]))
    return float((scores.max() - scores[tried].max()) / (scores.max() - np.median(scores)))


def test_search_beats_chance_and_does_not_depend_on_labels(ranker: CompactRanker) -> None:
    none = np.zeros(4, dtype=bool)
    space = PriorSpace(np.full(4, 5), none, none, shared=True)
    same = np.tile(np.arange(5), (4, 1))
    plain, renamed, chance = [], [], []
    for i in range(8):
        rng = np.random.default_rng([2**50, 2, i])
        landscape = draw_landscape(rng, space)
        plain.append(_regret(ranker, landscape, same, i))
        renamed.append(_regret(ranker, landscape, rng.permuted(same, axis=1), i))
        chance.append(_regret(None, landscape, same, i))
    assert np.mean(plain) < 0.5 * np.mean(chance)
    assert np.mean(renamed) < 0.5 * np.mean(chance)
