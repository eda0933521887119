"""The connection below HTTP: only to a checked address, with a deadline and a limit on bytes."""

import ssl
import time
from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from typing import Any

import httpcore2

from app.integrations.outbound_http.addresses import IPAddress, check
from app.integrations.outbound_http.policy import Policy, Refused, Unreachable
from app.integrations.outbound_http.targets import Target

_ADDRESSES_TRIED = 4
_FRAMING_BYTES = 65_536
"""The most bytes of a response outside its body: status line, headers and chunk sizes."""


class Wire(httpcore2.NetworkBackend):
    """Connects to one of the checked `addresses`, in order and for any host name, and checks the address of the
    peer."""

    def __init__(self, target: Target, addresses: Sequence[IPAddress], policy: Policy, *, deadline: float) -> None:
        """Takes the deadline in seconds of the monotonic clock."""
        self._target = target
        self._addresses = addresses[:_ADDRESSES_TRIED]
        self._policy = policy
        self._deadline = deadline
        self._tcp = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - never looked up again
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - ours
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        failure: Exception = Unreachable("the host's name has no address")
        for address in self._addresses:
            timeout_s = min(self._policy.connect_timeout_s, remaining(self._deadline))
            try:
                stream = self._tcp.connect_tcp(str(address), port, timeout_s, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
                continue
            return self._recognised(stream, address)
        raise failure

    def _recognised(self, stream: httpcore2.NetworkStream, address: IPAddress) -> httpcore2.NetworkStream:
        """Checks the peer before the first byte is sent: the kernel may deliver an address somewhere else."""
        try:
            self._check_peer(stream, address)
        except BaseException:
            stream.close()
            raise
        limit = self._policy.max_response_bytes + _FRAMING_BYTES
        return _BoundedStream(stream, self._deadline, self._policy.connect_timeout_s, limit)

    def _check_peer(self, stream: httpcore2.NetworkStream, address: IPAddress) -> None:
        try:
            peer = ip_address(stream.get_extra_info("server_addr")[0])
        except OSError as error:  # it has gone already
            raise httpcore2.ConnectError(error) from error
        if peer != address:
            raise Refused("the connection led to another address than the one that was checked")
        check(peer, self._target, self._policy)


class _BoundedStream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream, deadline: float, handshake_s: float, limit: int) -> None:
        self._inner = inner
        self._deadline = deadline
        self._handshake_s = handshake_s
        self._left = limit

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - ours
        data = self._inner.read(max_bytes, remaining(self._deadline))
        self._left -= len(data)
        if self._left < 0:
            raise Unreachable("the response is too large")
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - ours
        self._inner.write(buffer, remaining(self._deadline))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - ours
    ) -> httpcore2.NetworkStream:
        timeout_s = min(self._handshake_s, remaining(self._deadline))
        secured = self._inner.start_tls(ssl_context, server_hostname, timeout_s)
        return _BoundedStream(secured, self._deadline, self._handshake_s, self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def remaining(deadline: float) -> float:
    """The seconds left. Raises httpcore2.TimeoutException if there are none, because a socket takes 0 as "do not
    wait"."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore2.TimeoutException("the deadline has passed")
    return left
