"""A table as a space that a search can explore."""

import numpy as np

from training.tables.table import Codes, Values

_KEY_SEED = 20_251


class TableSpace:
    """The measured architectures of a table, or of a subspace of it, with scores to be maximised."""

    def __init__(self, counts: Codes, points: Codes, scores: Values) -> None:
        """Indexes the architectures.

        Args:
            counts: Options of every position, [L].
            points: Distinct architectures, [N, L].
            scores: Their scores, [N].
        """
        self.counts = counts
        self._factors = np.random.default_rng(_KEY_SEED).integers(2**63, size=len(counts), dtype=np.uint64) | np.uint64(
            1
        )
        keys = self._keys(points)
        order = np.argsort(keys)
        self._sorted, self._points, self._scores = keys[order], points[order], scores[order]

    @property
    def size(self) -> int:
        """How many architectures were measured."""
        return len(self._scores)

    def draw(self, n: int, rng: np.random.Generator) -> Codes:
        """n measured architectures, uniformly, repeats possible: [n, L]."""
        return np.take(self._points, rng.integers(0, self.size, n), axis=0)

    def observe(self, points: Codes, rng: np.random.Generator) -> Values:  # noqa: ARG002  a table has one score for each
        """The scores, as `truth`: a table has no noise."""
        return self.truth(points)

    def truth(self, points: Codes) -> Values:
        """The scores of the points, [n]; NaN where nothing was measured."""
        places = np.minimum(np.searchsorted(self._sorted, self._keys(points)), self.size - 1)
        found = (self._points[places] == points).all(axis=1)
        return np.where(found, self._scores[places], np.nan)

    def _keys(self, points: Codes) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
        """Equal points have equal keys; that different ones have different keys is checked at every look-up."""
        return np.asarray(points.astype(np.uint64) @ self._factors, dtype=np.uint64)
