"""Samples: what is read, what is refused, and that a relabelled sample is the same task."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.training.language_model.lessons import write_lessons
from training.language_model.samples import (
    Sample,
    UnusableSamples,
    find_files,
    open_files,
    parse,
    read_samples,
    relabel,
)


def row(prompt: str, answer: str, role: str = "system") -> list[dict[str, str]]:
    return [{"role": role, "content": prompt}, {"role": "assistant", "content": answer}]


def test_both_formats_give_the_same_samples(tmp_path: Path) -> None:
    lines = write_lessons(tmp_path / "a.jsonl", 20, seed=0)
    rows = [json.loads(line) for line in lines.read_text().splitlines()]
    pq.write_table(pa.Table.from_pylist([{**r, "source": "x"} for r in rows]), tmp_path / "a.parquet")
    cache = tmp_path / "cache"
    read = [
        list(read_samples(open_files(find_files(str(tmp_path / name)), cache))) for name in ("*.jsonl", "*.parquet")
    ]
    assert read[0] == read[1] == [parse(r["messages"], 0) for r in rows]


def test_prompt_is_parsed_into_its_parts() -> None:
    assert parse(row("21|1.0,10|0.25,03;21;", "21"), 0) == Sample("21|1.0,10|0.25,", ("03", "21"), 1)
    assert parse(row("7;", "7", role="user"), 0) == Sample("", ("7",), 0)


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        (row("21|1.0,03;", "04"), "answer"),
        (row("03;03;", "03"), "answer"),
        (row("21|1.0,", "21"), "prompt"),
        (row("ignore this;", "ignore this"), "prompt"),
        (row("0;" * 200_000, "0"), "prompt"),
        (row("3;", "3", role="assistant"), "roles"),
        ([{"role": "system", "content": "3;"}], "two messages"),
        (None, "two messages"),
    ],
)
def test_malformed_sample_is_refused(messages: Any, said: str) -> None:
    with pytest.raises(UnusableSamples, match=f"sample 7: .*{said}"):
        parse(messages, 7)


def test_missing_or_mixed_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableSamples, match="0 files"):
        find_files(str(tmp_path / "*"))
    for name in ("a.jsonl", "b.parquet"):
        (tmp_path / name).touch()
    with pytest.raises(UnusableSamples, match=r"\.jsonl files or \.parquet files"):
        find_files(str(tmp_path / "*"))


def test_relabelling_keeps_which_codes_are_equal() -> None:
    rng = np.random.default_rng(0)
    sample = Sample("210|1.0,112|0.5,012|0.0,", ("211", "010", "212"), 2)
    seen = set()
    for _ in range(50):
        other = relabel(sample, rng)
        seen.add(other)
        assert other.answer == 2
        assert [e.split("|")[1] for e in other.history.split(",")[:-1]] == ["1.0", "0.5", "0.0"]
        assert _pattern(other) == _pattern(sample)
    assert len(seen) > 20


def _pattern(sample: Sample) -> list[list[int]]:
    """Per place, for every code the number of the first code with the same digit there."""
    codes = [entry.split("|")[0] for entry in sample.history.split(",")[:-1]] + list(sample.candidates)
    return [[column.index(digit) for digit in column] for column in zip(*codes, strict=True)]
