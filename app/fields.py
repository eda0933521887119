"""Text fields that Postgres and terminals can hold: bounded, no control characters, no broken surrogates."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from app.domain.text import storable

PRINTABLE = (
    r"^[^\u0000-\u001F\u007F-\u00A0\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202F\u205F-\u206F"
    r"\uE000-\uF8FF\uFEFF\uFFF0-\uFFFF]+$"
)
"""No control characters, no invisible ones, none that change the direction of writing, no private ones. As plain
ranges, which mean the same in every dialect of patterns, so that the OpenAPI document has the rule itself."""


def _storable(text: Any) -> Any:
    """User text such as tracebacks, with characters that cannot be stored replaced."""
    return storable(text) if isinstance(text, str) else text


Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTABLE)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=PRINTABLE)]
LongText = Annotated[str, StringConstraints(max_length=10_000), BeforeValidator(_storable)]
"""The validator comes first: pydantic takes no string with a lone surrogate."""
ONLY_KEYS = Field(json_schema_extra={"additionalProperties": False})
"""For a dict by Key: pydantic writes the keys' pattern as `patternProperties`, which alone allow any other key."""


def _as_whole(value: Any) -> Any:
    return int(value) if type(value) is float and value.is_integer() else value


WHOLE = BeforeValidator(_as_whole)
"""The last thing in the annotation of a StrictInt, behind its bounds: pydantic describes bounds of the type only."""
