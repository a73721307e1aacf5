"""Requests to addresses that users give: where they may lead, and that they lead nowhere else."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline import outward
from mainline.outward import Guard, Refused, Unreachable, is_public, send, target_of
from tests.receivers import LOCAL, Receiver, answering, listening, quietly

OPEN = "93.184.216.34"


def never(name: str, port: int) -> list[str]:
    raise AssertionError(f"{name} must not be looked up")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "scheme"),
        ("hooks.example.org/x", "scheme"),
        ("//hooks.example.org/x", "scheme"),
        ("http://hooks.example.org/x", "scheme"),
        ("ftp://hooks.example.org/x", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://hooks.example.org:443/_x", "scheme"),
        ("https:///x", "host"),
        ("https://hooks.example.org:8443/x", "port"),
        ("https://hooks.example.org:0/x", "port"),
        ("https://hooks.example.org:22/x", "port"),
        ("https://hooks.example.org:99999/x", "form"),
        ("https://hooks.example.org:+443/x", "form"),
        ("https://hooks.example.org:４４３/x", "form"),
        ("https://user@hooks.example.org/x", "credentials"),
        ("https://user:word@hooks.example.org/x", "credentials"),
        ("https://hooks.example.org@127.0.0.1/x", "credentials"),
        ("https://127.0.0.1@hooks.example.org/x", "credentials"),
        ("https://hooks.example.org\\@127.0.0.1/x", "form"),
        ("https://127.0.0.1\\.example.org/x", "form"),
        ("https://hooks.example.org/x#part", "fragment"),
        ("https://127.0.0.1#@hooks.example.org/", "fragment"),
        (" https://hooks.example.org/x", "form"),
        ("https://hooks.example.org/a b", "form"),
        ("https://hooks.example.org/\r\nX: y", "form"),
        ("https://hooks.exa\tmple.org/", "form"),
        ("https://hooks.example.org/\x00", "form"),
        ("https://hooks\u200b.example.org/", "form"),
        ("https://hooks.example.org/\u202e", "form"),
        (f"https://hooks.example.org/{'x' * 500}", "form"),
        ("https://[::1/x", "form"),
        ("https://intranet/x", "host"),
        ("https://localhost/x", "host"),
        ("https://localhost./x", "host"),
        ("https://LOCALHOST/x", "host"),
        ("https://a..example.org/x", "host"),
        ("https://.example.org/x", "host"),
        ("https://-a.example.org/x", "host"),
        ("https://a_b.example.org/x", "host"),
        ("https://127.0.0.1%2f.example.org/x", "host"),
        ("https://hooks%2eexample.org/x", "host"),
        (f"https://{'a' * 64}.example.org/x", "host"),
        ("https://hooks.example.org../x", "host"),
        ("https://2130706433/", "number"),
        ("https://017700000001/", "number"),
        ("https://0x7f000001/", "number"),
        ("https://0x7f.0.0.1/", "number"),
        ("https://0177.0.0.1/", "number"),
        ("https://127.1/", "number"),
        ("https://127.0.1/", "number"),
        ("https://0/", "number"),
        ("https://0x/", "number"),
        ("https://127.0.0.0x1/", "number"),
        ("https://127.0.0.256/", "number"),
        ("https://1.2.3.4.5/", "number"),
        ("https://example.123/", "number"),
        ("https://127.0.0.1/", "not_public"),
        ("https://127.0.0.1./", "not_public"),
        ("https://127.8.8.8/", "not_public"),
        ("https://127。0。0。1/", "not_public"),
        ("https://127．0．0．1/", "not_public"),
        ("https://１２７.0.0.1/", "not_public"),
        ("https://①②⑦.⓪.⓪.①/", "not_public"),
        ("https://0.0.0.0/", "not_public"),
        ("https://10.1.2.3/", "not_public"),
        ("https://100.64.0.1/", "not_public"),
        ("https://169.254.169.254/latest/meta-data/", "not_public"),
        ("https://172.16.0.1/", "not_public"),
        ("https://172.31.255.255/", "not_public"),
        ("https://192.168.1.1/", "not_public"),
        ("https://192.0.2.1/", "not_public"),
        ("https://198.19.0.1/", "not_public"),
        ("https://224.0.0.1/", "not_public"),
        ("https://240.0.0.1/", "not_public"),
        ("https://255.255.255.255/", "not_public"),
        ("https://[::]/", "not_public"),
        ("https://[::1]/", "not_public"),
        ("https://[0:0:0:0:0:0:0:1]/", "not_public"),
        ("https://[::ffff:127.0.0.1]/", "not_public"),
        ("https://[::ffff:7f00:1]/", "not_public"),
        ("https://[::ffff:93.184.216.34]/", "not_public"),
        ("https://[::127.0.0.1]/", "not_public"),
        ("https://[64:ff9b::7f00:1]/", "not_public"),
        ("https://[64:ff9b:1::1]/", "not_public"),
        ("https://[2002:7f00:1::]/", "not_public"),
        ("https://[2001:0:7f00:1::1]/", "not_public"),
        ("https://[2001:db8::1]/", "not_public"),
        ("https://[3fff::1]/", "not_public"),
        ("https://[fc00::1]/", "not_public"),
        ("https://[fd00:ec2::254]/", "not_public"),
        ("https://[fe80::1]/", "not_public"),
        ("https://[fec0::1]/", "not_public"),
        ("https://[ff02::1]/", "not_public"),
        ("https://[100::1]/", "not_public"),
        ("https://[5f00::1]/", "not_public"),
        ("https://[fe80::1%25eth0]/", "host"),
    ],
)
def test_send_refuses_an_address_by_its_form(url: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        send(url, guard=Guard(resolve=never))
    assert refused.value.code == code
    assert refused.value.message_zh
    assert refused.value.message_en


@pytest.mark.parametrize("host", ["[127.0.0.1]", "[v1.abc]", "[]", "[::1", "::1"])
def test_send_refuses_brackets_around_what_is_no_ipv6_address(host: str) -> None:
    # In which step depends on the version of Python.
    with pytest.raises(Refused):
        send(f"https://{host}/", guard=Guard(resolve=never))


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://hooks.example.org", "hooks.example.org", "/"),
        ("https://hooks.example.org?a=1", "hooks.example.org", "/?a=1"),
        ("HTTPS://Hooks.Example.ORG:443/In?x=%20y", "hooks.example.org", "/In?x=%20y"),
        ("https://hooks.example.org./x", "hooks.example.org", "/x"),
        (
            "https://北川大学.中国/接收?名=值",
            "xn--djry4lk1bcyd.xn--fiqs8s",
            "/%E6%8E%A5%E6%94%B6?%E5%90%8D=%E5%80%BC",
        ),
        ("https://bücher.example.org/", "xn--bcher-kva.example.org", "/"),
        ("https://hooks。example。org/", "hooks.example.org", "/"),
        ("https://93.184.216.34/", "93.184.216.34", "/"),
        ("https://[2606:4700::1111]/x", "2606:4700::1111", "/x"),
        ("https://hooks.example.org//evil.example/x", "hooks.example.org", "//evil.example/x"),
    ],
)
def test_target_of_has_one_spelling_of_each_host(url: str, host: str, path: str) -> None:
    target = target_of(url)

    assert (target.host, target.port, target.is_tls) == (host, 443, True)
    assert target.path == path


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.5"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:10.0.0.5"],
        ["fe80::1%eth0"],
        [OPEN, "192.168.0.1"],
        ["2606:4700::1111", "fd00::1"],
        ["nonsense"],
    ],
)
def test_send_refuses_a_name_that_leads_inside(addresses: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        send("https://hooks.example.org/", guard=Guard(resolve=lambda name, port: addresses))

    assert refused.value.code == "not_public"
    assert not any(address in str(refused.value) for address in addresses)


@given(st.ip_addresses(v=4))
@settings(max_examples=200, deadline=None)
def test_is_public_is_never_more_than_the_library_knows(address: ipaddress.IPv4Address) -> None:
    assert not is_public(address) or (address.is_global and not address.is_multicast)


@given(st.text(alphabet="0123456789abcdefx.:[]@%/\\。．１-", max_size=40))
@settings(max_examples=300, deadline=None)
def test_target_of_lets_no_odd_spelling_of_an_inner_address_through(text: str) -> None:
    try:
        target = target_of(f"https://{text}/")
    except Refused:
        return
    # What passes is an open address, or a name that no resolver takes for a number.
    try:
        assert is_public(ipaddress.ip_address(target.host))
    except ValueError:
        with pytest.raises(OSError):  # noqa: PT011 (its only message is the system's)
            socket.inet_aton(target.host)


def test_is_public_knows_the_edges_of_the_blocks() -> None:
    inside = [
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.32.0.0",
        "223.255.255.255",
        OPEN,
    ]

    assert all(is_public(ipaddress.ip_address(text)) for text in [*inside, "2606:4700::1111", "2a00::1"])


def test_wrong_entry_names_the_exception_that_is_none() -> None:
    assert outward.wrong_entry(["hooks.intern:8443", "[::1]:80"]) == ""
    assert outward.wrong_entry(["hooks.intern:8443", "https://x"]) == "https://x"
    assert outward.wrong_entry(["127.0.0.1"]) == "127.0.0.1"


@pytest.fixture
def receiver() -> Iterator[Any]:
    with listening() as server:
        yield server


def local(server: Any, **more: Any) -> Guard:
    return Guard(allow=[f"{LOCAL}:{server.port}"], resolve=never, **more)


def test_send_delivers_what_it_is_given(receiver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    answer = send(
        f"http://{LOCAL}:{receiver.port}/in?x=1",
        guard=local(receiver),
        body=b"{}",
        headers={"Content-Type": "application/json"},
    )

    assert (answer.status, answer.body, answer.is_cut) == (200, b"thanks", False)
    path, headers, body = receiver.asked[0]
    assert (path, body, headers["Content-Type"]) == ("/in?x=1", b"{}", "application/json")
    assert headers["Host"] == f"{LOCAL}:{receiver.port}"


def test_send_refuses_loopback_that_nobody_excepted(receiver: Any) -> None:
    with pytest.raises(Refused):
        send(f"http://{LOCAL}:{receiver.port}/", guard=Guard(allow=[f"{LOCAL}:1"]))

    assert receiver.asked == []


def test_send_follows_no_redirection(receiver: Any) -> None:
    receiver.reply = answering(302, Location=f"http://{LOCAL}:{receiver.port}/secret")

    answer = send(f"http://{LOCAL}:{receiver.port}/in", guard=local(receiver))

    assert answer.status == 302
    assert [path for path, *_rest in receiver.asked] == ["/in"]


def test_send_reads_no_more_than_the_limit(receiver: Any) -> None:
    def flood(handler: Receiver) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(1000):
            handler.wfile.write(b"x" * 4096)

    receiver.reply = quietly(flood)

    answer = send(f"http://{LOCAL}:{receiver.port}/", guard=local(receiver))

    assert (len(answer.body), answer.is_cut) == (outward.MOST_BYTES, True)


def test_send_decodes_nothing(receiver: Any) -> None:
    receiver.reply = answering(200, b"\x1f\x8bnot really", Content_Encoding="gzip")

    assert send(f"http://{LOCAL}:{receiver.port}/", guard=local(receiver)).body.startswith(b"\x1f\x8b")
    assert receiver.asked[0][1]["Accept-Encoding"] == "identity"


def _drip(handler: Receiver) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(200):
        handler.wfile.write(f"X-{number}: slow\r\n".encode())
        handler.wfile.flush()
        time.sleep(0.02)


def _silent(handler: Receiver) -> None:
    handler.rfile.read(1)


@pytest.mark.parametrize("reply", [_drip, _silent])
def test_send_gives_up_on_who_answers_slowly(receiver: Any, reply: Callable[[Receiver], None]) -> None:
    receiver.reply = quietly(reply)
    begun = time.monotonic()

    with pytest.raises(Unreachable) as failure:
        send(f"http://{LOCAL}:{receiver.port}/", guard=local(receiver, longest=0.3))

    assert failure.value.code == "slow"
    assert time.monotonic() - begun < 2


def test_send_gives_up_on_a_name_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outward, "CONNECT", 0.1)
    waiting = threading.Event()

    with pytest.raises(Unreachable) as failure:
        send(
            "https://hooks.example.org/",
            guard=Guard(resolve=lambda name, port: (waiting.wait(5) and []) or []),
        )

    waiting.set()
    assert failure.value.code == "slow"


def test_send_says_that_nobody_listens_or_that_there_is_no_such_name() -> None:
    with socket.socket() as free:
        free.bind((LOCAL, 0))
        port = free.getsockname()[1]
    with pytest.raises(Unreachable) as refused:
        send(f"http://{LOCAL}:{port}/", guard=Guard(allow=[f"{LOCAL}:{port}"]))

    def nowhere(name: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(Unreachable) as unknown:
        send("https://hooks.example.org/", guard=Guard(resolve=nowhere))

    assert (refused.value.code, unknown.value.code) == ("refused", "unknown")


def test_send_says_that_what_answers_is_no_http(receiver: Any) -> None:
    receiver.reply = lambda handler: handler.wfile.write(b"SSH-2.0-nothing here\r\n")

    with pytest.raises(Unreachable) as failure:
        send(f"http://{LOCAL}:{receiver.port}/", guard=local(receiver))

    assert failure.value.code == "broken"


def test_send_refuses_a_header_that_would_begin_another(receiver: Any) -> None:
    with pytest.raises(Unreachable):
        send(f"http://{LOCAL}:{receiver.port}/", guard=local(receiver), headers={"X": "a\r\nY: b"})

    assert receiver.asked == []


class Rebinding:
    """A name server that tells an open address first, and an inner one to whoever asks again."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), 0

    def __call__(self, name: str, port: int) -> list[str]:
        self.asked += 1
        return self.answers.pop(0)


def test_send_connects_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver, connected = Rebinding([OPEN], [LOCAL]), []

    def connect(place: tuple[str, int], timeout: float) -> socket.socket:
        connected.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    monkeypatch.setattr(socket, "getaddrinfo", never)

    with pytest.raises(Unreachable):
        send("https://hooks.example.org/", guard=Guard(resolve=resolver))

    assert (connected, resolver.asked) == ([(OPEN, 443)], 1)


def certificate_for(name: str, folder: Path) -> Path:
    """A certificate of a name, signed by itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    plain = serialization.NoEncryption()
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return file


@pytest.fixture
def secure(receiver: Any, tmp_path: Path) -> Any:
    """The receiver over TLS under the name ``hooks.example.org``, and the names that it was greeted with."""
    file = certificate_for("hooks.example.org", tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    receiver.greeted = []
    context.sni_callback = lambda sock, name, context: receiver.greeted.append(name)
    receiver.socket = context.wrap_socket(receiver.socket, server_side=True, do_handshake_on_connect=False)
    receiver.handle_error = lambda *arguments: None
    receiver.trust = ssl.create_default_context(cafile=str(file))
    return receiver


def test_send_greets_and_checks_the_name_though_it_connects_to_an_address(secure: Any) -> None:
    guard = Guard(
        allow=[f"hooks.example.org:{secure.port}"], resolve=lambda name, port: [LOCAL], trust=secure.trust
    )

    answer = send(f"https://hooks.example.org:{secure.port}/in", guard=guard, body=b"x")

    assert (answer.status, secure.greeted) == (200, ["hooks.example.org"])
    assert secure.asked[0][1]["Host"] == f"hooks.example.org:{secure.port}"


@pytest.mark.parametrize("name", ["other.example.org", "hooks.example.org"])
def test_send_refuses_a_certificate_of_another_name_or_of_nobody(secure: Any, name: str) -> None:
    trust = secure.trust if name == "other.example.org" else None
    guard = Guard(allow=[f"{name}:{secure.port}"], resolve=lambda name, port: [LOCAL], trust=trust)

    with pytest.raises(Unreachable) as failure:
        send(f"https://{name}:{secure.port}/in", guard=guard)

    assert (failure.value.code, secure.asked) == ("certificate", [])


def test_send_gives_up_on_who_never_ends_the_greeting() -> None:
    with socket.create_server((LOCAL, 0)) as mute:
        port = mute.getsockname()[1]
        guard = Guard(allow=[f"hooks.example.org:{port}"], resolve=lambda name, port: [LOCAL], longest=0.3)

        with pytest.raises(Unreachable) as failure:
            send(f"https://hooks.example.org:{port}/", guard=guard)

    assert failure.value.code == "slow"
