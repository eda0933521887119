"""Ranks a pool of any size with a model that compares at most ten candidates in a prompt: winners of groups go on.

A pool of n takes about n / 9 prompts in at most 1 + ceil(log10(n)) rounds. For 1,024 candidates these are
103 + 11 + 2 + 1 = 117 prompts.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import ceil, exp, log

import numpy as np

Groups = list[list[int]]


def drawn_order(codes: Sequence[str], seed: int) -> list[int]:
    """The numbers of the candidates in the order in which they are put into groups.

    It is drawn from the seed and does not depend on the order of the candidates.
    """
    by_code = sorted(range(len(codes)), key=codes.__getitem__)
    shuffled = np.random.default_rng(seed & (2**63 - 1)).permutation(len(codes))
    return [by_code[i] for i in shuffled]


def tournament_scores(
    entrants: Sequence[int], *, group_size: int, log_likelihoods: Callable[[Groups], Sequence[Sequence[float]]]
) -> dict[int, float]:
    """The score of every candidate: the log of its share of the likelihood in its last group, in nats.

    The scores of candidates that left in an earlier round are shifted below all scores of the later rounds.

    Args:
        entrants: The numbers of the candidates, in their order.
        group_size: The most candidates of a group.
        log_likelihoods: Gives a finite number for every member of every group; called once for each round.
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
    """Groups of at most `size`, as equal as possible, in the given order."""
    count = ceil(len(entrants) / size)
    ends = [len(entrants) * i // count for i in range(count + 1)] if count else []
    return [list(entrants[a:b]) for a, b in pairwise(ends)]


def log_shares(log_likelihoods: Sequence[float]) -> list[float]:
    """The log-likelihoods, normalised so that their exponentials sum to 1; none is above 0."""
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
