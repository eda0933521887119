"""Text fields that Postgres and terminals can hold: bounded, no control characters, no broken surrogates."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints


def _printable(text: str) -> str:
    if not text.isprintable():
        msg = "must consist of printable characters"
        raise ValueError(msg)
    return text


def _storable(text: Any) -> Any:
    """Foreign text (tracebacks): kept, with what cannot be stored replaced."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode() if isinstance(text, str) else text


Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_printable)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_printable)]
LongText = Annotated[str, StringConstraints(max_length=10_000), BeforeValidator(_storable)]
"""The validator comes first: pydantic takes no string with a lone surrogate."""
