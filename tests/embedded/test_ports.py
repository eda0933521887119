"""A stack's reservation of its port: another stack is refused, the stack's own API processes are not."""

import socket
from contextlib import ExitStack

import pytest

from app.embedded.errors import PortInUseError
from app.embedded.ports import LOOPBACK, free_port, reserved


def test_a_second_reservation_is_refused_until_the_first_ends() -> None:
    port = free_port()
    with reserved(port), pytest.raises(PortInUseError, match=str(port)), reserved(port):
        pass
    with reserved(port):
        pass


def test_a_port_that_another_program_listens_on_is_refused() -> None:
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortInUseError), reserved(port):
            pass


def test_processes_share_the_port_that_is_reserved() -> None:
    port = free_port()
    with reserved(port), ExitStack() as sockets:
        for _ in range(2):
            sockets.enter_context(socket.create_server((LOOPBACK, port), reuse_port=True))
        socket.create_connection((LOOPBACK, port), timeout=5).close()
