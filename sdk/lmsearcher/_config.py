"""Where the server is and how it is spoken to: the same for the sync client, the async one, and the lease keeper."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from lmsearcher.errors import LMSearcherError

__version__ = "0.1.0"
"""The server has the same: docs/versions.md."""

DEFAULT_TIMEOUT_S = 30.0
"""Per request, for connecting, sending and each wait for bytes. A long poll adds its own wait."""

MAX_RETRIES = 4
FIRST_DELAY_S = 0.5
MAX_DELAY_S = 8.0
RETRY_AFTER_CEILING_S = 60.0
"""A server may ask for more patience than this; it does not get it."""
CIRCUIT_FAILURES = 5
"""Sends in a row without an answer, after which a client only probes."""
CIRCUIT_LOOK_S = 1.0
"""How long those who wait for the server sleep before they look whether a probe has got through."""

RANKING_WAIT_S = 120.0
"""How long the server may take for a stateless ranking."""

LEASE_WAIT_S = 20.0
"""How long one lease request stays open while no trial is ready."""
EMPTY_LEASE_DELAY_S = 1.0
"""The least wait after a lease request that brought nothing."""
PATIENCE_S = 600.0
"""How long an evaluator outlives a server that does not answer."""
HEARTBEATS_PER_LEASE = 3
KEEPER_START_S = 10.0
"""How long the lease keeper is waited for; its imports take a fraction of a second from a local disk."""
KEEPER_END_S = 2.0
PARENT_LOOK_S = 1.0
"""How often the lease keeper looks whether its parent still lives."""
LAST_BEAT_S = 2.0
"""How long a heartbeat that is under way is waited for, before its trial is given back."""
DRAIN_S = 5.0
"""How long an evaluator that ends early tries to give its trials back."""
MAX_ERROR_LENGTH = 2_000
MAX_HOST_NAME = 40
"""Characters of the host in a default worker name; the server takes names of up to 64."""
MAX_SLOTS = 1_000
"""Processes of one host and user that have a worker name which survives them."""

MESSAGE_TOLERANCE_S = 300
"""How far the clock of a message's sender may be from ours; older ones could be replays."""
MAX_MESSAGE_BYTES = 1 << 20
MESSAGE_READ_S = 30.0
BUSY_RETRY_S = 10
"""When a server whose trial finds no free place should ask again."""
KEPT_RESULTS = 1_000
"""Results that a receiver remembers, in case they are asked for again."""

WAIT_TIMEOUT_S = 86_400.0
POLL_S = 2.0
PAGE_SIZE = 100


_HEADERS = {"User-Agent": f"lmsearcher/{__version__}", "Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Connection:
    """headers: of every request; they may hold the API key. timeout_s: for every wait on the network."""

    base_url: str
    headers: Mapping[str, str] = field(repr=False)
    timeout_s: float

    @classmethod
    def of(cls, base_url: str | None, api_key: str | None, *, timeout_s: float) -> Self:
        """What is None comes from LMSEARCHER_URL and LMSEARCHER_API_KEY. Raises LMSearcherError."""
        url = base_url or os.environ.get("LMSEARCHER_URL")
        if not url or not url.startswith(("http://", "https://")):
            raise LMSearcherError("no server address: pass base_url or set LMSEARCHER_URL, e.g. http://127.0.0.1:8000")
        if not (math.isfinite(timeout_s) and timeout_s > 0):
            raise LMSearcherError(f"timeout_s is {timeout_s}; it must be a positive number of seconds")
        key = api_key or os.environ.get("LMSEARCHER_API_KEY")
        headers = dict(_HEADERS)
        if key:
            headers["Authorization"] = f"Bearer {key}"
        return cls(url.rstrip("/"), headers, timeout_s)

    @classmethod
    def to_given_addresses(cls) -> Self:
        """For calls that bring their address and authority along."""
        return cls("", _HEADERS, DEFAULT_TIMEOUT_S)
