"""The compact ranker as shipped: its contract and its invariances. tests/models shows that it searches."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from app.domain.dimension import categorical
from app.domain.history import History
from app.domain.limits import MAX_ABS_SCORE, MAX_OPTIONS
from app.domain.ranking import RankingRequest, require_ranking
from app.domain.search_space import SearchSpace
from tests.workers.ranking.compact_views import View, cells, ranker, request_of, view
from training.compact.batches import draw_chunk, make_batch
from workers.ranking.compact import CompactRanker
from workers.ranking.compact.acquisition import preference
from workers.ranking.compact.model import CompactModel, Shape
from workers.ranking.compact.scores import (
    BINS,
    CENTRES,
    EDGES,
    absolute_scores,
    bin_numbers,
    quantiles,
    relative_scores,
)
from workers.ranking.compact.trials import OPTIONS, Layout, Trials, option_ids
from workers.ranking.compact.weights_file import SHIPPED, load_model, save_model

__all__ = ["ranker", "view"]

Points = NDArray[np.int64]


def with_history(request: RankingRequest, points: Points, scores: NDArray[np.float64]) -> RankingRequest:
    return replace(request, history=History(points, scores))


def test_same_request_gives_the_same_ranking(ranker: CompactRanker) -> None:
    request = request_of(cells(), 40, 100)
    assert ranker.rank(request) == ranker.rank(request)


def test_a_pending_trial_makes_its_neighbourhood_less_attractive(view: View) -> None:
    request = request_of(cells(), 40, 1)
    promising = np.array([[4, 4, 4, 0, 0, 0], [0, 0, 0, 4, 4, 4]])
    beside = np.array([[4, 4, 4, 0, 0, 1], [0, 0, 0, 4, 4, 3]])
    task = replace(request, candidates=beside)
    free, crowded = (view.rank(replace(task, pending=pending)).scores for pending in (promising[:0], promising[:1]))
    assert crowded[0] - crowded[1] < free[0] - free[1]


def test_two_loads_agree_on_revision_and_scores(ranker: CompactRanker) -> None:
    other = CompactRanker.load()
    request = request_of(cells(), 20, 30)
    assert other.revision == ranker.revision
    assert other.rank(request) == ranker.rank(request)


def test_revision_follows_the_weights(tmp_path: Path, ranker: CompactRanker) -> None:
    shape = Shape(width=16, layers=1, heads=2, hidden=16)
    torch.manual_seed(0)
    save_model(CompactModel(shape), shape, tmp_path)
    first = CompactRanker.load(tmp_path).revision
    save_model(CompactModel(shape), shape, tmp_path)
    assert len({first, CompactRanker.load(tmp_path).revision, ranker.revision}) == 3


def test_weights_of_another_format_are_refused(tmp_path: Path) -> None:
    for name in ("config.json", "model.safetensors"):
        (tmp_path / name).write_bytes((SHIPPED / name).read_bytes())
    config = tmp_path / "config.json"
    config.write_text(config.read_text().replace('"format": 4', '"format": 99'))
    with pytest.raises(ValueError, match="format 99"):
        CompactRanker.load(tmp_path)


def test_order_of_candidates_only_permutes_their_scores(view: View) -> None:
    request = request_of(cells(), 30, 50)
    shuffled = np.random.default_rng(1).permutation(50)
    scores = np.array(view.rank(request).scores)
    permuted = view.rank(replace(request, candidates=request.candidates[shuffled]))
    np.testing.assert_allclose(permuted.scores, scores[shuffled], rtol=1e-4, atol=1e-6)


def test_score_does_not_depend_on_other_candidates(view: View) -> None:
    request = request_of(cells(), 30, 50)
    scores = view.rank(request).scores
    alone = view.rank(replace(request, candidates=request.candidates[7:8])).scores
    assert alone[0] == pytest.approx(scores[7], rel=1e-4, abs=1e-6)


def test_order_of_the_history_does_not_matter(view: View) -> None:
    request = request_of(SearchSpace(tuple(categorical(f"d{i}", list(range(30))) for i in range(5))), 60, 40)
    shuffled = np.random.default_rng(1).permutation(60)
    history = request.history
    permuted = with_history(request, history.points[shuffled], history.scores[shuffled])
    np.testing.assert_allclose(view.rank(permuted).scores, view.rank(request).scores, rtol=1e-4, atol=1e-6)


def test_scale_and_offset_of_scores_do_not_matter(view: View) -> None:
    request = request_of(cells(), 30, 50)
    scaled = with_history(request, request.history.points, 4096 * request.history.scores - 64)
    np.testing.assert_allclose(view.rank(scaled).scores, view.rank(request).scores, rtol=1e-3, atol=1e-5)


def test_dimensions_with_one_option_change_nothing(view: View) -> None:
    request = request_of(cells(), 30, 50)
    wider = SearchSpace((categorical("fixed", ["only"]), *request.space.dimensions))

    def widen(points: Points) -> Points:
        return np.hstack([np.zeros((len(points), 1), dtype=np.int64), points])

    history = History(widen(request.history.points), request.history.scores)
    padded = RankingRequest(wider, history, widen(request.candidates))
    assert view.rank(padded) == view.rank(request)


def test_padding_and_neighbours_in_a_batch_change_nothing() -> None:
    model, _ = load_model(SHIPPED)
    chunk = draw_chunk(3, 0, episodes=4, cuts=(12,))
    with torch.inference_mode():
        batch = make_batch(list(chunk.episodes), 0, 12)
        together = model(batch.history, batch.candidates)
        for i, episode in enumerate(chunk.episodes):
            one = make_batch([episode], 0, 12)
            torch.testing.assert_close(model(one.history, one.candidates)[0], together[i], rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("trials", [0, 1, 2])
def test_short_histories_are_ranked(view: View, trials: int) -> None:
    request = request_of(cells(), trials, 20)
    require_ranking(view.rank(request), request.candidates)


def test_no_candidates_give_an_empty_ranking(view: View) -> None:
    assert view.rank(request_of(cells(), 5, 0)).scores == ()


@pytest.mark.parametrize(
    "scores",
    [
        np.full(20, 3.0),
        np.concatenate([np.full(15, 3.0), np.arange(5.0)]),
        np.linspace(MAX_ABS_SCORE, -MAX_ABS_SCORE, 20),
        1e15 + np.arange(20) / 8,
        np.linspace(1, 0, 20) * 5e-324,
        np.concatenate([[MAX_ABS_SCORE], np.linspace(0, 1e-300, 19)]),
        np.concatenate([[-MAX_ABS_SCORE], np.linspace(0, 1e-300, 19)]),
    ],
    ids=["equal", "best-is-median", "huge", "tiny-spread", "denormal", "one-huge", "one-terrible"],
)
def test_extreme_scores_are_ranked(view: View, scores: NDArray[np.float64]) -> None:
    request = request_of(cells(), 20, 30)
    extreme = with_history(request, request.history.points, -np.sort(-scores))
    require_ranking(view.rank(extreme), request.candidates)


@pytest.mark.parametrize("options", [1, 2, MAX_OPTIONS])
def test_spaces_of_one_dimension_are_ranked(view: View, options: int) -> None:
    request = request_of(SearchSpace((categorical("only", list(range(options))),)), 3, 3)
    require_ranking(view.rank(request), request.candidates)


def test_option_ids_fit_the_table_and_keep_distinctions() -> None:
    layout = Layout(torch.tensor([[OPTIONS, 40, 40]]), torch.tensor([[False, True, False]]))
    points = torch.tensor([[[9, 0, 33], [3, 39, 33], [3, 20, 7]]])
    flat = torch.zeros(1, 3)
    ids = option_ids(points, Trials(layout, points, flat, flat))
    assert ids[0, :, 0].tolist() == [9, 3, 3]  # small dimensions as they are
    assert ids[0, :, 1].tolist() == [0, 9, 5]  # ordered: ten stretches
    assert ids[0, :, 2].tolist() == [0, 0, 1]  # nominal: by frequency


def test_relative_scores_are_1_at_best_and_0_at_median() -> None:
    history = np.array([5.0, 1.0, 3.0])
    assert relative_scores(history, np.array([5.0, 3.0, 4.0, 1e9])).tolist() == [1.0, 0.0, 0.5, 2.5]
    assert absolute_scores(history, np.array([1.0, 0.0, 0.5])).tolist() == [5.0, 3.0, 4.0]
    assert quantiles(np.array([1.0, 2.0, 2.0])).tolist() == pytest.approx([1 / 6, 2 / 3, 2 / 3])


def test_every_bin_holds_its_centre() -> None:
    assert bin_numbers(CENTRES).tolist() == list(range(BINS))
    assert (np.diff(EDGES) > 0).all()


def test_views_alternate_by_history_length_and_seed(ranker: CompactRanker) -> None:
    request = request_of(cells(), 9, 20)
    other_seed = replace(request, seed=request.seed + 1)
    again = replace(request, seed=request.seed + 2)
    assert ranker.rank(again) == ranker.rank(request)
    assert ranker.rank(other_seed) != ranker.rank(request)


@pytest.mark.parametrize("pending", [0, 3])
def test_distribution_orders_as_the_networks_view(ranker: CompactRanker, pending: int) -> None:
    drawn = request_of(cells(), 30, 50)
    request = replace(drawn, candidates=drawn.candidates[pending:], pending=drawn.candidates[:pending])
    shares = ranker.distribution(request)
    assert shares.shape == (50 - pending, BINS)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert (shares > 0).all()
    scores = View(ranker, is_network=True).rank(request).scores
    np.testing.assert_allclose(preference(torch.from_numpy(shares).log()), scores, rtol=1e-4, atol=1e-6)


def test_without_a_history_there_is_no_distribution(ranker: CompactRanker) -> None:
    with pytest.raises(ValueError, match="zero-size"):
        ranker.distribution(request_of(cells(), 0, 20))
