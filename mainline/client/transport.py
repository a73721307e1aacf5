"""Requests and answers: tokens, retries under one key, entity tags, problems, files in and out."""

from __future__ import annotations

import random
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import GenericAlias, MappingProxyType
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import msgspec
import urllib3
from urllib3.exceptions import HTTPError

from mainline.client.errors import ApiError, Problem, Unexpected, Unreachable, refusal
from mainline.client.operations import OPERATIONS, PREFIX

T = TypeVar("T")
Ids = Mapping[str, object]
"""What stands in the address, by name."""
Query = Mapping[str, Any]
"""Parameters; several values as a list; what is empty is left out."""
NOTHING: Mapping[str, Any] = MappingProxyType({})
_LOCAL = ("localhost", "127.0.0.1", "::1")
_AGAIN = frozenset({429, 502, 503, 504})
"""Statuses after which the same request is sent again, a write under the same key."""
_RUNNING = "idempotency.running"
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 60.0
_CACHED = 256
_CHUNK = 256 * 1024


class _Piece(msgspec.Struct):
    """A piece of a list, its rows not read yet."""

    items: msgspec.Raw
    next: str | None = None


class Body:
    """What a request sends: its media type, its length, and its bytes, the same however often they are asked for."""

    def __init__(self, media_type: str, length: int, chunks: Callable[[], Iterable[bytes]]) -> None:
        """Nothing is read yet."""
        self.media_type, self.length, self.chunks = media_type, length, chunks

    @classmethod
    def json(cls, value: object) -> Body:
        """Return a value as JSON."""
        content = msgspec.json.encode(value)
        return cls("application/json", len(content), lambda: [content])


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that was read whole."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Transport:
    """One server, one token. It may be used by several threads."""

    def __init__(
        self, url: str, token: str, *, language: str, timeout: float, retries: int, is_caching: bool
    ) -> None:
        """Raises ``ValueError`` for an address that is none, or over which a token would go unencrypted."""
        parts = urlsplit(url.strip().rstrip("/"))
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"{url!r} is no address of a server: write https://ip.example.org")
        if parts.username or parts.password:
            raise ValueError("The address must not hold a user name or password: give a token")
        if token and parts.scheme == "http" and parts.hostname not in _LOCAL:
            raise ValueError(f"{url!r}: a token is not sent without encryption. Write https://")
        self.base = f"{parts.scheme}://{parts.netloc}{parts.path}{PREFIX}"
        self._headers = {"Accept-Language": language, "User-Agent": "mainline-client/1"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._retries = retries
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=min(timeout, 10.0), read=timeout), retries=False
        )
        self._cache: OrderedDict[str, tuple[str, bytes]] | None = OrderedDict() if is_caching else None

    def close(self) -> None:
        """Close all connections."""
        self._pool.clear()

    def ask(
        self,
        operation: str,
        shape: type[T],
        *,
        ids: Ids = NOTHING,
        query: Query = NOTHING,
        body: Body | None = None,
    ) -> T:
        """Do an operation and return its answer as ``shape``."""
        reply = self._answered(operation, ids, query, body)
        try:
            return msgspec.json.decode(reply.content, type=shape)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise _unexpected(reply.status, f"{operation}: {error}") from error

    def act(self, operation: str, *, ids: Ids = NOTHING, body: Body | None = None) -> None:
        """Do an operation that answers nothing."""
        self._answered(operation, ids, NOTHING, body)

    def listed(
        self, operation: str, shape: type[T], *, ids: Ids = NOTHING, query: Query = NOTHING
    ) -> Iterator[T]:
        """Yield the rows of a list, piece by piece as they are wanted."""
        asked, rows = dict(query), GenericAlias(list, (shape,))
        while True:
            piece = self.ask(operation, _Piece, ids=ids, query=asked)
            try:
                found: list[T] = msgspec.json.decode(piece.items, type=rows)
            except msgspec.MsgspecError as error:
                raise _unexpected(200, f"{operation}: {error}") from error
            yield from found
            if not piece.next:
                return
            asked["cursor"] = piece.next

    def stream(self, operation: str, *, ids: Ids = NOTHING, query: Query = NOTHING) -> Iterator[bytes]:
        """Yield a file as it comes. What breaks off raises; what was yielded till then is not the whole."""
        method, address = self._address(operation, ids, query)
        for attempt in range(self._retries + 1):
            with self._open(method, address, None, {}) as response:
                if response.status == 200:
                    with _network():
                        yield from response.stream(_CHUNK, decode_content=True)
                    return
                wait = self._wait_or_raise(_reply_of(response), attempt)
            time.sleep(wait)

    def _address(self, operation: str, ids: Ids, query: Query) -> tuple[str, str]:
        method, path = OPERATIONS[operation]
        places = {name: quote(str(value), safe="") for name, value in ids.items()}
        said = [
            (name, _text(one))
            for name, value in query.items()
            for one in (value if isinstance(value, list | tuple) else [value])
            if one is not None and one != ""
        ]
        return method, f"{self.base}{path.format(**places)}" + (f"?{urlencode(said)}" if said else "")

    def _answered(self, operation: str, ids: Ids, query: Query, body: Body | None) -> Reply:
        method, address = self._address(operation, ids, query)
        if method == "GET":
            return self._read(address)
        # One key for all attempts: whichever of them arrives, it is done once.
        return self._tried(method, address, body, {"Idempotency-Key": str(uuid.uuid4())})

    def _read(self, address: str) -> Reply:
        known = self._cache.get(address) if self._cache is not None else None
        reply = self._tried("GET", address, None, {"If-None-Match": known[0]} if known else {})
        if known and reply.status == 304:
            return Reply(200, reply.headers, known[1])
        if self._cache is not None and "etag" in reply.headers:
            self._cache[address] = (reply.headers["etag"], reply.content)
            self._cache.move_to_end(address)
            while len(self._cache) > _CACHED:
                self._cache.popitem(last=False)
        return reply

    def _tried(self, method: str, address: str, body: Body | None, headers: Mapping[str, str]) -> Reply:
        """Ask until there is an answer, or no hope of one."""
        attempt = 0
        while True:
            try:
                with self._open(method, address, body, headers) as response:
                    reply = _reply_of(response)
                if reply.status < 300 or reply.status == 304:
                    return reply
                wait = self._wait_or_raise(reply, attempt)
            except Unreachable:
                if attempt >= self._retries:
                    raise
                wait = _wait(attempt, "")
            time.sleep(wait)
            attempt += 1

    def _wait_or_raise(self, reply: Reply, attempt: int) -> float:
        """Return the seconds after which a request is worth another attempt, or raise what its answer says."""
        error = _problem(reply)
        if attempt < self._retries and (reply.status in _AGAIN or error.code == _RUNNING):
            return _wait(attempt, reply.headers.get("retry-after", ""))
        raise error

    @contextmanager
    def _open(
        self, method: str, address: str, body: Body | None, headers: Mapping[str, str]
    ) -> Iterator[urllib3.BaseHTTPResponse]:
        sent = {**self._headers, **headers}
        if body is not None:
            sent |= {"Content-Type": body.media_type, "Content-Length": str(body.length)}
        with _network():
            response = self._pool.request(
                method,
                address,
                headers=sent,
                body=None if body is None else iter(body.chunks()),
                preload_content=False,
                # A token goes to the server that it was given for, and nowhere else.
                redirect=False,
            )
        try:
            yield response
        finally:
            # One that was read to its end has given its connection back already.
            response.close()


@contextmanager
def _network() -> Iterator[None]:
    try:
        yield
    except (HTTPError, OSError) as error:
        told = f"{type(error).__name__}: {error}"
        raise Unreachable(f"服务器没有回答。{told}", f"The server did not answer. {told}") from error


def _reply_of(response: urllib3.BaseHTTPResponse) -> Reply:
    with _network():
        content = response.read(decode_content=True)
    return Reply(response.status, {name.lower(): value for name, value in response.headers.items()}, content)


def _problem(reply: Reply) -> ApiError:
    """Return the exception of a refusal."""
    if reply.headers.get("content-type", "").startswith("application/problem+json"):
        try:
            found = msgspec.json.decode(reply.content, type=Problem)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return _unexpected(reply.status, "")
        return refusal(msgspec.structs.replace(found, status=reply.status))
    return _unexpected(reply.status, "")


def _unexpected(status: int, detail: str) -> Unexpected:
    more = f": {detail}" if detail else ""
    return Unexpected(
        f"回答（{status}）不是本接口的回答，请检查地址{more}",
        f"The answer ({status}) is none of this API: check the address{more}",
    )


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _wait(attempt: int, asked: str) -> float:
    """Return the seconds to wait: as the server asks, else twice as long each time, by chance a little more."""
    if asked.isdecimal():
        return min(float(asked), _LONGEST_WAIT) + random.random() * 0.2
    return min(_FIRST_WAIT * 2.0**attempt, _LONGEST_WAIT) * (1 + random.random() * 0.3)
