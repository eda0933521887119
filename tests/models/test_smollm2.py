"""The whole path with real weights, SmolLM2-135M-Instruct: from the setting to the recorded rounds of a search."""

import os
import time
from collections.abc import Callable
from math import fsum
from typing import Any

import pytest
import torch

from app.db.session import SessionFactory
from app.domain.ncode import format_ncode
from app.domain.prompt import history_text
from app.services.rounds.rounds import list_rounds
from app.settings import RankingSettings, Settings
from tests.services.search import add_job, evaluate_all
from tests.settings import changed
from tests.workers.ranking.requests import request
from workers.ranking.checkpoints.hub import checkpoint_folder
from workers.ranking.checkpoints.loading import load_model, load_tokenizer
from workers.ranking.checkpoints.prompt_encoder import PromptEncoder
from workers.ranking.checkpoints.scoring import Block, PrefixScorer, full_log_likelihood
from workers.ranking.registry import Rankers
from workers.runtime import Runtime

CHECKPOINT = os.environ.get("LMSEARCHER_TEST_SMOLLM2", "")
pytestmark = [
    pytest.mark.smollm2,
    pytest.mark.skipif(not CHECKPOINT, reason="needs the weights: make test-smollm2"),
]


@pytest.fixture(scope="module")
def configured(settings: Settings) -> Settings:
    return changed(settings, ranking=RankingSettings.model_validate({"llms": {"smollm2": CHECKPOINT}}))


@pytest.fixture(scope="module")
def rankers(configured: Settings) -> Rankers:
    return Rankers(configured)


@pytest.fixture(scope="module")
def model() -> Any:
    return load_model(checkpoint_folder(CHECKPOINT), torch.device("cpu"))


@pytest.fixture(scope="module")
def encoder() -> PromptEncoder:
    return PromptEncoder(load_tokenizer(checkpoint_folder(CHECKPOINT)))


def test_smollm2_ranks_a_pool_by_tournament(rankers: Rankers) -> None:
    ranker, task = rankers.get("llm:smollm2"), request(30, 64)
    start = time.perf_counter()
    ranking = ranker.rank(task)
    print(f"history 30, pool 64: {time.perf_counter() - start:.1f} s, {ranking.prompt_tokens} tokens")  # noqa: T201
    print("first five of 64:", [format_ncode(task.space, task.candidates[i].tolist()) for i in ranking.order[:5]])  # noqa: T201
    assert ranking == ranker.rank(task)
    assert sorted(ranking.order) == list(range(64))


def test_packed_likelihoods_are_those_of_plain_forwards(model: Any, encoder: PromptEncoder) -> None:
    task = request(20, 10)
    codes = encoder.codes([format_ncode(task.space, point) for point in task.candidates.tolist()])
    prefix, listing = encoder.prefix(history_text(task.space, task.history, 20)), encoder.listing(codes)
    [packed] = PrefixScorer(model, prefix).score([Block(listing, codes)], token_budget=1_024)
    plain = [full_log_likelihood(model, [*prefix, *listing], code) for code in codes]
    assert packed == pytest.approx(plain, abs=1e-3)


def test_a_pretrained_model_expects_a_code_of_the_prompt(model: Any, encoder: PromptEncoder) -> None:
    """It has learnt to continue with what it has read: codes that the prompt lists are likelier than others."""
    task = request(20, 20)
    codes = encoder.codes([format_ncode(task.space, point) for point in task.candidates.tolist()])
    prefix = encoder.prefix(history_text(task.space, task.history, 20))
    [scores] = PrefixScorer(model, prefix).score([Block(encoder.listing(codes[:10]), codes)], token_budget=1_024)
    assert fsum(scores[:10]) > fsum(scores[10:]) + 10 * 0.5


def test_smollm2_decides_the_rounds_of_a_search(
    sessions: SessionFactory,
    rank_due: Callable[[], None],
    configured: Settings,
    rankers: Rankers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = Runtime(configured, sessions, rankers)
    monkeypatch.setattr("workers.tasks.rounds.runtime", lambda: held)
    with sessions.begin() as session:
        job = add_job(session, ranker="llm:smollm2", max_trials=8)
    for _ in range(4):
        with sessions.begin() as session:
            evaluate_all(session, job)
        rank_due()
    with sessions() as session:
        rounds = list_rounds(session, job, limit=20, after=None).items
        assert [r.ranker for r in rounds if r.state == "ranked" and r.source != "warmup"] == ["llm:smollm2"] * 3
        assert all(r.fallback_reason is None for r in rounds)
