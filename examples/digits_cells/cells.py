"""The searched network: cells as in NAS-Bench-201 (Dong and Yang, 2020), small enough for 8x8 digits.

A cell is a graph of 4 nodes; each of its 6 edges applies one of 5 operations, and a node sums up its incoming edges.
"""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

EDGES = ((0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3))
OPERATIONS = ("none", "skip", "conv1x1", "conv3x3", "pool")


def edge_name(start: int, end: int) -> str:
    return f"edge{start}{end}"


class Zero(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.zeros_like(x)


def operation(name: str, channels: int) -> nn.Module:
    """An operation that keeps the shape [batch, channels, height, width]."""
    if name == "none":
        return Zero()
    if name == "skip":
        return nn.Identity()
    if name == "pool":
        return nn.AvgPool2d(kernel_size=3, stride=1, padding=1, count_include_pad=False)
    size = {"conv1x1": 1, "conv3x3": 3}[name]
    convolution = nn.Conv2d(channels, channels, size, padding=size // 2, bias=False)
    return nn.Sequential(nn.ReLU(), convolution, nn.BatchNorm2d(channels))


class Cell(nn.Module):
    """A cell; its architecture maps the names of the edges to operations."""

    def __init__(self, architecture: Mapping[str, str], channels: int) -> None:
        super().__init__()
        self.edges = nn.ModuleList(operation(architecture[edge_name(*edge)], channels) for edge in EDGES)

    def forward(self, x: Tensor) -> Tensor:
        nodes = [x, torch.zeros_like(x), torch.zeros_like(x), torch.zeros_like(x)]
        for (start, end), edge in zip(EDGES, self.edges, strict=True):
            nodes[end] = nodes[end] + edge(nodes[start])
        return nodes[-1]


class DigitsNetwork(nn.Module):
    """Images [batch, 1, 8, 8] to logits [batch, 10]: a cell at 8x8, a halving, the same cell at 4x4, the mean."""

    def __init__(self, architecture: Mapping[str, str], channels: int = 12) -> None:
        super().__init__()
        wide = 2 * channels
        self.layers = nn.Sequential(
            nn.Conv2d(1, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
            Cell(architecture, channels),
            nn.ReLU(),
            nn.Conv2d(channels, wide, 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(wide),
            Cell(architecture, wide),
            nn.BatchNorm2d(wide),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(wide, 10),
        )

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.layers(images)
        return logits
