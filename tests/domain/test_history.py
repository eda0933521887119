"""The history is the best first, in one direction and on one scale, and holds no number that a ranker chokes on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInput
from app.domain.goal import Goal
from app.domain.history import History, Observation, build_history
from app.domain.lifecycle import TrialState
from app.domain.limits import MAX_ABS_SCORE

SCORES = st.floats(-MAX_ABS_SCORE, MAX_ABS_SCORE) | st.sampled_from([0.0, -0.0, 5e-324, -5e-324, 1e100, -1e100])
GOALS: tuple[Goal, ...] = ("maximize", "minimize")


def history_of(*scores: float | None, goal: Goal = "maximize", limit: int = 1_000) -> History:
    """Observation number n is at point (n, 0); None has failed to be feasible."""
    observations = [
        Observation((n, 0), score, TrialState.COMPLETED if score is not None else TrialState.INFEASIBLE)
        for n, score in enumerate(scores)
    ]
    return build_history(observations, dimensions=2, goal=goal, limit=limit)


def numbers(history: History) -> list[int]:
    return [int(n) for n in history.points[:, 0]]


@given(st.lists(SCORES | st.none(), max_size=30), st.sampled_from(GOALS), st.integers(1, 40))
def test_best_first_on_a_unit_scale(scores: list[float | None], goal: Goal, limit: int) -> None:
    history = history_of(*scores, goal=goal, limit=limit)
    completed = [score for score in scores if score is not None]
    assert len(history) == (min(limit, len(scores)) if completed else 0)
    assert history.points.shape == (len(history), 2)
    assert history.points.dtype == np.int64
    assert history.scores.dtype == np.float64
    assert np.all(np.diff(history.scores) <= 0)
    assert np.all((history.unit >= 0) & (history.unit <= 1))
    assert np.all(np.diff(history.unit) <= 0)
    if len(history) and history.scores[0] > history.scores[-1]:
        assert (history.unit[0], history.unit[-1]) == (1, 0)
    else:
        assert set(history.unit) <= {0.5}


@given(st.lists(SCORES, max_size=30))
def test_to_minimize_is_to_maximize_the_negative(scores: list[float]) -> None:
    least = history_of(*scores, goal="minimize")
    most = history_of(*(-score for score in scores))
    assert numbers(least) == numbers(most)
    assert least.scores.tolist() == most.scores.tolist()


def test_scores_keep_their_proportions() -> None:
    assert history_of(10.0, 40.0, 20.0).unit.tolist() == [1.0, 1 / 3, 0.0]
    assert history_of(10.0, 40.0, 20.0, goal="minimize").scores.tolist() == [-10.0, -20.0, -40.0]
    neighbours = [91.2 + i * np.spacing(91.2) for i in range(11)]
    assert history_of(*neighbours).unit.tolist() == [i / 10 for i in reversed(range(11))]
    close = np.nextafter(1e100, 0)
    assert history_of(1e100, close, np.nextafter(close, 0)).unit.tolist() == [1.0, 0.5, 0.0]
    assert history_of(5e-324, 0.0, 1e-323).unit.tolist() == [1.0, 0.5, 0.0]


@pytest.mark.parametrize("scores", [(3.0,), (3.0, 3.0, 3.0), (0.0, -0.0), (3.0, None)])
def test_equal_scores_are_in_the_middle(scores: tuple[float | None, ...]) -> None:
    assert history_of(*scores).unit.tolist() == [0.5] * len(scores)


def test_no_observations_are_an_empty_history() -> None:
    history = history_of()
    assert (len(history), history.points.shape, history.unit.tolist()) == (0, (0, 2), [])


@pytest.mark.parametrize("goal", GOALS)
def test_ties_keep_the_order_given(goal: Goal) -> None:
    assert numbers(history_of(*[1.0] * 20, goal=goal)) == list(range(20))
    assert numbers(history_of(*[1.0] * 20, goal=goal, limit=3)) == [0, 1, 2]


@pytest.mark.parametrize(("goal", "worst"), [("maximize", 1.0), ("minimize", -3.0)])
def test_infeasible_trials_count_as_the_worst_and_come_last(goal: Goal, worst: float) -> None:
    history = history_of(None, 1.0, None, 3.0, goal=goal)
    assert history.scores.tolist()[1:] == [worst] * 3
    assert numbers(history)[2:] == [0, 2]


def test_only_penalized_outcomes_are_kept() -> None:
    outcomes: list[TrialState] = [TrialState.COMPLETED, TrialState.FAILED, TrialState.INFEASIBLE]
    observations = [Observation((n,), 2.0 if n == 0 else None, outcome) for n, outcome in enumerate(outcomes)]

    def kept(*penalize: TrialState) -> list[int]:
        return numbers(build_history(observations, dimensions=1, goal="maximize", limit=9, penalize=penalize))

    assert kept() == [0]
    assert kept(TrialState.FAILED) == [0, 1]
    assert kept(TrialState.FAILED, TrialState.INFEASIBLE) == [0, 1, 2]
    assert kept(TrialState.COMPLETED) == [0]


def test_without_a_completed_trial_there_is_no_scale() -> None:
    assert len(history_of(None, None)) == 0


@pytest.mark.parametrize("score", [None, float("nan"), float("inf"), float("-inf"), 1.1e100, 10**400])
def test_a_completed_trial_has_a_usable_score(score: float | None) -> None:
    with pytest.raises(InvalidInput, match="not a usable number"):
        Observation((0,), score)


def test_a_score_of_a_trial_that_did_not_complete_is_not_looked_at() -> None:
    observations = [Observation((0,), 1.0), Observation((1,), float("nan"), TrialState.INFEASIBLE)]
    assert build_history(observations, dimensions=1, goal="minimize", limit=9).scores.tolist() == [-1.0, -1.0]


def test_beliefs_take_their_place_after_equal_scores() -> None:
    history = history_of(3.0, 1.0).with_beliefs(np.array([[7, 0], [8, 0]]), np.array([1.0, 5.0]))
    assert numbers(history) == [8, 0, 1, 7]
    assert history.scores.tolist() == [5.0, 3.0, 1.0, 1.0]


def test_no_beliefs_leave_the_history_alone() -> None:
    history = history_of(3.0, 1.0)
    assert history.with_beliefs(np.empty((0, 0), dtype=np.int64), np.empty(0)) is history
