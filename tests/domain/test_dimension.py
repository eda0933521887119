"""Whatever its type, a dimension is a list of distinct options in order, within bounds."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dimension import Dimension, Option, categorical, floating, integer, ordinal
from app.domain.errors import InvalidSpace
from app.domain.limits import MAX_ABS_NUMBER, MAX_LABEL_LENGTH, MAX_OPTIONS

WHOLE = st.integers(-(10**15), 10**15)
NUMBER = st.floats(-MAX_ABS_NUMBER, MAX_ABS_NUMBER)
POSITIVE = st.floats(5e-324, MAX_ABS_NUMBER)


def ascends_between(dimension: Dimension, low: float, high: float) -> bool:
    """Whether the options are distinct, in order, and begin and end at the bounds."""
    numbers = [float(option) for option in dimension.options]
    distinct = all(a < b for a, b in pairwise(numbers))
    return distinct and dimension.options[0] == low and dimension.options[-1] == high


@given(st.tuples(WHOLE, WHOLE).map(sorted), st.integers(2, 40))
def test_levels_of_integers_ascend_from_low_to_high(bounds: list[int], levels: int) -> None:
    dimension = integer("n", *bounds, levels=levels)
    assert ascends_between(dimension, *bounds)
    assert len(dimension.options) == min(levels, bounds[1] - bounds[0] + 1)
    assert all(type(option) is int for option in dimension.options)


@given(st.tuples(st.integers(1, 10**15), st.integers(1, 10**15)).map(sorted), st.integers(2, 40))
def test_logarithmic_levels_of_integers_ascend_from_low_to_high(bounds: list[int], levels: int) -> None:
    assert ascends_between(integer("n", *bounds, levels=levels, log=True), *bounds)


@given(st.tuples(NUMBER, NUMBER).map(sorted), st.integers(2, 40))
def test_levels_of_floats_ascend_from_low_to_high(bounds: list[float], levels: int) -> None:
    dimension = floating("x", *bounds, levels=levels)
    assert ascends_between(dimension, *bounds)
    assert all(type(option) is float for option in dimension.options)


@given(st.tuples(POSITIVE, POSITIVE).map(sorted), st.integers(2, 40))
def test_logarithmic_levels_of_floats_ascend_from_low_to_high(bounds: list[float], levels: int) -> None:
    assert ascends_between(floating("x", *bounds, levels=levels, log=True), *bounds)


def test_levels_read_as_people_write_them() -> None:
    assert floating("lr", 1e-5, 1e-1, levels=5, log=True).options == (1e-5, 1e-4, 1e-3, 1e-2, 1e-1)
    assert floating("p", 0, 1, levels=11).options == (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
    assert integer("width", 16, 256, levels=5, log=True).options == (16, 32, 64, 128, 256)
    assert integer("width", 16, 80, step=16).options == (16, 32, 48, 64, 80)
    assert integer("width", 16, 79, step=16).options == (16, 32, 48, 64)
    assert integer("depth", 1, 4).options == (1, 2, 3, 4)
    assert integer("depth", 1, 3, levels=10).options == (1, 2, 3)
    assert floating("p", 2, 2, levels=1).options == (2.0,)


def test_close_bounds_stay_exact_and_in_order() -> None:
    low, high = 1.00000000000049, 1.00000000000050
    assert floating("x", low, high, levels=9).options == (low, high)


def test_options_are_json_values() -> None:
    dimension = categorical("mixed", ["1", 1, True, 0.5])
    assert [dimension.index(v) for v in ("1", 1, 1.0, True, 0.5)] == [0, 1, 1, 2, 3]
    strangers: list[object] = ["True", 0, False, None, [1], {}, float("nan"), 10**400]
    assert [dimension.index(v) for v in strangers] == [None] * len(strangers)
    assert categorical("a", [1, 0]) != categorical("a", [True, False])
    assert categorical("a", [1, 0]) == categorical("a", [1.0, 0])


def test_all_kinds_but_categorical_are_ordered() -> None:
    assert not categorical("a", ["x"]).ordered
    assert ordinal("a", ["x"]).ordered
    assert integer("a", 1, 2).ordered
    assert floating("a", 1, 2, levels=2).ordered


def test_the_summary_is_short() -> None:
    assert categorical("op", ["none", 3]).summary == "'none', 3"
    assert integer("n", 1, 10).summary == "1, 2, 3, 4, 5, 6, 7, 8 and 2 more"


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        ([], "/options"),
        (list(range(MAX_OPTIONS + 1)), "/options"),
        (["x", "y", "x"], "/options/2"),
        ([1, 1.0], "/options/1"),
        ([0.0, -0.0], "/options/1"),
        (["x", ""], "/options/1"),
        (["x" * (MAX_LABEL_LENGTH + 1)], "/options/0"),
        (["a\nb"], "/options/0"),
        (["\x00"], "/options/0"),
        (["\ud800"], "/options/0"),
        ([float("nan")], "/options/0"),
        ([1, float("inf")], "/options/1"),
        ([10**400], "/options/0"),
    ],
)
def test_options_out_of_bounds_are_refused(options: list[Option], pointer: str) -> None:
    with pytest.raises(InvalidSpace) as caught:
        categorical("a", options)
    assert [p.pointer for p in caught.value.problems] == [pointer]


def test_as_many_and_as_long_options_as_allowed() -> None:
    assert len(categorical("a", [str(i).zfill(MAX_LABEL_LENGTH) for i in range(MAX_OPTIONS)]).options) == MAX_OPTIONS


@pytest.mark.parametrize(
    ("low", "high", "more", "pointer"),
    [
        (2, 1, {}, "/low"),
        (-(10**16), 1, {}, "/low"),
        (1, 10**400, {}, "/high"),
        (1, 9, {"step": 0}, "/step"),
        (1, 9, {"step": -1}, "/step"),
        (1, 9, {"step": 2, "levels": 3}, "/step"),
        (1, 9, {"step": 2, "log": True}, "/step"),
        (1, 9, {"log": True}, "/levels"),
        (0, 9, {"levels": 3, "log": True}, "/low"),
        (1, 10**15, {}, "/step"),
        (1, 9, {"levels": 0}, "/levels"),
        (1, 9, {"levels": 1}, "/levels"),
        (1, 9, {"levels": MAX_OPTIONS + 1}, "/levels"),
    ],
)
def test_integers_out_of_bounds_are_refused(low: int, high: int, more: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidSpace) as caught:
        integer("n", low, high, **more)
    assert [p.pointer for p in caught.value.problems] == [pointer]


@pytest.mark.parametrize(("low", "high"), [(float("nan"), 1.0), (0.0, float("inf")), (float("-inf"), 0.0)])
def test_bounds_that_are_no_numbers_are_refused(low: float, high: float) -> None:
    with pytest.raises(InvalidSpace, match="not a usable number"):
        floating("x", low, high, levels=3)
