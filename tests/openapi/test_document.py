"""docs/openapi.json is what this code serves, and nothing that clients rely on breaks unnoticed."""

import difflib
from copy import deepcopy

import pytest

from tests.openapi import document
from tests.openapi.changes import Document


@pytest.fixture(scope="module")
def current() -> Document:
    return document.current()


def test_the_committed_document_is_current(current: Document) -> None:
    old, new = (text.splitlines() for text in (document.COMMITTED.read_text(), document.as_text(current)))
    difference = list(difflib.unified_diff(old, new, "docs/openapi.json", "this code", lineterm=""))
    assert not difference, "\n".join(["run `make openapi`", *difference[:200]])


def test_breaking_changes_are_in_the_changelog(current: Document) -> None:
    unstated = document.unstated_changes(document.baseline(), current, document.CHANGELOG.read_text())
    assert not unstated, "\n".join(["breaking changes of the API, see docs/versions.md:", *unstated])


def test_only_the_changelogs_unreleased_section_counts(current: Document) -> None:
    broken = deepcopy(current)
    del broken["paths"]["/livez"]
    line = "GET /livez: removed"
    released = f"## Unreleased\n\n- text\n\n## 0.1.0\n\n### Breaking changes\n\n- `{line}`\n"
    stated = f"## Unreleased\n\n### Breaking changes\n\n- `{line}`: use /readyz.\n\n## 0.1.0\n"
    assert document.unstated_changes(current, broken, released) == [line]
    assert document.unstated_changes(current, broken, stated) == []
