"""Rankers by name: loaded once, within the operator's settings."""

from pathlib import Path

import pytest
import torch

from app.domain.errors import RankingFailed
from app.domain.ranking import Ranker
from app.settings import Settings
from tests.workers.ranking.tiny_llama import make_tiny_llama
from workers.ranking.registry import Rankers


def settings(**values: object) -> Settings:
    urls = {"DATABASE_URL": "postgresql://u:p@127.0.0.1/db", "REDIS_URL": "redis://127.0.0.1/0"}
    return Settings.model_validate({**urls, "environment": "embedded", **values})


def test_a_ranker_is_loaded_once_and_announced_once() -> None:
    rankers = Rankers(settings())
    announced: list[Ranker] = []
    first = rankers.get("surrogate", on_load=announced.append)
    assert rankers.get("surrogate", on_load=announced.append) is first
    assert announced == [first]


def test_every_configured_name_loads(tmp_path: Path) -> None:
    rankers = Rankers(settings(llms={"tiny": str(make_tiny_llama(tmp_path / "tiny"))}))
    assert [rankers.get(name).name for name in ("surrogate", "compact", "llm:tiny")] == [
        "surrogate",
        "compact",
        "llm:tiny",
    ]


@pytest.mark.parametrize("name", ["llm:none", "llm:", "gpt", ""])
def test_other_names_cannot_rank(name: str) -> None:
    with pytest.raises(RankingFailed, match="no ranker is called"):
        Rankers(settings()).get(name)


def test_the_thread_limit_holds_for_torch() -> None:
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        Rankers(settings(ranking_threads=1)).get("compact")
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)
