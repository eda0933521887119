"""Every setting is in .env.example and in the operators' guide, with its default; neither names one that is gone."""

import json
import re
from pathlib import Path

import pytest

from app.settings import Settings

ROOT = Path(__file__).parent.parent.parent
COMPOSE_ONLY = {"LMSEARCHER_BIND", "LMSEARCHER_PORT", "LMSEARCHER_MODELS_DIR", "POSTGRES_PASSWORD", "VALKEY_PASSWORD"}


def _defaults() -> dict[str, str | None]:
    """Name in the environment -> default as one writes it there; None where there is none."""
    defaults: dict[str, str | None] = {}
    for field, info in Settings.model_fields.items():
        name = str(info.validation_alias or f"LMSEARCHER_{field.upper()}")
        default = info.get_default(call_default_factory=True, validated_data={"environment": "production"})
        defaults[name] = None if info.is_required() else _written(default)
    return defaults


def _written(value: object) -> str | None:
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or None
    return json.dumps(value) if isinstance(value, dict) else None if value is None else str(value)


def _names(text: str) -> set[str]:
    return set(re.findall(r"\b(?:LMSEARCHER_[A-Z0-9_]+|[A-Z]+_(?:URL|PASSWORD))\b", text))


def _example() -> dict[str, str]:
    lines = re.findall(r"^#?([A-Z0-9_]+)=(.*)$", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    return dict(lines)


@pytest.mark.parametrize(("name", "default"), _defaults().items())
def test_the_setting_is_documented_with_its_default(name: str, default: str | None) -> None:
    row = re.search(rf"^\| `{name}` \| (.*?) \|", (ROOT / "docs/operations.md").read_text(), flags=re.MULTILINE)
    assert row is not None
    assert name in _example()
    if default is not None:
        assert row[1] == f"`{default}`"
        assert _example()[name] == default


def test_no_setting_is_documented_that_does_not_exist() -> None:
    known = {*_defaults(), *COMPOSE_ONLY}
    assert set(_example()) <= known
    guide = _names((ROOT / "docs/operations.md").read_text())
    assert guide - known == {"LMSEARCHER_API_KEY"}  # the client's


def test_the_compose_file_asks_for_nothing_that_the_example_does_not_name() -> None:
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert asked <= set(_example())
