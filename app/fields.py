"""Types of text and numbers in requests. Text is bounded, and has only what Postgres and terminals can show."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError, PydanticKnownError

from app.domain.text import storable

MOST_FIELDS = 64
"""The most members of an object with named fields: more than any has."""


class ClosedModel(BaseModel):
    """An object with no other fields than these. A misspelt field is an error, not a silent default.

    Each unknown field is an error, so their number is checked first.
    """

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _few_fields(cls, value: Any) -> Any:
        if isinstance(value, dict) and len(value) > MOST_FIELDS:
            text = "an object with {fields} fields; it has at most {most}"
            raise PydanticCustomError("too_many_fields", text, {"fields": len(value), "most": MOST_FIELDS})
        return value


PRINTABLE = (
    r"^[^\u0000-\u001F\u007F-\u00A0\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202F\u205F-\u206F"
    r"\uE000-\uF8FF\uFEFF\uFFF0-\uFFFF]+$"
)
"""A pattern without control characters, invisible characters, characters that change the direction of writing, and
private ones. It has plain ranges, which mean the same in every dialect of patterns, so that the OpenAPI document has
the rule itself."""


def few_members(most: int) -> Any:
    """The length of a dict, to be checked first: pydantic checks it after all members, and each may be an error."""

    def check(value: Any) -> Any:
        if isinstance(value, dict) and len(value) > most:
            context = {"field_type": "Dictionary", "max_length": most, "actual_length": len(value)}
            raise PydanticKnownError("too_long", context)
        return value

    return BeforeValidator(check)


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
