"""Files that pages refer to: kept by browsers for ever where their address changes with them, and never otherwise."""

import re
from hashlib import sha256

import pytest
from fastapi.testclient import TestClient

from app.dashboard.rendering import STATIC


def test_static_files_of_a_page_are_cached_for_ever(embedded: TestClient) -> None:
    addresses = re.findall(r'(?:src|href)="(/dashboard/static/[^"]+)"', embedded.get("/dashboard/jobs").text)
    assert len(addresses) >= 3, "an icon, a style sheet and a script"
    for address in addresses:
        assert embedded.get(address).headers["Cache-Control"] == "public, max-age=31536000, immutable", address


@pytest.mark.parametrize("importing", ["live.js", "lazy.js"])
def test_imported_scripts_are_revalidated(embedded: TestClient, importing: str) -> None:
    script = embedded.get(f"/dashboard/static/{importing}").text
    [imported] = re.findall(r'^import .* from "./(.+)";$', script, re.MULTILINE)
    first = embedded.get(f"/dashboard/static/{imported}")
    assert (first.status_code, first.headers["Cache-Control"]) == (200, "no-cache")
    again = embedded.get(f"/dashboard/static/{imported}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_vendored_files_match_the_recorded_digests() -> None:
    vendor = STATIC / "vendor"
    rows = re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", (vendor / "README.md").read_text(), re.MULTILINE)
    found = {
        path.name: sha256(path.read_bytes()).hexdigest() for path in vendor.iterdir() if path.suffix in {".js", ".css"}
    }
    assert dict(rows) == found
