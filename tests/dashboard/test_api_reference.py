"""The pages of the API reference: own files, under the policy of all pages, without a key."""

import re

import pytest
from fastapi.testclient import TestClient

from app.dashboard.rendering import HEADERS

ADDRESSES = r'(?:src|href)="([^"]*)"'


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_a_reference_page_uses_own_files_only(production: TestClient, path: str) -> None:
    answer = production.get(path)
    assert answer.status_code == 200
    addresses = re.findall(ADDRESSES, answer.text)
    assert len(addresses) >= 4, "an icon, a style sheet and two scripts"
    assert "//" not in answer.text.replace("<!--", "")
    for address in addresses:
        file = production.get(address)
        assert file.status_code == 200, address
        if address != "/openapi.json":
            assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable", address


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_a_reference_page_has_no_inline_script(production: TestClient, path: str) -> None:
    answer = production.get(path)
    assert re.findall(r"<script(?! src=)|<style|style=| on\w+=", answer.text) == []
    policy = answer.headers["Content-Security-Policy"]
    assert re.sub(r" 'sha256-[^']+'", "", policy) == HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "sha256" not in policy.partition("style-src")[0]


def test_swagger_ui_has_the_policy_of_all_pages(production: TestClient) -> None:
    assert production.get("/docs").headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
