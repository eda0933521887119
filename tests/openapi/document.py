"""The OpenAPI document of this code, the one in docs/, and what may differ between them (docs/versions.md)."""

import json
import re
from pathlib import Path

from app.main import create_app
from app.settings import BrokerSettings, DatabaseSettings, Settings
from tests.openapi.changes import Document, breaking_changes
from tests.servers import ROOT

COMMITTED = ROOT / "docs/openapi.json"
RELEASED = ROOT / "docs/openapi-released.json"
"""That of the last release; there is none before the first."""
CHANGELOG = ROOT / "CHANGELOG.md"


def current() -> Document:
    """As a server in production serves it; nothing is connected to."""
    settings = Settings(
        environment="production",
        database=DatabaseSettings(DATABASE_URL="postgresql://localhost/none"),
        broker=BrokerSettings(REDIS_URL="redis://localhost"),
    )
    return create_app(settings).openapi()


def as_text(document: Document) -> str:
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def baseline() -> Document:
    """What clients may rely on."""
    return read(RELEASED if RELEASED.exists() else COMMITTED)


def read(path: Path) -> Document:
    document: Document = json.loads(path.read_text())
    return document


def unstated_changes(old: Document, new: Document, changelog: str) -> list[str]:
    """Breaking changes that the changelog does not name, word for word, as breaking and unreleased."""
    return [change for change in breaking_changes(old, new) if change not in _stated(changelog)]


def _stated(changelog: str) -> list[str]:
    unreleased = re.search(r"^## Unreleased$(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    section = re.search(
        r"^### Breaking changes$(.*?)(?=^### |\Z)", unreleased[1] if unreleased else "", re.MULTILINE | re.DOTALL
    )
    return re.findall(r"^- `(.+)`", section[1], re.MULTILINE) if section else []
