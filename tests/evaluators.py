"""An evaluator that is called: a real HTTP server, which checks every message with the official library."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from standardwebhooks import Webhook

from app.integrations.signing import new_secret

Json = dict[str, Any]
Reply = tuple[int, Any, dict[str, str]]
"""Status; a body, as JSON unless it is bytes; further headers."""


def score(message: Json) -> float:
    """Of the architecture: the sum of its digits."""
    return float(sum(map(int, message["data"]["trial"]["ncode"])))


def completed(message: Json) -> Reply:
    return 200, {"state": "completed", "metrics": {"acc": score(message)}}, {}


def accepted(_: Json) -> Reply:
    return 202, {}, {}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Silent: callers that have gone are what is tested."""


@dataclass
class Evaluator:
    """Answers from entering to leaving; `stop` and `start` in between, on the same port."""

    behave: Callable[[Json], Reply] = completed
    secret: str = field(default_factory=new_secret)
    messages: list[Json] = field(default_factory=list)
    """As they came, with their webhook-id under `id` and whether the signature was good under `verified`."""
    most_at_once: int = 0
    port: int = 0

    def __enter__(self) -> Self:
        self._lock = threading.Lock()
        self._now = 0
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        evaluator = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                evaluator._serve(self)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = _Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/evaluate"

    @property
    def evaluation(self) -> Json:
        """For POST /v1/jobs."""
        return {"mode": "callback", "url": self.url, "secret": self.secret}

    @property
    def trials(self) -> list[int]:
        """Numbers of the trials that it was called for, in this order."""
        return [message["data"]["trial"]["number"] for message in self.messages]

    def wait_for(self, calls: int, *, limit_s: float = 60) -> None:
        deadline = time.monotonic() + limit_s
        while len(self.messages) < calls:
            assert time.monotonic() < deadline, f"{len(self.messages)} calls within {limit_s} s"
            time.sleep(0.02)

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["content-length"]))
        message: Json = json.loads(body)
        message |= {"id": request.headers["webhook-id"], "verified": self._is_signed(request, body)}
        with self._lock:
            self.messages.append(message)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            status, answer, headers = self.behave(message)
        finally:
            with self._lock:
                self._now -= 1
        raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        request.send_response(status)
        for name, value in {"content-length": str(len(raw)), **headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(raw)

    def _is_signed(self, request: BaseHTTPRequestHandler, body: bytes) -> bool:
        try:
            Webhook(self.secret).verify(body, dict(request.headers.items()))
        except Exception:  # noqa: BLE001  the library has several
            return False
        return True
