"""Distances between trials, of the Hamming family and exact for every space. They bias the attention."""

import torch
from torch import Tensor

from workers.ranking.compact.trials import OPTIONS, Layout, Trials

KERNELS = 6


def importance(ids: Tensor, history: Trials) -> Tensor:
    """Share of the rank variance that each position explains on its own, bias-corrected: [B, W], each row sums to 1.

    `ids` are the option ids of the history, [B, n, W]. Every position has a small minimum.
    """
    centred = history.quantiles - history.quantiles.mean(1, keepdim=True)  # [B, n]
    groups = ids.transpose(1, 2)  # [B, W, n]
    zeros = torch.zeros(*groups.shape[:2], OPTIONS)
    sizes = zeros.scatter_add(2, groups, torch.ones_like(groups, dtype=zeros.dtype))
    sums = zeros.scatter_add(2, groups, centred[:, None].expand_as(groups))  # [B, W, OPTIONS]
    total = (centred**2).sum(1)[:, None] + 1e-6
    explained = (sums**2 / sizes.clamp(min=1)).sum(2) / total
    used = (sizes > 0).sum(2).float()
    by_chance = (used - 1).clamp(min=0) / max(ids.shape[1] - 1, 1)
    share = (explained - by_chance).clamp(min=0) + 0.1 / history.layout.length[:, None]
    share = share * history.layout.real
    return share / share.sum(1, keepdim=True).clamp(min=1e-6)


def distances(left: Tensor, right: Tensor, layout: Layout, weights: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Between points [B, T, W] and [B, n, W], each [B, T, n]: (Hamming, weighted Hamming, graded, weighted graded).

    Graded: in an ordered dimension, options are as far apart as their indices, ends 1; elsewhere it is Hamming.
    Weighted: every position counts by `weights` [B, W] (rows sum to 1), scaled to the length of the code.
    """
    shape = (*left.shape[:2], right.shape[1])
    plain, plain_weighted = torch.zeros(shape), torch.zeros(shape)
    graded, graded_weighted = torch.zeros(shape), torch.zeros(shape)
    scaled = weights * layout.length[:, None]
    for p in range(left.shape[2]):
        gap = (left[:, :, p, None] - right[:, None, :, p]).abs().float()  # [B, T, n]
        differs = gap.clamp(max=1)
        plain += differs
        plain_weighted.addcmul_(differs, scaled[:, p, None, None])
        span = (layout.counts[:, p] - 1).clamp(min=1).float()
        unit = torch.where(layout.ordered[:, p], span, 1.0)[:, None, None]
        step = (gap / unit).clamp(max=1)
        graded += step
        graded_weighted.addcmul_(step, scaled[:, p, None, None])
    return plain, plain_weighted, graded, graded_weighted


def kernels(plain: Tensor, plain_weighted: Tensor, graded: Tensor, graded_weighted: Tensor, layout: Layout) -> Tensor:
    """Features that attention combines linearly: [B, T, n, KERNELS], all of the order of 1."""
    length = layout.length[:, None, None]
    features = (plain / length, torch.exp(-plain), torch.exp(-graded / 3), plain_weighted / length)
    return torch.stack((*features, graded / length, graded_weighted / length), dim=-1)
