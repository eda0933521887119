"""A search space, and a folder for the locks of worker names."""

import pytest
from lmsearcher import SearchSpace


@pytest.fixture
def space() -> SearchSpace:
    """12 architectures."""
    return SearchSpace().categorical("op", ["none", "conv", "pool"]).integer("depth", 1, 4)


@pytest.fixture(autouse=True)
def _state_directory(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks of worker names stay out of the home directory."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.getbasetemp() / "state"))
