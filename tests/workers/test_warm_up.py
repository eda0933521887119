"""A worker's start: what it loads, and that no failure stops it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from app.db.session import SessionFactory
from app.main import create_app
from app.settings import RankingSettings, Settings
from tests.builders import LOOPBACK
from tests.settings import changed
from tests.workers.ranking.tiny_llama import make_tiny_llama
from workers.lifecycle import warm_up
from workers.ranking.registry import Rankers
from workers.runtime import Runtime


@pytest.fixture
def start(sessions: SessionFactory, settings: Settings) -> Callable[..., dict[str, tuple[str, str | None]]]:
    """Warms a worker up with these settings; (state, failure) of every ranker as the API then shows them."""

    def run(**values: object) -> dict[str, tuple[str, str | None]]:
        own = changed(settings, ranking=RankingSettings.model_validate(values))
        warm_up(Runtime(own, sessions, Rankers(own)))
        with TestClient(create_app(own), LOOPBACK) as client:
            items = client.get("/v1/rankers").json()["items"]
        return {item["name"]: (item["state"], item["failure"]) for item in items if item["name"] != "surrogate"}

    return run


@pytest.fixture
def llms(tmp_path: Path) -> dict[str, str]:
    return {"gone": str(tmp_path / "gone"), "tiny": str(make_tiny_llama(tmp_path / "tiny"))}


def test_every_ranker_is_loaded_and_failures_recorded(
    start: Callable[..., object], llms: dict[str, str], tmp_path: Path
) -> None:
    assert start(llms=llms) == {
        "compact": ("ready", None),
        "auto": ("ready", None),
        "llm:tiny": ("ready", None),
        "llm:gone": ("failed", "llm:gone: the checkpoint folder does not exist"),
    }


@pytest.mark.parametrize(("warm_up", "state"), [("none", "not_loaded"), ("default", "ready")])
def test_setting_decides_what_is_loaded(
    start: Callable[..., object], llms: dict[str, str], warm_up: str, state: str
) -> None:
    assert start(llms=llms, warm_up=warm_up) == {
        "compact": (state, None),
        "auto": ("not_loaded", None),
        "llm:tiny": ("not_loaded", None),
        "llm:gone": ("not_loaded", None),
    }


def test_nothing_is_loaded_after_its_time(start: Callable[..., object], llms: dict[str, str]) -> None:
    loaded = start(llms=llms, warm_up_s=1e-9)
    assert loaded == dict.fromkeys(("compact", "auto", "llm:tiny", "llm:gone"), ("not_loaded", None))


def test_unreachable_database_gets_the_record_later(sessions: SessionFactory, settings: Settings) -> None:
    rankers = Rankers(settings)
    unreachable = sessionmaker(create_engine("postgresql+psycopg://none@127.0.0.1:1/none"))
    warm_up(Runtime(settings, unreachable, rankers))
    recorded: list[str] = []
    ranker = rankers.get("compact", on_load=lambda r: recorded.append(r.revision))
    assert recorded == [ranker.revision]
    assert rankers.get("compact", on_load=lambda r: recorded.append(r.revision)) is ranker
    assert len(recorded) == 1
