"""How a function hears that it may stop."""

import pytest
from lmsearcher import ActiveTrial
from lmsearcher.models import LeasedTrial


@pytest.fixture
def trial() -> ActiveTrial:
    lease = {"token": "x", "expires_at": "2026-01-01T00:00:00Z"}
    fields = {"id": "t", "number": 1, "ncode": "0", "architecture": {}, "source": "warmup", "attempt": 1}
    return ActiveTrial(LeasedTrial.model_validate({**fields, "lease": lease}))


def test_every_callback_is_called_once(trial: ActiveTrial) -> None:
    told: list[str] = []
    trial.on_stop(lambda: told.append("early"))
    assert (told, trial.should_stop) == ([], False)
    trial.stop()
    trial.stop()
    assert (told, trial.should_stop) == (["early"], True)
    trial.on_stop(lambda: told.append("late"))
    assert told == ["early", "late"]


def test_a_callback_that_raises_keeps_nobody_from_hearing(trial: ActiveTrial, caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []
    trial.on_stop(lambda: 1 / 0)
    trial.on_stop(lambda: told.append("second"))
    trial.stop()
    assert told == ["second"]
    assert "ZeroDivisionError" in caplog.text


def test_who_was_called_back_knows_and_who_was_not_does_not(trial: ActiveTrial) -> None:
    trial.stop()
    assert not trial.told
    trial.on_stop(lambda: None)
    assert trial.told
