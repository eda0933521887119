"""docs/settings.md and .env.example name every setting with its default, and no other."""

import re

import pytest

from app.environment import NO_SETTINGS
from tests.servers import ROOT
from tests.settings_table import DOCUMENT, Setting, settings, with_table

OTHERS = {*NO_SETTINGS, "POSTGRES_PASSWORD", "VALKEY_PASSWORD"}
"""Read by docker-compose.yml, the client and the benchmarks."""
NAMES = {setting.name for setting in settings()}


def _example() -> dict[str, str]:
    lines = re.findall(r"^#?([A-Z0-9_]+)=(.*)$", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    return dict(lines)


def test_the_table_is_that_of_the_code() -> None:
    text = DOCUMENT.read_text()
    assert with_table(text) == text, "run: make settings-table"
    assert len(NAMES) > 30


@pytest.mark.parametrize("setting", list(settings()), ids=lambda setting: setting.name)
def test_every_setting_has_a_meaning_and_its_default_in_the_example(setting: Setting) -> None:
    assert re.fullmatch(r"[A-Z`].*\.", setting.description)
    assert setting.name in _example()
    if setting.default is not None:
        assert _example()[setting.name] == setting.default


def test_no_document_names_a_setting_that_does_not_exist() -> None:
    known = NAMES | OTHERS
    assert set(_example()) <= known
    for page in (ROOT / "docs").glob("*.md"):
        named = set(re.findall(r"\b(?:LMSEARCHER_[A-Z0-9_]+|DATABASE_URL|REDIS_URL)\b", page.read_text()))
        assert {name for name in named - known if not name.startswith("LMSEARCHER_TEST_")} == set(), page


def test_the_compose_file_reads_only_what_the_example_names() -> None:
    read = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert read <= set(_example())
