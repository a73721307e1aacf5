"""The one way out: every request of ours to an address that a user gave (a webhook, a time stamp, another office).

Such an address is written by somebody who may want our server to ask what only it can reach. So it is https on port
443, without a login in it; the name is looked up once, and every address that it has must be one of the open internet;
the connection goes to an address that was looked at, with the name in TLS and certificate; nothing is followed, no
proxy of the environment is used; and it takes at most :data:`LONGEST` seconds and :data:`MOST_BYTES` of an answer.

What the operator names in ``MAINLINE_OUTWARD_ALLOW`` (``host:port``) is excepted: any address, any port, also http.
Pure: no Django; who calls hands the exceptions over.
"""

from __future__ import annotations

import functools
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote, urlsplit

LONGEST_URL = 500
CONNECT = 5.0
"""Seconds for a connection, and for looking a name up."""
LONGEST = 15.0
"""Seconds for all of it."""
MOST_BYTES = 64 * 1024
_TRIED = 3
"""So many addresses of one name are tried."""
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_NUMBERISH = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""A last label by which programs take a name for an IPv4 address, in whatever notation."""
_ENTRY = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9.-]+):[1-9][0-9]{0,4}")

Pair = tuple[str, str]
Resolver = Callable[[str, int], Sequence[str]]
"""Name and port to addresses as text. Raises ``OSError`` where there is none."""

REASONS: Mapping[str, Pair] = MappingProxyType(
    {
        "form": (
            "地址写法有误：应为 https://主机名/路径，不含空格、反斜杠和不可见字符。",
            "This is no address of the form https://host/path without blanks, backslashes or invisible characters.",
        ),
        "scheme": ("地址必须以 https:// 开头。", "The address must begin with https://."),
        "credentials": (
            "地址中不能带用户名或密码；真实性由签名保证。",
            "The address must not hold a user name or password; the signature shows who sends.",
        ),
        "fragment": ("地址中不能带 # 之后的部分。", "The address must not have a part behind #."),
        "port": ("只允许 443 端口。", "Only port 443 is allowed."),
        "host": (
            "主机名有误：请写完整的公网域名，例如 hooks.example.org。",
            "The host must be a full public name, such as hooks.example.org.",
        ),
        "number": (
            "主机写成了数字，但不是通常写法的 IPv4 地址。请写域名。",
            "The host is written as a number, and not as an IPv4 address is. Write its name.",
        ),
        "not_public": (
            "该地址指向内部网络、本机或保留的网络地址，不能使用。",
            "This leads to an internal, local or reserved network address, which is not allowed.",
        ),
        "unknown": ("找不到该主机：域名没有解析结果。", "There is no such host: its name leads nowhere."),
        "refused": ("主机不接受连接。", "The host takes no connection."),
        "slow": ("主机没有在规定时间内回答。", "The host did not answer in time."),
        "certificate": (
            "主机的 TLS 证书无效、过期或不属于该域名。",
            "The host's TLS certificate is invalid, has expired, or is for another name.",
        ),
        "tls": ("无法与主机建立 TLS 连接。", "No TLS connection with the host came about."),
        "broken": ("连接中断，或回答不是 HTTP。", "The connection broke off, or the answer was not HTTP."),
    }
)
"""Why nothing was sent or answered, in Chinese and English, by code."""


class Failure(Exception):
    """No answer came. ``code`` is one of :data:`REASONS`."""

    def __init__(self, code: str) -> None:
        """Keep the code; one without words is a fault of ours: KeyError."""
        super().__init__(REASONS[code][1])
        self.code = code
        self.message_zh, self.message_en = REASONS[code]


class Refused(Failure):
    """The address will not do, or leads where no request of ours may go. Nothing was sent."""


class Unreachable(Failure):
    """The address may be asked, and did not answer. What was sent may have arrived all the same."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart and found well formed. Where its host leads is not looked at yet."""

    is_tls: bool
    host: str
    """A name in lower-case ASCII, or an IP address; no brackets."""
    port: int
    path: str
    """With its query, beginning with a slash."""
    is_excepted: bool
    """Whether the operator allows this host and port, wherever they lead."""

    @property
    def authority(self) -> str:
        """Host and port as the header ``Host`` says them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_tls else 80) else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status: a redirection is an answer too."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name; of several of one name the last."""
    body: bytes
    is_cut: bool
    """Whether the body was longer than :data:`MOST_BYTES`."""


def looked_up(name: str, port: int) -> list[str]:
    """Return the addresses of a name as the system knows them, each once."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_rest, sockaddr in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """What is excepted, how names are looked up, and which certificates are trusted."""

    allow: Collection[str] = ()
    """``host:port``, in lower case, an IPv6 address in brackets."""
    resolve: Resolver = looked_up
    trust: ssl.SSLContext | None = None
    """``None``: the certificates that the system trusts."""
    longest: float = LONGEST
    """Seconds for all of a request."""


def wrong_entry(allow: Collection[str]) -> str:
    """Return the first exception that is not ``host:port``; empty where all are."""
    return next((entry for entry in allow if not _ENTRY.fullmatch(entry)), "")


def target_of(url: str, allow: Collection[str] = ()) -> Target:
    """Take an address apart. Raises :class:`Refused`; asks nobody, so that it can be called for a form."""
    if len(url) > LONGEST_URL or any(_is_hidden(character) for character in url):
        raise Refused("form")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused("form") from error
    if parts.scheme not in ("http", "https"):
        raise Refused("scheme")
    if "@" in parts.netloc:
        raise Refused("credentials")
    if "#" in url:
        raise Refused("fragment")
    host, is_tls = _host_of(parts.hostname or "", is_bracketed="[" in parts.netloc), parts.scheme == "https"
    number = (443 if is_tls else 80) if port is None else port
    entry = f"[{host}]:{number}" if ":" in host else f"{host}:{number}"
    is_excepted = entry in allow
    if not is_excepted:
        _require_usual(host, number, is_tls=is_tls)
    query = f"?{parts.query}" if parts.query else ""
    path = quote(f"{parts.path or '/'}{query}", safe="/?%!$&'()*+,;=:@~-._[]")
    return Target(is_tls, host, number, path, is_excepted)


def _require_usual(host: str, port: int, *, is_tls: bool) -> None:
    if not is_tls:
        raise Refused("scheme")
    if port != 443:
        raise Refused("port")
    address = _address(host)
    if address is None and "." not in host:
        raise Refused("host")
    if address is not None and not is_public(address):
        raise Refused("not_public")


def _is_hidden(character: str) -> bool:
    """Whether a character is a blank, a control, invisible, or read as a slash by some and not by others."""
    return character == "\\" or unicodedata.category(character)[0] in "CZ"


def _host_of(host: str, *, is_bracketed: bool) -> str:
    """Return the one spelling of a host: IDNA in ASCII, lower case, no dot at its end. Raises :class:`Refused`."""
    if is_bracketed:
        address = _address(host) if "%" not in host else None
        if address is None or address.version != 6:
            raise Refused("host")
        return address.compressed
    try:
        # Also maps other scripts' digits and full stops to ours, as the programs do that would connect.
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:
        raise Refused("host") from error
    labels = name.split(".")
    if _NUMBERISH.fullmatch(labels[-1]):
        address = _address(name)
        if address is None:
            raise Refused("number")
        return address.compressed
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise Refused("host")
    return name


Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


_CLOSED_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4",
        ),
    )
)  # fmt: skip
"""IANA's special-purpose IPv4 blocks and multicast: this network, private, shared, loopback, link-local (where cloud
machines keep their secrets), documentation, benchmarks, relays, reserved."""
_OPEN_6 = ipaddress.IPv6Network("2000::/3")
"""All that IANA has given out as global unicast; loopback, mapped IPv4, NAT64, unique local, link-local and multicast
lie outside."""
_CLOSED_6 = tuple(
    map(
        ipaddress.IPv6Network,
        ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)
"""Inside it: protocols (Teredo, ORCHID, benchmarks), documentation, 6to4 (an IPv4 address in disguise), AS112."""


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet. Own tables: those of ``ipaddress`` differ between versions."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _CLOSED_4)
    return address in _OPEN_6 and not any(address in network for network in _CLOSED_6)


def send(
    url: str,
    *,
    guard: Guard,
    method: str = "POST",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send one request and return what is answered, whatever its status.

    Raises :class:`Refused` where the address will not do or leads where it may not, :class:`Unreachable` where no
    answer came. Nothing is followed, decoded or tried again.
    """
    ends = time.monotonic() + guard.longest
    target = target_of(url, guard.allow)
    plain = _connected(_places(target, guard), target.port, ends)
    with plain, _Watch(plain, ends) as watch:
        try:
            answer = _exchanged(target, plain, guard, method, body, dict(headers or {}))
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unreachable(_reason(error, is_late=watch.has_fired)) from error
    if watch.has_fired:
        # Headers that were cut off look as if they were all.
        raise Unreachable("slow")
    return answer


def _places(target: Target, guard: Guard) -> list[str]:
    """Look a host up, once, and return its addresses if each of them may be asked."""
    found = [target.host] if _address(target.host) else _resolved(target, guard.resolve)
    addresses = [_address(text.partition("%")[0]) for text in found]
    if not target.is_excepted and not all(each is not None and is_public(each) for each in addresses):
        # One that also has an address inside is a trap as well. Which it is, is not told: we are no map of the inside.
        raise Refused("not_public")
    return list(found)[:_TRIED]


def _resolved(target: Target, resolve: Resolver) -> Sequence[str]:
    """Ask in a thread apart: the system's own look-up has no time limit, and may wait for a server of the asker's."""
    found: list[str] = []

    def ask() -> None:
        with suppress(OSError, UnicodeError):
            found.extend(resolve(target.host, target.port))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(CONNECT)
    if asking.is_alive():
        raise Unreachable("slow")
    if not found:
        raise Unreachable("unknown")
    return tuple(found)


def _connected(places: Sequence[str], port: int, ends: float) -> socket.socket:
    """Connect to the first address that lets us."""
    by = min(ends, time.monotonic() + CONNECT)
    is_late = False
    for place in places:
        left = by - time.monotonic()
        if left <= 0:
            is_late = True
            break
        try:
            return socket.create_connection((place, port), timeout=left)
        except TimeoutError:
            is_late = True
        except OSError:
            continue
    raise Unreachable("slow" if is_late else "refused")


class _Watch:
    """Ends a connection when its time is over, wherever it is: a timeout of a socket begins anew with every byte."""

    def __init__(self, plain: socket.socket, ends: float) -> None:
        self.has_fired = False
        # A socket of its own for the same connection: the other is swallowed by TLS and may be closed meanwhile.
        self._socket = plain.dup()
        self._timer = threading.Timer(max(0.0, ends - time.monotonic()), self._end)
        self._timer.daemon = True

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        self._timer.join()
        self._socket.close()

    def _end(self) -> None:
        self.has_fired = True
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)


def _exchanged(
    target: Target, plain: socket.socket, guard: Guard, method: str, body: bytes, headers: dict[str, str]
) -> Answer:
    """Ask over a connection that stands. The socket is given to the protocol, so that it never connects by itself."""
    plain.settimeout(guard.longest)
    used = (
        (guard.trust or _trusted()).wrap_socket(plain, server_hostname=target.host)
        if target.is_tls
        else plain
    )
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = used
    sent = {
        "User-Agent": "Mainline",
        **headers,
        "Host": target.authority,
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    try:
        connection.request(method, target.path, body=body or None, headers=sent)
        with connection.getresponse() as answer:
            content = answer.read(MOST_BYTES + 1)
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, named, content[:MOST_BYTES], len(content) > MOST_BYTES)
    finally:
        connection.close()


@functools.cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


def _reason(error: Exception, *, is_late: bool) -> str:
    if is_late or isinstance(error, TimeoutError):
        return "slow"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate"
    return "tls" if isinstance(error, ssl.SSLError) else "broken"
