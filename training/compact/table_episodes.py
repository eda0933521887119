"""Episodes of measured architectures: a table, or a pruned subspace of it, searched as synthetic functions are."""

import numpy as np

from app.domain.mutation import PARENTS
from training.compact.trajectories import CANDIDATES, Episode
from training.synthetic.searches import draw_mutants, draw_trajectory
from training.synthetic.spaces import Points, PriorSpace, Values, relabelling, unseen
from training.tables.subspaces import TableSource
from training.tables.table_space import TableSpace

ROOM = 2 * CANDIDATES
"""Architectures beyond the longest history, so that the last candidates are not all that is left."""
_DRAWN = 6 * CANDIDATES
_ATTEMPTS = 50


class NoEpisodeError(Exception):
    """Tables are too small, too incomplete or too flat for an episode; the message names them."""


def draw_table_episode(
    source: TableSource, cuts: tuple[int, ...], rng: np.random.Generator, *, relabel: bool, subspaces: bool
) -> Episode:
    """An episode of a table's metric, with histories of the lengths `cuts`, ascending. Scores are without noise.

    Tables state no order of options, so all positions are nominal and relabelling permutes them. Raises NoEpisodeError,
    and TooSmallError if no subspace has the architectures for the longest cut.
    """
    smallest = cuts[-1] + ROOM
    if not subspaces and source.whole.size < smallest:
        raise NoEpisodeError(f"{source.name}: {source.whole.size} architectures, at least {smallest} are needed")
    for _ in range(_ATTEMPTS):
        space = source.draw(rng, smallest=smallest)[0] if subspaces else source.whole
        points, scores = draw_trajectory(space, cuts[-1], rng)
        if len(points) < cuts[-1] or scores.std() <= 1e-9:
            continue
        pools = [_draw_candidates(space, points[:n], scores[:n], rng) for n in cuts]
        if all(len(pool) == CANDIDATES for pool in pools):
            labels = relabelling(space.counts, rng, shuffled=relabel)
            pool_scores = np.stack([space.truth(pool) for pool in pools])
            return _as_episode(
                space.counts, labels, points=points, scores=scores, pools=np.stack(pools), pool_scores=pool_scores
            )
    raise NoEpisodeError(f"{source.name}: no search of {cuts[-1]} trials with candidates in {_ATTEMPTS} attempts")


def _as_episode(
    counts: Points, labels: Points, *, points: Points, scores: Values, pools: Points, pool_scores: Values
) -> Episode:
    """As the ranker would see it: without positions of a single option, options renamed by `labels` [L, most]."""
    positions = np.flatnonzero(counts > 1)
    nominal = np.zeros(len(positions), dtype=bool)
    return Episode(
        PriorSpace(counts[positions], nominal, nominal, shared=False),
        labels[positions, points[:, positions]],
        scores,
        labels[positions, pools[..., positions]],
        pool_scores,
    )


def _draw_candidates(space: TableSpace, points: Points, scores: Values, rng: np.random.Generator) -> Points:
    """Half mutants of the best trials, half uniform; measured, distinct and unseen; CANDIDATES unless too few are."""
    mutants = draw_mutants(space, points[np.argsort(-scores)[:PARENTS]], _DRAWN, rng)
    mutants = mutants[np.isfinite(space.truth(mutants))]
    mutants = mutants[unseen(mutants, points)][: CANDIDATES // 2]
    uniform = space.draw(_DRAWN, rng)
    uniform = uniform[unseen(uniform, np.concatenate([points, mutants]))][: CANDIDATES - len(mutants)]
    return np.concatenate([mutants, uniform])
