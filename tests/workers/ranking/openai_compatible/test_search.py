"""A search goes on with the surrogate when its language model's server dies."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from app.db.models import Round
from app.db.session import SessionFactory
from app.language_models import Endpoint
from app.settings import Settings
from tests.services.search import add_job, evaluate_all
from tests.settings import changed
from tests.workers.ranking.openai_compatible.llama_server import KEY, MODEL, serving
from tests.workers.ranking.tiny_llama import make_tiny_llama
from workers.ranking.registry import Rankers
from workers.runtime import Runtime


def test_a_search_goes_on_when_the_server_dies(
    sessions: SessionFactory,
    settings: Settings,
    rank_due: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def evaluate_and_rank() -> None:
        with sessions.begin() as session:
            evaluate_all(session, job)
        rank_due()

    with serving(make_tiny_llama(tmp_path)) as server:
        source = Endpoint(endpoint=server.url, model=MODEL, api_key=SecretStr(KEY), timeout_s=60)
        served = changed(settings, ranking={"llms": {"served": source}})
        held = Runtime(served, sessions, Rankers(served))
        monkeypatch.setattr("workers.tasks.rounds.runtime", lambda: held)
        with sessions.begin() as session:
            job = add_job(session, ranker="llm:served")
            session.flush()
            session.expunge(job)
        evaluate_and_rank()
    for _ in range(4):
        evaluate_and_rank()
    with sessions() as session:
        rounds = session.scalars(select(Round).where(Round.source != "warmup").order_by(Round.number)).all()
    ranked, failed, *others = rounds
    assert (ranked.source, ranked.ranker, ranked.fallback_reason) == ("ranked", "llm:served", None)
    assert ranked.ranker_revision == "tiny@0.32.0-likelihood-lm-searcher-1"
    assert failed.fallback_reason == "llm:served: the server is unreachable (ConnectError)"
    assert len(others) >= 2
    assert {(r.source, r.ranker) for r in (failed, *others)} == {("fallback", "surrogate")}
    assert all(str(r.fallback_reason).startswith("llm:served: the server ") for r in others)
