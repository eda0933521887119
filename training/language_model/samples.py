"""Instruction samples: read from JSONL or Parquet, checked against the prompt's grammar, and relabelled."""

import glob
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from datasets import Dataset, load_dataset

_ENTRY, _LISTING = r"[0-9]+\|[01]\.[0-9]{1,4},", r"(?:[0-9]+;)+"
_PROMPT = re.compile(rf"(?P<history>(?:{_ENTRY})*)(?P<listing>{_LISTING})")
MAX_PROMPT_CHARACTERS = 200_000
MAX_FILES = 10_000


class UnusableSamples(ValueError):
    """Sample files are missing or malformed; the message names the first one."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample, parsed."""

    history: str
    """`code|score,...`"""
    candidates: tuple[str, ...]
    """The listed codes."""
    answer: int
    """Number of the best candidate."""


def find_files(pattern: str) -> list[Path]:
    """The files that a pattern matches, sorted. Raises UnusableSamples if there is none or they are of two kinds."""
    files = [Path(name) for name in islice(sorted(glob.glob(pattern)), MAX_FILES + 1)]  # noqa: PTH207  absolute patterns
    kinds = {file.suffix for file in files}
    if not files or len(files) > MAX_FILES:
        raise UnusableSamples(f"{pattern} matches {len(files)} files: 1 to {MAX_FILES} are read")
    if kinds not in ({".jsonl"}, {".parquet"}):
        raise UnusableSamples(f"{pattern} must match .jsonl files or .parquet files, and nothing else")
    return files


def open_files(files: list[Path], cache: Path) -> Dataset:
    """The column `messages` of all rows, memory-mapped from `cache`, where JSONL is converted once."""
    kind = "json" if files[0].suffix == ".jsonl" else "parquet"
    rows: Any = load_dataset(kind, data_files=[str(file) for file in files], split="train", cache_dir=str(cache))
    if "messages" not in rows.column_names:
        raise UnusableSamples(f"{files[0].name} has no column `messages`")
    return rows.select_columns(["messages"])


def digest(files: Iterable[Path]) -> str:
    """SHA-256, in hex, over the files' names and contents."""
    total = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            total.update(f"{path.name} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return total.hexdigest()


def read_samples(rows: Dataset) -> Iterator[Sample]:
    """All samples, one after the other. Raises UnusableSamples."""
    for number in range(len(rows)):
        yield parse(rows[number]["messages"], number)


def parse(messages: list[dict[str, str]], number: int) -> Sample:
    """A row's two messages: the prompt, then the answer. Raises UnusableSamples."""
    try:
        prompt, answer = (message["content"] for message in messages)
        roles = (messages[0]["role"], messages[1]["role"])
    except (TypeError, KeyError, ValueError) as error:
        raise UnusableSamples(f"sample {number}: not two messages with role and content") from error
    if roles not in (("system", "assistant"), ("user", "assistant")):
        raise UnusableSamples(f"sample {number}: roles are {roles}, not system and assistant")
    found = _PROMPT.fullmatch(prompt) if len(prompt) <= MAX_PROMPT_CHARACTERS else None
    if found is None:
        raise UnusableSamples(f"sample {number}: the prompt is not `code|score,...code;code;...`")
    candidates = tuple(found["listing"].rstrip(";").split(";"))
    if candidates.count(answer) != 1:
        raise UnusableSamples(f"sample {number}: the answer is not exactly one of the candidates")
    return Sample(found["history"], candidates, candidates.index(answer))


def relabel(sample: Sample, rng: np.random.Generator) -> Sample:
    """The same sample under other labels: at every place of the codes, the digits that occur there change roles.

    What can be learned from the history stays; what was memorised about labels is lost.
    """
    entries = [entry.split("|") for entry in sample.history.split(",") if entry]
    codes = [code for code, _ in entries] + list(sample.candidates)
    columns = [_permuted(column, rng) for column in zip(*codes, strict=True)]
    renamed = ["".join(row) for row in zip(*columns, strict=True)]
    history = "".join(f"{code}|{score}," for code, (_, score) in zip(renamed, entries, strict=False))
    return Sample(history, tuple(renamed[len(entries) :]), sample.answer)


def _permuted(digits: tuple[str, ...], rng: np.random.Generator) -> list[str]:
    known = sorted(set(digits))
    names = dict(zip(known, rng.permutation(known).tolist(), strict=True))
    return [names[digit] for digit in digits]
