"""The tables of a folder: `FOLDER/<table>.npz` and `FOLDER/<anything>/<table>.npz`."""

import hashlib
from pathlib import Path

from training.tables.table import TableError

MAX_FILES = 1_000


def find_tables(folder: Path) -> dict[str, Path]:
    """Path by name, sorted by name. Raises TableError if there are none, too many, or two of one name."""
    paths = sorted([*folder.glob("*.npz"), *folder.glob("*/*.npz")])
    if not paths or len(paths) > MAX_FILES:
        raise TableError(f"{folder}: {len(paths)} tables (*.npz, */*.npz), 1 to {MAX_FILES} are expected")
    found: dict[str, Path] = {}
    for path in paths:
        if path.stem in found:
            raise TableError(f"two tables of the name {path.stem}: {found[path.stem]} and {path}")
        found[path.stem] = path
    return dict(sorted(found.items()))


def named(tables: dict[str, Path], folder: Path, name: str) -> list[str]:
    """The tables that a name stands for: the one of this name, and all in the subfolder of this name.

    Raises TableError if there is none.
    """
    hits = [
        table for table, path in tables.items() if name == table or (path.parent != folder and path.parent.name == name)
    ]
    if not hits:
        raise TableError(f"no table {name!r} in {folder}; there are {', '.join(tables)}")
    return hits


def file_digest(path: Path) -> str:
    """SHA-256 of the file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
