"""Every architecture has exactly one NCode, all of a space are equally long, and faults are found at their position."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counting import SpaceCounter
from app.domain.errors import InvalidCode
from app.domain.ncode import format_ncode, parse_ncode, to_point, to_points, widths
from app.domain.search_space import SearchSpace
from app.domain.space_spec import parse_space
from tests.domain.strategies import Spec, architectures, choice, specs


@given(specs().filter(architectures))
def test_codes_are_unique_equally_long_and_read_back(spec: Spec) -> None:
    counter = SpaceCounter(parse_space(spec))
    space = counter.space
    points = [counter.point(rank) for rank in range(counter.size)]
    codes = [format_ncode(space, point) for point in points]
    assert len(set(codes)) == counter.size
    assert {len(code) for code in codes} == {sum(widths(space))}
    assert [parse_ncode(space, code) for code in codes] == points
    assert to_points(space, codes).tolist() == [list(point) for point in points]
    assert [to_point(space, code) for code in codes] == points


@given(st.lists(st.integers(1, 1_000), min_size=1, max_size=20), st.data())
def test_codes_read_back_whatever_the_number_of_options(counts: list[int], data: st.DataObject) -> None:
    space = parse_space({"dimensions": [choice(f"d{i}", count) for i, count in enumerate(counts)]})
    point = tuple(data.draw(st.tuples(*(st.integers(0, count - 1) for count in counts))))
    code = format_ncode(space, point)
    assert parse_ncode(space, code) == point
    assert to_points(space, [code]).tolist() == [list(point)]
    assert to_point(space, code) == point


def test_width_follows_the_largest_index() -> None:
    space = parse_space({"dimensions": [choice(f"d{n}", n) for n in (1, 2, 10, 11, 100, 101, 1_000)]})
    assert widths(space) == (1, 1, 1, 2, 2, 3, 3)
    assert format_ncode(space, (0, 1, 9, 10, 99, 100, 7)) == "0191099100007"


def constrained() -> SearchSpace:
    """a: 3 options, b: 12, active where a is 1 or 2, c: 2; a = 2 and c = 1 exclude each other."""
    return parse_space(
        {
            "dimensions": [choice("a", 3), choice("b", 12), choice("c", 2)],
            "conditions": [{"dimension": "b", "when": {"a": [1, 2]}}],
            "forbidden": [{"a": [2], "c": [1]}],
        }
    )


def test_exactly_the_codes_of_the_space_are_accepted() -> None:
    space = constrained()
    accepted = set()
    for digits in product("0123456789", repeat=sum(widths(space))):
        code = "".join(digits)
        try:
            point = parse_ncode(space, code)
        except InvalidCode:
            continue
        accepted.add(point)
        assert format_ncode(space, point) == code
    assert len(accepted) == SpaceCounter(space).size == 2 + 2 * 12 + 12


def test_inactive_dimensions_are_written_as_zeros() -> None:
    assert format_ncode(constrained(), (0, 11, 1)) == "0001"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "an NCode of 0 digits"),
        ("00000", "an NCode of 5 digits"),
        ("000", "an NCode of 3 digits"),
        ("x000", "character 'x' at position 0"),
        ("10-1", "character '-' at position 2"),
        ("1 11", "character ' ' at position 1"),
        ("111²", "character '²' at position 3"),
        ("1١11", "character '١' at position 1"),
        ("100\n", r"character '\n' at position 3"),
        ("3000", "index 3 at position 0 (dimension 'a')"),
        ("1120", "index 12 at position 1 (dimension 'b')"),
        ("1112", "index 2 at position 3 (dimension 'c')"),
        ("0010", "dimension 'b' at position 1 is inactive here"),
        ("2001", "forbidden combination 0"),
    ],
)
def test_the_first_fault_is_named_with_its_position(code: str, said: str) -> None:
    with pytest.raises(InvalidCode) as caught:
        parse_ncode(constrained(), code)
    assert said in caught.value.detail
    assert caught.value.problems[0].hint


def test_no_codes_are_no_points() -> None:
    assert to_points(constrained(), []).shape == (0, 3)
    assert to_points(constrained(), []).dtype == np.int64
