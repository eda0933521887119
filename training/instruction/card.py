"""The data card, computed from the finished files: `card.json` for programs, `DATA_CARD.md` for people."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from transformers import AutoTokenizer

from app.domain.prompt import PROMPT_VERSION
from training.instruction.plan import Plan
from training.instruction.shards import shard_files
from training.tables.folder import file_digest

_COLUMNS = ["system", "output", "source", "subspace", "history_length", "candidates"]
Tokenizer = Callable[[list[str]], list[int]]

ROWS_PER_BATCH = 1_000
_QUANTILES = (0.0, 0.25, 0.5, 0.75, 0.95, 1.0)

CARD = """# Data card: instruction samples for neural architecture search

{samples:,} samples in {shards} shards, JSONL and Parquet with equal rows. Each asks for the best of some
candidates, given a history of scored architectures, in the prompt format `{prompt_version}`.

| | |
|---|---|
| command | `{command}` |
| plan (SHA-256) | `{plan}` |
| code (SHA-256) | `{code}` |
| seed | {seed} |
| options relabelled at random | {relabel} |
| pruned subspaces | {subspaces} ({distinct_subspaces:,} distinct) |
| distinct prompts | {distinct_prompts:,} ({duplicates:,} samples repeat the prompt of an earlier one) |

## Sources
| source | samples |
|---|---|
{sources}

| table | SHA-256 of the file |
|---|---|
{digests}

Left out: {left_out}.

## Lengths
| | least | 25 % | median | 75 % | 95 % | most |
|---|---|---|---|---|---|---|
{lengths}

## Evaluation tables kept away
{held_out}
"""


@dataclass(slots=True)
class _Counts:
    sources: Counter[str] = field(default_factory=Counter)
    subspaces: set[str] = field(default_factory=set)
    prompts: set[bytes] = field(default_factory=set)
    lengths: dict[str, Counter[int]] = field(
        default_factory=lambda: {name: Counter() for name in ("prompt characters", "history", "candidates")}
    )


class TokenizerError(Exception):
    """The folder holds no tokenizer that can be loaded."""


def load_tokenizer(folder: Path) -> Tokenizer:
    """Counts tokens of texts with a checkpoint's tokenizer, special tokens aside. Raises TokenizerError."""
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError) as error:
        raise TokenizerError(f"no tokenizer in {folder}: {error}") from error
    return lambda texts: [len(ids) for ids in tokenizer(texts, add_special_tokens=False)["input_ids"]]


def write_card(plan: Plan, out: Path, *, command: str, tokenizer: Tokenizer | None = None) -> dict[str, Any]:
    """Reads every Parquet shard, batch by batch, and writes both cards. Returns the content of card.json.

    Args:
        plan: The plan of the samples.
        out: The folder of the samples.
        command: The command that made them.
        tokenizer: For lengths in tokens, of the first ROWS_PER_BATCH prompts of each shard.
    """
    counts = _count(plan, out, tokenizer)
    samples = counts.sources.total()
    card: dict[str, Any] = {
        "samples": samples,
        "shards": plan.shards,
        "prompt_version": PROMPT_VERSION,
        "command": command,
        "plan": plan.digest,
        "code": plan.code,
        "seed": plan.seed,
        "relabel": plan.relabel,
        "subspaces": plan.subspaces,
        "distinct_subspaces": len(counts.subspaces),
        "distinct_prompts": len(counts.prompts),
        "duplicates": samples - len(counts.prompts),
        "sources": dict(sorted(counts.sources.items())),
        "digests": plan.digests,
        "left_out": plan.left_out,
        "lengths": {name: _quantiles(lengths) for name, lengths in counts.lengths.items()},
        "held_out": plan.held_out,
        "files": {
            str(path.relative_to(out)): file_digest(path)
            for shard in range(plan.shards)
            for path in shard_files(plan, out, shard)
        },
    }
    (out / "card.json").write_text(json.dumps(card, indent=2) + "\n")
    (out / "DATA_CARD.md").write_text(_text(card))
    return card


def _count(plan: Plan, out: Path, tokenizer: Tokenizer | None) -> _Counts:
    counts = _Counts()
    for shard in range(plan.shards):
        batches = pq.ParquetFile(shard_files(plan, out, shard)[1]).iter_batches(ROWS_PER_BATCH, columns=_COLUMNS)
        for i, batch in enumerate(batches):
            columns: dict[str, list[Any]] = batch.to_pydict()
            if i == 0 and tokenizer is not None:
                counts.lengths.setdefault("prompt tokens", Counter()).update(tokenizer(columns["system"]))
            counts.sources.update(columns["source"])
            counts.subspaces.update(columns["subspace"])
            counts.prompts.update(hashlib.blake2b(p.encode(), digest_size=16).digest() for p in columns["system"])
            counts.lengths["prompt characters"].update(map(len, columns["system"]))
            counts.lengths["history"].update(columns["history_length"])
            counts.lengths["candidates"].update(columns["candidates"])
    return counts


def _quantiles(lengths: Counter[int]) -> list[int]:
    """Least, quartiles, 95 % and most."""
    values = np.array(sorted(lengths))
    below = np.cumsum([lengths[int(v)] for v in values])
    return [int(values[np.searchsorted(below, max(1.0, q * below[-1]))]) for q in _QUANTILES]


def _text(card: dict[str, Any]) -> str:
    held_out = (
        "None was named: nothing was checked."
        if not card["held_out"]
        else "\n".join(f"- `{name}` (SHA-256 `{digest}`)" for name, digest in card["held_out"].items())
        + "\n\nNo source is one of these tables, has the same scores as one of them (whatever the codes), or ranks the "
        "same architectures alike (rank correlation of at least 0.99)."
    )
    return CARD.format(
        **{k: v for k, v in card.items() if k not in {"sources", "digests", "left_out", "lengths", "held_out"}},
        sources="\n".join(f"| {name} | {n:,} |" for name, n in card["sources"].items()),
        digests="\n".join(f"| {name} | `{digest}` |" for name, digest in card["digests"].items()),
        left_out="; ".join(f"{name} ({reason})" for name, reason in card["left_out"].items()) or "none",
        lengths="\n".join(f"| {name} | {' | '.join(map(str, row))} |" for name, row in card["lengths"].items()),
        held_out=held_out,
    )
