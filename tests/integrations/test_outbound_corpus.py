"""The corpus of callback URLs is refused; what is a matter of addresses passes once the operator allows the subnet."""

import json
from collections.abc import Sequence
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest

from app.integrations.outbound_http import Policy, Refused, Unreachable, check_url, post
from tests.integrations import corpus
from tests.integrations.corpus import Place

Found = Sequence[IPv4Address | IPv6Address]
PUBLIC = (ip_address("93.184.215.14"), ip_address("2606:2800:21f:cb07:6820:80da:af6b:8b2c"))
OPEN = Policy(allow_http=False, subnet_ports=frozenset({9000}))


class Names:
    """Answers every question with the next of its answers, the last one for ever; counts the questions."""

    def __init__(self, *answers: Found) -> None:
        self._answers = list(answers)
        self.looked_up: list[str] = []

    def __call__(self, name: str, timeout_s: float) -> Found:
        assert timeout_s > 0
        self.looked_up.append(name)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


@pytest.mark.parametrize(("url", "reason"), corpus.urls(), ids=lambda value: json.dumps(value)[:60])
def test_a_url_is_refused_for_its_text(url: str, reason: str) -> None:
    names = Names(PUBLIC)
    with pytest.raises(Refused, match=reason):
        check_url(url, Policy(), names)
    with pytest.raises(Refused, match=reason):
        post(url, b"{}", {}, Policy(), 1, resolve=names)
    assert names.looked_up == []


@pytest.mark.parametrize("place", corpus.addresses(), ids=lambda place: place.host)
def test_an_address_is_refused_unless_all_that_it_carries_is_allowed(place: Place) -> None:
    url = f"https://{place.host}/hook"
    with pytest.raises(Refused, match="the host is an address outside the public internet"):
        check_url(url, Policy(), Names(PUBLIC))
    with pytest.raises(Refused, match="outside"):
        post(url, b"{}", {}, Policy(), 1, resolve=Names(PUBLIC))
    check_url(url, Policy(subnets=place.subnets), Names(PUBLIC))
    for missing in place.subnets:
        others = tuple(subnet for subnet in place.subnets if subnet != missing)
        with pytest.raises(Refused):
            check_url(url, Policy(subnets=others), Names(PUBLIC))


@pytest.mark.parametrize("place", corpus.addresses(), ids=lambda place: place.host)
def test_a_name_is_refused_for_any_address_that_it_leads_to(place: Place) -> None:
    (address,) = place.addresses
    for found in ([address], [*PUBLIC, address], [address, *PUBLIC]):
        with pytest.raises(Refused, match="leads to an address outside") as refusal:
            check_url("https://cluster.example/", Policy(), Names(found))
        assert str(address) not in str(refusal.value)  # a tenant cannot ask what the names of our network mean
        check_url("https://cluster.example/", Policy(subnets=place.subnets), Names(found))


@pytest.mark.parametrize("place", corpus.names(), ids=lambda place: place.host)
def test_names_of_private_networks(place: Place) -> None:
    url = f"https://{place.host}/latest/meta-data/"
    with pytest.raises(Refused):
        check_url(url, Policy(), Names(place.addresses))
    with pytest.raises(Refused):
        post(url, b"{}", {}, Policy(), 1, resolve=Names(place.addresses))
    check_url(url, Policy(subnets=place.subnets), Names(place.addresses))


@pytest.mark.parametrize(
    "name",
    [
        *("localhost", "metadata", "metadata.google.internal", "x.localhost", "nas.home.arpa"),
        *("0b1111111000000000000000000000001", "1e3", "api.default.svc", "db.service.consul", "market.onion"),
    ],
)
def test_a_private_name_is_refused_even_if_a_resolver_calls_it_public(name: str) -> None:
    with pytest.raises(Refused, match="private network"):
        check_url(f"https://{name}/", Policy(), Names(PUBLIC))


@pytest.mark.parametrize(
    ("url", "looked_up"),
    [
        ("https://cluster.example", ["cluster.example"]),
        ("HTTPS://Cluster.EXAMPLE/Hook?a=b&c=%20", ["cluster.example"]),
        ("https://cluster.example:8443/", ["cluster.example"]),
        ("https://b\u00fccher.example/", ["xn--bcher-kva.example"]),
        ("https://xn--bcher-kva.example/", ["xn--bcher-kva.example"]),
        ("https://xn--strae-oqa.example/", ["xn--strae-oqa.example"]),
        ("https://93.184.215.14/", []),
        ("https://[2606:2800:21f:cb07::1]/", []),
        ("https://[64:ff9b::93.184.215.14]/", []),
        ("https://[::ffff:93.184.215.14]/", []),
    ],
)
def test_the_public_internet_is_open(url: str, looked_up: list[str]) -> None:
    names = Names(PUBLIC)
    check_url(url, Policy(), names)
    assert names.looked_up == looked_up


def test_http_needs_a_word_of_the_operator() -> None:
    policy = Policy(allow_http=True)
    for url in ("http://cluster.example/", "http://cluster.example:8080/", "http://cluster.example:8443/"):
        check_url(url, policy, Names(PUBLIC))
    with pytest.raises(Refused, match="port 80 is not open"):
        check_url("https://cluster.example:80/", policy, Names(PUBLIC))


def test_further_ports_are_open_in_allowed_subnets_only() -> None:
    policy = replace(OPEN, subnets=(ip_network("10.0.0.0/8"),))
    inside = ip_address("10.0.0.1")
    check_url("https://cluster.example:9000/", policy, Names([inside]))
    for found in (PUBLIC, [inside, *PUBLIC]):
        with pytest.raises(Refused, match="port 9000 is not open"):
            check_url("https://cluster.example:9000/", policy, Names(found))
    with pytest.raises(Refused, match="port 6379 is not open"):
        check_url("https://cluster.example:6379/", policy, Names([inside]))


def test_a_name_without_an_address_is_refused_at_registration_only() -> None:
    with pytest.raises(Refused, match="no address"):
        check_url("https://cluster.example/", Policy(), Names([]))
    with pytest.raises(Unreachable, match="no address"):
        post("https://cluster.example/", b"{}", {}, Policy(), 1, resolve=Names([]))
