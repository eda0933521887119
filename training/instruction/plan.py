"""What a run makes. The plan is made once and stored beside the samples; a resumed run keeps it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from app.domain import mutation, prompt
from training.instruction.samples import Recipe
from training.synthetic import families
from training.tables import table as table_code
from training.tables.folder import file_digest, find_tables, named
from training.tables.leakage import refuse_held_out
from training.tables.subspaces import TableSource, TooSmallError
from training.tables.table import read_table

MAX_SAMPLES, MAX_SHARDS = 100_000_000, 10_000


class PlanError(Exception):
    """The requested samples cannot, or must not, be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What determines the samples, and where the tables are."""

    seed: int
    samples: int
    shards: int
    relabel: bool
    subspaces: bool
    tables: dict[str, str]
    """Paths by name."""
    digests: dict[str, str]
    """SHA-256 of the tables, by name."""
    weights: dict[str, float]
    """Shares of the tables and of `synthetic`; the sum is 1."""
    held_out: dict[str, str]
    """Digests of the evaluation tables, with which every source was compared."""
    left_out: dict[str, str]
    """Reasons by table."""
    code: str
    """The digest of the code."""

    @property
    def digest(self) -> str:
        """SHA-256 over everything that determines the samples: 64 hexadecimal digits."""
        content = {k: v for k, v in asdict(self).items() if k != "tables"}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def bounds(self, shard: int) -> tuple[int, int]:
        """Numbers of the shard's first sample, and of the next shard's."""
        return self.samples * shard // self.shards, self.samples * (shard + 1) // self.shards


def make_plan(
    *,
    folder: Path | None,
    weights: Mapping[str, float],
    synthetic: float,
    exclude: Sequence[str],
    held_out: Sequence[str],
    seed: int,
    samples: int,
    shards: int,
    relabel: bool,
    subspaces: bool,
) -> Plan:
    """Chooses and checks the sources. Raises PlanError, LeakageError, TableError.

    Args:
        folder: Folder of the tables, or None for synthetic samples alone.
        weights: By name of a table or subfolder; empty for all tables of the folder, equally.
        synthetic: The weight of the synthetic prior.
        exclude: Tables or subfolders that are no sources.
        held_out: Tables or subfolders that no source may repeat.
        seed: Determines every sample.
        samples: How many samples to make.
        shards: Into how many files of each format.
        relabel: Whether to rename the options of every subspace at random.
        subspaces: Whether to prune positions and options.
    """
    if not 1 <= shards <= min(samples, MAX_SHARDS) or samples > MAX_SAMPLES:
        raise PlanError(f"{samples:,} samples in {shards:,} shards: at most {MAX_SAMPLES:,}, and {MAX_SHARDS:,} shards")
    found = find_tables(folder) if folder is not None else {}
    evaluation = {name for argument in held_out for name in named(found, folder or Path(), argument)}
    shares, left_out = _shares(found, folder or Path(), weights, exclude)
    refuse_held_out(found, shares.keys(), evaluation)
    shares = {name: share for name, share in shares.items() if _usable(found[name], left_out, subspaces=subspaces)}
    for argument in weights:
        names = named(found, folder or Path(), argument)
        if not shares.keys() & set(names):
            raise PlanError(f"no samples can be made of {argument}: {left_out[min(names)]}")
    if synthetic > 0:
        shares["synthetic"] = synthetic
    total = sum(shares.values())
    if not total > 0 or min(shares.values()) < 0:
        raise PlanError("no source: give a folder of tables, or a weight for the synthetic prior")
    return Plan(
        seed=seed,
        samples=samples,
        shards=shards,
        relabel=relabel,
        subspaces=subspaces,
        tables={name: str(found[name]) for name in shares if name in found},
        digests={name: file_digest(found[name]) for name in shares if name in found},
        weights={name: share / total for name, share in shares.items()},
        held_out={name: file_digest(found[name]) for name in sorted(evaluation)},
        left_out=left_out,
        code=code_digest(),
    )


def make_recipe(plan: Plan) -> Recipe:
    """The plan's sources, read; every metric of a table has an equal part of its share. Raises TableError."""
    sources: list[TableSource | None] = []
    weights: list[float] = []
    for name, share in plan.weights.items():
        if name not in plan.tables:
            sources, weights = [*sources, None], [*weights, share]
            continue
        table = read_table(Path(plan.tables[name]))
        sources += [TableSource(table, metric) for metric in table.goals]
        weights += [share / len(table.goals)] * len(table.goals)
    return Recipe(plan.seed, sources, weights, relabel=plan.relabel, subspaces=plan.subspaces)


def code_digest() -> str:
    """SHA-256 over the Python files that determine the samples, sorted by path, each as its path and content."""
    here = Path(__file__).parent
    folders = (here, Path(table_code.__file__).parent, Path(families.__file__).parent)
    files = sorted(
        [*(file for folder in folders for file in folder.glob("*.py")), Path(prompt.__file__), Path(mutation.__file__)]
    )
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(here.parent.parent)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _shares(
    found: dict[str, Path], folder: Path, weights: Mapping[str, float], exclude: Sequence[str]
) -> tuple[dict[str, float], dict[str, str]]:
    left_out = {name: "excluded" for argument in exclude for name in named(found, folder, argument)}
    if not weights:
        return {name: 1.0 for name in found if name not in left_out}, left_out
    shares = {name: weight for argument, weight in weights.items() for name in named(found, folder, argument)}
    if both := shares.keys() & left_out.keys():
        raise PlanError(f"table {min(both)} is both requested and excluded")
    return shares, left_out


def _usable(path: Path, left_out: dict[str, str], *, subspaces: bool) -> bool:
    """Whether samples can be made of a table; if not, the reason is noted."""
    table = read_table(path)
    try:
        for metric in list(table.goals)[:1]:
            source = TableSource(table, metric)
            if subspaces:
                source.draw(np.random.default_rng(0))
    except TooSmallError as error:
        left_out[table.name] = str(error)
        return False
    if not table.goals:
        left_out[table.name] = "no metric with a direction"
    return bool(table.goals)
