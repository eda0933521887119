"""A receiver of webhook messages on a real port: it records messages, responds as given, and may be unreachable."""

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from standardwebhooks import Webhook


@dataclass(frozen=True, slots=True)
class Received:
    """headers: names in lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> dict[str, Any]:
        """The message, by the official library. Raises WebhookVerificationError."""
        message: dict[str, Any] = Webhook(secret).verify(self.body, dict(self.headers))
        return message


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class WebhookReceiver:
    """Answers 200, or the next of `answers` while there are some. `gate`: what has come in waits for it."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answers: deque[Answer] = deque()
        self.gate = threading.Event()
        self.gate.set()
        self._lock = threading.Lock()
        self._server = self._listen(0)
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hooks"

    def __enter__(self) -> Self:
        self._serve()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.gate.set()
        self.stop()

    def answer(self, *statuses: int) -> None:
        """What the next messages get."""
        self.answers.extend(Answer(status) for status in statuses)

    def stop(self) -> None:
        """Stops listening."""
        self._server.shutdown()
        self._server.server_close()

    def start_again(self) -> None:
        """On the same port."""
        self._server = self._listen(self.port)
        self._serve()

    @property
    def types(self) -> Sequence[str]:
        return [received.body.decode().split('"type":"', 1)[1].split('"', 1)[0] for received in self.received]

    def _serve(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def _listen(self, port: int) -> ThreadingHTTPServer:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = receiver.take(Received(self.path, headers, body))
                self.send_response(answer.status)
                for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
                """Says nothing."""

        return ThreadingHTTPServer(("127.0.0.1", port), Handler)

    def take(self, received: Received) -> Answer:
        with self._lock:
            self.received.append(received)
            answer = self.answers.popleft() if self.answers else Answer(200)
        self.gate.wait(30)
        return answer
