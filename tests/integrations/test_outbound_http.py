"""Deliveries over real sockets: where they go, what they carry, and that no receiver can hold the sender."""

import gzip
import itertools
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

import pytest
import trustme

from app.integrations.outbound_http import (
    NotLookedUp,
    Policy,
    Refused,
    Unreachable,
    check_url,
    outbound_policy,
    post,
    resolve,
)
from app.settings import Settings
from tests.integrations.receiver import Receiver, answering
from tests.settings import URLS

NAME = "cluster.example"
LOOPBACK = ip_address("127.0.0.1")
BODY = b'{"type": "trial.evaluate"}'
HEADERS = {"Content-Type": "application/json", "webhook-id": "msg_1"}

Names = Callable[[str, float], Sequence[IPv4Address | IPv6Address]]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def policy(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """Loopback is allowed, any port; the throwaway authority is trusted."""
    ca_file: Path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    return Policy(
        allow_http=True,
        subnets=(ip_network("127.0.0.0/8"),),
        subnet_ports=range(1, 65_536),
        ca_file=ca_file,
        connect_timeout_s=2,
        total_timeout_s=5,
    )


@pytest.fixture
def tls(authority: trustme.CA) -> Callable[..., ssl.SSLContext]:
    def context(*names: str) -> ssl.SSLContext:
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*names).configure_cert(server)
        return server

    return context


def leading_to(*addresses: IPv4Address | IPv6Address) -> Names:
    return lambda _name, _timeout_s: addresses


def test_a_delivery_goes_to_the_checked_address_with_the_name_of_the_url(
    policy: Policy, tls: Callable[..., ssl.SSLContext]
) -> None:
    looked_up: list[str] = []

    def names(name: str, _timeout_s: float) -> Sequence[IPv4Address | IPv6Address]:
        """Rebinds: a second lookup gives another address."""
        looked_up.append(name)
        return [LOOPBACK] if len(looked_up) == 1 else [ip_address("127.0.0.66")]

    with Receiver(tls=tls(NAME)) as receiver:
        answer = post(f"https://{NAME}:{receiver.port}/hook?a=b", BODY, HEADERS, policy, resolve=names)
    assert (answer.status, answer.body, answer.truncated) == (200, b"fine", False)
    assert 0 <= answer.elapsed_ms < 5_000
    assert looked_up == [NAME]
    assert receiver.names == [NAME]
    head, _, body = receiver.requests[0].partition(b"\r\n\r\n")
    request_line, *lines = head.decode().split("\r\n")
    sent = dict(line.lower().split(": ", 1) for line in lines)
    assert request_line == "POST /hook?a=b HTTP/1.1"
    assert sent["host"] == f"{NAME}:{receiver.port}"
    assert sent["accept-encoding"] == "identity"
    assert sent["webhook-id"] == "msg_1"
    assert sent["content-length"] == str(len(BODY))
    assert body == BODY


def test_names_that_have_moved_inside_since_their_registration_are_refused_before_anything_is_sent(
    policy: Policy,
) -> None:
    answers = iter([[ip_address("93.184.215.14")], [LOOPBACK]])
    public_only = replace(policy, subnets=())

    def names(_name: str, _timeout_s: float) -> Sequence[IPv4Address | IPv6Address]:
        return next(answers)

    check_url(f"https://{NAME}:443/", public_only, names)
    with Receiver() as receiver:
        widened = replace(public_only, ports=range(1, 65_536))
        with pytest.raises(Refused, match="outside the public internet"):
            post(f"http://{NAME}:{receiver.port}/", BODY, HEADERS, widened, resolve=names)
        assert receiver.requests == []


@pytest.mark.allow_hosts(["127.0.0.1", "0.0.0.0"])  # noqa: S104 - where Linux leads to loopback
def test_a_peer_that_is_not_the_checked_address_gets_nothing(policy: Policy) -> None:
    unspecified = replace(policy, subnets=(ip_network("0.0.0.0/32"),))
    with Receiver() as receiver:
        with pytest.raises(Refused, match="another address"):
            post(f"http://0.0.0.0:{receiver.port}/", BODY, HEADERS, unspecified)
        time.sleep(0.2)
        assert receiver.requests == []


@pytest.mark.parametrize("certified", ["other.example", "127.0.0.1"])
def test_the_certificate_must_be_for_the_name(
    policy: Policy, tls: Callable[..., ssl.SSLContext], certified: str
) -> None:
    with Receiver(tls=tls(certified)) as receiver:
        with pytest.raises(Unreachable, match=r"certificate is not trusted.*not valid for 'cluster.example'"):
            post(f"https://{NAME}:{receiver.port}/", BODY, HEADERS, policy, resolve=leading_to(LOOPBACK))
        assert receiver.requests == []


def test_an_address_needs_a_certificate_too(policy: Policy, tls: Callable[..., ssl.SSLContext]) -> None:
    with Receiver(tls=tls("127.0.0.1")) as receiver:
        assert post(f"https://127.0.0.1:{receiver.port}/", BODY, HEADERS, policy).status == 200
    with Receiver(tls=tls(NAME)) as receiver, pytest.raises(Unreachable, match="IP address mismatch"):
        post(f"https://127.0.0.1:{receiver.port}/", BODY, HEADERS, policy)


def test_an_unknown_authority_is_not_trusted(policy: Policy, tls: Callable[..., ssl.SSLContext]) -> None:
    system = replace(policy, ca_file=None)
    with Receiver(tls=tls(NAME)) as receiver, pytest.raises(Unreachable, match="certificate is not trusted"):
        post(f"https://{NAME}:{receiver.port}/", BODY, HEADERS, system, resolve=leading_to(LOOPBACK))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_answers(policy: Policy, status: int) -> None:
    with Receiver() as elsewhere, Receiver() as receiver:
        receiver.behave = answering(f"HTTP/1.1 {status} Elsewhere\r\nLocation: http://127.0.0.1:{elsewhere.port}/")
        answer = post(f"http://127.0.0.1:{receiver.port}/", BODY, HEADERS, policy)
    assert (answer.status, answer.headers) == (status, {})
    assert elsewhere.requests == []
    assert len(receiver.requests) == 1


def test_proxies_of_the_environment_are_ignored(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    with Receiver() as proxy, Receiver() as receiver:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("no_proxy", "")
        assert post(f"http://127.0.0.1:{receiver.port}/", BODY, HEADERS, policy).status == 200
        assert proxy.requests == []


def test_of_the_answer_only_what_is_needed_is_kept(policy: Policy) -> None:
    head = "HTTP/1.1 503 Later\r\nRetry-After: 120\r\nSet-Cookie: a=b\r\nX-Long: " + "x" * 1_000
    with Receiver(answering(head, b"a\0b\xff" + b"c" * 3_000)) as receiver:
        answer = post(f"http://127.0.0.1:{receiver.port}/", BODY, HEADERS, policy)
    assert answer.status == 503
    assert answer.headers == {"retry-after": "120"}
    assert len(answer.body) == 3_004
    assert answer.excerpt == "a\ufffdb\ufffd" + "c" * 2_044


def test_a_compressed_answer_is_not_decoded(policy: Policy) -> None:
    bomb = gzip.compress(b"\0" * (8 << 20))
    assert len(bomb) < 16_384
    with Receiver(answering("HTTP/1.1 200 OK\r\nContent-Encoding: gzip", bomb)) as receiver:
        answer = post(f"http://127.0.0.1:{receiver.port}/", BODY, HEADERS, policy)
    assert answer.body == bomb


def _for_ever(prefix: bytes, piece: bytes, *, pause_s: float = 0) -> Callable[[socket.socket], None]:
    def behave(connection: socket.socket) -> None:
        connection.sendall(prefix)
        for _ in range(1_000_000):  # far more than a client should read
            connection.sendall(piece)
            time.sleep(pause_s)

    return behave


def test_an_answer_without_end_is_cut(policy: Policy) -> None:
    with Receiver(_for_ever(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65_536)) as receiver:
        answer = post(f"http://127.0.0.1:{receiver.port}/", BODY, HEADERS, policy)
        assert receiver.cut_off.wait(5)
    assert (answer.status, answer.truncated, answer.body) == (200, True, b"x" * 16_384)


@pytest.mark.parametrize(
    ("prefix", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-Header: " + b"x" * 1_000 + b"\r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Header: ", b"x" * 1_000),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 1_000 + b"\r\nx\r\n"),
    ],
    ids=["headers", "one header", "interim answers", "chunk extensions"],
)
def test_what_is_no_body_is_bounded_as_well(policy: Policy, prefix: bytes, piece: bytes) -> None:
    with Receiver(_for_ever(prefix, piece)) as receiver:
        with pytest.raises(Unreachable, match="too large"):
            post(f"http://127.0.0.1:{receiver.port}/", BODY, HEADERS, policy)
        assert receiver.cut_off.wait(5)


@pytest.mark.parametrize(
    "drip",
    [
        _for_ever(b"", b"H", pause_s=0.05),
        _for_ever(b"HTTP/1.1 200 OK\r\nX-Header: ", b"x", pause_s=0.05),
        _for_ever(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n", b"x", pause_s=0.05),
        _for_ever(b"", b"HTTP/1.1 102 Processing\r\n\r\n", pause_s=0.05),
        lambda _: time.sleep(5),
    ],
    ids=["status line", "header", "body", "interim answers", "silence"],
)
@pytest.mark.parametrize("secure", [False, True])
def test_a_slow_receiver_is_cut_off_by_the_total_time(
    policy: Policy, tls: Callable[..., ssl.SSLContext], drip: Callable[[socket.socket], None], secure: bool
) -> None:
    with Receiver(drip, tls=tls(NAME) if secure else None) as receiver:
        url = f"{'https' if secure else 'http'}://{NAME}:{receiver.port}/"
        started = time.monotonic()
        with pytest.raises(Unreachable, match="within the time"):
            post(url, BODY, HEADERS, policy, 0.5, resolve=leading_to(LOOPBACK))
        assert time.monotonic() - started < 1.5


def test_a_receiver_that_does_not_read_is_cut_off(policy: Policy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        started = time.monotonic()
        with pytest.raises(Unreachable, match="within the time"):
            post(url, b"x" * (64 << 20), HEADERS, policy, 0.5)
        assert time.monotonic() - started < 4


def _one_record(connection: socket.socket) -> None:
    """Below TLS: the head of a record of 16 kB, and then its bytes one by one."""
    with socket.socket(fileno=os.dup(connection.fileno())) as raw:
        _for_ever(b"\x17\x03\x03\x40\x00", b"x", pause_s=0.05)(raw)


def test_one_slow_record_of_tls_does_not_outlast_the_total_time(
    policy: Policy, tls: Callable[..., ssl.SSLContext]
) -> None:
    with Receiver(_one_record, tls=tls(NAME)) as receiver:
        started = time.monotonic()
        with pytest.raises(Unreachable, match="within the time"):
            post(f"https://{NAME}:{receiver.port}/", BODY, HEADERS, policy, 0.5, resolve=leading_to(LOOPBACK))
        assert time.monotonic() - started < 1.5


def test_a_slow_handshake_ends(policy: Policy) -> None:
    hello = _for_ever(b"\x16\x03\x03\x40\x00", b"\x02", pause_s=0.05)
    with Receiver(hello, speaks_first=True) as receiver:
        started = time.monotonic()
        with pytest.raises(Unreachable, match="within the time"):
            post(f"https://127.0.0.1:{receiver.port}/", BODY, HEADERS, replace(policy, connect_timeout_s=0.3))
        assert time.monotonic() - started < 1.5


def test_a_handshake_without_a_response_ends(policy: Policy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"https://127.0.0.1:{listening.getsockname()[1]}/"
        started = time.monotonic()
        with pytest.raises(Unreachable, match="within the time"):
            post(url, BODY, HEADERS, replace(policy, connect_timeout_s=0.3))
        assert time.monotonic() - started < 1.5


@pytest.mark.parametrize(
    ("behave", "reason"),
    [
        (lambda connection: connection.sendall(b"SSH-2.0-OpenSSH_10\r\n\r\n"), "not HTTP"),
        (lambda _: None, "not HTTP"),
        (lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), "not HTTP"),
    ],
    ids=["another protocol", "closed at once", "closed in the body"],
)
def test_what_is_no_answer_may_be_tried_again(
    policy: Policy, behave: Callable[[socket.socket], None], reason: str
) -> None:
    with Receiver(behave) as receiver, pytest.raises(Unreachable, match=reason):
        post(f"http://127.0.0.1:{receiver.port}/", BODY, HEADERS, policy)


def test_plain_http_behind_https_is_a_failure_of_tls(policy: Policy) -> None:
    with Receiver(speaks_first=True) as receiver, pytest.raises(Unreachable, match="TLS failed"):
        post(f"https://127.0.0.1:{receiver.port}/", BODY, HEADERS, policy)


@pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2"])
def test_the_next_address_is_tried_when_one_refuses_the_connection(policy: Policy) -> None:
    with Receiver() as receiver:
        url = f"http://{NAME}:{receiver.port}/"
        other = ip_address("127.0.0.2")
        assert post(url, BODY, HEADERS, policy, resolve=leading_to(other, LOOPBACK)).status == 200
        with pytest.raises(Unreachable, match="connection was refused"):
            post(url, BODY, HEADERS, policy, resolve=leading_to(other))


def test_the_callers_headers_do_not_replace_ours(policy: Policy) -> None:
    with Receiver() as receiver:
        post(f"http://127.0.0.1:{receiver.port}/", BODY, {"Host": "internal", "Accept-Encoding": "gzip"}, policy)
    assert b"internal" not in receiver.requests[0]
    assert b"gzip" not in receiver.requests[0]


def test_the_systems_names() -> None:
    assert set(resolve("localhost", 5)) <= {LOOPBACK, ip_address("::1")}
    with pytest.raises(Unreachable, match="cannot be resolved"):
        resolve("no-such-name.invalid", 5)


def test_lookups_that_hang_are_left_behind_but_not_without_number(
    monkeypatch: pytest.MonkeyPatch, policy: Policy
) -> None:
    over = threading.Event()

    def hang(*_question: object, **_options: object) -> list[object]:
        over.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    started = time.monotonic()
    with pytest.raises(Unreachable, match="took too long"):
        post(f"https://{NAME}/", BODY, HEADERS, policy, 0.2)
    assert time.monotonic() - started < 1
    reasons = {_reason(lambda: resolve(NAME, 0.001)) for _ in range(40)}
    assert reasons == {"the lookup of the host's name took too long", "too many lookups of names are under way"}
    with pytest.raises(NotLookedUp):
        check_url(f"https://{NAME}/", policy)
    over.set()
    for thread in threading.enumerate():
        if thread.name == "lookup":
            thread.join(5)
    assert resolve(NAME, 5) == []


def _reason(call: Callable[[], object]) -> str:
    with pytest.raises(Unreachable) as failure:
        call()
    return str(failure.value)


def _settings(**values: object) -> Settings:
    return Settings.model_validate({**URLS, **values})


def test_the_policy_is_the_operators() -> None:
    closed = outbound_policy(_settings())
    assert closed == Policy()
    names = leading_to(ip_address("10.0.0.1"))
    with pytest.raises(Refused):
        check_url("http://node/", closed, names)
    allowed = outbound_policy(
        _settings(
            outbound={
                "allow_http": True,
                "subnets": "10.0.0.0/8, fd00::/8",
                "ports": "443",
                "subnet_ports": "9000",
            }
        )
    )
    check_url("http://node:9000/", allowed, names)
    with pytest.raises(Refused, match="port 8443"):
        check_url("https://node:8443/", allowed, names)


def test_one_machine_may_call_itself_and_nothing_else_that_is_private() -> None:
    embedded = outbound_policy(_settings(environment="embedded"))
    for url, address in itertools.product(("http://node:81/", "https://node:9000/"), ("127.0.0.1", "::1")):
        check_url(url, embedded, leading_to(ip_address(address)))
    for address in ("10.0.0.1", "169.254.169.254", "0.0.0.0"):  # noqa: S104
        with pytest.raises(Refused):
            check_url("http://node/", embedded, leading_to(ip_address(address)))
