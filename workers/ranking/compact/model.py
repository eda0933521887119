"""A transformer over trials: one token a trial, attention to the history only, logits biased by Hamming distances.

No token carries its place in the history and no candidate sees another, so the order of either cannot matter, and the
history is read once for any number of candidates. The output is a distribution over bins of the score (scores.py).
"""

from dataclasses import dataclass
from typing import cast

import torch
import torch.nn.functional as F  # noqa: N812  the name that torch itself documents
from torch import Tensor, nn

from workers.ranking.compact import regression
from workers.ranking.compact.geometry import KERNELS, distances, importance, kernels
from workers.ranking.compact.scores import BINS
from workers.ranking.compact.trials import OPTIONS, POSITIONS, Layout, Trials, option_ids

RELATIVE_CENTRES = (-1.5, -1.2, -0.9, -0.6, -0.3, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)
QUANTILE_CENTRES = (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.88, 0.94, 0.97, 0.985, 0.995)
MEAN_CENTRES = (-2.5, -2.0, -1.5, -1.0, -0.5, 0, 0.5, 1.0, 1.5, 2.0, 2.5)
DEVIATION_CENTRES = (0, 0.15, 0.3, 0.45, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of the model."""

    width: int = 128
    """Of a token."""
    layers: int = 4
    heads: int = 4
    hidden: int = 352
    """Width of the feed-forward networks."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The history as candidates see it: keys and values of every layer [B, heads, n, width / heads], and more."""

    history: Trials
    layers: tuple[tuple[Tensor, Tensor], ...]
    weights: Tensor  # [B, W]
    fitted: regression.Fit


class SoftBins(nn.Module):
    """Numbers as bumps around fixed centres, projected to tokens: [B, T] -> [B, T, width]."""

    centres: Tensor
    widths: Tensor

    def __init__(self, centres: tuple[float, ...], width: int) -> None:
        super().__init__()
        points = torch.tensor(centres)
        self.register_buffer("centres", points, persistent=False)
        self.register_buffer("widths", 1.2 * torch.gradient(points)[0], persistent=False)
        self.project = nn.Linear(len(centres), width, bias=False)

    def forward(self, numbers: Tensor) -> Tensor:
        bumps = torch.exp(-0.5 * ((numbers[..., None] - self.centres) / self.widths) ** 2)
        projected: Tensor = self.project(bumps)
        return projected


class Block(nn.Module):
    """Attention to the history, then a SwiGLU network, both residual and pre-normalised."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.norm_attention = nn.RMSNorm(shape.width)
        self.norm_network = nn.RMSNorm(shape.width)
        self.query = nn.Linear(shape.width, shape.width, bias=False)
        self.key_value = nn.Linear(shape.width, 2 * shape.width, bias=False)
        self.out = nn.Linear(shape.width, shape.width, bias=False)
        self.up = nn.Linear(shape.width, 2 * shape.hidden, bias=False)
        self.down = nn.Linear(shape.hidden, shape.width, bias=False)
        self.nearness = nn.Parameter(torch.zeros(KERNELS, shape.heads))

    def remember(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values of the history x: [B, n, width] -> two of [B, heads, n, width / heads]."""
        key, value = self.key_value(self.norm_attention(x)).chunk(2, dim=-1)
        return self._split(key), self._split(value)

    def forward(self, x: Tensor, memory: tuple[Tensor, Tensor], near: Tensor) -> Tensor:
        """Tokens [B, T, width] after attention to the history, biased by features [B, T, n, KERNELS]."""
        key, value = memory
        query = self._split(self.query(self.norm_attention(x)))  # [B, heads, T, width / heads]
        logits = query @ key.transpose(2, 3) * query.shape[-1] ** -0.5
        bias = (near @ self.nearness).permute(0, 3, 1, 2)  # [B, heads, T, n]
        seen = ((logits + bias).softmax(dim=-1) @ value).transpose(1, 2).flatten(2)
        x = x + self.out(seen)
        gate, up = self.up(self.norm_network(x)).chunk(2, dim=-1)
        change: Tensor = self.down(F.silu(gate) * up)
        return x + change

    def _split(self, x: Tensor) -> Tensor:
        return x.view(*x.shape[:2], self.heads, -1).transpose(1, 2)


class CompactModel(nn.Module):
    """`read` a history once, then `predict` any number of candidates; `forward` does both."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.by_position = nn.EmbeddingBag(POSITIONS * OPTIONS + 1, width, mode="sum", padding_idx=POSITIONS * OPTIONS)
        self.by_option = nn.EmbeddingBag(OPTIONS + 1, width, mode="sum", padding_idx=OPTIONS)
        self.relative = SoftBins(RELATIVE_CENTRES, width)
        self.quantile = SoftBins(QUANTILE_CENTRES, width)
        self.mean = SoftBins(MEAN_CENTRES, width)
        self.deviation = SoftBins(DEVIATION_CENTRES, width)
        self.size = nn.Linear(2, width)
        self.asked = nn.Parameter(torch.randn(width) * 0.5)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(width)
        self.head = nn.Linear(width, BINS)
        self._initialise(shape)

    def forward(self, history: Trials, candidates: Tensor) -> Tensor:
        """Logits [B, m, BINS] of candidates, int64 [B, m, W]."""
        return self.predict(self.read(history), candidates)

    def read(self, history: Trials) -> Memory:
        """Reads histories of at least one trial."""
        with torch.no_grad():
            weights = importance(option_ids(history.points, history), history)
            apart = distances(history.points, history.points, history.layout, weights)
            near = kernels(*apart, history.layout)
            fitted = regression.fit(regression.covariances(*apart[2:]), history.quantiles)
            mean, deviation = regression.leave_one_out(fitted)
        x = self._embed(history.points, history) + self.mean(mean) + self.deviation(deviation)
        x = x + self.relative(history.relative) + self.quantile(history.quantiles)  # [B, n, width]
        layers = []
        for i, block in enumerate(self._layers):
            layers.append(block.remember(x))
            if i + 1 < len(self.blocks):
                x = block(x, layers[-1], near)
        return Memory(history, tuple(layers), weights, fitted)

    def predict(self, memory: Memory, candidates: Tensor) -> Tensor:
        """Logits [B, m, BINS] of candidates, int64 [B, m, W]."""
        history = memory.history
        with torch.no_grad():
            apart = distances(candidates, history.points, history.layout, memory.weights)
            near = kernels(*apart, history.layout)
            mean, deviation = regression.predict(memory.fitted, regression.covariances(*apart[2:]))
        x = self._embed(candidates, history) + self.mean(mean) + self.deviation(deviation) + self.asked
        for block, keys_values in zip(self._layers, memory.layers, strict=True):
            x = block(x, keys_values, near)
        logits: Tensor = self.head(self.norm(x))
        return logits

    def regress(self, memory: Memory, candidates: Tensor) -> tuple[Tensor, Tensor]:
        """The Gaussian process alone: mean and deviation in normal quantiles of the history, [B, m]."""
        history = memory.history
        apart = distances(candidates, history.points, history.layout, memory.weights)
        return regression.predict(memory.fitted, regression.covariances(*apart[2:]))

    @property
    def _layers(self) -> list[Block]:
        return cast("list[Block]", list(self.blocks))

    def _embed(self, points: Tensor, history: Trials) -> Tensor:
        """The architecture alone, with the sizes of its space and history: [B, T, W] -> [B, T, width]."""
        layout = history.layout
        ids = option_ids(points, history)
        position = torch.arange(points.shape[2]) % POSITIONS
        real = layout.real[:, None].expand_as(points)
        placed = torch.where(real, position * OPTIONS + ids, POSITIONS * OPTIONS).flatten(0, 1)
        loose = torch.where(real, ids, OPTIONS).flatten(0, 1)
        code = (self.by_position(placed) + self.by_option(loose)).view(*points.shape[:2], -1)
        code = code / (1.25 * layout.length).sqrt()[:, None, None]
        size: Tensor = self.size(_sizes(layout, history.points.shape[1]))
        x: Tensor = code + size[:, None]
        return x

    def _initialise(self, shape: Shape) -> None:
        with torch.no_grad():
            self.by_option.weight *= 0.5
            self.head.weight *= 0.1
            for block in self._layers:
                for into in (block.query, block.key_value, block.up):
                    nn.init.normal_(into.weight, std=shape.width**-0.5)
                for back in (block.out, block.down):
                    nn.init.normal_(back.weight, std=0.02 * (2 * shape.layers) ** -0.5)
                # Heads start with different preferences: any distance, near, nearer, near in the positions that matter.
                block.nearness[0] = -torch.linspace(0.0, 6.0, shape.heads)
                block.nearness[5] = -torch.linspace(0.0, 6.0, shape.heads).roll(1)


def _sizes(layout: Layout, trials: int) -> Tensor:
    length = layout.length.log() / 2
    return torch.stack([length, torch.full_like(length, trials).log() / 4], dim=-1)  # [B, 2]
