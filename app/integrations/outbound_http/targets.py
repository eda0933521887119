"""Reads URLs strictly: a URL that two parsers might read differently is refused."""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address

import idna

from app.integrations.outbound_http.policy import Policy, Refused

MAX_URL_LENGTH = 2_000
_MAX_NAME_LENGTH = 253
_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?]*)(?P<target>.*)")
_AUTHORITY = re.compile(r"(?P<host>\[[^\[\]]*\]|[^\[\]:]*)(?::(?P<port>[1-9][0-9]{0,4}))?")
_TARGET = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# IDNA 2003 and 2008 disagree about these, so two resolvers may look up different names.
_DEVIATIONS = frozenset("ßς")
# Names that are never public, even if a resolver has an address for them.
_LOCAL_SUFFIXES = (
    *(".localhost", ".local", ".internal", ".home.arpa", ".lan", ".intranet", ".corp", ".home"),
    *(".svc", ".consul", ".onion"),
)


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a URL; `host` is an ASCII name, or an address in canonical form without brackets."""

    scheme: str
    host: str
    address: IPv4Address | IPv6Address | None
    """The address, if the host is one and not a name."""
    port: int
    path: str
    """The path with the query, as in the request line."""

    @property
    def is_local(self) -> bool:
        """Whether the form of the name shows that it belongs to a private network."""
        return self.address is None and ("." not in self.host or self.host.endswith(_LOCAL_SUFFIXES))

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"http": 80, "https": 443}[self.scheme] else f"{host}:{self.port}"


def read(url: str, policy: Policy) -> Target:
    """The target of a URL. This looks only at the text. Raises Refused."""
    if len(url) > MAX_URL_LENGTH:
        raise Refused(f"the URL is longer than {MAX_URL_LENGTH} characters")
    if any(not character.isprintable() or character.isspace() for character in url):
        raise Refused("the URL holds white space or characters that cannot be seen")
    if "\\" in url:
        raise Refused("the URL holds a backslash")
    if "#" in url:
        raise Refused("the URL has a fragment (#...), which is never sent")
    parts = _URL.fullmatch(url)
    if parts is None:
        raise Refused("this is no URL of the form https://host/path")
    scheme = _scheme(parts["scheme"].lower(), policy)
    if "@" in parts["authority"]:
        raise Refused("the URL holds a user name or a password: messages are signed instead")
    authority = _AUTHORITY.fullmatch(parts["authority"])
    if authority is None:
        raise Refused("the host and the port cannot be read: write https://host/ or https://host:8443/")
    if _TARGET.fullmatch(parts["target"]) is None:
        raise Refused("path and query may hold ASCII letters, digits and -._~!$&'()*+,;=:@/? only; encode others (%20)")
    host, address = _host(authority["host"])
    path = parts["target"] if parts["target"].startswith("/") else f"/{parts['target']}"
    port = int(authority["port"] or (443 if scheme == "https" else 80))
    if not policy.opens(scheme, port, in_subnets=True):
        raise Refused(closed_port(port))
    return Target(scheme, host, address, port, path)


def closed_port(port: int) -> str:
    return f"port {port} is not open: 443 and 8443 are, unless the operator has decided otherwise"


def _scheme(scheme: str, policy: Policy) -> str:
    if scheme == "https" or (scheme == "http" and policy.allow_http):
        return scheme
    raise Refused("the URL must begin with https://" + (" or http://" if policy.allow_http else ""))


def _host(written: str) -> tuple[str, IPv4Address | IPv6Address | None]:
    """The canonical host, and its address if it is one."""
    if not written:
        raise Refused("the URL has no host")
    try:
        if written.startswith("["):
            return _address(IPv6Address(_without_zone(written[1:-1])))
        name = _ascii_name(written)
        if _NUMBER.fullmatch(name.rsplit(".", 1)[-1]):
            return _address(IPv4Address(name))
    except AddressValueError as error:
        msg = "the host is a number: write an IPv4 address as four decimal numbers, an IPv6 address in brackets"
        raise Refused(msg) from error
    return name, None


def _address(address: IPv4Address | IPv6Address) -> tuple[str, IPv4Address | IPv6Address]:
    return str(address), address


def _without_zone(text: str) -> str:
    if "%" in text:
        raise Refused("an IPv6 address with a zone (%...) means something on one machine only")
    return text


def _ascii_name(written: str) -> str:
    """The name to look up, send and compare with the certificate: A-labels by IDNA 2008, without any mapping."""
    if written.endswith("."):
        raise Refused("the host ends with a dot")
    if _DEVIATIONS & set(written):
        raise Refused("the host holds ß or ς, which are not looked up alike everywhere: write its xn-- form")
    name = written.lower() if written.isascii() else written
    try:
        if not name.isascii() or "xn--" in name:
            name = idna.encode(name, strict=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise Refused("the host is no internationalised name: write it in lower case, or in its xn-- form") from error
    if len(name) > _MAX_NAME_LENGTH or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise Refused("the host is no name: labels of a-z, 0-9 and hyphens, joined by single dots, are")
    return name
