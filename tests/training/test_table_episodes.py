"""Training on tables: episodes are of measured architectures, repeatable, and never of a table that is held out."""

import functools
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
import typer
from numpy.typing import NDArray
from typer.testing import CliRunner

from app.domain.mutation import PARENTS
from tests.training.instruction.conftest import write_table
from tests.workers.ranking.requests import request
from training.compact import __main__ as command
from training.compact.batches import Chunk, draw_chunk
from training.compact.table_episodes import NoEpisodeError, draw_table_episode
from training.compact.table_mix import TableMix, choose_tables
from training.compact.trainer import Plan
from training.compact.trajectories import CANDIDATES
from training.synthetic.spaces import Points
from training.tables.folder import file_digest
from training.tables.leakage import LeakageError
from training.tables.subspaces import TableSource, TooSmallError
from training.tables.table import read_table
from workers.ranking.compact import CompactRanker
from workers.ranking.compact.model import CompactModel, Shape
from workers.ranking.compact.weights_file import save_model

GRID = [5] * 6
CUTS = (8, 40, 96)
COMMAND = typer.Typer(add_completion=False)
COMMAND.command()(command.main)


def every_code(options: list[int]) -> NDArray[np.int64]:
    return np.stack(np.unravel_index(np.arange(np.prod(options)), options), axis=1)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`numbered` has the number of each architecture as its score, `copied` is `kept` with its options renamed; the
    others are not fit to train on."""
    folder = tmp_path_factory.mktemp("tables")
    rng = np.random.default_rng(3)
    number = rng.permutation(5**6)
    write_table(folder, "numbered", GRID, every_code(GRID)[number], valid_acc=number.astype(float))
    noise, small = rng.normal(size=4**6), [4] * 6
    write_table(folder, "kept", small, every_code(small), valid_loss=noise)
    write_table(folder, "copied", small, 3 - every_code(small), test_acc=noise)
    gaps = np.unique(rng.integers(0, 3, (3_000, 12)), axis=0)
    write_table(folder, "gaps", [3] * 12, gaps, valid_acc=rng.normal(size=len(gaps)))
    write_table(folder, "little", [4] * 4, every_code([4] * 4), valid_acc=rng.normal(size=256))
    write_table(folder, "flat", small, every_code(small), valid_acc=np.ones(4**6))
    write_table(folder, "unscored", small, every_code(small), latency=noise)
    return folder


@pytest.fixture(scope="module")
def source(tables: Path) -> TableSource:
    return TableSource(read_table(tables / "numbered" / "numbered.npz"), "valid_acc")


def choose(
    folder: Path, *, exclude: tuple[str, ...] = ("kept",), held_out: tuple[str, ...] = (), subspaces: bool = True
) -> TableMix:
    return choose_tables(
        folder, exclude=exclude, held_out=held_out, share=0.25, relabel=True, subspaces=subspaces, trials=192
    )


def is_renamed(labels: Points, options: Points) -> bool:
    """Whether the one stands for the other, throughout: [n] each."""
    pairs = set(zip(labels.tolist(), options.tolist(), strict=True))
    return len(pairs) == len(set(labels.tolist())) == len(set(options.tolist()))


@pytest.mark.parametrize("relabel", [True, False])
@pytest.mark.parametrize("subspaces", [True, False])
def test_episodes_are_measured_distinct_and_scored_by_the_table(
    source: TableSource, relabel: bool, subspaces: bool
) -> None:
    for seed in range(5):
        episode = draw_table_episode(source, CUTS, np.random.default_rng(seed), relabel=relabel, subspaces=subspaces)
        points, scores = (
            np.concatenate([episode.points, *episode.pools]),
            np.append(episode.scores, episode.pool_scores),
        )
        codes = np.stack(np.unravel_index(scores.astype(np.int64), GRID), axis=1)
        assert ((points >= 0) & (points < episode.space.counts)).all()
        assert (np.ptp(points, axis=0) > 0).sum() == (np.ptp(codes, axis=0) > 0).sum() == episode.space.length
        assert all(any(is_renamed(labels, options) for options in codes.T) for labels in points.T)
        if not subspaces:
            assert (points == codes).all() == (not relabel)
        for n, pool in zip(CUTS, episode.pools, strict=True):
            assert pool.shape == (CANDIDATES, episode.space.length)
            assert len(np.unique(np.concatenate([episode.points[:n], pool]), axis=0)) == n + CANDIDATES


def test_half_of_the_candidates_are_mutants_of_the_best(source: TableSource) -> None:
    episode = draw_table_episode(source, CUTS, np.random.default_rng(0), relabel=True, subspaces=False)
    for n, pool in zip(CUTS, episode.pools, strict=True):
        best = episode.points[:n][np.argsort(-episode.scores[:n])[:PARENTS]]
        changes = (pool[: CANDIDATES // 2, None] != best).sum(axis=2).min(axis=1)
        assert changes.max() <= 3
        assert (changes == 1).mean() > 0.5


def test_metrics_to_be_minimised_are_negated(tables: Path) -> None:
    table = read_table(tables / "kept" / "kept.npz")
    episode = draw_table_episode(
        TableSource(table, "valid_loss"), (20,), np.random.default_rng(0), relabel=False, subspaces=False
    )
    rows = np.ravel_multi_index(tuple(episode.points.T), (4,) * 6)
    assert (episode.scores == -table.metrics["valid_loss"][rows]).all()


def test_too_small_table_is_named(tables: Path) -> None:
    little = TableSource(read_table(tables / "little" / "little.npz"), "valid_acc")
    with pytest.raises(TooSmallError, match="little/valid_acc"):
        draw_table_episode(little, (192,), np.random.default_rng(0), relabel=True, subspaces=True)
    with pytest.raises(NoEpisodeError, match="little/valid_acc: 256 architectures"):
        draw_table_episode(little, (192,), np.random.default_rng(0), relabel=True, subspaces=False)


def test_unusable_tables_are_left_out_with_a_reason(tables: Path) -> None:
    mix = choose(tables, exclude=("kept", "copied"))
    assert [table.name for table in mix.tables] == ["numbered"]
    reasons = dict(mix.left_out)
    assert reasons["kept"] == reasons["copied"] == "excluded"
    assert "of the mutants of its architectures are measured" in reasons["gaps"]
    assert "no pruned subspace of 320" in reasons["little"]
    assert "no search of 192 trials" in reasons["flat"]
    assert reasons["unscored"] == "no metric with a direction"


@pytest.mark.parametrize(
    ("exclude", "message"),
    [
        ((), "kept is held out and a source"),
        (("kept",), "copied repeats the held-out table kept"),
        (("kept", "copied", "numbered"), "no table is left"),
    ],
)
def test_leaks_and_empty_choices_of_tables_are_refused(tables: Path, exclude: tuple[str, ...], message: str) -> None:
    with pytest.raises((LeakageError, NoEpisodeError), match=message):
        choose(tables, exclude=exclude, held_out=("kept",))


def content(chunk: Chunk) -> list[bytes]:
    return [b"".join(a.tobytes() for a in (e.points, e.scores, e.pools, e.pool_scores)) for e in chunk.episodes]


def test_a_chunk_with_tables_is_the_same_in_every_process(tables: Path) -> None:
    mix = choose(tables)
    draw = functools.partial(draw_chunk, 1, episodes=8, cuts=(6, 30))
    here = content(draw(2, tables=mix))
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        there = content(process.submit(draw, 2, tables=mix).result(timeout=60))
    assert here == there
    assert here[:6] == content(draw(2))[:6], "three quarters are synthetic"
    assert not set(here[6:]) & {*content(draw(2)), *content(draw(3, tables=mix))}


def train(out: Path, *options: str, code: int = 0) -> str:
    result = CliRunner(env={"COLUMNS": "400"}).invoke(
        COMMAND, ["--out", str(out), "--chunks", "1", "--width", "32", "--layers", "1", *options]
    )
    assert result.exit_code == code, result.output
    return result.output


def test_the_command_trains_on_tables_and_resumes_no_other_run(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "Plan", functools.partial(Plan, episodes=8, validation_episodes=4))
    chosen = ["--tables", str(tables), "--exclude", "kept", "--exclude", "copied", "--held-out", "kept"]
    assert "not used: gaps (incomplete" in train(tmp_path, *chosen)

    card = (tmp_path / "weights" / "MODEL_CARD.md").read_text()
    assert "--width 32 --layers 1 --tables TABLES --exclude copied --exclude kept --held-out kept" in card
    assert "50% of every chunk from the benchmark tables below (pruned subspaces, options renamed at random)" in card
    for name in ("numbered", "kept"):
        assert file_digest(tables / name / f"{name}.npz") in card
    assert len(CompactRanker.load(tmp_path / "weights").rank(request(20, 7)).scores) == 7

    assert "relabelling" in train(tmp_path, *chosen, "--no-relabel", code=2)
    assert "width, heads, hidden" in train(tmp_path, *chosen, "--width", "64", code=2)
    assert "tables, share of tables" in train(tmp_path, code=2)
    assert "copied repeats" in train(
        tmp_path, "--tables", str(tables), "--exclude", "kept", "--held-out", "kept", code=2
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--width", "80"), "--width 80 is no multiple of 32"),
        (("--width", "1024"), "Invalid value for '--width'"),
        (("--layers", "0"), "Invalid value for '--layers'"),
        (("--no-subspaces",), "need --tables"),
        (("--tables", "nowhere"), "nowhere: 0 tables"),
        (("--tables", "nowhere", "--tables-share", "1.5"), "Invalid value for '--tables-share'"),
    ],
)
def test_bad_options_are_refused(tmp_path: Path, options: tuple[str, ...], message: str) -> None:
    assert message in train(tmp_path / "out", *options, code=2)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("shape", [Shape(32, 1, 1, 88), Shape(256, 6, 8, 704)])
def test_other_sizes_load_and_rank(tmp_path: Path, shape: Shape) -> None:
    torch.manual_seed(0)
    save_model(CompactModel(shape), shape, tmp_path)
    ranker = CompactRanker.load(tmp_path)
    scores = ranker.rank(request(31, 9)).scores
    assert np.isfinite(scores).all()
    assert len(set(scores)) > 1
