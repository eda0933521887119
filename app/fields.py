"""Types of text and numbers in requests. Text is bounded, and has only what Postgres and terminals can show."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from app.domain.text import storable

PRINTABLE = (
    r"^[^\u0000-\u001F\u007F-\u00A0\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202F\u205F-\u206F"
    r"\uE000-\uF8FF\uFEFF\uFFF0-\uFFFF]+$"
)
"""A pattern without control characters, invisible characters, characters that change the direction of writing, and
private ones. It has plain ranges, which mean the same in every dialect of patterns, so that the OpenAPI document has
the rule itself."""


def _storable(text: Any) -> Any:
    """Replaces the characters of user text, such as tracebacks, that cannot be stored."""
    return storable(text) if isinstance(text, str) else text


Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTABLE)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=PRINTABLE)]
LongText = Annotated[str, StringConstraints(max_length=10_000), BeforeValidator(_storable)]
"""The validator comes first, because pydantic accepts no string with a lone surrogate."""
ONLY_KEYS = Field(json_schema_extra={"additionalProperties": False})
"""For a dict by Key. Pydantic writes the pattern of the keys as `patternProperties`, which alone allows other keys."""


def _as_whole(value: Any) -> Any:
    return int(value) if type(value) is float and value.is_integer() else value


WHOLE = BeforeValidator(_as_whole)
"""The last part of the annotation of a StrictInt, after its bounds: pydantic describes only the bounds of the type
itself."""
