"""Options of several commands."""

from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[Path, typer.Option(help="Data folder of the stack that runs here; unused if DATABASE_URL is set.")]
ProjectName = Annotated[str, typer.Option(help="Name of the project.")]
MAX_NAME_LENGTH = 64


def printable(name: str) -> str:
    """The name, if it is valid. Raises BadParameter."""
    if not (name.isprintable() and 0 < len(name) <= MAX_NAME_LENGTH):
        raise typer.BadParameter(f"a name has 1 to {MAX_NAME_LENGTH} printable characters")
    return name
