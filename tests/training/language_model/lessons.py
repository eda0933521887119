"""A ranking task that a tiny model learns in seconds, written as sample files, and a base model to learn it."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForCausalLM

from app.domain.prompt import listing_text
from tests.workers.ranking.tiny_llama import character_tokenizer, make_tiny_llama, save, seeded
from workers.ranking.checkpoints.loading import load_model

OPTIONS = 6


def lesson(rng: np.random.Generator) -> dict[str, list[dict[str, str]]]:
    """Two observations; the best candidate is the one with the first digit of the better of them."""
    seen = rng.permutation(OPTIONS)[:2].tolist()
    size = int(rng.integers(2, 6))
    right = int(rng.integers(size))
    firsts = rng.choice([i for i in range(OPTIONS) if i != seen[0]], size)
    firsts[right] = seen[0]
    seconds = rng.permutation(OPTIONS)[:size]
    codes = [f"{a}{b}" for a, b in zip(firsts, seconds, strict=True)]
    shown = "".join(f"{a}{rng.integers(OPTIONS)}|{score}," for a, score in zip(seen, ("1.0", "0.0"), strict=True))
    return {
        "messages": [
            {"role": "system", "content": shown + listing_text(codes)},
            {"role": "assistant", "content": codes[right]},
        ]
    }


def write_lessons(file: Path, count: int, *, seed: int, without: Path | None = None) -> Path:
    """`count` distinct samples as JSONL, none with a prompt that is in the file `without`."""
    rng = np.random.default_rng(seed)
    taken = set(without.read_text().splitlines()) if without else set()
    lines: dict[str, None] = {}
    while len(lines) < count:
        line = json.dumps(lesson(rng))
        if line not in taken:
            lines[line] = None
    file.write_text("\n".join(lines) + "\n")
    return file


def make_base(folder: Path) -> Path:
    """A tiny Llama with weights small enough to learn from."""
    config: Any = load_model(make_tiny_llama(folder), torch.device("cpu")).config
    config.update({"hidden_size": 64, "intermediate_size": 128, "head_dim": 16, "initializer_range": 0.02})
    save(folder, seeded(AutoModelForCausalLM.from_config, config, 0), character_tokenizer(chat_template=True))
    return folder
