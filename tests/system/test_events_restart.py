"""Streams of events and the end of their server: killed, or asked to stop."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from app.embedded import applications
from app.embedded.ports import LOOPBACK, free_port
from app.embedded.process import ChildProcess
from tests.builders import job_body
from tests.event_stream import open_stream
from tests.servers import Servers
from tests.stack import READY_TIMEOUT_S, SECRET_KEYS, answers


@dataclass(frozen=True)
class Server:
    process: ChildProcess
    url: str

    def start(self) -> None:
        self.process.start()
        self.process.wait_until(lambda: answers(self.url), timeout_s=READY_TIMEOUT_S)

    def send(self, number: signal.Signals) -> None:
        assert self.process.pid is not None
        os.kill(self.process.pid, number)


@pytest.fixture
def server(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Server]:
    servers = Servers(database_url, redis_url).apart("events", 4)
    variables = applications.application_environment(
        database_url=servers.database_url, redis_url=servers.redis_url, secret_keys=SECRET_KEYS
    )
    port = free_port()
    server = Server(applications.api(variables, tmp_path, port=port), f"http://{LOOPBACK}:{port}")
    server.start()
    try:
        yield server
    finally:
        server.process.stop()


def test_streams_end_with_their_server_and_are_gone_on_with(server: Server) -> None:
    """A server that is asked to stop does not wait for them, as its log would tell."""
    job = httpx2.post(f"{server.url}/v1/jobs", json=job_body()).json()
    stream = f"{server.url}/v1/jobs/{job['id']}/events"
    with open_stream(stream) as one, open_stream(stream) as two:
        seen = next(one)
        next(two)
        asked = time.monotonic()
        server.send(signal.SIGTERM)
        assert list(one) == list(two) == []
        while server.process.is_running():
            assert time.monotonic() < asked + 4
            time.sleep(0.02)
    assert "timeout graceful shutdown exceeded" not in server.process.log_tail()

    server.start()
    httpx2.post(f"{server.url}/v1/jobs/{job['id']}/pause")
    with open_stream(stream, **{"Last-Event-ID": seen.id or ""}) as events:
        paused = next(events)
        assert paused.data["state"] == "paused"
        server.send(signal.SIGKILL)
        with pytest.raises(httpx2.TransportError):
            list(events)

    server.start()
    with open_stream(stream, **{"Last-Event-ID": paused.id or ""}) as events:
        httpx2.post(f"{server.url}/v1/jobs/{job['id']}/cancel")
        assert [e.kind for e in events] == ["job", "end"]
