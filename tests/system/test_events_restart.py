"""Streams of events and the end of their server: killed, or terminated."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.builders import job_body
from tests.event_stream import open_stream
from tests.servers import Servers
from tests.stack import Api, running_api


@pytest.fixture
def server(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Api]:
    servers = Servers(database_url, redis_url).apart("events", 4)
    with running_api(servers, log_dir=tmp_path) as api:
        yield api


def send(server: Api, number: signal.Signals) -> None:
    assert server.process.pid is not None
    os.kill(server.process.pid, number)


def test_streams_end_with_their_server_and_are_gone_on_with(server: Api) -> None:
    """A server that is terminated does not wait for them, as its log would tell."""
    job = httpx2.post(f"{server.url}/v1/jobs", json=job_body()).json()
    stream = f"{server.url}/v1/jobs/{job['id']}/events"
    with open_stream(stream) as one, open_stream(stream) as two:
        seen = next(one)
        next(two)
        terminated_at = time.monotonic()
        send(server, signal.SIGTERM)
        assert list(one) == list(two) == []
        while server.process.is_running():
            assert time.monotonic() < terminated_at + 4
            time.sleep(0.02)
    assert "timeout graceful shutdown exceeded" not in server.process.log_tail()

    server.start()
    httpx2.post(f"{server.url}/v1/jobs/{job['id']}/pause")
    with open_stream(stream, **{"Last-Event-ID": seen.id or ""}) as events:
        paused = next(events)
        assert paused.data["state"] == "paused"
        send(server, signal.SIGKILL)
        with pytest.raises(httpx2.TransportError):
            list(events)

    server.start()
    with open_stream(stream, **{"Last-Event-ID": paused.id or ""}) as events:
        httpx2.post(f"{server.url}/v1/jobs/{job['id']}/cancel")
        assert [e.kind for e in events] == ["job", "end"]
