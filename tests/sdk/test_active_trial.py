"""How a function learns that it should stop."""

import pytest
from lmsearcher import ActiveTrial
from lmsearcher.models import LeasedTrial


@pytest.fixture
def trial() -> ActiveTrial:
    lease = {"token": "x", "expires_at": "2026-01-01T00:00:00Z"}
    fields = {"id": "t", "number": 1, "ncode": "0", "architecture": {}, "source": "warmup", "attempt": 1}
    return ActiveTrial(LeasedTrial.model_validate({**fields, "lease": lease}))


def test_on_stop_callback_runs_once(trial: ActiveTrial) -> None:
    calls: list[str] = []
    trial.on_stop(lambda: calls.append("early"))
    assert (calls, trial.should_stop) == ([], False)
    trial.stop()
    trial.stop()
    assert (calls, trial.should_stop) == (["early"], True)
    trial.on_stop(lambda: calls.append("late"))
    assert calls == ["early", "late"]


def test_on_stop_callback_that_raises_does_not_stop_the_others(
    trial: ActiveTrial, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[str] = []
    trial.on_stop(lambda: 1 / 0)
    trial.on_stop(lambda: calls.append("second"))
    trial.stop()
    assert calls == ["second"]
    assert "ZeroDivisionError" in caplog.text


def test_stop_is_seen_only_after_a_callback_ran(trial: ActiveTrial) -> None:
    trial.stop()
    assert not trial.stop_seen
    trial.on_stop(lambda: None)
    assert trial.stop_seen
