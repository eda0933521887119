"""The client's constants, and the address and headers that all its parts send requests with."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from lmsearcher.errors import LMSearcherError

__version__ = "0.1.0"
"""The server has the same version: see docs/versions.md."""

DEFAULT_TIMEOUT_S = 30.0
"""For connecting, for sending, and for each wait for bytes. A long poll adds the time that the server may wait."""

MAX_RETRIES = 4
FIRST_DELAY_S = 0.5
MAX_DELAY_S = 8.0
RETRY_AFTER_CEILING_S = 60.0
"""The longest Retry-After that is followed."""
CIRCUIT_FAILURES = 5
"""After so many requests in a row without a response, a client sends only probes."""
CIRCUIT_CHECK_S = 1.0
"""How often waiting requests check whether a probe got a response."""

RANKING_WAIT_S = 120.0
"""How long the server may take for a stateless ranking."""

LEASE_WAIT_S = 20.0
"""How long a lease request stays open while no trial is ready."""
EMPTY_LEASE_DELAY_S = 1.0
"""The shortest wait after a lease request that returned no trial."""
PATIENCE_S = 600.0
"""How long an evaluator waits for a server that does not respond."""
HEARTBEATS_PER_LEASE = 3
KEEPER_START_S = 10.0
"""How long to wait for the lease-keeper process to start. It usually takes a fraction of a second."""
KEEPER_END_S = 2.0
PARENT_CHECK_S = 1.0
"""How often the lease-keeper process checks whether its parent is alive."""
LAST_HEARTBEAT_S = 2.0
"""How long to wait for a heartbeat in progress before its trial is released."""
DRAIN_S = 5.0
"""How long an evaluator that ends early tries to release its trials."""
MAX_ERROR_LENGTH = 2_000
MAX_HOST_NAME = 40
"""Characters of the host name in a default worker name. The server accepts names of up to 64 characters."""
MAX_WORKER_NAMES = 1_000
"""How many processes of one user on one host can have a default worker name that survives a restart."""

MESSAGE_TOLERANCE_S = 300
"""How far a message's timestamp may be from this machine's clock. An older message could be a replay."""
MAX_MESSAGE_BYTES = 1 << 20
MESSAGE_READ_S = 30.0
BUSY_RETRY_S = 10
"""When the server should send a trial again for which there was no room."""
REMEMBERED_RESULTS = 1_000
"""How many results a receiver remembers in case the server requests them again."""

WAIT_TIMEOUT_S = 86_400.0
POLL_S = 2.0
PAGE_SIZE = 100


_HEADERS = {"User-Agent": f"lmsearcher/{__version__}", "Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Connection:
    """The address, headers and timeout of all requests. The headers may contain the API key."""

    base_url: str
    headers: Mapping[str, str] = field(repr=False)
    timeout_s: float = DEFAULT_TIMEOUT_S

    @classmethod
    def from_arguments(cls, base_url: str | None, api_key: str | None, *, timeout_s: float) -> Self:
        """Fills in LMSEARCHER_URL and LMSEARCHER_API_KEY for arguments that are None. Raises LMSearcherError."""
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
    def without_server(cls) -> Self:
        """For requests that contain their whole address and their own authorization."""
        return cls("", _HEADERS)
