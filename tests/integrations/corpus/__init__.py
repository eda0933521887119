"""What attackers write into the field for a URL, and where their names lead. The files are the corpus, this reads them.

urls.json        refused for their text alone, wherever their host leads
addresses.json   refused as hosts and as what a name leads to, unless all of `subnets` are allowed
names.json       the same for names with several addresses
"""

import json
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Place:
    """host: as it is written in a URL."""

    host: str
    addresses: tuple[IPv4Address | IPv6Address, ...]
    subnets: tuple[IPv4Network | IPv6Network, ...]


def urls() -> list[tuple[str, str]]:
    """(URL, part of the explanation)."""
    return [(case["url"], case["refused_for"]) for case in _read("urls")]


def addresses() -> list[Place]:
    return [
        _place(f"[{case['address']}]" if ":" in case["address"] else case["address"], [case["address"]], case)
        for case in _read("addresses")
    ]


def names() -> list[Place]:
    return [_place(case["name"], case["leads_to"], case) for case in _read("names")]


def _place(host: str, found: list[str], case: dict[str, Any]) -> Place:
    return Place(host, tuple(map(ip_address, found)), tuple(map(ip_network, case["subnets"])))


def _read(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text())
    return cases
