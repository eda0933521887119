"""docs/architecture.md names the packages that there are, and its pictures are drawn from their sources."""

import html
import re
from pathlib import Path

import pytest

from tests.servers import ROOT

SOURCES = sorted(ROOT.glob("docs/architecture/*.dot"))


@pytest.mark.parametrize("top", ["app", "workers", "training"])
def test_the_page_names_every_package(top: str) -> None:
    page = (ROOT / "docs/architecture.md").read_text()
    packages = [f"{top}/{init.parent.name}" for init in (ROOT / top).glob("*/__init__.py")]
    assert packages
    assert [package for package in packages if f"`{package}`" not in page] == []


@pytest.mark.parametrize("top", ["app", "workers", "training", "sdk", "benchmarks", "migrations"])
def test_the_picture_shows_every_top_folder(top: str) -> None:
    picture = (ROOT / "docs/architecture/packages.svg").read_text()
    assert re.search(rf">[^<]*\b{top}\b", picture)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_a_picture_has_the_texts_of_its_source(source: Path) -> None:
    """A source that was changed without `make diagrams` shows here."""
    labels = re.findall(r'(?<!x)label="([^"]*)"', source.read_text())
    written = sorted(line.strip() for label in labels for line in label.split(r"\n"))
    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", source.with_suffix(".svg").read_text())
    assert sorted(html.unescape(line).replace("\N{NO-BREAK SPACE}", " ").strip() for line in drawn) == written


def test_every_picture_has_a_source() -> None:
    page = (ROOT / "docs/architecture.md").read_text()
    assert sorted(re.findall(r"\(architecture/(\w+)\.svg\)", page)) == [source.stem for source in SOURCES]
