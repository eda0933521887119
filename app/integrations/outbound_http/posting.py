"""One POST to a checked address. Each request has a connection of its own; redirects are not followed."""

import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpcore2

from app import __version__
from app.domain.text import storable
from app.integrations.outbound_http import targets
from app.integrations.outbound_http.addresses import Resolve, checked_addresses, resolve
from app.integrations.outbound_http.policy import NotLookedUp, Policy, Refused, Unreachable
from app.integrations.outbound_http.targets import Target
from app.integrations.outbound_http.wire import Wire

EXCERPT_BYTES = 2_048
_KEPT_HEADERS = frozenset({"retry-after"})
_MAX_HEADER_VALUE = 200
_LOOKUP_S = 5.0


@dataclass(frozen=True, slots=True)
class Response:
    """The response of the other side, with any status, also a redirect."""

    status: int
    headers: dict[str, str]
    """The kept headers with names in lower case; only `retry-after` is kept."""
    body: bytes
    """The body without any decoding, cut off after the policy's `max_response_bytes`."""
    truncated: bool
    elapsed_ms: int

    @property
    def excerpt(self) -> str:
        """The first 2 kB for the log, as valid UTF-8 without NUL, which Postgres cannot store."""
        return storable(self.body[:EXCERPT_BYTES].decode("utf-8", errors="replace"))


def check_url(url: str, policy: Policy, resolve: Resolve = resolve) -> None:
    """Checks an address when it is registered; `post` checks it again. Raises Refused, also for a name without an
    address, and NotLookedUp."""
    target = targets.read(url, policy)
    try:
        checked_addresses(target, policy, resolve, _LOOKUP_S)
    except NotLookedUp:
        raise
    except Unreachable as error:
        raise Refused(str(error)) from error


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    policy: Policy,
    timeout_s: float | None = None,
    *,
    resolve: Resolve = resolve,
) -> Response:
    """Sends one request and reads the response.

    Args:
        url: The address.
        body: The bytes to send.
        headers: The headers of the request; some are set by this function.
        policy: What may be called, and within which bounds.
        timeout_s: Seconds for everything; by default the policy's total.
        resolve: Looks up names.

    Raises:
        Refused: The policy forbids the request; do not try again.
        Unreachable: The name was not resolved, the connection or TLS failed, the time was over, or it was not HTTP.
    """
    started = time.monotonic()
    deadline = started + (policy.total_timeout_s if timeout_s is None else timeout_s)
    target = targets.read(url, policy)
    addresses = checked_addresses(target, policy, resolve, min(_LOOKUP_S, deadline - started))
    wire = Wire(target, addresses, policy, deadline=deadline)
    origin = httpcore2.Origin(target.scheme.encode(), target.host.encode(), target.port)
    context = _trusting(policy.ca_file) if target.scheme == "https" else None
    where = httpcore2.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
    try:
        with (
            httpcore2.HTTPConnection(origin, ssl_context=context, network_backend=wire) as connection,
            connection.stream("POST", where, headers=_headers(target, headers), content=body) as response,
        ):
            kept, truncated = _read(response.iter_stream(), policy.max_response_bytes)
    except httpcore2.TimeoutException as error:
        raise Unreachable("no complete response within the time") from error
    except httpcore2.RemoteProtocolError as error:
        raise Unreachable("the response is not HTTP") from error
    except httpcore2.NetworkError as error:
        raise Unreachable(_network_reason(error)) from error
    return Response(
        response.status, _kept(response.headers), kept, truncated, round(1_000 * (time.monotonic() - started))
    )


@cache
def _trusting(ca_file: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return context


def _headers(target: Target, headers: Mapping[str, str]) -> list[tuple[str, str]]:
    ours = {
        "host": target.host_header,
        "accept-encoding": "identity",
        "user-agent": f"LM-Searcher/{__version__}",
        "connection": "close",
    }
    return [*({name.lower(): value for name, value in headers.items()} | ours).items()]


def _kept(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    named = ((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers)
    return {name: value[:_MAX_HEADER_VALUE] for name, value in named if name in _KEPT_HEADERS}


def _read(chunks: Iterable[bytes], limit: int) -> tuple[bytes, bool]:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit:
            return bytes(body[:limit]), True
    return bytes(body), False


def _network_reason(error: httpcore2.NetworkError) -> str:
    cause = error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"TLS failed: the host's certificate is not trusted ({cause.verify_message})"
    if isinstance(cause, ssl.SSLError):
        return f"TLS failed ({cause.reason or 'the connection ended'})"
    if isinstance(cause, ConnectionRefusedError):
        return "the connection was refused"
    return "the connection failed"
