"""Families of random functions over a space; each draws the parameters of one function and returns it, [n, L] -> [n].

Together they are the prior: what scores of architectures may look like before any was trained. Scale and offset do not
matter, landscapes.py standardises.
"""

from collections.abc import Callable

import numpy as np

from training.synthetic.spaces import Points, PriorSpace, Values, at, option_effects

Function = Callable[[Points], Values]
Family = Callable[[PriorSpace, np.random.Generator], Function]


def additive(space: PriorSpace, rng: np.random.Generator) -> Function:
    """Every position contributes on its own."""
    effects = option_effects(space, 1, rng)[..., 0]
    return lambda points: at(effects, points).sum(1)


def interactions(space: PriorSpace, rng: np.random.Generator) -> Function:
    """A weighted sum of products over small groups of positions."""
    terms = int(rng.choice([12, 32, 64]))
    size = min(int(rng.choice([2, 2, 3, 4])), space.length)
    groups = np.argsort(rng.random((terms, space.length)), axis=1)[:, :size]  # [terms, size]
    factors = option_effects(space, terms, rng) + rng.choice([0.0, 0.5, 1.0])  # [L, K, terms]
    weights = rng.normal(size=terms) * rng.gamma(0.5, size=terms)
    numbers = np.arange(terms)

    def function(points: Points) -> Values:
        product = np.ones((len(points), terms))
        for member in groups.T:
            product *= factors[member, points[:, member], numbers]
        return np.asarray(product @ weights)

    return function


def network(space: PriorSpace, rng: np.random.Generator) -> Function:
    """A random network of two hidden layers over summed option vectors."""
    width = 16
    effects = option_effects(space, width, rng) * rng.uniform(0.7, 2.5) / np.sqrt(space.length)
    inner = rng.normal(size=(width, width)) * rng.uniform(1.0, 2.5) / np.sqrt(width)
    bias, outer = rng.normal(0, 0.5, width), rng.normal(size=width)
    saturating = rng.random() < 0.6

    def squash(x: Values) -> Values:
        return np.asarray(np.tanh(x) if saturating else np.maximum(x, 0))

    return lambda points: squash(squash(at(effects, points).sum(1)) @ inner + bias) @ outer


def cell(space: PriorSpace, rng: np.random.Generator) -> Function:
    """Positions are the edges of a directed acyclic graph, options its operations: the gain summed over all paths.

    Operations of gain 0 cut paths, so many architectures are equal, as in cell search spaces.
    """
    nodes = 3
    while nodes * (nodes + 1) // 2 <= space.length:
        nodes += 1
    edges = rng.permutation(space.length)[: nodes * (nodes - 1) // 2]
    gains = np.abs(rng.normal(size=space.most)) * 1.5
    gains[rng.integers(space.most, size=1 + int(rng.random() < 0.4 and space.most > 2))] = 0.0
    table = np.tile(gains, (space.length, 1))
    if not space.shared:
        table = np.stack([rng.permutation(gains) for _ in range(space.length)])
    table = table * np.exp(rng.normal(0, 0.25, table.shape))
    power, logarithmic, bounded = rng.uniform(0.3, 1.2), rng.random() < 0.7, rng.random() < 0.4

    def function(points: Points) -> Values:
        gain = at(table, points)
        flow = [np.ones(len(points))]
        for node in range(1, nodes):
            first = node * (node - 1) // 2
            through = [flow[k] * gain[:, edges[first + k]] for k in range(node)]
            flow.append(sum((np.minimum(t, 2.0) if bounded else t for t in through), np.zeros(len(points))))
        out = flow[-1] ** power
        return np.asarray(np.log(out + 0.05) if logarithmic else np.minimum(out, 4.0))

    return function


def option_counts(space: PriorSpace, rng: np.random.Generator) -> Function:
    """Only how often each option is used matters: linear and quadratic."""
    single, pair = rng.normal(size=space.most), rng.normal(0, 0.5, (space.most, space.most))
    power = rng.uniform(0.4, 1.0)
    meaning = np.tile(np.arange(space.most, dtype=np.float64), (space.length, 1))
    if not space.shared:
        meaning = np.stack([rng.permutation(meaning[0]) for _ in range(space.length)])

    def function(points: Points) -> Values:
        used = at(meaning, points)
        share = np.stack([(used == k).mean(1) for k in range(space.most)], axis=1) ** power
        return np.asarray(share @ single + ((share @ pair) * share).sum(1))

    return function


def trees(space: PriorSpace, rng: np.random.Generator) -> Function:
    """A sum of decision trees that split options in two at each level."""
    number, depth = int(rng.choice([3, 8, 20])), int(rng.choice([2, 3, 4]))
    position = rng.integers(0, space.length, (number, depth))
    halves = rng.random((number, depth, space.most)) < 0.5
    in_order = np.arange(space.most) > rng.uniform(0, space.counts[position] - 1)[..., None]
    goes_right = np.where(space.ordinal[position][..., None], in_order, halves)
    leaves = rng.normal(size=(number, 2**depth))
    numbers = np.arange(number)

    def function(points: Points) -> Values:
        leaf = np.zeros((len(points), number), dtype=np.int64)
        for level in range(depth):
            leaf = 2 * leaf + goes_right[numbers, level, points[:, position[:, level]]]
        return np.asarray(leaves[numbers, leaf].sum(1))

    return function


def chain(space: PriorSpace, rng: np.random.Generator) -> Function:
    """Neighbouring positions have to fit each other."""
    fit = rng.normal(size=(space.most, space.most))
    weights = rng.gamma(1.0, size=space.length - 1)
    order = np.arange(space.length) if rng.random() < 0.6 else rng.permutation(space.length)
    return lambda points: np.asarray(fit[points[:, order[:-1]], points[:, order[1:]]] @ weights)


def blocks(space: PriorSpace, rng: np.random.Generator) -> Function:
    """One to four groups of positions, every combination of a group with a value of its own."""
    size = min(space.length, int(rng.choice([2, 3])) if space.most <= 16 else 2)
    groups = [rng.permutation(space.length)[:size] for _ in range(int(rng.choice([1, 2, 4])))]
    tables = [rng.normal(size=(space.most,) * size) for _ in groups]
    return lambda points: np.asarray(
        sum(table[tuple(points[:, group].T)] for table, group in zip(tables, groups, strict=True))
    )


def hamming_process(space: PriorSpace, rng: np.random.Generator) -> Function:
    """A draw from a Gaussian process whose kernel decays with the Hamming distance, position p by the factor rho_p.

    Random partitions give that kernel: a feature looks at position p with probability 1 - rho_p and has an independent
    normal value for each combination it sees; the mean over features tends to the process.
    """
    features, cells = 48, 4_096
    reach = rng.gamma(rng.choice([0.5, 1.5]), size=space.length) + 1e-3
    decay = np.exp(-reach / reach.sum() * rng.uniform(1.0, 5.0))
    looks = rng.random((features, space.length)) >= decay
    keys = rng.integers(0, cells, (space.length, space.most, features)) * looks.T[:, None]
    values = rng.normal(size=(features, cells))
    numbers = np.arange(features)
    return lambda points: np.asarray(values[numbers, at(keys, points).sum(1) % cells].sum(1))


FAMILIES: dict[str, tuple[Family, float]] = {
    "additive": (additive, 0.22),
    "interactions": (interactions, 0.16),
    "network": (network, 0.12),
    "cell": (cell, 0.14),
    "option_counts": (option_counts, 0.07),
    "trees": (trees, 0.08),
    "chain": (chain, 0.05),
    "blocks": (blocks, 0.05),
    "hamming_process": (hamming_process, 0.11),
}
"""Every family with its probability as a component of a mixture."""
