"""What is predicted: rounds on functions of the training prior and on tables of measured architectures.

A round is a history as a search leaves it and a pool of the next candidates, whose scores are known.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from app.domain.counting import SpaceCounter
from app.domain.dimension import categorical, ordinal
from app.domain.goal import sign
from app.domain.history import History
from app.domain.ncode import format_ncode
from app.domain.pool import draw_pool
from app.domain.ranking import Points, RankingRequest
from app.domain.search_space import SearchSpace
from benchmarks.quality.tables import Task, Values
from training.compact.batches import draw_chunk
from training.compact.trajectories import CANDIDATES
from training.compact.validation import CUTS, VALIDATION_SEED
from training.synthetic.searches import draw_trajectory
from training.synthetic.spaces import PriorSpace
from training.tables.table_space import TableSpace

HISTORIES = CUTS
"""Trials a ranker has seen."""
SYNTHETIC_SEED = VALIDATION_SEED + 1
"""Beyond the seeds of training and validation, so no function was ever trained or chosen on."""
TABLE_SEED = VALIDATION_SEED + 2
SYNTHETIC = "synthetic functions"


@dataclass(frozen=True, slots=True)
class Case:
    """task: its name, or `SYNTHETIC`. scores: of the request's CANDIDATES candidates, higher is better."""

    task: str
    request: RankingRequest
    scores: Values


def synthetic_cases(functions: int) -> Iterator[Case]:
    """At every length of HISTORIES, a round on each of so many functions; all scores are noisy, as in training."""
    chunk = draw_chunk(SYNTHETIC_SEED, 0, episodes=functions, cuts=HISTORIES)
    for episode in chunk.episodes:
        space = _declared(episode.space)
        for cut, n in enumerate(HISTORIES):
            history = _best_first(episode.points[:n], episode.scores[:n])
            yield Case(SYNTHETIC, RankingRequest(space, history, episode.pools[cut]), episode.pool_scores[cut])


def table_cases(tasks: Iterable[Task], *, repeats: int) -> Iterator[Case]:
    """At every length of HISTORIES, a round of each of `repeats` searches on every task that is big enough."""
    for number, task in enumerate(task for task in tasks if task.size >= max(HISTORIES) + CANDIDATES):
        measured, counter = _measured(task), SpaceCounter(task.space)
        for repeat in range(repeats):
            rng = np.random.default_rng([TABLE_SEED, number, repeat])
            points, scores = draw_trajectory(measured, max(HISTORIES), rng)
            for n in HISTORIES:
                history = _best_first(points[:n], scores[:n])
                candidates = _pool(counter, history, rng)
                request = RankingRequest(task.space, history, candidates)
                yield Case(task.name, request, measured.truth(candidates))


def _best_first(points: Points, scores: Values) -> History:
    order = np.argsort(-scores, kind="stable")
    return History(points[order], scores[order])


def _declared(space: PriorSpace) -> SearchSpace:
    """The space as the ranker sees it."""
    kinds = [ordinal if ordered else categorical for ordered in space.declared]
    return SearchSpace(
        tuple(kind(f"p{p}", range(n)) for p, (kind, n) in enumerate(zip(kinds, space.counts.tolist(), strict=True)))
    )


def _measured(task: Task) -> TableSpace:
    """The task's architectures with the searched metric as a ranker sees it: its sign turned, if it is a loss."""
    rows = np.flatnonzero(np.isfinite(task.values))
    counts = task.space.option_counts
    points = np.stack(np.unravel_index(rows, counts), axis=1).astype(np.int64)
    return TableSpace(np.array(counts), points, sign(task.goal) * task.values[rows])


def _pool(counter: SpaceCounter, history: History, rng: np.random.Generator) -> Points:
    """Half mutants of the best, half uniform, as in a job: [CANDIDATES, L]."""
    seen = {format_ncode(counter.space, point) for point in history.points.tolist()}
    drawn = draw_pool(
        counter, kind="extended", size=CANDIDATES, history=history, seen=seen, seen_count=len(seen), rng=rng
    )
    return np.array(drawn, dtype=np.int64)
