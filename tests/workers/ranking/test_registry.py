"""Rankers by name: loaded once, within the operator's settings."""

import time
from pathlib import Path

import pytest
import torch

from app.domain.errors import RankingFailed
from app.domain.ranking import Ranker
from app.settings import RankingSettings, Settings
from tests.settings import EMBEDDED, changed
from tests.workers.ranking.tiny_llama import make_tiny_llama
from workers.ranking.registry import RETRY_PAUSE_S, Rankers


def settings(**values: object) -> Settings:
    return changed(EMBEDDED, ranking=RankingSettings.model_validate(values))


def test_ranker_is_loaded_and_reported_once() -> None:
    rankers = Rankers(settings())
    announced: list[Ranker] = []
    first = rankers.get("surrogate", on_load=announced.append)
    assert rankers.get("surrogate", on_load=announced.append) is first
    assert announced == [first]


def test_every_configured_name_loads(tmp_path: Path) -> None:
    rankers = Rankers(settings(llms={"tiny": str(make_tiny_llama(tmp_path / "tiny"))}))
    assert [rankers.get(name).name for name in ("surrogate", "compact", "auto", "llm:tiny")] == [
        "surrogate",
        "compact",
        "auto",
        "llm:tiny",
    ]


def test_a_failed_ranker_is_tried_again_after_a_pause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rankers = Rankers(settings(llms={"late": str(tmp_path / "late")}))
    failures: list[str] = []
    with pytest.raises(RankingFailed, match="does not exist"):
        rankers.get("llm:late", on_failure=failures.append)
    make_tiny_llama(tmp_path / "late")
    with pytest.raises(RankingFailed, match="does not exist"):
        rankers.get("llm:late", on_failure=failures.append)
    assert failures == ["llm:late: the checkpoint folder does not exist"]
    later = time.monotonic() + RETRY_PAUSE_S
    monkeypatch.setattr("time.monotonic", lambda: later)
    assert rankers.get("llm:late", on_failure=failures.append).name == "llm:late"
    assert len(failures) == 1


def test_unexpected_error_is_reported_without_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Ranker:
        raise RuntimeError("/secret/place")

    monkeypatch.setattr("workers.ranking.compact.CompactRanker.load", broken)
    with pytest.raises(RankingFailed, match=r"^compact: loading failed with RuntimeError; the worker's log has"):
        Rankers(settings()).get("compact")


@pytest.mark.parametrize("name", ["llm:none", "llm:", "gpt", ""])
def test_unknown_names_are_refused(name: str) -> None:
    with pytest.raises(RankingFailed, match="no ranker is called"):
        Rankers(settings()).get(name)


def test_the_thread_limit_holds_for_torch() -> None:
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        Rankers(settings(threads=1)).get("compact")
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)
