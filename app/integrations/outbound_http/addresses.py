"""Decides which addresses may be called: it checks every address of a name, and every address embedded in one."""

import contextlib
import queue
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from app.integrations.outbound_http.policy import NotLookedUp, Policy, Refused, Unreachable
from app.integrations.outbound_http.targets import Target, closed_port

IPAddress = IPv4Address | IPv6Address
Resolve = Callable[[str, float], Sequence[IPAddress]]
"""Takes a name and the longest time in seconds, and returns all addresses of the name. Raises Unreachable."""

# `ipaddress.is_global` does not refuse all of these, and its answers depend on the version of Python.
_NOT_PUBLIC_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a carrier's translation; 100.100.100.200 is a cloud's metadata
        "127.0.0.0/8",
        "168.63.129.16/32",  # public by its number, but a cloud's host agent
        "169.254.0.0/16",  # link-local; 169.254.169.254 is the metadata of most clouds
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments; 192.0.0.192 is a cloud's metadata
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112: answers to reverse lookups of private addresses
        "192.52.193.0/24",  # multicast tunnels
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_PUBLIC_V6 = IPv6Network("2000::/3")  # global unicast; unique local, link-local, site-local, SRv6, ... lie outside
_NOT_PUBLIC_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID, anycast
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")
_COMPATIBLE = IPv6Network("::/96")
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})

_lookups = threading.BoundedSemaphore(32)


def checked_addresses(target: Target, policy: Policy, resolve: Resolve, timeout_s: float) -> list[IPAddress]:
    """All addresses of the target, looked up once, if all of them may be called. Raises Refused or Unreachable."""
    found = [target.address] if target.address is not None else list(resolve(target.host, timeout_s))
    if not found:
        raise Unreachable("the host's name has no address")
    addresses = [_plain(address) for address in found]
    for address in addresses:
        check(address, target, policy)
    return list(dict.fromkeys(addresses))


def check(address: IPAddress, target: Target, policy: Policy) -> None:
    """Raises Refused if this address of the target may not be called."""
    what = "the host is" if target.address is not None else "the host's name leads to"
    in_subnets = True
    for layer in _layers(address):
        if any(layer in subnet for subnet in policy.subnets):
            continue
        in_subnets = False
        if not _is_public(layer):
            raise Refused(f"{what} an address outside the public internet, in no subnet that the operator has allowed")
    if target.is_local and not in_subnets:
        raise Refused(
            "the host's name is one of a private network, but leads to no subnet that the operator has allowed"
        )
    if not policy.opens(target.scheme, target.port, in_subnets=in_subnets):
        raise Refused(closed_port(target.port))


def resolve(name: str, timeout_s: float) -> list[IPAddress]:
    """All addresses of a name, from the system's resolver. Raises Unreachable, NotLookedUp."""
    answer: queue.SimpleQueue[list[IPAddress] | OSError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
            answer.put([ip_address(entry[4][0]) for entry in found])
        except (OSError, ValueError) as error:
            answer.put(error if isinstance(error, OSError) else OSError(str(error)))
        finally:
            _lookups.release()

    # The system's lookup takes no time limit, so a late one is left in its thread and ends by itself.
    if not _lookups.acquire(blocking=False):
        raise NotLookedUp("too many lookups of names are under way")
    threading.Thread(target=look_up, name="lookup", daemon=True).start()
    with contextlib.suppress(queue.Empty):
        found = answer.get(timeout=max(timeout_s, 0))
        if isinstance(found, OSError):
            raise Unreachable("the host's name cannot be resolved") from found
        return found
    raise NotLookedUp("the lookup of the host's name took too long")


def _plain(address: IPAddress) -> IPAddress:
    """The IPv4 address of an IPv4-mapped IPv6 address; any other address unchanged."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _layers(address: IPAddress) -> Iterator[IPAddress]:
    """The address and the addresses embedded in it, to which a translator or tunnel may deliver.

    An address with the well-known NAT64 prefix only stands for the embedded address: DNS64 returns it for public hosts.
    """
    address = _plain(address)
    if not (isinstance(address, IPv6Address) and address in _NAT64):
        yield address
    if isinstance(address, IPv6Address):
        yield from _carried(address)


def _carried(address: IPv6Address) -> Iterator[IPv4Address]:
    last = IPv4Address(int(address) & 0xFFFF_FFFF)
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo  # server and client
    if address in _NAT64 or address in _NAT64_LOCAL or (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP:
        yield last
    if address in _NAT64_LOCAL:  # RFC 6052 section 2.2: a prefix of 48 bits carries it around the bits 64 to 71
        around = (int(address) >> 64 & 0xFFFF) << 16 | int(address) >> 40 & 0xFFFF
        if around:
            yield IPv4Address(around)
    if address in _COMPATIBLE and int(address) > 1:  # :: and ::1 carry nothing
        yield last


def _is_public(address: IPAddress) -> bool:
    if not address.is_global:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_V4)
    return address.scope_id is None and address in _PUBLIC_V6 and not any(address in n for n in _NOT_PUBLIC_V6)
