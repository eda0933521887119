"""A Gaussian process over Hamming distances, averaged over kernels by evidence. The network takes it as input.

Rasmussen & Williams, "Gaussian Processes for Machine Learning" (2006): prediction (2.25-2.26), evidence (2.30),
leave-one-out (5.10-5.12). Targets are normal quantiles of the ranks, so no scale matters and nothing needs fitting.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

LENGTHS = (1.5, 4.0)
NOISES = (0.03, 0.3)


@dataclass(frozen=True, slots=True)
class Fit:
    """A process fitted to B histories of n trials, with k kernels each."""

    weights: Tensor  # [B, k]
    solved: Tensor  # [B, k, n, 1]
    inverse: Tensor  # [B, k, n, n]
    targets: Tensor  # [B, n]


def covariances(graded: Tensor, graded_weighted: Tensor) -> Tensor:
    """Both distances [B, T, n] under every length and noise: [B, k, T, n]."""
    lengths = torch.tensor(LENGTHS)[None, :, None, None]
    each = [torch.exp(-distance[:, None] / lengths) for distance in (graded, graded_weighted)]
    return torch.cat(each * len(NOISES), dim=1)


def fit(covariance: Tensor, quantiles: Tensor) -> Fit:
    """Fits the process to covariances [B, k, n, n] among the history and to quantiles [B, n]."""
    n = quantiles.shape[1]
    targets = torch.special.ndtri(quantiles)
    noise = torch.tensor(NOISES).repeat_interleave(covariance.shape[1] // len(NOISES))
    factor = torch.linalg.cholesky(covariance + noise[:, None, None] * torch.eye(n))
    solved = torch.cholesky_solve(targets[:, None, :, None].expand(-1, covariance.shape[1], -1, -1), factor)
    misfit = (targets[:, None, :] * solved[..., 0]).sum(2)
    evidence = -misfit / 2 - factor.diagonal(dim1=2, dim2=3).log().sum(2)  # [B, k], up to a constant
    return Fit(evidence.softmax(1), solved, torch.cholesky_inverse(factor), targets)


def predict(fitted: Fit, covariance: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of the latent score of new points, each [B, T], by covariances [B, k, T, n]."""
    means = (covariance @ fitted.solved)[..., 0]  # [B, k, T]
    variances = 1 - ((covariance @ fitted.inverse) * covariance).sum(3)
    return _mixture(fitted.weights, means, variances)


def leave_one_out(fitted: Fit) -> tuple[Tensor, Tensor]:
    """The same for the history itself, each trial predicted from all others, each [B, n]."""
    precision = fitted.inverse.diagonal(dim1=2, dim2=3)  # [B, k, n]
    means = fitted.targets[:, None] - fitted.solved[..., 0] / precision
    return _mixture(fitted.weights, means, 1 / precision)


def _mixture(weights: Tensor, means: Tensor, variances: Tensor) -> tuple[Tensor, Tensor]:
    share = weights[..., None]  # [B, k, 1]
    mean = (share * means).sum(1)
    variance = (share * (variances.clamp(min=0) + (means - mean[:, None]) ** 2)).sum(1)
    return mean, (variance + 1e-6).sqrt()
