"""A landscape: a mixture of family functions, warped, floored and noisy, as scores of real architectures are."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from training.synthetic.families import FAMILIES, Function
from training.synthetic.spaces import Points, PriorSpace, Values, draw_space

Warp = Callable[[Values], Values]
_PROBES = 200


@dataclass(frozen=True, slots=True)
class Landscape:
    """A random function over a space, with scores to be maximised."""

    space: PriorSpace
    clean: Function
    warp: Warp
    floor: float
    """Below this clean value, training fails: the score is near `failed`."""
    failed: float
    noise: float
    """Standard deviation."""

    def scores(self, points: Points, rng: np.random.Generator) -> Values:
        """[n, L] -> [n]; the noise is drawn anew at every call."""
        clean = self.clean(points)
        noise = self.noise * rng.normal(size=len(points))
        return np.where(clean < self.floor, self.failed + 0.02 * noise, self.warp(clean) + noise)


def draw_landscape(rng: np.random.Generator, space: PriorSpace | None = None) -> Landscape:
    """A random function over a random (or the given) space."""
    space = space or draw_space(rng)
    probes = space.draw(_PROBES, rng)
    clean = _mixture(space, probes, rng)
    level = np.sort(clean(probes))
    warp = _draw_warp(rng)
    warped = warp(level)
    top_spread = float(np.quantile(warped, 0.9) - np.median(warped))
    noise = 0.0 if rng.random() < 0.3 else float(np.exp(rng.uniform(np.log(0.005), np.log(0.4))))
    floor = float(np.quantile(level, rng.uniform(0.02, 0.45))) if rng.random() < 0.3 else -np.inf
    failed = float(warp(np.array([max(floor, level[0])]))[0] - 0.5 * warped.std())
    return Landscape(space, clean, warp, floor, failed, noise * min(top_spread, float(warped.std())))


def _mixture(space: PriorSpace, probes: Points, rng: np.random.Generator) -> Function:
    """One to four components of random shares, standardised together."""
    names = list(FAMILIES)
    number = int(rng.choice([1, 2, 3, 4], p=[0.25, 0.35, 0.25, 0.15]))
    chosen = rng.choice(len(names), size=number, replace=False, p=[FAMILIES[n][1] for n in names])
    parts = [_standardised(FAMILIES[names[i]][0](space, rng), probes) for i in chosen]
    shares = np.sqrt(rng.dirichlet(np.full(number, 1.5)))

    def total(points: Points) -> Values:
        return np.asarray(sum(share * part(points) for share, part in zip(shares, parts, strict=True)))

    return _standardised(total, probes)


def _standardised(function: Function, probes: Points) -> Function:
    values = function(probes)
    mean, deviation = values.mean(), values.std() + 1e-9
    return lambda points: (function(points) - mean) / deviation


def _draw_warp(rng: np.random.Generator) -> Warp:
    """Monotone: none, saturating at the top with a long left tail (accuracies), an S, or a long right tail."""
    kind, sharpness = rng.random(), float(np.exp(rng.uniform(np.log(0.3), np.log(2.5))))
    middle, tail = rng.uniform(-2.0, 1.0), rng.uniform(0.2, 0.8)
    if kind < 0.28:
        return lambda z: z
    if kind < 0.7:
        return lambda z: -np.expm1(np.clip(-sharpness * z, -20, 8))
    if kind < 0.87:
        return lambda z: np.tanh(sharpness * (z - middle))
    return lambda z: np.expm1(np.clip(tail * z, -20, 6))
