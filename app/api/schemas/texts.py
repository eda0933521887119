"""Text fields that Postgres and terminals can hold: bounded, no control characters, no broken surrogates."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints


def _printable(text: str) -> str:
    if not text.isprintable():
        msg = "must consist of printable characters"
        raise ValueError(msg)
    return text


def _storable(text: str) -> str:
    """Foreign text (tracebacks): kept, with what cannot be stored replaced."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_printable)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_printable)]
LongText = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_storable)]
