"""The prompts of a ranking are reconstructed from its scores: they are those of the tournament."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.prompt import LISTING_LIMIT, PICKS, listing_text
from app.domain.prompt_replay import prompt_steps
from app.domain.tournament import Groups, drawn_order, tournament_scores


@given(
    likelihoods=st.lists(st.integers(-500, 0), min_size=1, max_size=250, unique=True), seed=st.integers(0, 2**64 - 1)
)
def test_the_prompts_of_a_tournament_are_reconstructed(likelihoods: list[int], seed: int) -> None:
    codes = [f"{i:03d}" for i in range(len(likelihoods))]
    expected: list[str] = []

    def judge(groups: Groups) -> list[list[float]]:
        expected.extend(listing_text([codes[i] for i in group]) for group in groups)
        return [[likelihoods[i] / 10 for i in group] for group in groups]

    scores = tournament_scores(drawn_order(codes, seed), group_size=LISTING_LIMIT, log_likelihoods=judge)
    found = prompt_steps(codes, [scores[i] for i in range(len(codes))], seed=seed, written=False)
    assert [step.listing for step in found] == expected
    assert found[-1].answer == codes[likelihoods.index(max(likelihoods))]


@pytest.mark.parametrize(("pool", "expected"), [(1, 0), (4, 3), (10, 9), (12, 2 * PICKS + 1)])
def test_a_writing_model_gets_the_rest_after_each_choice(pool: int, expected: int) -> None:
    codes = [f"{i:02d}" for i in range(pool)]
    scores = tournament_scores(drawn_order(codes, 5), group_size=LISTING_LIMIT, log_likelihoods=_places)
    found = prompt_steps(codes, [scores[i] for i in range(pool)], seed=5, written=True)
    assert len(found) == expected
    for before, after in pairwise(found):
        if after.stage == before.stage and len(after.listing) < len(before.listing):
            assert after.listing == before.listing.replace(before.answer + ";", "")


def _places(groups: Groups) -> list[list[float]]:
    """By number, the largest first; all but PICKS share the last place unless there is one group."""
    picks = LISTING_LIMIT if len(groups) == 1 else PICKS
    return [[-float(min(picks, len(g) - 1, sorted(g, reverse=True).index(i))) for i in g] for g in groups]
