"""Many simulated users of the pages: plain HTTP over asyncio's streams, so that asking costs little beside answering."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from tests.bench.load_register import application_number

THINK = 7.0
"""Mean of the seconds between an answer and the next request: negative exponential, none above ten times the mean.

TPC Benchmark W (Specification 1.8, 2002, clause 5.3.2) lets its users of a website think so.
"""
TIMEOUT = 60.0
STATUSES = ("in_force", "pending", "ceased", "published")
MEMBER = {
    "home": 9, "search": 13, "search with filter": 10, "right": 20, "more like it": 6, "my day": 9, "organisation": 9,
    "table": 9, "api": 10, "write event": 2, "write view": 1, "write import": 1, "write document": 1,
}  # fmt: skip
"""What a member asks for, in hundredths."""
VISITOR = {
    "home": 13,
    "search": 22,
    "search with filter": 13,
    "right": 25,
    "more like it": 7,
    "organisation": 10,
    "table": 5,
    "api": 5,
}
WRITER = {"write event": 5, "write view": 2, "write import": 1, "write document": 2}
"""What is asked for while the server is killed."""


@dataclass
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: dict[str, str]


@dataclass
class Measured:
    """What all users saw."""

    times: dict[str, list[float]] = field(default_factory=dict)
    """Milliseconds by kind of request, answered ones alone."""
    errors: list[str] = field(default_factory=list)
    marks: list[dict[str, Any]] = field(default_factory=list)
    """Writes by their mark, and whether they were answered with a promise."""
    asked: int = 0


class Connection:
    """One connection that is kept while the server keeps it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Ask; where a kept connection was closed in the meantime, once more on a new one."""
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self._port}",
            *(f"{k}: {v}" for k, v in headers.items()),
        ]
        if body or method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        data = "\r\n".join([*lines, "", ""]).encode() + body
        if self._streams is not None:
            try:
                return await self._sent(data)
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                self.close()
                if getattr(error, "partial", b""):
                    raise
        self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
        return await self._sent(data)

    async def _sent(self, data: bytes) -> Answer:
        assert self._streams
        reader, writer = self._streams
        writer.write(data)
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:])
            if name
        }
        body = await self._body(reader, headers, int(head[0].split(" ")[1]))
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(int(head[0].split(" ")[1]), body, headers)

    @staticmethod
    async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str], status: int) -> bytes:
        if headers.get("transfer-encoding") == "chunked":
            parts = []
            while size := int((await reader.readline()).strip() or b"0", 16):
                parts.append((await reader.readexactly(size + 2))[:-2])
            await reader.readline()
            return b"".join(parts)
        if "content-length" in headers:
            return await reader.readexactly(int(headers["content-length"]))
        return b"" if status in (204, 304) else await reader.read()

    def close(self) -> None:
        """Forget the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


class User:
    """One user: a browser with a session, or without."""

    def __init__(
        self,
        port: int,
        seed: int,
        member: Mapping[str, Any] | None,
        queries: list[str],
        rights: int,
        told: Measured,
    ) -> None:
        self.random = random.Random(seed)
        self.member, self.queries, self.rights, self.told = member, queries, rights, told
        self.connection = Connection(port)
        self.token = secrets.token_hex(16)
        cookies = {"csrftoken": self.token} | ({"sessionid": member["session"]} if member else {})
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Accept-Language": self.random.choice(("zh-CN", "en")),
            "Accept": "text/html",
        }

    async def live(self, until: float, mix: Mapping[str, int], think: float = THINK) -> None:
        """Ask and think, until a moment of the monotonic clock. ``think`` is the mean, in seconds."""
        names, weights = list(mix), list(mix.values())
        await asyncio.sleep(self.random.uniform(0, think))
        while time.monotonic() < until:
            (name,) = self.random.choices(names, weights)
            await self._timed(name)
            pause = min(self.random.expovariate(1 / think), 10 * think)
            await asyncio.sleep(max(0.0, min(pause, until - time.monotonic())))
        self.connection.close()

    async def _timed(self, name: str) -> None:
        self.told.asked += 1
        started = time.perf_counter()
        try:
            answer = await asyncio.wait_for(ACTIONS[name](self), TIMEOUT)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            self.connection.close()
            self.told.errors.append(f"{name}: {type(error).__name__}")
            return
        self.told.times.setdefault(name, []).append((time.perf_counter() - started) * 1000)
        if answer.status >= 400 or (
            answer.status == 302 and answer.headers.get("location", "").startswith("/login")
        ):
            self.told.errors.append(f"{name}: {answer.status} {answer.body[:160]!r}")

    async def get(self, path: str, **more: str) -> Answer:
        """Ask for a page."""
        return await self.connection.ask("GET", path, {**self.headers, **more})

    async def post(self, path: str, body: bytes, media_type: str, **more: str) -> Answer:
        """Send a form."""
        headers = {**self.headers, "Content-Type": media_type, "X-CSRFToken": self.token, **more}
        return await self.connection.ask("POST", path, headers, body)

    async def promised(self, kind: str, send: Callable[[str], Awaitable[Answer]]) -> Answer:
        """Write something under a mark of its own, and remember whether it was promised."""
        mark = {"kind": kind, "mark": f"load {kind} {secrets.token_hex(8)}", "promised": False}
        self.told.marks.append(mark)
        answer = await send(str(mark["mark"]))
        mark["promised"] = 200 <= answer.status < 400
        return answer

    @property
    def own(self) -> int:
        """A right of the member's organisation."""
        assert self.member
        return int(self.random.choice(self.member["rights"]))


def form(fields: Mapping[str, str]) -> bytes:
    """A form as a browser sends it."""
    return urlencode(fields).encode()


def file(name: str, content: bytes, **fields: str) -> tuple[bytes, str]:
    """A form with a file, and its media type. The field is ``files`` for documents and ``file`` for imports."""
    edge = secrets.token_hex(12)
    field_name = fields.pop("field")
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
        for k, v in fields.items()
    ]
    parts.append(
        f'--{edge}\r\nContent-Disposition: form-data; name="{field_name}"; filename="{name}"\r\n'.encode()
    )
    parts.append(b"Content-Type: application/octet-stream\r\n\r\n" + content + f"\r\n--{edge}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={edge}"


async def home(user: User) -> Answer:
    """The first page."""
    return await user.get("/")


async def search(user: User) -> Answer:
    """Three words, with the facets that the page counts."""
    return await user.get(f"/search/?q={quote(user.random.choice(user.queries))}")


async def filtered(user: User) -> Answer:
    """The same, narrowed by a facet."""
    return await user.get(
        f"/search/?q={quote(user.random.choice(user.queries))}&status={user.random.choice(STATUSES)}"
    )


async def right(user: User) -> Answer:
    """A right: any, and of a member every second time one of their own."""
    if user.member and user.random.random() < 0.5:
        return await user.get(f"/rights/{user.own}/")
    return await user.get(f"/rights/{user.random.randint(1, user.rights)}/")


async def like(user: User) -> Answer:
    """What the page of a right fetches for who reads it to the end: one in three or four does."""
    return await user.get(f"/rights/{user.random.randint(1, user.rights)}/like/", **{"HX-Request": "true"})


async def my_day(user: User) -> Answer:
    """What is due."""
    return await user.get("/my-day/")


async def organisation(user: User) -> Answer:
    """A member's own organisation, or one of the largest."""
    pk = user.member["organisation"] if user.member else user.random.randint(1, 2000)
    return await user.get(f"/organisations/{pk}/")


async def table(user: User) -> Answer:
    """A list filtered by status, sorted by day; for visitors that of organisations by name."""
    if user.member:
        return await user.get(f"/my-rights/?status={user.random.choice(STATUSES)}&sort=-filed")
    return await user.get(f"/organisations/?name={quote(user.random.choice('ABCDEFGHIKLMNOPRST'))}")


async def api(user: User) -> Answer:
    """A program reads: a search, a right, a list."""
    query = quote(user.random.choice(user.queries))
    paths = (f"/search?q={query}", f"/rights/{user.random.randint(1, user.rights)}", "/rights?limit=50")
    return await user.get(f"/api/v1{user.random.choice(paths)}")


async def write_event(user: User) -> Answer:
    """Record an event on a right of one's own."""
    day = f"20{user.random.randint(18, 25)}-{user.random.randint(1, 12):02d}-{user.random.randint(1, 28):02d}"

    async def send(mark: str) -> Answer:
        fields = {
            "code": "utilization.nda.signed",
            "happened_on": day,
            "source_text": mark,
            "confidentiality": "holder",
            "reference": mark,
        }
        return await user.post(
            f"/rights/{user.own}/record/", form(fields), "application/x-www-form-urlencoded"
        )

    return await user.promised("event", send)


async def write_view(user: User) -> Answer:
    """Keep a view of a table."""

    async def send(mark: str) -> Answer:
        fields = {"table": "my-rights", "address": "/my-rights/?status=in_force", "name": mark}
        return await user.post("/views/save/", form(fields), "application/x-www-form-urlencoded")

    return await user.promised("view", send)


async def write_import(user: User) -> Answer:
    """Bring in three rights, in earnest."""

    async def send(mark: str) -> Answer:
        serials = range(first := int(mark[-7:], 16) % 9_000_000, first + 3)
        lines = ["权利种类,受理局,名称,申请号"]
        lines += [f"发明,CN,{mark} {n},{application_number(2025, '发明', n)}" for n in serials]
        body, media_type = file(f"{mark}.csv", "\n".join(lines).encode(), dry_run="false", field="file")
        return await user.post(
            "/api/v1/imports", body, media_type, **{"Idempotency-Key": mark.replace(" ", "-")}
        )

    return await user.promised("import", send)


async def write_document(user: User) -> Answer:
    """Add a text to a right of one's own."""

    async def send(mark: str) -> Answer:
        body, media_type = file(f"{mark}.txt", f"{mark}\n".encode(), confidentiality="holder", field="files")
        return await user.post(f"/rights/{user.own}/documents/add/", body, media_type)

    return await user.promised("document", send)


ACTIONS: dict[str, Callable[[User], Awaitable[Answer]]] = {
    "home": home, "search": search, "search with filter": filtered, "right": right, "more like it": like, "my day": my_day,
    "organisation": organisation, "table": table, "api": api, "write event": write_event, "write view": write_view,
    "write import": write_import, "write document": write_document,
}  # fmt: skip


async def prove(port: int, until: float, told: Measured, every: float = 0.5) -> None:
    """The yardstick: ask now and then for what asks the database one thing and draws nothing."""
    connection = Connection(port)
    while time.monotonic() < until:
        started = time.perf_counter()
        answer = await connection.ask("GET", "/healthz", {})
        told.times.setdefault("/healthz", []).append((time.perf_counter() - started) * 1000)
        if answer.status != 200:
            told.errors.append(f"/healthz: {answer.status}")
        await asyncio.sleep(every)
    connection.close()


def as_json(marks: list[dict[str, Any]]) -> str:
    """Marks for the process that looks for them."""
    return json.dumps(marks)
