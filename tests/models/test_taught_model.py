"""A tiny language model that was taught a rule ranks by it."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import cross_entropy
from transformers import AutoModelForCausalLM

from app.domain.dimension import categorical
from app.domain.history import History
from app.domain.ncode import format_ncode
from app.domain.prompt import history_text
from app.domain.ranking import RankingRequest
from app.domain.search_space import SearchSpace
from tests.workers.ranking.tiny_llama import character_tokenizer, make_tiny_llama, save, seeded
from workers.ranking.checkpoints.loading import load_model
from workers.ranking.checkpoints.prompt_encoder import PromptEncoder
from workers.ranking.checkpoints.ranker import LanguageModelRanker

CPU = torch.device("cpu")


def test_taught_model_ranks_by_the_rule_it_learned(tmp_path: Path) -> None:
    """Taught that the answer is the candidate whose first digit is that of the best observation, it ranks it first."""
    tokenizer = character_tokenizer(chat_template=True)
    config = _resized(load_model(make_tiny_llama(tmp_path), CPU).config)
    model = seeded(AutoModelForCausalLM.from_config, config, 0)
    _teach(model, PromptEncoder(tokenizer))
    save(tmp_path, model, tokenizer)
    ranker = LanguageModelRanker.load("llm:taught", tmp_path, device="cpu")
    rng = np.random.default_rng(99)
    firsts = 0
    for _ in range(20):
        task, right = _lesson(rng, 30)
        firsts += ranker.rank(task).order[0] == right
    assert firsts >= 16, "chance would be right in fewer than one of twenty"


def _resized(config: Any) -> Any:
    config.update({"hidden_size": 64, "intermediate_size": 128, "head_dim": 16, "initializer_range": 0.02})
    return config


LESSON_SPACE = SearchSpace(tuple(categorical(f"d{i}", list(range(6))) for i in range(2)))


def _lesson(rng: np.random.Generator, pool: int) -> tuple[RankingRequest, int]:
    best, right = int(rng.integers(6)), int(rng.integers(pool))
    seen = rng.integers(0, 6, (2, 2))
    seen[0, 0] = best
    candidates = rng.integers(0, 6, (pool, 2))
    candidates[:, 0] = (best + rng.integers(1, 6, pool)) % 6
    candidates[right, 0] = best
    return RankingRequest(LESSON_SPACE, History(seen, np.array([1.0, 0.0])), candidates), right


def _teach(model: Any, encoder: PromptEncoder) -> None:
    rng = np.random.default_rng(0)
    steps, rate = 120, 4e-3
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.1)
    for _ in range(steps):
        pool = int(rng.integers(2, 11))
        rows = [_tokens(encoder, *_lesson(rng, pool)) for _ in range(32)]
        ids = torch.tensor(rows)
        logits = model(input_ids=ids, logits_to_keep=3).logits
        # The second digit cannot be known: a small weight keeps it calibrated without drowning the first.
        loss: Any = cross_entropy(logits[:, 0], ids[:, -2]) + 0.1 * cross_entropy(logits[:, 1], ids[:, -1])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()


def _tokens(encoder: PromptEncoder, task: RankingRequest, right: int) -> list[int]:
    codes = encoder.codes([format_ncode(task.space, point) for point in task.candidates.tolist()])
    return [*encoder.prefix(history_text(task.space, task.history, 2)), *encoder.listing(codes), *codes[right]]
