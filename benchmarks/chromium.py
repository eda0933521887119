"""Chromium as the system has it: Playwright drives it, and downloads no browser of its own."""

import os
import shutil

from playwright.sync_api import Browser, Playwright

VARIABLE = "LMSEARCHER_TEST_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome")
WHERE_FROM = f"no Chromium: run `make browser`, or name the path of one in {VARIABLE}"

# Root has no sandbox, a container little shared memory; the rest prevents other connections.
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_START_TIMEOUT_MS = 30_000


def find_chromium() -> str | None:
    """The path of the browser that LMSEARCHER_TEST_CHROMIUM names, else of the first that is installed."""
    return os.environ.get(VARIABLE) or next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright: Playwright, path: str) -> Browser:
    """Without a window. Raises playwright.sync_api.Error where it does not start."""
    return playwright.chromium.launch(
        executable_path=path, args=list(_ARGUMENTS), chromium_sandbox=False, timeout=_START_TIMEOUT_MS
    )
