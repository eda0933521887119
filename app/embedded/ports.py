"""Ports of the loopback interface."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from app.embedded.errors import PortInUseError

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A free port. Other programs may take it, so use it soon."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


@contextmanager
def reserved(port: int) -> Iterator[None]:
    """Keeps other stacks of this machine from the port.

    The API processes of a stack share it, so the kernel would let two stacks share it as well, each with a database of
    its own. A check of the port is not enough, because a stack listens only some seconds after its start. The kernel
    releases the reservation when its owner ends, in whatever way. On systems other than Linux there is the check alone.

    Raises:
        PortInUseError: Another stack has reserved the port, or another program listens there.
    """
    with socket.socket(socket.AF_UNIX) as reservation:
        try:
            if sys.platform == "linux":
                reservation.bind(f"\0lmsearcher-server:{port}")  # not a file: as ports, a name of the network namespace
            free = is_free(port)
        except OSError:
            free = False
        if not free:
            raise PortInUseError(f"port {port} is taken by another program: choose one with --port")
        yield
