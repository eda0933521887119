"""The exported names, and responses of newer servers."""

import difflib
from typing import Any

import lmsearcher
import pytest
from lmsearcher import errors, models
from pydantic import ValidationError

from tests.sdk.exports import COMMITTED, exports


def test_exported_names_exist_and_all_errors_are_exported() -> None:
    assert all(hasattr(lmsearcher, name) for name in lmsearcher.__all__)
    assert sorted(lmsearcher.__all__) == sorted(set(lmsearcher.__all__))
    raised = {n for n, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
    assert raised - set(lmsearcher.__all__) == set()


def test_exports_are_as_committed() -> None:
    """Removing a name or a parameter breaks programs (docs/versions.md)."""
    old, new = COMMITTED.read_text().splitlines(), exports().splitlines()
    difference = list(difflib.unified_diff(old, new, "exports.txt", "this code", lineterm="", n=0))
    assert not difference, "\n".join(["if this is intended: python -m tests.sdk.exports", *difference])


def test_unknown_fields_and_values_are_accepted() -> None:
    leased = models.LeaseResponse.model_validate(
        {
            "trials": [
                {
                    "id": "t",
                    "number": 1,
                    "ncode": "0",
                    "architecture": {"depth": 1, "wide": True, "lr": 1.0, "op": "conv"},
                    "source": "a source of the future",
                    "attempt": 1,
                    "lease": {"token": "x", "expires_at": "2026-01-01T00:00:00Z", "unit": "s"},
                    "priority": 3,
                }
            ],
            "job_state": "hibernating",
            "metric": "acc",
            "lease_s": 300,
            "hint": {},
        }
    )
    assert leased.job_state == "hibernating"
    types = [type(value) for value in leased.trials[0].architecture.values()]
    assert types == [int, bool, float, str]


def test_models_are_frozen() -> None:
    progress: Any = models.Progress(trials=3, max_trials=9, completed=1, failed=2)
    with pytest.raises(ValidationError, match="frozen"):
        progress.trials = 4
    assert progress.finished == 3
