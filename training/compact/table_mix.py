"""Benchmark tables as a second source of episodes: chosen and checked before a run, read once by every process."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from training.compact.table_episodes import NoEpisodeError, draw_table_episode
from training.compact.trajectories import Episode
from training.synthetic.searches import draw_mutants
from training.synthetic.spaces import Points
from training.tables.folder import file_digest, find_tables, named
from training.tables.leakage import refuse_held_out
from training.tables.subspaces import TableSource, TooSmallError
from training.tables.table import read_table

SHARE = 0.5
EXCLUDED = "excluded"
MEASURED_MUTANTS = 0.2
"""Of the mutants of measured architectures, the share that has to be measured: pools are half mutants."""
_MUTANTS = 2_000


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table that was chosen."""

    name: str
    path: str
    digest: str
    """SHA-256 of the file."""


@dataclass(frozen=True, slots=True)
class TableMix:
    """The tables of a run, and how episodes are made of them."""

    tables: tuple[TableFile, ...]
    share: float
    """Of the episodes of every chunk."""
    relabel: bool
    subspaces: bool
    left_out: tuple[tuple[str, str], ...] = ()
    """(table, reason), including those that the user excluded."""
    held_out: tuple[TableFile, ...] = ()
    """Evaluation tables, with which every source was compared."""

    @property
    def identity(self) -> dict[str, Any]:
        """What determines the episodes, by name, in plain values."""
        return {
            "tables": {table.name: table.digest for table in self.tables},
            "share of tables": self.share,
            "relabelling": self.relabel,
            "subspaces": self.subspaces,
        }


def choose_tables(
    folder: Path,
    *,
    exclude: Sequence[str],
    held_out: Sequence[str],
    share: float,
    relabel: bool,
    subspaces: bool,
    trials: int,
) -> TableMix:
    """All tables of the folder that are not excluded and give episodes of `trials` trials.

    Raises LeakageError if a table is, or repeats, one that is held out; NoEpisodeError if none is left; TableError.
    """
    found = find_tables(folder)
    left_out = {name: EXCLUDED for argument in exclude for name in named(found, folder, argument)}
    evaluation = {name for argument in held_out for name in named(found, folder, argument)}
    chosen = [name for name in found if name not in left_out]
    refuse_held_out(found, set(chosen), evaluation)
    for name in chosen:
        if (reason := _unusable(found[name], trials, subspaces=subspaces)) is not None:
            left_out[name] = reason
    if not found.keys() - left_out.keys():
        raise NoEpisodeError(f"no table is left: {'; '.join(f'{name}: {why}' for name, why in left_out.items())}")

    def described(name: str) -> TableFile:
        return TableFile(name, str(found[name]), file_digest(found[name]))

    return TableMix(
        tables=tuple(described(name) for name in chosen if name not in left_out),
        share=share,
        relabel=relabel,
        subspaces=subspaces,
        left_out=tuple(sorted(left_out.items())),
        held_out=tuple(described(name) for name in sorted(evaluation)),
    )


def draw_table_episodes(mix: TableMix, cuts: tuple[int, ...], n: int, rng: np.random.Generator) -> list[Episode]:
    """n episodes; tables have equal chances, and so have the metrics of a table. Raises NoEpisodeError, TooSmallError,
    TableError."""
    tables = _read_sources(mix)
    episodes = []
    for _ in range(n):
        metrics = tables[int(rng.integers(len(tables)))]
        source = metrics[int(rng.integers(len(metrics)))]
        episodes.append(draw_table_episode(source, cuts, rng, relabel=mix.relabel, subspaces=mix.subspaces))
    return episodes


@lru_cache(maxsize=1)
def _read_sources(mix: TableMix) -> list[list[TableSource]]:
    """The metrics of every table."""
    tables = [read_table(Path(table.path)) for table in mix.tables]
    return [[TableSource(table, metric) for metric in table.goals] for table in tables]


def _unusable(path: Path, trials: int, *, subspaces: bool) -> str | None:
    """Why no episodes can be made of a table; None if they can, from each of its metrics."""
    table = read_table(path)
    if not table.goals:
        return "no metric with a direction"
    try:
        sources = [TableSource(table, metric) for metric in table.goals]
        if (measured := _measured_mutants(sources[0], table.options)) < MEASURED_MUTANTS:
            return f"incomplete: {measured:.0%} of the mutants of its architectures are measured"
        for source in sources:
            draw_table_episode(source, (trials,), np.random.default_rng(0), relabel=False, subspaces=subspaces)
    except (NoEpisodeError, TooSmallError) as error:
        return str(error)
    return None


def _measured_mutants(source: TableSource, options: Points) -> float:
    if options.max() == 1:
        return 0.0
    rng = np.random.default_rng(0)
    mutants = draw_mutants(source.whole, source.whole.draw(_MUTANTS, rng), _MUTANTS, rng)
    return float(np.isfinite(source.whole.truth(mutants)).mean())
