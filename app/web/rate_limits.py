"""How often a caller may send requests: each project by its quota, each address by its failed authentications."""

import hashlib
import ipaddress
import math
import time
from collections import OrderedDict
from typing import TypeVar

import anyio
from fastapi import Request

from app.domain.errors import RateLimited
from app.domain.quotas import Quotas, Rate, TokenBucket
from app.integrations.request_rates import RequestRates
from app.services.access.principal import Principal
from app.services.access.quotas import violated

FAILURES = Rate(per_s=1.0, burst=300)
"""Invalid credentials from one address (for IPv6: from one /64), in each API process."""
LOOK_UPS_AT_A_TIME = 4
"""Threads that look up credentials, in each API process. They are apart, so that no project's requests use them up."""
MAX_REMEMBERED = 10_000
"""Addresses with failures, and recently valid credentials."""


K = TypeVar("K")
V = TypeVar("V")


class RequestGate:
    """One for each API process; used from its event loop."""

    def __init__(self, quotas: Quotas, redis_url: str) -> None:
        self._quotas = quotas
        self._rates = RequestRates(redis_url)
        self.look_ups = anyio.CapacityLimiter(LOOK_UPS_AT_A_TIME)
        self._failures: OrderedDict[str, TokenBucket] = OrderedDict()
        self._valid: OrderedDict[bytes, None] = OrderedDict()

    async def close(self) -> None:
        await self._rates.close()

    def before(self, request: Request, credentials: str | None) -> None:
        """Raises RateLimited if an address has failed too often, before its credentials are checked.

        Recently valid credentials pass, so that a guesser behind the same proxy does not lock the others out.
        """
        if credentials is None or _digest(credentials) in self._valid:
            return
        bucket = self._failures.get(network_of(_address(request)))
        if bucket is None or bucket.left(FAILURES, time.monotonic()):
            return
        raise RateLimited(
            "too many requests from this address were not authenticated", retry_after_s=math.ceil(1 / FAILURES.per_s)
        )

    def failed(self, request: Request, credentials: str | None) -> None:
        """Counts invalid credentials."""
        if credentials is None:
            return
        now = time.monotonic()
        bucket = _remember(self._failures, network_of(_address(request)), TokenBucket(FAILURES, now))
        bucket.take(FAILURES, now)
        self._valid.pop(_digest(credentials), None)

    async def after(self, request: Request, principal: Principal, credentials: str | None) -> None:
        """Counts a request of an authenticated caller. Raises RateLimited beyond the project's rate."""
        if credentials is not None:
            _remember(self._valid, _digest(credentials), None)
        quotas = self._quotas.overridden(principal.quotas)
        if not quotas.requests_per_s:
            return
        rate = Rate(quotas.requests_per_s, quotas.requests_burst)
        admission = await self._rates.take(str(principal.project_id), rate)
        request.state.headers = _headers(rate, admission.left)
        if admission.wait_s:
            raise RateLimited(
                f"this project may send {rate.per_s:g} requests a second, and {rate.burst} at once",
                retry_after_s=math.ceil(admission.wait_s),
                **violated("requests"),
            )


def _headers(rate: Rate, left: int) -> dict[str, str]:
    """draft-ietf-httpapi-ratelimit-headers-11: a caller that sends r requests in t seconds stays in the rate."""
    window, effective = math.ceil(rate.burst / rate.per_s), math.ceil(max(left, 1) / rate.per_s)
    return {
        "RateLimit-Policy": f'"requests";q={rate.burst};w={window}',
        "RateLimit": f'"requests";r={left};t={effective}',
    }


def _remember(known: OrderedDict[K, V], key: K, value: V) -> V:
    """The value of this key, new or as it was. Of too many, the one that was used longest ago is dropped."""
    kept = known.setdefault(key, value)
    known.move_to_end(key)
    if len(known) > MAX_REMEMBERED:
        known.popitem(last=False)
    return kept


def network_of(host: str) -> str:
    """What counts as one caller: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return host
    return str(address.ipv4_mapped or ipaddress.ip_network((int(address) >> 64 << 64, 64)))


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _digest(credentials: str) -> bytes:
    return hashlib.sha256(credentials.encode()).digest()
