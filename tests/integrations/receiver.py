"""A receiver on a real socket that may misbehave: `behave` gets every connection after the request has been read."""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

Behave = Callable[[socket.socket], None]


def answering(head: str, body: bytes = b"") -> Behave:
    """Sends one answer; `head` without its last empty line and without Content-Length."""
    raw = f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    return lambda connection: connection.sendall(raw)


OK = answering("HTTP/1.1 200 OK", b"fine")


@dataclass
class Receiver:
    """Listens on a free port of loopback from entering to leaving; TLS with a context."""

    behave: Behave = OK
    tls: ssl.SSLContext | None = None
    speaks_first: bool = False
    requests: list[bytes] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    """SNI of every handshake."""
    cut_off: threading.Event = field(default_factory=threading.Event)
    """Set when the other side has gone while we were sending."""

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        if self.tls is not None:
            self.tls.sni_callback = lambda _socket, name, _context: self.names.append(name)
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._socket.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        try:
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with connection:
                if not self.speaks_first:
                    self.requests.append(_request(connection))
                self.behave(connection)
        except OSError:
            self.cut_off.set()
            connection.close()


def _request(connection: socket.socket) -> bytes:
    """One request with its Content-Length's worth of body."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        raw += _some(connection)
    head, _, body = raw.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    while lengths and len(body) < int(lengths[0].split(b":")[1]):
        body += _some(connection)
    return head + b"\r\n\r\n" + body


def _some(connection: socket.socket) -> bytes:
    data = connection.recv(65_536)
    if not data:
        msg = "closed before a whole request"
        raise ConnectionError(msg)
    return data
