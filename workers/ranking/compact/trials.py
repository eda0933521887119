"""Trials as tensors: option indices padded to the widest space of a batch, and the ids that fit the embedding table.

Ids are needed because the table is finite (POSITIONS x OPTIONS) and spaces are not. Distances use the exact indices.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

POSITIONS = 32
"""Positions with their own embeddings; position p of a longer code shares those of p mod 32."""
OPTIONS = 10
"""Options with their own embeddings; dimensions with more options share them, see `option_ids`."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The spaces of a batch."""

    counts: Tensor
    """Options of every position, 0 for padding: int64 [B, W]."""
    ordered: Tensor
    """Whether the options of a position are ordered: bool [B, W]."""

    @property
    def real(self) -> Tensor:
        return self.counts > 0  # [B, W]

    @property
    def length(self) -> Tensor:
        return self.real.sum(-1).clamp(min=1).float()  # [B]


@dataclass(frozen=True, slots=True)
class Trials:
    """The histories of a batch; scores.py defines relative scores and quantiles."""

    layout: Layout
    points: Tensor
    """int64 [B, n, W], 0 in padding."""
    relative: Tensor
    """float32 [B, n]."""
    quantiles: Tensor
    """float32 [B, n]."""


def frequency_order(points: Tensor, options: int) -> Tensor:
    """Place of every option by frequency in the history, most frequent first, ties by index: int64 [B, W, options]."""
    seen = torch.zeros(points.shape[0], points.shape[2], options)
    seen.scatter_add_(2, points.transpose(1, 2), torch.ones_like(points, dtype=seen.dtype).transpose(1, 2))
    return seen.argsort(dim=2, descending=True, stable=True).argsort(dim=2)


def option_ids(points: Tensor, history: Trials) -> Tensor:
    """Ids 0..OPTIONS - 1 of the options of `points` [B, T, W]: the index itself if a dimension has at most OPTIONS.

    Longer ordered dimensions are divided into OPTIONS equal stretches; in longer nominal ones the OPTIONS - 1 options
    that are most frequent in the history keep an id of their own, and all others share the last.
    """
    counts, ordered = history.layout.counts[:, None], history.layout.ordered[:, None]  # [B, 1, W]
    most = int(counts.max())
    if most <= OPTIONS:
        return points
    place = frequency_order(history.points, most).gather(2, points.transpose(1, 2)).transpose(1, 2)
    squeezed = torch.where(ordered, points * OPTIONS // counts.clamp(min=1), place.clamp(max=OPTIONS - 1))
    return torch.where(counts > OPTIONS, squeezed, points)
