"""What may be called and within which bounds, and the two errors of an outbound request."""

from collections.abc import Container
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from app.settings import Settings

HTTPS_PORTS = frozenset({443, 8443})
HTTP_PORTS = frozenset({80, 8080})
_LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_ANY_PORT = range(1, 65_536)


class Refused(Exception):
    """The policy forbids this request, now and at every later try.

    The text is for the tenant. It says what is wrong, but never the address that a name leads to.
    """


class Unreachable(Exception):
    """There was no response, and a later try may succeed. The text is for the tenant, as in Refused."""


class NotLookedUp(Unreachable):
    """The name of the host was not looked up: that says nothing about the name."""


@dataclass(frozen=True, slots=True)
class Policy:
    allow_http: bool = False
    """Allows requests without TLS too, to HTTP_PORTS as well as `ports`."""
    subnets: tuple[IPv4Network | IPv6Network, ...] = ()
    """Networks that may be called although they are not part of the public internet."""
    ports: Container[int] = HTTPS_PORTS
    subnet_ports: Container[int] = frozenset()
    """Further ports that are open in `subnets` only."""
    ca_file: Path | None = None
    """PEM certificates of authorities that are trusted in addition to the system's."""
    connect_timeout_s: float = 5
    """Seconds for one address: this long for the connection, and this long for the TLS handshake."""
    total_timeout_s: float = 30
    """Seconds from the lookup of the name to the last byte of the response."""
    max_response_bytes: int = 16_384

    def opens(self, scheme: str, port: int, *, in_subnets: bool) -> bool:
        if port in self.ports or (scheme == "http" and port in HTTP_PORTS):
            return True
        return in_subnets and port in self.subnet_ports


def outbound_policy(settings: Settings) -> Policy:
    """What the operator allows. The embedded mode, on one machine, also allows http and loopback with any port."""
    embedded = settings.environment == "embedded"
    return Policy(
        allow_http=settings.outbound.allow_http or embedded,
        subnets=(*settings.outbound.subnets, *(_LOOPBACK if embedded else ())),
        ports=frozenset(settings.outbound.ports),
        subnet_ports=_ANY_PORT if embedded else frozenset(settings.outbound.subnet_ports),
        ca_file=settings.outbound.ca_file,
    )
