"""Where the server is and how it is spoken to: the same for the sync client, the async one, and the lease keeper."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from lmsearcher._constants import DEFAULT_TIMEOUT_S, __version__
from lmsearcher.errors import LMSearcherError

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
