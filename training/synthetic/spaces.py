"""Random search spaces, their architectures, and random effects of their options."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workers.ranking.compact.trials import OPTIONS, POSITIONS

Values = NDArray[np.float64]
Points = NDArray[np.int64]

SMALLEST_SPACE = 600
"""In architectures: enough for the longest trajectory and its candidates."""

_LENGTHS = np.arange(3, POSITIONS + 1)
_LENGTH_WEIGHTS = np.where(_LENGTHS <= 12, 1.0, 12.0 / _LENGTHS) + (_LENGTHS == 6)
_COMMON_COUNTS = np.arange(2, OPTIONS + 1)
_COUNT_WEIGHTS = np.array([9, 18, 17, 20, 10, 8, 8, 5, 5])
LONG_DIMENSION = 32
"""Some ordered dimensions have up to this many options."""


@dataclass(frozen=True, slots=True)
class PriorSpace:
    """A random search space of L positions."""

    counts: Points
    """Options of every position, [L]."""
    ordinal: NDArray[np.bool_]
    """Positions whose options act smoothly in their order, [L]."""
    declared: NDArray[np.bool_]
    """Positions that the ranker takes for ordered, [L]: usually, but not always, the ordinal ones."""
    shared: bool
    """Whether options have the same meaning at every position."""

    @property
    def length(self) -> int:
        return len(self.counts)

    @property
    def most(self) -> int:
        return int(self.counts.max())

    def draw(self, n: int, rng: np.random.Generator) -> Points:
        """n uniform points, repeats possible: [n, L]."""
        return rng.integers(0, self.counts, size=(n, self.length))


def draw_space(rng: np.random.Generator) -> PriorSpace:
    """3 to 32 positions, mostly of 2 to 10 options."""
    for _ in range(100):
        length = int(rng.choice(_LENGTHS, p=_LENGTH_WEIGHTS / _LENGTH_WEIGHTS.sum()))
        ordinal = rng.random(length) < rng.choice([0.0, 0.5, 1.0], p=[0.5, 0.2, 0.3])
        counts = _draw_counts(length, ordinal, rng)
        if np.log(counts).sum() >= np.log(SMALLEST_SPACE):
            break
    declared = ordinal if rng.random() < 0.8 else np.zeros(length, dtype=bool)
    if rng.random() < 0.1:
        declared = declared | (rng.random(length) < 0.3)
    return PriorSpace(counts, ordinal, declared, shared=bool(rng.random() < 0.55))


def relabelling(counts: Points, rng: np.random.Generator, *, shuffled: bool) -> Points:
    """The new index of every option at every position: int64 [L, most options]; the same index if not shuffled."""
    indices = np.tile(np.arange(int(counts.max())), (len(counts), 1))
    if shuffled:
        for row, count in zip(indices, counts, strict=True):
            row[:count] = rng.permutation(count)
    return indices


def unseen(drawn: Points, seen: Points) -> Points:
    """Row numbers of the points in `drawn` that are not in `seen`; of equal points only the first; ascending."""
    known = {row.tobytes() for row in np.ascontiguousarray(seen, dtype=np.int64)}
    new: list[int] = []
    for i, row in enumerate(np.ascontiguousarray(drawn, dtype=np.int64)):
        if (key := row.tobytes()) not in known:
            known.add(key)
            new.append(i)
    return np.array(new, dtype=np.int64)


def _draw_counts(length: int, ordinal: NDArray[np.bool_], rng: np.random.Generator) -> Points:
    typical = int(rng.choice(_COMMON_COUNTS, p=_COUNT_WEIGHTS / _COUNT_WEIGHTS.sum()))
    if length <= 4:
        typical = max(typical, 5)
    kind = rng.random()
    if kind < 0.65:
        counts = np.full(length, typical)
    elif kind < 0.85:
        counts = np.clip(typical + rng.integers(-2, 3, length), 2, OPTIONS)
    else:
        counts = rng.integers(2, OPTIONS + 1, length)
    if rng.random() < 0.15:
        long = ordinal & (rng.random(length) < 0.5)
        counts = np.where(long, rng.integers(OPTIONS, LONG_DIMENSION + 1, length), counts)
    return counts.astype(np.int64)


def option_effects(space: PriorSpace, width: int, rng: np.random.Generator) -> Values:
    """A random effect of every option at every position: [L, most options, width], unit scale over the positions.

    Shared options are correlated between positions, ordinal ones smooth; few or many positions matter.
    """
    shape = (space.length, space.most, width)
    effects = rng.normal(size=shape)
    if space.shared:
        likeness = rng.beta(1.5, 1.0)
        effects = np.sqrt(likeness) * rng.normal(size=(1, *shape[1:])) + np.sqrt(1 - likeness) * effects
    smooth = _smooth_effects((int(space.ordinal.sum()), space.most, width), space.counts[space.ordinal], rng)
    effects[space.ordinal] = 0.9 * smooth + 0.1 * effects[space.ordinal]
    scale = rng.gamma(rng.choice([0.4, 1.0, 3.0]), size=(space.length, 1, 1)) + 1e-3
    return np.asarray(effects * scale / np.sqrt((scale**2).mean()))


def _smooth_effects(shape: tuple[int, int, int], counts: Points, rng: np.random.Generator) -> Values:
    """Along the options: monotone, with one peak, or a random walk."""
    kind = rng.random()
    if kind < 0.45:
        curve = np.cumsum(rng.exponential(size=shape), axis=1) * np.where(
            rng.random((shape[0], 1, shape[2])) < 0.8, 1, -1
        )
    elif kind < 0.8:
        peak = rng.uniform(0, counts)[:, None, None]
        distance = np.abs(np.arange(shape[1])[None, :, None] - peak) / counts[:, None, None]
        curve = -(distance ** rng.uniform(0.7, 2.0)) * np.ones(shape)
    else:
        curve = np.cumsum(rng.normal(size=shape), axis=1)
    real = np.arange(shape[1])[None, :, None] < counts[:, None, None]
    size = counts[:, None, None]
    centred = np.where(real, curve - np.where(real, curve, 0).sum(1, keepdims=True) / size, 0.0)
    return np.asarray(centred / (np.sqrt((centred**2).sum(1, keepdims=True) / size) + 1e-9))


def at(table: Values, points: Points) -> Values:
    """Entries of a table [L, K, ...] at the options of every point: [n, L, ...]."""
    return np.asarray(table[np.arange(points.shape[1]), points])
