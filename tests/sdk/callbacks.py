"""The two sides of a receiver: callbacks signed by the official library, and an API that records its requests."""

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
import uvicorn
from lmsearcher import Receiver, new_signing_secret
from standardwebhooks import Webhook

from app.embedded.ports import free_port

SECRET = new_signing_secret()
NOW = "2026-01-01T00:00:00Z"


def wait_until(condition: Callable[[], bool], *, timeout_s: float = 20) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextmanager
def served(receiver: Receiver, *, root_path: str = "", port: int = 0) -> Iterator[str]:
    """The receiver's address, under uvicorn in a thread."""
    port = port or free_port()
    config = uvicorn.Config(receiver, host="127.0.0.1", port=port, log_level="error", root_path=root_path)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started or not thread.is_alive())
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()


def message(
    api: str,
    *,
    trial: str | None = None,
    lease: str = "lmst_token",
    attempt: int = 1,
    lease_s: float = 300,
    metric: str = "acc",
) -> dict[str, Any]:
    """A message as the server sends it, by default for a new trial."""
    trial = trial or str(uuid.uuid4())
    base = f"{api}/v1/trials/{trial}"
    return {
        "type": "trial.evaluate",
        "timestamp": NOW,
        "data": {
            "job": {"id": "j", "name": "cells"},
            "objective": {"metric": metric, "goal": "maximize"},
            "trial": {
                "id": trial,
                "number": 1,
                "ncode": "12",
                "architecture": {"op": "conv", "depth": 3},
                "source": "warmup",
                "attempt": attempt,
            },
            "lease": {"token": lease, "expires_at": NOW, "lease_s": lease_s},
            "urls": {action: f"{base}/{action}" for action in ("result", "heartbeat", "release")},
        },
    }


def signed(body: bytes, *, message_id: str, secret: str = SECRET, at: datetime | None = None) -> dict[str, str]:
    at = at or datetime.now(UTC)
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body.decode()),
    }


def send_callback(address: str, message: dict[str, Any], *, secret: str = SECRET) -> httpx2.Response:
    """Sends a callback as the server does."""
    body = json.dumps(message).encode()
    trial = message["data"]["trial"]
    message_id = f"msg_{trial['id'].replace('-', '')}_{trial['attempt']}"
    headers = signed(body, message_id=message_id, secret=secret)
    return httpx2.post(address, content=body, headers=headers, timeout=20)


@dataclass
class Api:
    """An API for one receiver. It responds to reports with `responses` in order, and then with the last one again.

    Attributes:
        received: The action, the bearer and the body of each request.
        should_stop: What the responses to heartbeats say.
    """

    url: str
    responses: list[tuple[int, dict[str, Any]]]
    received: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    should_stop: bool = False

    def results(self) -> list[dict[str, Any]]:
        return [body for action, _, body in self.received if action == "result"]


ACCEPTED = {
    "trial": {
        "id": "t",
        "job": "j",
        "number": 1,
        "ncode": "12",
        "architecture": {},
        "source": "warmup",
        "state": "completed",
        "attempt": 1,
        "created_at": NOW,
    },
    "job_state": "running",
}
ALIVE = {"job_state": "running", "trial_state": "running", "lease": {"expires_at": NOW}}
LOST = {"code": "lease_lost", "title": "Conflict", "status": 409, "detail": "another worker has it"}


@contextmanager
def recording_api() -> Iterator[Api]:
    api = Api("", [(200, ACCEPTED)])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            action = self.path.rsplit("/", 1)[1]
            api.received.append((action, self.headers["Authorization"], body))
            status, response = 200, {**ALIVE, "should_stop": api.should_stop}
            if action == "result":
                status, response = api.responses[0] if len(api.responses) == 1 else api.responses.pop(0)
            content = json.dumps(response).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        api.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield api
        finally:
            server.shutdown()
            thread.join(5)
