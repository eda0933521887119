"""What the user guide says of search spaces and limits is what the code does."""

import json
import re
from pathlib import Path

import pytest

from app.domain import limits
from app.domain.counting import SpaceCounter
from app.domain.ncode import format_ncode, parse_ncode
from app.domain.space_spec import parse_space

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "search-spaces.md").read_text()
SPACES = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.parametrize("number", range(len(SPACES)))
def test_every_space_of_the_guide_is_valid(number: int) -> None:
    assert SpaceCounter(parse_space(json.loads(SPACES[number]))).size > 1


def test_the_codes_of_the_guide_are_right() -> None:
    space = parse_space(json.loads(SPACES[0]))
    examples = re.findall(r"^\| `(\{.*\})` \| `(\d+)` \|$", GUIDE, re.MULTILINE)
    assert len(examples) == 2
    for architecture, code in examples:
        point = space.encode(json.loads(architecture))
        assert format_ncode(space, point) == code
        assert parse_ncode(space, code) == point


def test_every_limit_is_listed_with_its_value() -> None:
    listed = dict(re.findall(r"^\| `(MAX_\w+)` \| ([\d,e]+) \|", (DOCS / "limits.md").read_text(), re.MULTILINE))
    assert {name: float(value.replace(",", "")) for name, value in listed.items()} == {
        name: float(value) for name, value in vars(limits).items() if name.startswith("MAX_")
    }
