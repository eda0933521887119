"""Long polls are bounded by project: beyond that, 429 with Retry-After."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from fastapi.testclient import TestClient
from httpx2 import Response

from app.main import create_app
from app.settings import Settings
from tests.api.driver import create, lease
from tests.builders import LOOPBACK
from tests.settings import changed


def test_a_long_poll_too_many_is_refused(client: TestClient, settings: Settings) -> None:
    app = create_app(changed(settings, limits={"max_waiting": 2}))
    with TestClient(app, LOOPBACK) as narrow, ThreadPoolExecutor(2) as pool:
        job = create(narrow)
        lease(narrow, job, "busy")
        url = f"/v1/jobs/{job['id']}/trials/lease"

        def ask(worker: str, wait_s: float) -> Response:
            return narrow.post(url, json={"worker": worker, "wait_s": wait_s})

        waits = [pool.submit(_until, 200, lambda i=i: ask(f"w{i}", 3)) for i in range(2)]  # type: ignore[misc]
        refused = _until(429, lambda: ask("late", 0.01))
        assert refused.json()["code"] == "too_many_waiting"
        assert int(refused.headers["Retry-After"]) >= 1
        assert ask("who does not wait", 0).status_code == 200
        assert [wait.result().status_code for wait in waits] == [200, 200]
        assert ask("late", 0.01).status_code == 200


def _until(status: int, send: Callable[[], Response]) -> Response:
    """The first answer with this status, within 10 seconds."""
    end = time.monotonic() + 10
    while (answer := send()).status_code != status:
        assert time.monotonic() < end, answer.text
    return answer
