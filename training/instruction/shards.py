"""Shards of samples as JSONL and Parquet, equal row by row; a shard that is there whole is never made again."""

import json
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from training.instruction.plan import Plan, PlanError, make_recipe
from training.instruction.samples import GROUP, Recipe, Sample, draw_group
from training.processes import end_with_parent

RUN_TIMEOUT_S = 24 * 3_600
ROWS_PER_WRITE = 1_000
MESSAGE = pa.struct([("role", pa.string()), ("content", pa.string())])
SCHEMA = pa.schema(
    [
        ("messages", pa.list_(MESSAGE)),
        ("system", pa.string()),
        ("output", pa.string()),
        ("source", pa.string()),
        ("subspace", pa.string()),
        ("history_length", pa.int32()),
        ("candidates", pa.int32()),
        ("seed", pa.int64()),
        ("number", pa.int64()),
    ]
)
DATASET_INFO = {
    "lm_searcher": {
        "file_name": "jsonl",
        "formatting": "alpaca",
        "columns": {"system": "system", "response": "output"},
    }
}
"""For LLaMA-Factory: the prompt as system message, an empty user turn, the answer."""

_recipes: dict[str, Recipe] = {}
"""Of a worker process: the tables are read once."""


def make_shards(plan: Plan, out: Path, *, jobs: int) -> Iterator[int]:
    """Makes what is missing in `out`, in `jobs` processes, and yields each shard's number as it is done.

    Raises PlanError if the folder holds samples of another plan.
    """
    _keep_plan(plan, out)
    missing = [
        shard for shard in range(plan.shards) if not all(path.exists() for path in shard_files(plan, out, shard))
    ]
    if jobs == 1:
        for shard in missing:
            make_shard(plan, out, shard)
            yield shard
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=end_with_parent) as processes:
        try:
            futures = {processes.submit(make_shard, plan, out, shard): shard for shard in missing}
            for future in as_completed(futures, timeout=RUN_TIMEOUT_S):
                future.result()
                yield futures[future]
        finally:
            processes.shutdown(wait=True, cancel_futures=True)


def make_shard(plan: Plan, out: Path, shard: int) -> None:
    """Both files of one shard, each written beside its place and moved there whole."""
    recipe = _recipes.get(plan.digest) or _recipes.setdefault(plan.digest, make_recipe(plan))
    files = shard_files(plan, out, shard)
    parts = [path.with_name(path.name + ".part") for path in files]
    with parts[0].open("w", encoding="utf-8") as lines, pq.ParquetWriter(parts[1], SCHEMA, compression="zstd") as table:
        for rows in _batches(recipe, *plan.bounds(shard)):
            lines.writelines(json.dumps(row) + "\n" for row in rows)
            table.write_table(pa.Table.from_pylist(rows, schema=SCHEMA))
    for part, path in zip(parts, files, strict=True):
        part.replace(path)


def shard_files(plan: Plan, out: Path, shard: int) -> tuple[Path, Path]:
    """JSONL and Parquet."""
    name = f"samples-{shard:05d}-of-{plan.shards:05d}"
    return out / "jsonl" / f"{name}.jsonl", out / "parquet" / f"{name}.parquet"


def to_row(sample: Sample) -> dict[str, Any]:
    """messages: what TRL reads. system, output: the same two texts for LLaMA-Factory."""
    return {
        "messages": [
            {"role": "system", "content": sample.prompt},
            {"role": "assistant", "content": sample.answer},
        ],
        "system": sample.prompt,
        "output": sample.answer,
        "source": sample.source,
        "subspace": sample.subspace,
        "history_length": sample.history,
        "candidates": sample.candidates,
        "seed": sample.seed,
        "number": sample.number,
    }


def _batches(recipe: Recipe, first: int, end: int) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    for group in range(first // GROUP, -(-end // GROUP)):
        rows += [to_row(sample) for sample in draw_group(recipe, group) if first <= sample.number < end]
        if len(rows) >= ROWS_PER_WRITE:
            yield rows
            rows = []
    if rows:
        yield rows


def _keep_plan(plan: Plan, out: Path) -> None:
    for folder in ("jsonl", "parquet"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    kept = out / "plan.json"
    if kept.exists():
        if json.loads(kept.read_text()).get("digest") != plan.digest:
            raise PlanError(
                f"{out} holds samples of another plan (plan.json): choose another folder, or delete this one"
            )
        return
    (out / "dataset_info.json").write_text(json.dumps(DATASET_INFO, indent=2) + "\n")
    part = kept.with_suffix(".part")
    part.write_text(json.dumps({"digest": plan.digest, **asdict(plan)}, indent=2) + "\n")
    part.replace(kept)
