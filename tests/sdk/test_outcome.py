"""What an evaluation function returned or raised, as the result that is reported."""

from decimal import Decimal

import numpy as np
import pytest
from lmsearcher import Infeasible
from lmsearcher._config import MAX_ERROR_LENGTH
from lmsearcher.trial import measured, raised


@pytest.mark.parametrize("value", [0.5, np.float32(0.5), np.array(0.5), Decimal("0.5"), {"acc": 0.5}])
def test_numbers_are_measurements(value: object) -> None:
    assert measured(value, metric="acc") == {"state": "completed", "metrics": {"acc": 0.5}}


def test_other_metrics_come_along_as_far_as_they_are_finite() -> None:
    values = {"acc": 1, "loss": float("nan"), "params": 7}
    assert measured(values, metric="acc") == {"state": "completed", "metrics": {"acc": 1.0, "params": 7.0}}


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "a number is needed"),
        ("0.5", "a number is needed"),
        ([0.5], "a number is needed"),
        (np.array([1.0, 2.0]), "the function returned"),
        ({"loss": 1.0}, "no 'acc'"),
        ({"acc": "good"}, "a number is needed"),
        (float("nan"), "acc is nan"),
        ({"acc": float("-inf")}, "acc is -inf"),
    ],
)
def test_everything_else_is_a_failure_with_its_reason(value: object, reason: str) -> None:
    result = measured(value, metric="acc")
    assert result["state"] == "failed"
    assert reason in result["error"]


def test_an_exception_is_reported_with_its_place_and_bounded() -> None:
    with pytest.raises(ValueError, match="bad") as caught:
        raise ValueError("bad" + "!" * 5 * MAX_ERROR_LENGTH)
    result = raised(caught.value)
    assert result["state"] == "failed"
    assert result["error"].startswith("ValueError: bad!")
    assert "test_outcome.py" in result["error"]
    assert len(result["error"]) <= MAX_ERROR_LENGTH


def test_text_that_cannot_be_stored_is_replaced() -> None:
    assert raised(ValueError("a\x00b\udc80"))["error"].startswith("ValueError: a\ufffdb?")


def test_infeasible_is_a_verdict_of_its_own() -> None:
    assert raised(Infeasible("too large")) == {"state": "infeasible", "error": "too large"}
    assert raised(Infeasible()) == {"state": "infeasible", "error": "infeasible"}
