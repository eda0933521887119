"""NCode: an architecture as a numeric string (LM-Searcher, section 3.1), uniquely decodable also with over 10 options.

For each dimension it has the decimal index of the chosen option, padded with zeros to the width of the largest index.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from app.domain.errors import InvalidCode
from app.domain.search_space import Point, SearchSpace


def widths(space: SearchSpace) -> tuple[int, ...]:
    """The digits of each dimension: 1 up to 10 options, 2 up to 100, 3 up to 1,000."""
    return tuple(_width(n) for n in space.option_counts)


def format_ncode(space: SearchSpace, point: Sequence[int]) -> str:
    """The NCode of a point in canonical form, in which inactive dimensions are zeros."""
    return _template(space.option_counts) % space.canonical(point)


def parse_ncode(space: SearchSpace, code: str) -> Point:
    """The point of an NCode. Raises InvalidCode with the position of the first fault.

    These are faults: a wrong length, characters other than 0-9, an index beyond the options, a forbidden combination,
    and an inactive dimension that is not zero, because it would be a second code of the same architecture.
    """
    layout = widths(space)
    if len(code) != sum(layout):
        raise InvalidCode.at(
            "", f"an NCode of {len(code)} digits", f"NCodes of this space have exactly {sum(layout)} digits."
        )
    point: list[int] = []
    start = 0
    for dimension, width in zip(space.dimensions, layout, strict=True):
        digits = code[start : start + width]
        if not (digits.isascii() and digits.isdigit()):
            bad = start + next(i for i, c in enumerate(digits) if not (c.isascii() and c.isdigit()))
            raise InvalidCode.at("", f"character {code[bad]!r} at position {bad}", "Use the digits 0 to 9 only.")
        if int(digits) >= len(dimension.options):
            raise InvalidCode.at(
                "",
                f"index {int(digits)} at position {start} (dimension {dimension.name!r})",
                f"{dimension.name!r} has options 0 to {len(dimension.options) - 1}.",
            )
        point.append(int(digits))
        start += width
    canonical = space.canonical(point)
    for i, (given, kept) in enumerate(zip(point, canonical, strict=True)):
        if given != kept:
            raise InvalidCode.at(
                "",
                f"dimension {space.dimensions[i].name!r} at position {sum(layout[:i])} is inactive here, but not 0",
                "Write inactive dimensions as zeros.",
            )
    space.require_allowed(canonical)
    return canonical


def to_points(space: SearchSpace, codes: Iterable[str]) -> NDArray[np.int64]:
    """The points of NCodes as int64 [codes, dimensions]. The codes are the service's own and are not validated."""
    layout = widths(space)
    ends = np.cumsum(layout).tolist()
    rows = [[int(code[e - w : e]) for w, e in zip(layout, ends, strict=True)] for code in codes]
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(layout))


def to_point(space: SearchSpace, code: str) -> Point:
    """The point of one NCode of the service itself, which is not validated. It is faster than an array of one."""
    return tuple([int(code[place]) for place in _places(space.option_counts)])


@lru_cache(maxsize=256)
def _places(option_counts: tuple[int, ...]) -> tuple[slice, ...]:
    """The digits of each dimension, as a slice of the NCode."""
    ends = list(accumulate(map(_width, option_counts)))
    return tuple(slice(start, end) for start, end in pairwise([0, *ends]))


def _width(option_count: int) -> int:
    return len(str(option_count - 1))


@lru_cache(maxsize=256)
def _template(option_counts: tuple[int, ...]) -> str:
    return "".join(f"%0{_width(n)}d" for n in option_counts)
