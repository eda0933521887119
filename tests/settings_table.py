"""`python -m tests.settings_table` writes the table of docs/settings.md from the code."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.settings import Settings
from tests.servers import ROOT

DOCUMENT = ROOT / "docs" / "settings.md"
_TABLE = re.compile(r"(?<=\| --- \| --- \| --- \|\n)(\|[^\n]*\n)*")


@dataclass(frozen=True, slots=True)
class Setting:
    """`default` is written as in the environment; None if there is none."""

    name: str
    default: str | None
    required: bool
    description: str

    def row(self) -> str:
        default = f"`{self.default}`" if self.default else "required" if self.required else "none"
        return f"| `{self.name}` | {default} | {self.description} |\n"


def settings() -> Iterator[Setting]:
    """All settings with their defaults in production, in the order of the code."""
    for name, field in Settings.variables():
        required = field.is_required()
        yield Setting(name, None if required else _written(field.default), required, field.description or "")


def _written(value: object) -> str | None:
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or None
    return json.dumps(value) if isinstance(value, dict) else None if value is None else str(value)


def with_table(document: str) -> str:
    return _TABLE.sub(lambda _: "".join(setting.row() for setting in settings()), document, count=1)


if __name__ == "__main__":
    DOCUMENT.write_text(with_table(DOCUMENT.read_text()))
