"""Chunks of episodes, and the batches they are cut into. Chunk i of seed s is the same in every process."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.compact.table_mix import TableMix, draw_table_episodes
from training.compact.trajectories import CANDIDATES, Episode, draw_episode
from workers.ranking.compact.scores import bin_numbers, quantiles, relative_scores
from workers.ranking.compact.trials import Layout, Trials

EPISODES = 256
TOKENS_PER_BATCH = 2_048
_CUT_BANDS = ((4, 6, 8, 10, 12, 16, 20), (24, 28, 32, 40, 48, 56, 64), (80, 96, 112, 128, 160, 192))
LONGEST_CUT = _CUT_BANDS[-1][-1]


@dataclass(frozen=True, slots=True)
class Batch:
    """B episodes with histories of equal length and m candidates each, padded to W positions."""

    history: Trials
    candidates: Tensor
    """int64 [B, m, W]."""
    labels: Tensor
    """The bins of the candidates' scores, int64 [B, m]."""
    scores: Tensor
    """The candidates' scores as drawn, float64 [B, m]."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Episodes that share their cuts; drawn by `draw_chunk`."""

    cuts: tuple[int, ...]
    episodes: tuple[Episode, ...]


def draw_chunk(
    seed: int,
    number: int,
    *,
    episodes: int = EPISODES,
    cuts: tuple[int, ...] | None = None,
    tables: TableMix | None = None,
) -> Chunk:
    """Chunk `number` of the stream of `seed`: one short, one middling and one long cut, unless `cuts` are given.

    Of synthetic functions, and of the tables' share of episodes from `tables`; see draw_table_episodes for its errors.
    """
    rng = np.random.default_rng([seed, number])
    cuts = cuts or tuple(int(rng.choice(band)) for band in _CUT_BANDS)
    measured = 0 if tables is None else round(tables.share * episodes)
    drawn = [draw_episode(cuts, rng) for _ in range(episodes - measured)]
    if tables is not None:
        drawn += draw_table_episodes(tables, cuts, measured, rng)
    return Chunk(cuts, tuple(drawn))


def batches(chunk: Chunk, rng: np.random.Generator, *, tokens: int = TOKENS_PER_BATCH) -> Iterator[Batch]:
    """Every episode at every cut once, in random order, as batches of about `tokens` tokens of equal history length."""
    plan: list[tuple[int, NDArray[np.int64]]] = []
    for cut, n in enumerate(chunk.cuts):
        shuffled = rng.permutation(len(chunk.episodes))
        size = max(1, tokens // (n + CANDIDATES))
        plan += [(cut, shuffled[i : i + size]) for i in range(0, len(shuffled), size)]
    for i in rng.permutation(len(plan)):
        cut, members = plan[i]
        yield make_batch([chunk.episodes[j] for j in members], cut, chunk.cuts[cut])


def make_batch(episodes: list[Episode], cut: int, n: int) -> Batch:
    """The first n trials of every episode as history, its pool at this cut as candidates."""
    history_scores = np.stack([e.scores[:n] for e in episodes])
    pool_scores = np.stack([e.pool_scores[cut] for e in episodes])
    history = Trials(
        Layout(
            _padded([e.space.counts for e in episodes]),
            _padded([e.space.declared for e in episodes]),
        ),
        _padded([e.points[:n] for e in episodes]),
        torch.from_numpy(relative_scores(history_scores, history_scores)).float(),
        torch.from_numpy(quantiles(history_scores)).float(),
    )
    labels = torch.from_numpy(bin_numbers(relative_scores(history_scores, pool_scores)))
    return Batch(history, _padded([e.pools[cut] for e in episodes]), labels, torch.from_numpy(pool_scores))


def _padded(arrays: list[NDArray[np.int64]] | list[NDArray[np.bool_]]) -> Tensor:
    """Arrays [..., L] of different L, padded with zeros to the widest: [B, ..., W]."""
    width = max(a.shape[-1] for a in arrays)
    out = np.zeros((len(arrays), *arrays[0].shape[:-1], width), dtype=arrays[0].dtype)
    for row, array in zip(out, arrays, strict=True):
        row[..., : array.shape[-1]] = array
    return torch.from_numpy(out)
