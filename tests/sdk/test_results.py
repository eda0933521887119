"""What an evaluation function returned or raised, as the result that is reported."""

from decimal import Decimal

import numpy as np
import pytest
from lmsearcher import Infeasible
from lmsearcher._config import MAX_ERROR_LENGTH
from lmsearcher.trial import result_of_error, result_of_return


@pytest.mark.parametrize("value", [0.5, np.float32(0.5), np.array(0.5), Decimal("0.5"), {"acc": 0.5}])
def test_number_is_a_measurement(value: object) -> None:
    assert result_of_return(value, metric="acc") == {"state": "completed", "metrics": {"acc": 0.5}}


def test_other_metrics_are_kept_if_finite() -> None:
    values = {"acc": 1, "loss": float("nan"), "params": 7}
    assert result_of_return(values, metric="acc") == {"state": "completed", "metrics": {"acc": 1.0, "params": 7.0}}


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
def test_other_return_value_is_a_failure_with_reason(value: object, reason: str) -> None:
    result = result_of_return(value, metric="acc")
    assert result["state"] == "failed"
    assert reason in result["error"]


def test_exception_is_reported_with_traceback_and_bounded() -> None:
    with pytest.raises(ValueError, match="bad") as caught:
        raise ValueError("bad" + "!" * 5 * MAX_ERROR_LENGTH)
    result = result_of_error(caught.value)
    assert result["state"] == "failed"
    assert result["error"].startswith("ValueError: bad!")
    assert "test_results.py" in result["error"]
    assert len(result["error"]) <= MAX_ERROR_LENGTH


def test_text_that_cannot_be_stored_is_replaced() -> None:
    assert result_of_error(ValueError("a\x00b\udc80"))["error"].startswith("ValueError: a\ufffdb?")


def test_infeasible_has_a_state_of_its_own() -> None:
    assert result_of_error(Infeasible("too large")) == {"state": "infeasible", "error": "too large"}
    assert result_of_error(Infeasible()) == {"state": "infeasible", "error": "infeasible"}
