"""What packed scoring saves: all answers after one cached history against one plain forward an answer."""

from dataclasses import dataclass
from typing import Any

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from benchmarks.ranking_cost.timing import Timing, measure, threads
from workers.ranking.checkpoints.scoring import Block, Ids, PrefixScorer, full_log_likelihood


@dataclass(frozen=True, slots=True)
class Shape:
    """Of a prompt and its answers, in tokens."""

    history: int = 1_500
    answers: int = 64
    answer: int = 12


@dataclass(frozen=True, slots=True)
class PackedScoring:
    """plain: one full forward an answer. trimmed: the same, with the vocabulary's logits for the answer alone.

    parameters: of the model. gap: largest difference between packed and plain, in nats.
    """

    shape: Shape
    parameters: int
    packed: Timing
    plain: Timing
    trimmed: Timing
    gap: float


def small_llama() -> LlamaConfig:
    """The proportions of SmolLM2-135M (Allal et al. 2025)."""
    return LlamaConfig(
        vocab_size=49_152,
        hidden_size=576,
        intermediate_size=1_536,
        num_hidden_layers=30,
        num_attention_heads=9,
        num_key_value_heads=3,
        max_position_embeddings=8_192,
        tie_word_embeddings=True,
    )


def time_packed_scoring(config: LlamaConfig, shape: Shape, *, thread_count: int, repeats: int) -> PackedScoring:
    """Random weights and tokens, equal from run to run. Every plain forward is run, once."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model: Any = LlamaForCausalLM(config)
        model.eval()
        history = torch.randint(config.vocab_size, (shape.history,)).tolist()
        answers = torch.randint(config.vocab_size, (shape.answers, shape.answer)).tolist()
    budget = shape.answers * shape.answer
    block = Block(history[-1:], answers)  # its last token predicts every answer's first
    results: dict[str, list[float]] = {}

    def packed() -> None:
        [results["packed"]] = PrefixScorer(model, history[:-1]).score([block], token_budget=budget)

    def plain() -> None:
        results["plain"] = [full_log_likelihood(model, history, answer) for answer in answers]

    with threads(thread_count):
        packed_time = measure(packed, repeats=repeats)
        plain_time = measure(plain, repeats=1, warm_ups=0)
        trimmed_time = measure(lambda: [_trimmed(model, history, a) for a in answers], repeats=1, warm_ups=0)
    gap = max(abs(a - b) for a, b in zip(results["packed"], results["plain"], strict=True))
    return PackedScoring(shape, model.num_parameters(), packed_time, plain_time, trimmed_time, gap)


def _trimmed(model: Any, prompt: Ids, answer: Ids) -> float:
    ids = torch.tensor([[*prompt, *answer]])
    with torch.inference_mode():
        logits = model(input_ids=ids, use_cache=False, logits_to_keep=len(answer) + 1).logits[0, :-1]
        return float(logits.log_softmax(-1).gather(1, torch.tensor(answer)[:, None]).sum())
