"""Reconstructs the prompts of a recorded ranking from its scores: winners of a tournament score above all losers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.prompt import LISTING_LIMIT, PICKS, listing_text
from app.domain.tournament import Groups, drawn_order, split


@dataclass(frozen=True, slots=True)
class PromptStep:
    """One prompt with its answer. The message is the text of the history, then `listing`.

    Args:
        stage: The round of the tournament, from 1.
        listing: The candidates as text.
        answer: The code that was the best of these candidates.
    """

    stage: int
    listing: str
    answer: str


def prompt_steps(codes: Sequence[str], scores: Sequence[float], *, seed: int, written: bool) -> list[PromptStep]:
    """All prompts of a ranking, in order; each follows the same history.

    Args:
        codes: The NCodes of the pool, in any order.
        scores: The scores of the codes.
        seed: The seed of the ranking request.
        written: Whether the model wrote its choices one by one, each time without those chosen before. Otherwise it
            computed likelihoods, once for each group.
    """
    stages = list(_stages(codes, scores, seed))
    found = []
    for stage, groups in enumerate(stages, start=1):
        for group in groups:
            ranked = sorted(group, key=lambda i: -scores[i])
            picks = min(LISTING_LIMIT if len(groups) == 1 else PICKS, len(group) - 1) if written else 1
            for pick in range(picks):
                left = [codes[i] for i in group if i not in ranked[:pick]]
                found.append(PromptStep(stage, listing_text(left), codes[ranked[pick]]))
    return found


def _stages(codes: Sequence[str], scores: Sequence[float], seed: int) -> Iterator[Groups]:
    entrants = drawn_order(codes, seed)
    while entrants:
        groups = split(entrants, LISTING_LIMIT)
        yield groups
        entrants = [max(group, key=lambda i: scores[i]) for group in groups] if len(groups) > 1 else []
