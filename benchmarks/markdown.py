"""Tables, and the place in a document that a command rewrites."""

from collections.abc import Sequence
from pathlib import Path


def table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """A Markdown table; every line of the body has as many cells as the head."""
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def insert(document: Path, block: str, text: str) -> None:
    """Puts the text between the block's two marker comments of a Markdown file; adds them at its end if missing.

    Raises ValueError if only the first is there.
    """
    begin, end = f"<!-- results: {block} -->", f"<!-- end of results: {block} -->"
    before = document.read_text() if document.exists() else ""
    if begin not in before:
        before += f"\n{begin}\n{end}\n"
    head, _, rest = before.partition(begin)
    if end not in rest:
        raise ValueError(f"{document} has no line {end!r} after {begin!r}")
    tail = rest.partition(end)[2]
    document.parent.mkdir(parents=True, exist_ok=True)
    document.write_text(f"{head}{begin}\n{text}\n{end}{tail}")
