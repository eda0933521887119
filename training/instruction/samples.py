"""Samples: a history, a pool of candidates, and the best of them as the answer.

Samples come in groups of GROUP, one subspace a group: sample i of a seed is the same in every process.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from app.domain.dimension import categorical
from app.domain.history import History
from app.domain.ncode import format_ncode
from app.domain.prompt import HISTORY_LIMIT, LISTING_LIMIT, history_text, listing_text
from app.domain.search_space import SearchSpace
from training.synthetic.searched_spaces import SearchedSpace, SyntheticSpace
from training.synthetic.searches import draw_pool, draw_trajectory
from training.synthetic.spaces import Points, Values, relabelling
from training.tables.subspaces import TableSource

GROUP = 10
FEWEST, MOST = 100, HISTORY_LIMIT
"""The number of architectures that a simulated search tries."""
SMALLEST_POOL = 2
FULL_POOL_SHARE = 0.5
"""Share of the samples with as many candidates as the paper's prompt. The others have fewer, uniformly."""
_ATTEMPTS = 50


class NoSampleError(Exception):
    """A source gives no pool with a single best candidate: nearly all its scores are equal."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How samples are made."""

    seed: int
    sources: Sequence[TableSource | None]
    """Tables, and None for the synthetic prior."""
    weights: Sequence[float]
    """Shares of the sources; the sum is 1."""
    relabel: bool = True
    subspaces: bool = True


@dataclass(frozen=True, slots=True)
class Sample:
    """A prompt as the service sends it to a language model (docs/prompt-format.md), and the right answer."""

    prompt: str
    answer: str
    source: str
    subspace: str
    """A digest."""
    history: int
    """Observations in the prompt."""
    candidates: int
    """Candidates in the prompt."""
    seed: int
    number: int
    """Of this sample among those of the seed."""


def draw_group(recipe: Recipe, number: int) -> list[Sample]:
    """Samples GROUP x number and following. Raises TooSmallError, NoSampleError."""
    rng = np.random.default_rng([recipe.seed, number])
    source = recipe.sources[int(rng.choice(len(recipe.sources), p=np.asarray(recipe.weights)))]
    for _ in range(_ATTEMPTS):
        space, name, digest = _draw_space(source, recipe, rng)
        points, scores = draw_trajectory(space, int(rng.integers(FEWEST, MOST + 1)), rng)
        relabelled = relabelling(space.counts, rng, shuffled=recipe.relabel)
        drawn: list[tuple[str, str, int, int]] = []
        while len(drawn) < GROUP and (part := _draw_sample(space, points, scores, relabelled, rng)) is not None:
            drawn.append(part)
        if len(drawn) == GROUP:
            first = number * GROUP
            return [
                Sample(prompt, answer, name, digest, n, k, recipe.seed, first + i)
                for i, (prompt, answer, n, k) in enumerate(drawn)
            ]
    raise NoSampleError(f"no sample with a single best candidate in {_ATTEMPTS} subspaces of {name}")


def _draw_space(source: TableSource | None, recipe: Recipe, rng: np.random.Generator) -> tuple[SearchedSpace, str, str]:
    """A space with the name of its source and its digest."""
    if source is None:
        state = repr(rng.bit_generator.state).encode()
        return SyntheticSpace.random(rng), "synthetic", hashlib.sha256(state).hexdigest()[:16]
    if not recipe.subspaces:
        return source.whole, source.name, hashlib.sha256(source.name.encode()).hexdigest()[:16]
    space, pruning = source.draw(rng)
    return space, source.name, pruning.digest(source.name)


def _draw_sample(
    space: SearchedSpace, points: Points, scores: Values, relabelled: Points, rng: np.random.Generator
) -> tuple[str, str, int, int] | None:
    """Prompt, answer, history, candidates; None if no pool with a single best candidate was found."""
    codes = _code_space(tuple(space.counts.tolist()))
    positions = np.arange(len(space.counts))
    for _ in range(_ATTEMPTS):
        n = int(rng.integers(0, min(len(points), space.size - LISTING_LIMIT) + 1))
        size = LISTING_LIMIT if rng.random() < FULL_POOL_SHARE else int(rng.integers(SMALLEST_POOL, LISTING_LIMIT))
        pool = draw_pool(space, points[:n], scores[:n], size, rng)
        true = space.truth(pool)
        if len(pool) < size or np.sum(true == true.max()) != 1:
            continue
        best_first = np.argsort(-scores[:n], kind="stable")
        history = History(relabelled[positions, points[:n][best_first]], scores[:n][best_first])
        listed = [format_ncode(codes, point) for point in relabelled[positions, pool].tolist()]
        prompt = history_text(codes, history, HISTORY_LIMIT) + listing_text(listed)
        return prompt, listed[int(true.argmax())], n, size
    return None


@lru_cache(maxsize=4_096)
def _code_space(counts: tuple[int, ...]) -> SearchSpace:
    return SearchSpace(tuple(categorical(f"p{i}", range(n)) for i, n in enumerate(counts)))
