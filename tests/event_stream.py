"""A client of server-sent events, after WHATWG HTML section 9.2.6; a server in this process to try it on."""

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import uvicorn
from fastapi import FastAPI

from app.embedded.ports import LOOPBACK, free_port

TIMEOUT_S = 30
"""Between two events."""
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Without certificates, which take long to read."""


@dataclass(frozen=True, slots=True)
class Event:
    """at: monotonic seconds of its arrival."""

    kind: str
    id: str | None
    data: Any
    at: float


@contextmanager
def open_stream(url: str, **headers: str) -> Iterator[Iterator[Event]]:
    """The events of a stream as they come, comments as `:`."""
    with (
        httpx2.Client(timeout=TIMEOUT_S, trust_env=False, verify=NO_TLS) as client,
        client.stream("GET", url, headers=headers) as answer,
    ):
        assert answer.status_code == 200, answer.read()
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert (answer.headers["cache-control"], answer.headers["x-accel-buffering"]) == ("no-store", "no")
        yield _read(answer.iter_lines())


def _read(lines: Iterator[str]) -> Iterator[Event]:
    fields: dict[str, str] = {}
    for line in lines:
        if line.startswith(":"):
            yield Event(":", None, None, time.monotonic())
        elif line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif "data" in fields:
            yield Event(fields["event"], fields.get("id"), json.loads(fields["data"]), time.monotonic())
            fields = {}
        else:
            fields = {}


def all_events(url: str, **headers: str) -> list[Event]:
    with open_stream(url, **headers) as events:
        return list(events)


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The address of a real server in a thread of this process, whose insides a test may look at."""
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(app, host=LOOPBACK, port=port, log_level="warning", timeout_graceful_shutdown=2)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < end, "the server does not start"
        time.sleep(0.02)
    try:
        yield f"http://{LOOPBACK}:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
