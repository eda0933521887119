"""Samples: the answer is the best candidate, the history is a search's, and the prompt is the service's."""

import re
from pathlib import Path

import numpy as np
import pytest

from tests.training.instruction.conftest import write_table
from training.instruction.samples import GROUP, NoSampleError, Recipe, Sample, draw_group
from training.synthetic.searches import draw_pool, draw_trajectory
from training.tables.subspaces import TableSource
from training.tables.table import read_table
from training.tables.table_space import TableSpace

PROMPT = re.compile(r"((?:\d+\|(?:0\.\d{1,4}|1\.0),)*)((?:\d+;){2,10})")


def recipe(tables: Path, name: str, metric: str, *, relabel: bool = True, subspaces: bool = True) -> Recipe:
    source = TableSource(read_table(tables / name / f"{name}.npz"), metric)
    return Recipe(3, [source], [1.0], relabel=relabel, subspaces=subspaces)


def parts(sample: Sample) -> tuple[list[tuple[str, float]], list[str]]:
    match = PROMPT.fullmatch(sample.prompt)
    assert match is not None, sample.prompt
    history = [pair.split("|") for pair in match[1].split(",")[:-1]]
    return [(code, float(score)) for code, score in history], match[2].split(";")[:-1]


def test_answers_are_the_best_of_the_table(tables: Path) -> None:
    """Without pruning and relabelling, the codes are the table's."""
    for name, metric, sign in (("grid", "valid_acc", 1), ("grid", "valid_loss", -1), ("sparse", "test_acc", 1)):
        table = read_table(tables / name / f"{name}.npz")
        codes = ["".join(map(str, code)) for code in table.codes.tolist()]
        score = dict(zip(codes, sign * table.metrics[metric], strict=True))
        for group in range(4):
            for sample in draw_group(recipe(tables, name, metric, relabel=False, subspaces=False), group):
                history, candidates = parts(sample)
                assert sample.answer == max(candidates, key=score.__getitem__)
                true = [score[code] for code, _ in history]
                assert true == sorted(true, reverse=True)
                if len(true) > 1:
                    low, high = true[-1], true[0]
                    assert [shown for _, shown in history] == [round((s - low) / (high - low), 4) for s in true]


def test_history_and_candidates_are_distinct_and_counted(tables: Path) -> None:
    lengths = set()
    for group in range(20):
        samples = draw_group(recipe(tables, "grid", "valid_acc"), group)
        assert [sample.number for sample in samples] == list(range(group * GROUP, (group + 1) * GROUP))
        for sample in samples:
            history, candidates = parts(sample)
            codes = [code for code, _ in history] + candidates
            assert len(set(codes)) == len(codes)
            assert len({len(code) for code in codes}) == 1
            assert (sample.history, sample.candidates) == (len(history), len(candidates))
            assert sample.answer in candidates
            lengths.add(sample.history)
    assert max(lengths) <= 200
    assert len(lengths) > 50


def test_options_are_renamed_only_on_request(tables: Path) -> None:
    """Renamed options: the same history and pool in other digits; a subspace of one source stays one subspace."""
    plain = draw_group(recipe(tables, "grid", "valid_acc", relabel=False), 0)
    renamed = draw_group(recipe(tables, "grid", "valid_acc"), 0)
    assert plain[0].subspace == renamed[0].subspace
    assert plain[0].prompt != renamed[0].prompt


def test_samples_depend_on_seed_and_number_alone(tables: Path) -> None:
    first = recipe(tables, "grid", "valid_acc")
    assert draw_group(first, 5) == draw_group(recipe(tables, "grid", "valid_acc"), 5)
    assert draw_group(first, 5) != draw_group(first, 6)
    assert draw_group(first, 5) != draw_group(Recipe(4, first.sources, first.weights), 5)


def test_synthetic_prior_is_a_source_beside_tables(tables: Path) -> None:
    table = recipe(tables, "grid", "valid_acc").sources[0]
    mixed = Recipe(0, [table, None], [0.5, 0.5])
    names = {draw_group(mixed, group)[0].source for group in range(12)}
    assert names == {"grid/valid_acc", "synthetic"}
    for sample in draw_group(Recipe(0, [None], [1.0]), 0):
        _, candidates = parts(sample)
        assert sample.answer in candidates


def test_pool_with_tied_best_gives_no_sample(tmp_path: Path) -> None:
    """Two scores only: nearly all pools tie at the top, those that are kept have one best."""
    codes = np.stack(np.unravel_index(np.arange(1_296), [6] * 4), axis=1)
    write_table(tmp_path, "two", [6] * 4, codes, acc=(codes.sum(axis=1) >= 17).astype(float))
    table = read_table(tmp_path / "two" / "two.npz")
    good = {"".join(map(str, code)) for code in table.codes[table.metrics["acc"] == 1].tolist()}
    for group in range(3):
        for sample in draw_group(recipe(tmp_path, "two", "acc", relabel=False, subspaces=False), group):
            assert [code for code in parts(sample)[1] if code in good] == [sample.answer]


def test_a_table_of_equal_scores_ends_in_an_error(tmp_path: Path) -> None:
    codes = np.stack(np.unravel_index(np.arange(256), [4] * 4), axis=1)
    write_table(tmp_path, "flat", [4] * 4, codes, acc=np.ones(256))
    with pytest.raises(NoSampleError, match="no sample with a single best candidate"):
        draw_group(recipe(tmp_path, "flat", "acc"), 0)


def test_searches_find_better_architectures_than_chance(tables: Path) -> None:
    space = TableSource(read_table(tables / "grid" / "grid.npz"), "valid_acc").whole
    rng = np.random.default_rng(0)
    late = [draw_trajectory(space, 100, rng)[1][-20:].mean() for _ in range(30)]
    chance = space.truth(space.draw(2_000, rng))
    assert np.mean(late) > chance.mean() + 0.5 * chance.std()


def test_pools_are_new_and_half_of_them_stay_near_the_best(tables: Path) -> None:
    space = TableSource(read_table(tables / "grid" / "grid.npz"), "valid_acc").whole
    rng = np.random.default_rng(0)
    points, scores = draw_trajectory(space, 60, rng)
    best = points[np.argsort(-scores)[:10]]
    near = []
    for _ in range(200):
        pool = draw_pool(space, points, scores, 10, rng)
        assert len(np.unique(np.concatenate([points, pool]), axis=0)) == len(points) + 10
        near.append((pool[:, None] != best[None]).sum(2).min(1).mean())
    assert np.quantile(near, 0.25) < np.quantile(near, 0.75) - 0.3, "two kinds of pools"


def test_positions_with_one_option_stay() -> None:
    points = np.stack(np.unravel_index(np.arange(125), [5, 1, 25]), axis=1)
    space = TableSpace(np.array([5, 1, 25]), points, np.arange(125.0))
    tried, _ = draw_trajectory(space, 100, np.random.default_rng(0))
    assert len(tried) > 50
    assert (tried[:, 1] == 0).all()
