"""How often a caller may call: every project by its quota, and every address by how often it failed to authenticate."""

import hashlib
import ipaddress
import math
import time
from collections import OrderedDict
from typing import TypeVar

from fastapi import Request

from app.domain.errors import RateLimited
from app.domain.quotas import Quotas, Rate, TokenBucket
from app.integrations.request_rates import RequestRates
from app.services.access.principal import Principal
from app.services.access.quotas import violated

FAILURES = Rate(per_s=1.0, burst=300)
"""Credentials of one address (of IPv6: of one /64) that were no good, in each API process. None at all is no guess."""
MAX_REMEMBERED = 10_000
"""Addresses, and credentials that have been good lately."""


K = TypeVar("K")
V = TypeVar("V")


class RequestGate:
    """One an API process; used from its event loop."""

    def __init__(self, quotas: Quotas, redis_url: str) -> None:
        self._quotas = quotas
        self._rates = RequestRates(redis_url)
        self._failures: OrderedDict[str, TokenBucket] = OrderedDict()
        self._good: OrderedDict[bytes, None] = OrderedDict()

    async def close(self) -> None:
        await self._rates.close()

    def before(self, request: Request, credentials: str | None) -> None:
        """Raises RateLimited where an address has failed too often, before its credentials are looked at.

        Credentials that have been good pass: one who guesses behind the same proxy does not lock the others out.
        """
        if credentials is None or _digest(credentials) in self._good:
            return
        bucket = self._failures.get(network_of(_address(request)))
        if bucket is None or bucket.left(FAILURES, time.monotonic()):
            return
        raise RateLimited(
            "too many requests from this address were not authenticated", retry_after_s=math.ceil(1 / FAILURES.per_s)
        )

    def failed(self, request: Request, credentials: str | None) -> None:
        """Notes credentials that are no good."""
        if credentials is None:
            return
        now = time.monotonic()
        bucket = _remember(self._failures, network_of(_address(request)), TokenBucket(FAILURES, now))
        bucket.take(FAILURES, now)
        self._good.pop(_digest(credentials), None)

    async def after(self, request: Request, principal: Principal, credentials: str | None) -> None:
        """Counts a call of an authenticated caller. Raises RateLimited beyond the project's rate."""
        if credentials is not None:
            _remember(self._good, _digest(credentials), None)
        quotas = self._quotas.overridden(principal.quotas)
        if not quotas.requests_per_s:
            return
        rate = Rate(quotas.requests_per_s, quotas.requests_burst)
        admission = await self._rates.take(str(principal.project_id), rate)
        request.state.headers = _headers(rate, admission.left)
        if admission.wait_s:
            raise RateLimited(
                f"this project may make {rate.per_s:g} calls a second, and {rate.burst} at once",
                retry_after_s=math.ceil(admission.wait_s),
                **violated("calls"),
            )


def _headers(rate: Rate, left: int) -> dict[str, str]:
    """draft-ietf-httpapi-ratelimit-headers-11: who makes `left` calls in `t` seconds stays within the rate."""
    window, effective = math.ceil(rate.burst / rate.per_s), math.ceil(max(left, 1) / rate.per_s)
    return {"RateLimit-Policy": f'"calls";q={rate.burst};w={window}', "RateLimit": f'"calls";r={left};t={effective}'}


def _remember(known: OrderedDict[K, V], key: K, value: V) -> V:
    """The value of this key, new or as it was; whatever was used longest ago goes when there are too many."""
    kept = known.setdefault(key, value)
    known.move_to_end(key)
    if len(known) > MAX_REMEMBERED:
        known.popitem(last=False)
    return kept


def network_of(host: str) -> str:
    """What counts as one caller: an IPv4 address, or the /64 of an IPv6 address, which is one customer's at least."""
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
