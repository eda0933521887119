"""The documents say what the code does: routes, problem codes, limits and tasks are all named."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.web.errors import HTTP_CODES, KINDS

ROOT = Path(__file__).parent.parent
FROM_THE_FIRST_RELEASE_ON = {"docs/openapi-released.json"}
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("sdk/*.md"), *ROOT.glob("examples/**/*.md")]


def test_every_problem_code_is_explained() -> None:
    text = (ROOT / "docs/problems.md").read_text()
    for status, code in [(s, c) for s, c, _ in KINDS.values()] + list(HTTP_CODES.items()):
        assert re.search(rf"\| `{code}` \| {status} \|", text), code


def test_every_route_is_named(client: TestClient) -> None:
    text = (ROOT / "docs/api.md").read_text()
    for path in client.get("/openapi.json").json()["paths"]:
        tail = path.replace("_id}", "}").rsplit("/", 1)[-1]
        assert path.replace("_id}", "}") in text or f"/{tail}`" in text, path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", page.read_text()):
        if not target.startswith(("http://", "https://", "mailto:")):
            linked = page.parent / target if target else page
            assert linked.exists(), f"{page.name}: {target}"
            assert not anchor or anchor in _anchors(linked), f"{page.name}: {target}#{anchor}"


def _anchors(page: Path) -> set[str]:
    """Of its headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_a_page_names_exist(page: Path) -> None:
    named = re.findall(
        r"`((?:app|workers|migrations|tests|docs|training|benchmarks|sdk|examples)/[\w/.-]+)`", page.read_text()
    )
    assert [path for path in named if path not in FROM_THE_FIRST_RELEASE_ON and not (ROOT / path).exists()] == []
