"""The tournament: every entrant gets a finite score, winners stand above losers, prompts are counted."""

from math import exp, isfinite, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.tournament import Groups, log_shares, split, tournament_scores


def test_a_pool_of_one_prompt_is_scored_by_log_shares() -> None:
    scores = tournament_scores([2, 0, 1], group_size=10, log_likelihoods=lambda _: [[log(0.2), log(0.1), log(0.1)]])
    assert scores == pytest.approx({2: log(0.5), 0: log(0.25), 1: log(0.25)})


def test_the_winner_of_every_group_plays_again_and_stands_above_the_losers() -> None:
    seen: list[Groups] = []

    def prefers_large_numbers(groups: Groups) -> list[list[float]]:
        seen.append(groups)
        return [[float(entrant) for entrant in group] for group in groups]

    scores = tournament_scores(range(12), group_size=4, log_likelihoods=prefers_large_numbers)
    assert seen == [[[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]], [[3, 7, 11]]]
    assert sorted(scores, key=lambda e: -scores[e])[:3] == [11, 7, 3]
    assert max(scores[e] for e in scores if e not in {3, 7, 11}) < scores[3]


def test_a_tie_goes_to_the_first() -> None:
    scores = tournament_scores(
        [4, 3, 2, 1], group_size=2, log_likelihoods=lambda groups: [[0.0] * len(g) for g in groups]
    )
    assert scores[4] == max(scores.values())
    assert scores[3] < scores[2]


def test_the_largest_pool_takes_117_prompts_in_four_rounds() -> None:
    rounds: list[int] = []

    def count(groups: Groups) -> list[list[float]]:
        rounds.append(len(groups))
        return [[0.0] * len(group) for group in groups]

    tournament_scores(range(1_024), group_size=10, log_likelihoods=count)
    assert rounds == [103, 11, 2, 1]


@given(st.integers(1, 300), st.integers(2, 20))
def test_groups_keep_the_order_and_differ_by_one_at_most(count: int, size: int) -> None:
    groups = split(range(count), size)
    assert [entrant for group in groups for entrant in group] == list(range(count))
    lengths = {len(group) for group in groups}
    assert max(lengths) <= size
    assert max(lengths) - min(lengths) <= 1


@given(st.lists(st.floats(-1e6, 0), min_size=1, max_size=10))
def test_shares_are_finite_and_sum_to_one(row: list[float]) -> None:
    shares = log_shares(row)
    assert all(isfinite(share) and share <= 0 for share in shares)
    assert sum(map(exp, shares)) == pytest.approx(1)


@given(st.lists(st.floats(-1e5, 0), min_size=1, max_size=60))
def test_everyone_has_a_finite_score_and_the_first_of_the_best_never_loses(likelihoods: list[float]) -> None:
    scores = tournament_scores(
        range(len(likelihoods)), group_size=10, log_likelihoods=lambda gs: [[likelihoods[e] for e in g] for g in gs]
    )
    assert sorted(scores) == list(range(len(likelihoods)))
    assert all(map(isfinite, scores.values()))
    assert scores[likelihoods.index(max(likelihoods))] == max(scores.values())
