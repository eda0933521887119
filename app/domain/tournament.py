"""A pool of any size ranked by a model that judges at most ten candidates a prompt: groups play, winners advance.

A pool of n takes about n / 9 prompts in 1 + ceil(log10(n)) rounds at most; 1,024 candidates: 103 + 11 + 2 + 1 = 117.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import ceil, exp, log

import numpy as np

Groups = list[list[int]]


def drawing(codes: Sequence[str], seed: int) -> list[int]:
    """Candidate numbers in the order of play: drawn from the seed, independent of the order of the candidates."""
    by_code = sorted(range(len(codes)), key=codes.__getitem__)
    shuffled = np.random.default_rng(seed & (2**63 - 1)).permutation(len(codes))
    return [by_code[i] for i in shuffled]


def play(
    entrants: Sequence[int], *, group_size: int, log_likelihoods: Callable[[Groups], Sequence[Sequence[float]]]
) -> dict[int, float]:
    """A score for every entrant, in nats: the log of its share of the likelihood in the last group it played in.

    log_likelihoods: one finite number for every member of every group, all groups of a round in one call.
    The scores of those who left in an earlier round are shifted below all scores of the later rounds.
    """
    rounds: list[dict[int, float]] = []
    while True:
        groups = split(entrants, group_size)
        rows = log_likelihoods(groups)
        shares = map(log_shares, rows)
        rounds.append(
            {e: s for group, row in zip(groups, shares, strict=True) for e, s in zip(group, row, strict=True)}
        )
        if len(groups) <= 1:
            return _stacked(rounds)
        entrants = [group[row.index(max(row))] for group, row in zip(groups, rows, strict=True)]


def split(entrants: Sequence[int], size: int) -> Groups:
    """Groups of at most `size`, as equal as possible, in the order given."""
    count = ceil(len(entrants) / size)
    ends = [len(entrants) * i // count for i in range(count + 1)] if count else []
    return [list(entrants[a:b]) for a, b in pairwise(ends)]


def log_shares(log_likelihoods: Sequence[float]) -> list[float]:
    """Normalised so that their exponentials sum to 1; none is above 0."""
    top = max(log_likelihoods)
    total = top + log(sum(exp(x - top) for x in log_likelihoods))
    return [min(x - total, 0.0) for x in log_likelihoods]


def _stacked(rounds: Sequence[dict[int, float]]) -> dict[int, float]:
    scores: dict[int, float] = {}
    floor = 0.0
    for shares in reversed(rounds):
        scores |= {entrant: floor + share for entrant, share in shares.items() if entrant not in scores}
        floor = min(scores.values(), default=0.0)
    return scores
