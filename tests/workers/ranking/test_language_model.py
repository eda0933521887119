"""The language model as ranker: exact likelihoods, the contract of a ranker, bounds, and what is refused at load."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch.nn.functional import cross_entropy
from transformers import (
    GPT2Config,
    GPT2LMHeadModel,
    MambaConfig,
    MambaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
)

from app.domain.errors import RankingFailed
from app.domain.history import History
from app.domain.ncode import format_ncode
from app.domain.prompt import history_text
from app.domain.ranking import require_ranking
from tests.workers.ranking.requests import request
from tests.workers.ranking.tiny_llama import character_tokenizer, make_tiny_llama, save, seeded
from workers.ranking.checkpoints.loading import UnusableCheckpoint, load_model, load_tokenizer
from workers.ranking.checkpoints.prompt_encoder import PromptEncoder
from workers.ranking.checkpoints.ranker import LanguageModelRanker
from workers.ranking.checkpoints.scoring import Block, PrefixScorer

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_llama(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def ranker(tiny: Path) -> LanguageModelRanker:
    return LanguageModelRanker.load("llm:tiny", tiny, device="cpu")


ARCHITECTURES: dict[str, Callable[[int], Any]] = {
    "gpt2": lambda words: seeded(
        GPT2LMHeadModel,
        GPT2Config(vocab_size=words, n_positions=512, n_embd=32, n_layer=2, n_head=4, initializer_range=0.3),
        0,
    ),
    "qwen2": lambda words: seeded(Qwen2ForCausalLM, Qwen2Config(**_sizes(words)), 0),
    "mistral with a window": lambda words: seeded(
        MistralForCausalLM, MistralConfig(**_sizes(words), sliding_window=256), 0
    ),
}


def _sizes(words: int) -> dict[str, Any]:
    return {
        "vocab_size": words,
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 512,
        "initializer_range": 0.3,
    }


# Likelihoods


def naive(model: Any, prompt: list[int], answer: list[int]) -> float:
    ids = torch.tensor([prompt + answer])
    with torch.inference_mode():
        logits = model(input_ids=ids).logits[0, len(prompt) - 1 : -1]
    return -float(cross_entropy(logits, torch.tensor(answer), reduction="sum"))


@pytest.mark.parametrize("token_budget", [1, 60, 10_000])
@pytest.mark.parametrize("prefix_length", [0, 1, 300])
def test_packed_scores_are_those_of_one_forward_per_answer(tiny: Path, prefix_length: int, token_budget: int) -> None:
    model = load_model(tiny, CPU)
    rng = np.random.default_rng(1)

    def ids(length: int) -> list[int]:
        return [int(i) for i in rng.integers(5, 19, length)]

    prefix = ids(prefix_length)
    blocks = [Block(ids(a), [ids(b) for b in lengths]) for a, lengths in ((7, (3, 3, 1)), (1, (5,)), (20, (2, 9)))]
    packed = PrefixScorer(model, prefix).score(blocks, token_budget=token_budget)
    for block, scores in zip(blocks, packed, strict=True):
        expected = [naive(model, [*prefix, *block.listing], list(answer)) for answer in block.answers]
        assert scores == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_other_architectures_rank_by_exact_likelihoods(tmp_path: Path, architecture: str) -> None:
    tokenizer = character_tokenizer(chat_template=False)
    save(tmp_path, ARCHITECTURES[architecture](len(tokenizer)), tokenizer)
    _assert_scores_are_likelihoods(tmp_path)


@pytest.mark.parametrize("chat_template", [True, False])
def test_a_small_pool_is_scored_by_its_shares_of_the_likelihood(tmp_path: Path, *, chat_template: bool) -> None:
    _assert_scores_are_likelihoods(make_tiny_llama(tmp_path, chat_template=chat_template))


def _assert_scores_are_likelihoods(folder: Path) -> None:
    """Against the whole prompt written out, tokenised in one piece and answered in one forward a candidate."""
    task = request(8, 4)
    ranking = LanguageModelRanker.load("llm:x", folder, device="cpu").rank(task)
    model, tokenizer = load_model(folder, CPU), load_tokenizer(folder)
    encoder = PromptEncoder(tokenizer)
    codes = [format_ncode(task.space, point) for point in task.candidates.tolist()]
    by_code = sorted(codes)
    listed = [by_code[i] for i in np.random.default_rng(task.seed).permutation(4)]
    text = encoder.head + history_text(task.space, task.history, 8) + ";".join(listed) + ";" + encoder.tail
    if not tokenizer.chat_template:
        text = tokenizer.bos_token + text

    def ids(part: str) -> list[int]:
        return list(tokenizer(part, add_special_tokens=False)["input_ids"])

    raw = torch.tensor([naive(model, ids(text), ids(code)) for code in codes], dtype=torch.float64)
    assert ranking.scores == pytest.approx(raw.log_softmax(0).tolist(), abs=1e-4)


# The contract of a ranker


@pytest.mark.parametrize(("history", "pool"), [(0, 1), (0, 10), (1, 10), (2, 11), (5, 64), (200, 300)])
def test_every_candidate_gets_a_finite_score(ranker: LanguageModelRanker, history: int, pool: int) -> None:
    task = request(history, pool)
    ranking = require_ranking(ranker.rank(task), task.candidates)
    assert sorted(ranking.order) == list(range(pool))
    assert len(set(ranking.scores)) > pool // 2


def test_the_largest_pool_costs_its_own_tokens_and_the_history_once(ranker: LanguageModelRanker) -> None:
    task = request(20, 1_024)
    ranking = require_ranking(ranker.rank(task), task.candidates)
    head = 2  # <s><|system|>, then one token a character; the tail is ;<|end|>, a line break, <|assistant|>
    history = head + len(history_text(task.space, task.history, 20))
    prompts, entries = 103 + 11 + 2 + 1, 1_024 + 103 + 11 + 2
    tail, entry, answer = 3, 6 + 1, 6 - 1
    assert ranking.prompt_tokens == history + prompts * tail + entries * (entry + answer)


def test_equal_requests_give_equal_rankings(tiny: Path, ranker: LanguageModelRanker) -> None:
    again = LanguageModelRanker.load("llm:tiny", tiny, device="cpu")
    assert again.revision == ranker.revision
    assert again.rank(request(30, 40)) == ranker.rank(request(30, 40)) == ranker.rank(request(30, 40))


@pytest.mark.parametrize("pool", [7, 45])
def test_permuting_the_candidates_permutes_the_scores(ranker: LanguageModelRanker, pool: int) -> None:
    task = request(10, pool)
    order = np.random.default_rng(5).permutation(pool)
    permuted = ranker.rank(replace(task, candidates=task.candidates[order]))
    assert permuted.scores == tuple(ranker.rank(task).scores[i] for i in order)


def test_the_seed_decides_the_groups(ranker: LanguageModelRanker) -> None:
    task = request(10, 45)
    assert ranker.rank(task).scores != ranker.rank(replace(task, seed=1)).scores


def test_only_the_200_best_observations_are_shown(ranker: LanguageModelRanker) -> None:
    task = request(260, 5)
    best = replace(task, history=History(task.history.points[:200], task.history.scores[:200]))
    assert ranker.rank(task) == ranker.rank(best)


def test_extreme_scores_are_ranked(ranker: LanguageModelRanker) -> None:
    task = request(3, 5)
    for scores in ([1e100, 0.0, -1e100], [1.0, 1.0, 1.0], [1e-300, 0.0, -1e-300]):
        history = History(task.history.points, np.array(scores))
        require_ranking(ranker.rank(replace(task, history=history)), task.candidates)


def test_full_context_drops_the_worst_observations(tmp_path: Path) -> None:
    ranker = LanguageModelRanker.load("llm:short", make_tiny_llama(tmp_path, context=256), device="cpu")
    task = request(100, 10)
    full = ranker.rank(task)
    assert full.prompt_tokens is not None
    assert full.prompt_tokens <= 256 + 10 * 5
    equals = [
        n
        for n in range(1, 20)
        if ranker.rank(replace(task, history=History(task.history.points[:n], task.history.scores[:n]))) == full
    ]
    assert equals, "the ranking must be that of a shorter history"
    assert min(equals) >= 8


def test_a_space_too_large_for_the_context_fails(tmp_path: Path) -> None:
    ranker = LanguageModelRanker.load("llm:short", make_tiny_llama(tmp_path, context=256), device="cpu")
    with pytest.raises(RankingFailed, match="longer than the 256 tokens"):
        ranker.rank(request(3, 10, dimensions=40))
    with pytest.raises(RankingFailed, match="longer than the 256 tokens"):
        ranker.rank(request(0, 1, dimensions=250))


# Loading


def test_the_revision_names_weights_tokenizer_and_prompt(
    tiny: Path, ranker: LanguageModelRanker, tmp_path: Path
) -> None:
    assert ranker.name == "llm:tiny"
    assert ranker.revision.endswith("-float32-lm-searcher-1")
    other_weights = LanguageModelRanker.load("llm:tiny", make_tiny_llama(tmp_path / "a", seed=1), device="cpu")
    plain = LanguageModelRanker.load("llm:tiny", make_tiny_llama(tmp_path / "b", chat_template=False), device="cpu")
    assert len({ranker.revision, other_weights.revision, plain.revision}) == 3


def _remove_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def _pickle_weights(folder: Path) -> None:
    weights = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    torch.save(weights, folder / "pytorch_model.bin")


def _remove_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def _truncate_weights(folder: Path) -> None:
    data = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(data[: len(data) // 2])


def _drop_a_tensor(folder: Path) -> None:
    weights = load_file(folder / "model.safetensors")
    weights.pop("model.layers.1.mlp.up_proj.weight")
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def _nan_weights(folder: Path) -> None:
    weights = load_file(folder / "model.safetensors")
    weights["model.norm.weight"][0] = float("nan")
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def _custom_code(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    config["auto_map"] = {"AutoModelForCausalLM": "modeling.Evil"}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "modeling.py").write_text("raise SystemExit('custom code ran')")


def _unknown_architecture(folder: Path) -> None:
    (folder / "config.json").write_text(json.dumps({"model_type": "no-such-model"}))


def _broken_config(folder: Path) -> None:
    (folder / "config.json").write_text("{")


def _broken_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}")


def _no_tokenizer(folder: Path) -> None:
    for path in folder.glob("*token*"):
        path.unlink()


def _adapter(folder: Path) -> None:
    (folder / "adapter_config.json").write_text("{}")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (shutil.rmtree, "does not exist"),
        (_remove_config, "no config.json"),
        (_pickle_weights, "pickles"),
        (_remove_weights, "no weights"),
        (_truncate_weights, "the model cannot be loaded"),
        (_drop_a_tensor, "missing from the checkpoint"),
        (_nan_weights, "not finite"),
        (_custom_code, "auto_map"),
        (_unknown_architecture, "the architecture 'no-such-model' is none of"),
        (_broken_config, "not JSON"),
        (_broken_tokenizer, "the tokenizer cannot be loaded"),
        (_no_tokenizer, "the tokenizer cannot be loaded"),
        (_adapter, "adapter"),
    ],
)
def test_an_unusable_folder_is_refused_with_the_reason(
    tmp_path: Path, spoil: Callable[[Path], None], reason: str
) -> None:
    folder = make_tiny_llama(tmp_path / "checkpoint")
    spoil(folder)
    with pytest.raises(UnusableCheckpoint, match=reason) as caught:
        LanguageModelRanker.load("llm:bad", folder, device="cpu")
    assert caught.value.detail.startswith("llm:bad: ")
    assert str(tmp_path) not in caught.value.detail


def test_an_architecture_without_an_attention_mask_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.ranking.checkpoints.loading.ARCHITECTURES", {"mamba"})
    tokenizer = character_tokenizer(chat_template=False)
    config = MambaConfig(vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=2, state_size=8)
    save(tmp_path, seeded(MambaForCausalLM, config, 0), tokenizer)
    with pytest.raises(UnusableCheckpoint, match="does not support an attention"):
        LanguageModelRanker.load("llm:mamba", tmp_path, device="cpu")


def test_an_attention_window_shorter_than_a_prompt_is_refused(tmp_path: Path) -> None:
    tokenizer = character_tokenizer(chat_template=False)
    config = MistralConfig(**_sizes(len(tokenizer)), sliding_window=32)
    save(tmp_path, seeded(MistralForCausalLM, config, 0), tokenizer)
    with pytest.raises(UnusableCheckpoint, match="cannot score packed candidates"):
        LanguageModelRanker.load("llm:window", tmp_path, device="cpu")


@pytest.mark.skipif(torch.cuda.is_available(), reason="needs a machine without a GPU")
def test_cuda_without_a_gpu_is_refused(tiny: Path) -> None:
    with pytest.raises(UnusableCheckpoint, match="no CUDA device"):
        LanguageModelRanker.load("llm:tiny", tiny, device="cuda")
