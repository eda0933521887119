"""One API process of the embedded stack: `python -m app.serve --port 8000`. Several of them may share a port.

Each has a socket of its own with SO_REUSEPORT, among which the kernel shares out the connections
(docs/decisions/0014-api-processes.md).
"""

import argparse
import socket

import uvicorn

from app.embedded.ports import LOOPBACK

GRACEFUL_SHUTDOWN_S = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    with socket.socket() as shared:
        shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        shared.bind((LOOPBACK, port))
        # The server begins to listen when the application has started: until then the kernel gives it no connections.
        config = uvicorn.Config(
            "app.main:create_app", factory=True, timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_S, log_config=None
        )
        uvicorn.Server(config).run(sockets=[shared])


if __name__ == "__main__":
    main()
