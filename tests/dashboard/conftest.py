"""Browsers, as far as they can be had without one: they keep cookies and send forms as pages have them."""

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from app.db.session import SessionFactory
from app.domain.keys import Scope
from tests.builders import LOOPBACK
from tests.keys import new_key

Browse = Callable[..., TestClient]


def form_token(page: str) -> str:
    """Of the first form of a page that has one."""
    [token] = set(re.findall(r'name="csrf" value="([0-9a-f]{64})"', page))
    return str(token)


def sign_in(browser: TestClient, key: str) -> None:
    token = form_token(browser.get("/dashboard/sign-in").text)
    answer = browser.post("/dashboard/sign-in", data={"csrf": token, "key": key}, follow_redirects=False)
    assert answer.status_code == 303, answer.text


@pytest.fixture
def browse(production: TestClient, sessions: SessionFactory) -> Browse:
    """A fresh browser; signed in if scopes are given, with a key that has them."""

    def start(*scopes: Scope) -> TestClient:
        browser = TestClient(production.app, raise_server_exceptions=False)
        if scopes:
            sign_in(browser, new_key(sessions, *scopes).text)
        return browser

    return start


@pytest.fixture
def embedded(client: TestClient) -> TestClient:
    """A fresh browser in front of the embedded mode, which asks for no key."""
    return TestClient(client.app, LOOPBACK, raise_server_exceptions=False)
