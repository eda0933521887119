"""Numbers as JSON has them: 3.0 is a whole number, "3" and true are none."""

from typing import Any

from pydantic import BeforeValidator


def _as_whole(value: Any) -> Any:
    return int(value) if type(value) is float and value.is_integer() else value


WHOLE = BeforeValidator(_as_whole)
"""The last thing in the annotation of a StrictInt, behind its bounds: pydantic describes bounds of the type only."""
