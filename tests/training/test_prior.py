"""The synthetic prior: deterministic, valid, varied, and episodes that look like searches."""

import numpy as np
import pytest

from app.domain.mutation import mutate_all
from training.compact.batches import batches, draw_chunk
from training.compact.trajectories import CANDIDATES, draw_episode
from training.synthetic.families import FAMILIES
from training.synthetic.landscapes import draw_landscape
from training.synthetic.spaces import LONG_DIMENSION, SMALLEST_SPACE, PriorSpace, draw_space
from workers.ranking.compact.scores import BINS
from workers.ranking.compact.trials import POSITIONS


def test_spaces_stay_in_bounds() -> None:
    rng = np.random.default_rng(0)
    for _ in range(300):
        space = draw_space(rng)
        assert 3 <= space.length <= POSITIONS
        assert space.counts.min() >= 2
        assert space.most <= LONG_DIMENSION
        assert np.prod(space.counts.astype(float)) >= SMALLEST_SPACE


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_scores_points_one_by_one_and_varies(name: str) -> None:
    family, _ = FAMILIES[name]
    for seed in range(5):
        rng = np.random.default_rng(seed)
        space = draw_space(rng)
        function = family(space, rng)
        points = space.draw(200, rng)
        values = function(points)
        assert values.shape == (200,)
        assert np.isfinite(values).all()
        np.testing.assert_allclose(function(points[50:60]), values[50:60], rtol=1e-9, atol=1e-9)
        assert len(np.unique(values)) > 1


def test_neighbouring_options_of_ordinal_dimensions_act_alike() -> None:
    """Steps between neighbours are smaller than between random options; without order they are not."""
    ratios = {}
    for ordinal in (True, False):
        steps = []
        for seed in range(40):
            rng = np.random.default_rng(seed)
            flags = np.full(4, ordinal)
            space = PriorSpace(np.full(4, 10), flags, flags, shared=False)
            additive, _ = FAMILIES["additive"]
            row = np.zeros((10, 4), dtype=np.int64)
            row[:, 0] = np.arange(10)
            values = additive(space, rng)(row)
            steps.append(np.abs(np.diff(values)).mean() / np.abs(values[:, None] - values[None]).mean())
        ratios[ordinal] = np.mean(steps)
    assert ratios[True] < 0.8 * ratios[False]


def test_a_landscape_without_noise_is_a_function() -> None:
    rng = np.random.default_rng(2)
    for _ in range(30):
        landscape = draw_landscape(rng)
        points = landscape.space.draw(20, rng)
        if landscape.noise == 0:
            assert (landscape.scores(points, rng) == landscape.scores(points, rng)).all()


def test_mutants_differ_from_their_parents_in_one_to_three_places() -> None:
    rng = np.random.default_rng(0)
    counts = np.array([2, 5, 9, 3])
    parents = rng.integers(0, counts, (500, 4))
    children = mutate_all(parents, counts, rng)
    changed = (children != parents).sum(1)
    assert changed.max() <= 3
    assert (changed == 1).mean() > 0.5
    assert ((children >= 0) & (children < counts)).all()


def test_episodes_are_distinct_trials_with_unseen_candidates() -> None:
    cuts = (8, 30)
    for seed in range(5):
        episode = draw_episode(cuts, np.random.default_rng(seed))
        assert len(np.unique(episode.points, axis=0)) == len(episode.points) == cuts[-1]
        for n, pool in zip(cuts, episode.pools, strict=True):
            both = np.concatenate([episode.points[:n], pool])
            assert len(np.unique(both, axis=0)) == n + CANDIDATES


def test_searches_improve_on_their_random_start() -> None:
    gains = []
    for seed in range(30):
        episode = draw_episode((100,), np.random.default_rng(seed))
        early, late = episode.scores[:20], episode.scores[-20:]
        gains.append((late.mean() - early.mean()) / episode.scores.std())
    assert np.mean(gains) > 0.3


def test_a_chunk_is_decided_by_seed_and_number() -> None:
    def drawn(seed: int, number: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.concatenate([e.scores for e in draw_chunk(seed, number, episodes=4, cuts=(8, 20)).episodes])

    assert (drawn(1, 2) == drawn(1, 2)).all()
    assert (drawn(1, 2) != drawn(1, 3)).any()
    assert (drawn(1, 2) != drawn(2, 2)).any()


def test_batches_use_every_episode_at_every_cut_once() -> None:
    chunk = draw_chunk(0, 0, episodes=10, cuts=(6, 20))
    rows = {6: 0, 20: 0}
    for batch in batches(chunk, np.random.default_rng(0), tokens=300):
        sequences, trials, _ = batch.history.points.shape
        rows[trials] += sequences
        assert batch.candidates.shape[:2] == batch.labels.shape == (sequences, CANDIDATES)
        assert 0 <= int(batch.labels.min()) <= int(batch.labels.max()) < BINS
        assert (batch.history.points < batch.history.layout.counts[:, None].clamp(min=1)).all()
        assert (batch.history.relative.max(1).values == 1).all()
    assert rows == {6: 10, 20: 10}
