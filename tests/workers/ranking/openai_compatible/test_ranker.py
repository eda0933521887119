"""A served model ranks as the same checkpoint does in this process, by whatever its server can do."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from pydantic import SecretStr

from app.domain.errors import RankingFailed
from app.domain.history import History
from app.domain.ncode import format_ncode
from app.domain.prompt import CONTEXT_LIMIT, PICKS, history_text
from app.domain.ranking import RankingRequest, require_ranking
from app.domain.tournament import drawn_order, log_shares
from app.language_models import Endpoint
from tests.workers.ranking.openai_compatible.llama_server import KEY, MODEL, Abilities, LlamaServer, serving
from tests.workers.ranking.openai_compatible.vllm_server import CONTEXT, HEAD_DIM, running_vllm
from tests.workers.ranking.requests import request
from tests.workers.ranking.tiny_llama import make_tiny_llama
from workers.ranking.checkpoints.loading import load_model, load_tokenizer
from workers.ranking.checkpoints.prompt_encoder import PromptEncoder
from workers.ranking.checkpoints.ranker import LanguageModelRanker
from workers.ranking.checkpoints.scoring import full_log_likelihood
from workers.ranking.openai_compatible import EndpointRanker, by_choice
from workers.ranking.openai_compatible.server import Server


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_llama(tmp_path_factory.mktemp("tiny"), context=CONTEXT, head_dim=HEAD_DIM)


@pytest.fixture(scope="module")
def checkpoint(tiny: Path) -> LanguageModelRanker:
    return LanguageModelRanker.load("llm:tiny", tiny, device="cpu")


@pytest.fixture(scope="module", params=["ours", pytest.param("vllm", marks=pytest.mark.vllm)])
def url(tiny: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A server that scores tokens and keeps to choices: our small one, and a real vLLM (`make test-vllm`)."""
    if request.param == "vllm":
        with running_vllm(tiny) as url:
            yield url
    else:
        with serving(tiny, context=CONTEXT) as server:
            yield server.url


@pytest.fixture
def server(tiny: Path) -> Iterator[LlamaServer]:
    """A server of one's own, to change."""
    with serving(tiny, context=CONTEXT) as server:
        yield server


def endpoint(url: str, **changes: Any) -> Endpoint:
    return Endpoint(**{"endpoint": url, "model": MODEL, "api_key": SecretStr(KEY), "timeout_s": 60, **changes})


def load(url: str, **changes: Any) -> EndpointRanker:
    return EndpointRanker.load("llm:served", endpoint(url, **changes))


# By likelihood


@pytest.mark.parametrize(("history", "pool"), [(0, 1), (1, 3), (8, 10), (20, 45)])
def test_scores_are_those_of_the_checkpoint(url: str, checkpoint: LanguageModelRanker, history: int, pool: int) -> None:
    task = request(history, pool)
    ranking = require_ranking(load(url).rank(task), task.candidates)
    assert ranking.scores == pytest.approx(checkpoint.rank(task).scores, abs=1e-4)


def test_full_context_drops_the_worst_observations(url: str, checkpoint: LanguageModelRanker) -> None:
    task = request(200, 12)
    scores = load(url).rank(task).scores
    assert scores == pytest.approx(checkpoint.rank(task).scores, abs=1e-4)
    best = History(task.history.points[:100], task.history.scores[:100])
    assert len(history_text(task.space, best, 100)) > CONTEXT, "else nothing had to go"


def test_too_large_space_fails_and_the_next_is_ranked(url: str) -> None:
    ranker = load(url)
    with pytest.raises(RankingFailed, match=r"llm:served: .* longer than the model's context"):
        ranker.rank(request(0, 11, dimensions=250))
    require_ranking(ranker.rank(request(2, 3)), request(2, 3).candidates)


def test_a_pool_of_too_many_tokens_fails_without_a_request(server: LlamaServer) -> None:
    server.context = CONTEXT_LIMIT
    ranker = load(server.url)
    server.seen.clear()
    with pytest.raises(RankingFailed, match="more than 20000 tokens"):
        ranker.rank(request(0, 101, dimensions=200))
    assert "/v1/completions" not in [path for path, _ in server.seen]


def test_the_revision_names_model_server_mode_and_prompt(url: str) -> None:
    ranker = load(url)
    assert (ranker.name, ranker.revision) == ("llm:served", "tiny@0.32.0-likelihood-lm-searcher-1")


def test_permuting_the_candidates_permutes_the_scores(url: str) -> None:
    task, ranker = request(5, 25), load(url)
    order = np.random.default_rng(5).permutation(25)
    scores = ranker.rank(task).scores
    permuted = ranker.rank(replace(task, candidates=task.candidates[order]))
    assert permuted.scores == pytest.approx([scores[i] for i in order], abs=1e-5)


def test_a_model_without_a_chat_template_gets_the_bare_prompt(tmp_path: Path) -> None:
    folder = make_tiny_llama(tmp_path, chat_template=False)
    task = request(8, 14)
    expected = LanguageModelRanker.load("llm:bare", folder, device="cpu").rank(task)
    with serving(folder) as server:
        assert load(server.url).rank(task).scores == pytest.approx(expected.scores, abs=1e-4)


def test_first_request_is_the_history_and_all_are_bounded(server: LlamaServer) -> None:
    ranker = load(server.url)
    server.seen.clear()
    ranker.rank(request(20, 45))
    bodies = [body for path, body in server.seen if path == "/v1/completions"]
    assert len(bodies[0]["prompt"]) == 1
    assert max(len(body["prompt"]) for body in bodies) == 32
    assert max(len(body["logprob_token_ids"]) for body in bodies) <= 128
    assert not any("echo" in body or "prompt_logprobs" in body for body in bodies), "they bypass the prefix cache"


# By choice


def test_a_server_keeps_to_the_choices_and_picks_the_likeliest(url: str, tiny: Path) -> None:
    task = request(8, 6)
    texts = [format_ncode(task.space, point) for point in task.candidates.tolist()]
    order = drawn_order(texts, task.seed)
    with Server(endpoint(url)) as server:
        frame, constrained = server.run(by_choice.probe(server))
        assert (frame, constrained) == ("system", True)
        score, shown = server.run(by_choice.group_scorer(server, frame, task, texts, constrained=True, context=CONTEXT))
        (places,) = server.run(score([order]))
    assert shown == 8
    assert dict(zip(order, places, strict=True)) == {i: -place for i, place in enumerate(_greedy_places(tiny, task))}


@pytest.mark.parametrize(
    "abilities",
    [
        Abilities(tokenize=False),
        Abilities(logprob_token_ids=False),
        Abilities(version=False, models=False, tokenize=False),
    ],
)
def test_without_scores_the_server_picks_repeatedly(tiny: Path, server: LlamaServer, abilities: Abilities) -> None:
    server.abilities = abilities
    ranker = load(server.url)
    version = "0.32.0" if abilities.version else "unknown"
    assert ranker.revision == f"tiny@{version}-choice-lm-searcher-1"
    task = request(8, 6)
    places = [-float(place) for place in _greedy_places(tiny, task)]
    assert ranker.rank(task).scores == pytest.approx(log_shares(places))


def _greedy_places(folder: Path, task: RankingRequest) -> list[int]:
    """Place of every candidate when the likeliest legal token is written, by plain forwards without any cache."""
    model, encoder = load_model(folder, torch.device("cpu")), PromptEncoder(load_tokenizer(folder))
    texts = [format_ncode(task.space, point) for point in task.candidates.tolist()]
    history = encoder.prefix(history_text(task.space, task.history, 8))
    left = drawn_order(texts, task.seed)
    order: list[int] = []
    while left:
        codes = dict(zip(left, encoder.codes([texts[i] for i in left]), strict=True))
        prompt, legal = [*history, *encoder.listing(list(codes.values()))], dict(codes)
        for depth in range(6):
            start = [*prompt, *next(iter(legal.values()))[:depth]]
            tokens = {code[depth] for code in legal.values()}
            best = max(tokens, key=lambda token: full_log_likelihood(model, start, [token]))
            legal = {i: code for i, code in legal.items() if code[depth] == best}
        (winner,) = legal
        order.append(winner)
        left.remove(winner)
    return [order.index(i) for i in range(len(texts))]


def test_large_pools_are_ranked_by_choice(server: LlamaServer) -> None:
    server.abilities = Abilities(tokenize=False)
    task = request(8, 45)
    ranker = load(server.url)
    server.seen.clear()
    ranking = require_ranking(ranker.rank(task), task.candidates)
    groups, finalists = 5, 5
    assert len(server.seen) == groups * PICKS + finalists - 1
    assert all(len(body["structured_outputs"]["choice"]) <= 9 for _, body in server.seen)
    assert not any("guided_choice" in body for _, body in server.seen), "silently ignored by vLLM since 0.12"
    tops = ranking.order[:finalists]
    assert all(ranking.scores[a] > ranking.scores[b] for a, b in pairwise(tops))


# By text


def _first_listed(prompt: str) -> str:
    return prompt.rpartition(",")[2].split(";")[0] + "\n"


def test_without_choices_the_text_must_be_one_of_the_codes(server: LlamaServer) -> None:
    server.abilities = Abilities(tokenize=False, structured_outputs=False, free_text=_first_listed)
    ranker = load(server.url)
    assert ranker.revision == "tiny@0.32.0-text-lm-searcher-1"
    task = request(8, 6)
    texts = [format_ncode(task.space, point) for point in task.candidates.tolist()]
    assert list(ranker.rank(task).order) == drawn_order(texts, task.seed)


@pytest.mark.parametrize("text", ["", "I would choose 012340;", "999999", "0123", "{first} {first}", "{first};"])
def test_texts_other_than_codes_fail_the_ranking(server: LlamaServer, text: str) -> None:
    server.abilities = Abilities(
        tokenize=False,
        structured_outputs=False,
        free_text=lambda prompt: text.format(first=_first_listed(prompt).strip()),
    )
    ranker = load(server.url)
    server.seen.clear()
    with pytest.raises(RankingFailed, match="did not write one of the candidates"):
        ranker.rank(request(8, 2))
    assert len(server.seen) == 3


# Loading


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"model": "gpt-5"}, "has no model 'gpt-5'"),
        ({"api_key": None}, "refuses the key"),
        ({"api_key": SecretStr("wrong-key")}, "refuses the key"),
        ({"endpoint": "http://127.0.0.1:9/v1"}, "is unreachable"),
    ],
)
def test_an_unusable_endpoint_is_refused_with_the_reason(
    server: LlamaServer, changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(RankingFailed, match=reason) as caught:
        load(server.url, **changes)
    assert caught.value.detail.startswith("llm:served: ")
    assert not any(secret in caught.value.detail for secret in ("wrong-key", KEY, "127.0.0.1"))


@pytest.mark.parametrize("concurrency", [1, 3])
def test_no_more_requests_at_a_time_than_allowed(server: LlamaServer, concurrency: int) -> None:
    ranker = load(server.url, concurrency=concurrency)
    ranker.rank(request(5, 45))
    assert server.most_at_a_time == concurrency
