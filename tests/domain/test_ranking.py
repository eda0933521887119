"""A ranking is a finite score for every candidate, read from the most promising on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RankingFailed
from app.domain.ranking import Ranking, require_ranking


@given(st.lists(st.floats(allow_nan=False), max_size=30))
def test_order_is_a_permutation_from_the_highest_score_down(scores: list[float]) -> None:
    order = Ranking(tuple(scores)).order
    assert sorted(order) == list(range(len(scores)))
    assert [scores[i] for i in order] == sorted(scores, reverse=True)


def test_ties_keep_the_order_of_the_request() -> None:
    assert Ranking((0.0, 2.0, -0.0, 2.0, 3.0)).order == (4, 1, 3, 0, 2)


@pytest.mark.parametrize("scores", [(), (1.0,), (1.0, 2.0, 3.0)])
def test_a_score_too_few_or_too_many_is_refused(scores: tuple[float, ...]) -> None:
    with pytest.raises(RankingFailed, match=f"scored {len(scores)} of 2"):
        require_ranking(Ranking(scores), np.zeros((2, 4), dtype=np.int64))


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_a_score_that_is_no_number_is_refused(bad: float) -> None:
    with pytest.raises(RankingFailed, match="not finite"):
        require_ranking(Ranking((1.0, bad)), ["00", "01"])


def test_a_ranking_passes_unchanged() -> None:
    ranking = Ranking((1.0, -1e300), prompt_tokens=12)
    assert require_ranking(ranking, ["00", "01"]) is ranking
    assert require_ranking(Ranking(()), []).order == ()
