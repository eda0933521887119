"""The server reads what SearchSpace writes, and mistakes raise errors at once."""

from collections.abc import Callable

import pytest
from lmsearcher import SearchSpace, SpaceError

from app.domain import dimension as dims
from app.domain.space_spec import parse_space


def full_space() -> SearchSpace:
    return (
        SearchSpace()
        .categorical("edge0", ["none", "skip", "conv1x1"])
        .ordinal("rank", [3, 6, 12])
        .integer("width", 16, 256, step=16)
        .integer("hidden", 8, 512, levels=7, log=True)
        .floating("learning rate", 1e-5, 1e-1, levels=9, log=True)
        .when("rank", edge0=["conv1x1"])
        .forbid({"learning rate": [1e-1]}, edge0=["none"])
    )


def test_server_reads_the_same_space() -> None:
    parsed = parse_space(full_space().to_json())
    assert parsed.dimensions == (
        dims.categorical("edge0", ["none", "skip", "conv1x1"]),
        dims.ordinal("rank", [3, 6, 12]),
        dims.integer("width", 16, 256, step=16),
        dims.integer("hidden", 8, 512, levels=7, log=True),
        dims.floating("learning rate", 1e-5, 1e-1, levels=9, log=True),
    )
    assert parsed.decode((1, 2, 0, 0, 8)) == {"edge0": "skip", "width": 16, "hidden": 8, "learning rate": 0.1}
    assert parsed.decode((2, 2, 0, 0, 8))["rank"] == 12
    assert parsed.violated((0, 0, 0, 0, 8)) == 0
    assert parsed.violated((0, 0, 0, 0, 7)) is None


def test_methods_return_new_spaces() -> None:
    short = SearchSpace().categorical("a", [1, 2])
    long = short.categorical("b", [1, 2]).when("b", a=[1])
    assert short.names == ("a",)
    assert short.to_json()["conditions"] == []
    assert long.names == ("a", "b")


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        (lambda s: s.categorical("edge0", ["x"]), "two dimensions named 'edge0'"),
        (lambda s: s.categorical("new", "conv"), "must be a list"),
        (lambda s: s.categorical("new", []), "at least one option"),
        (lambda s: s.categorical("new", ["a", "a"]), "an option twice"),
        (lambda s: s.ordinal("new", [1, 1.0]), "an option twice"),
        (lambda s: s.ordinal("new", [1, float("nan")]), "cannot be an option"),
        (lambda s: s.ordinal("new", [1, None]), "cannot be an option"),
        (lambda s: s.integer("new", 5, 4), "above high"),
        (lambda s: s.integer("new", 1, 4.5), "whole numbers"),
        (lambda s: s.integer("new", 1, 4, step=0), "at least 1"),
        (lambda s: s.integer("new", 1, 4, step=2, levels=2), "cannot be combined"),
        (lambda s: s.integer("new", 1, 4, log=True), "log needs levels"),
        (lambda s: s.floating("new", 0.0, 1.0, levels=3, log=True), "low > 0"),
        (lambda s: s.floating("new", 0.0, float("inf"), levels=3), "finite"),
        (lambda s: s.floating("new", 0.0, 1.0, levels=0), "at least 1"),
        (lambda s: s.when("missing", edge0=["skip"]), "no dimension named 'missing'"),
        (lambda s: s.when("width", edge9=["skip"]), "no dimension named 'edge9'"),
        (lambda s: s.when("rank", edge0=["skip"]), "already has a condition"),
        (lambda s: s.when("width", width=[16]), "depend on itself"),
        (lambda s: s.when("width", edge0=["conv7x7"]), "is not an option of 'edge0'"),
        (lambda s: s.forbid(), "at least one dimension"),
        (lambda s: s.forbid(edge0="none"), "must be a list"),
    ],
)
def test_mistake_raises_while_building(mistake: Callable[[SearchSpace], SearchSpace], message: str) -> None:
    with pytest.raises(SpaceError, match=message):
        mistake(full_space())


def test_true_and_one_are_two_options() -> None:
    assert parse_space(SearchSpace().categorical("a", [1, True]).to_json()).option_counts == (2,)


def test_space_needs_dimensions() -> None:
    with pytest.raises(SpaceError, match="no dimensions"):
        SearchSpace().to_json()
