"""A small object store, standing for the outside service in tests.

It keeps objects in memory and answers as much of S3 as the client asks for. It recomputes the signature of every
request (AWS Signature Version 4) with the secret key, and refuses one that is not signed by it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

ACCESS, SECRET, REGION, BUCKET = "mainline", "a secret of the tests", "test-1", "bucket"
_XML = '<?xml version="1.0" encoding="UTF-8"?>'


@dataclass
class Objects:
    """What is kept, and what was asked: ``fail`` answers the next requests with this status."""

    port: int = 0
    held: dict[str, tuple[bytes, dt.datetime]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    refused: int = 0
    fail: int = 0

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving() -> Iterator[Objects]:
    """Serve until the block ends."""
    objects = Objects()

    class Handler(_Handler):
        store = objects

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    objects.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield objects
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    store: Objects
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        query = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        if not self._is_let_in(b""):
            return
        if "list-type" in query:
            self._answer(200, self._listed(query.get("prefix", "")))
        else:
            self._object()

    def do_HEAD(self) -> None:
        if self._is_let_in(b""):
            self._object()

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._is_let_in(body):
            self.store.held[self._key()] = (body, dt.datetime.now(dt.UTC))
            self._answer(200, b"", {"ETag": '"x"'})

    def do_DELETE(self) -> None:
        if self._is_let_in(b""):
            self.store.held.pop(self._key(), None)
            self._answer(204, b"")

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix(f"/{BUCKET}/")

    def _object(self) -> None:
        found = self.store.held.get(self._key())
        if found is None:
            self._error(404, "NoSuchKey")
            return
        at = found[1].strftime("%a, %d %b %Y %H:%M:%S GMT")
        self._answer(200, found[0], {"Last-Modified": at, "ETag": '"x"'})

    def _listed(self, prefix: str) -> bytes:
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(body)}</Size><ETag>x</ETag>"
            f"<LastModified>{at.strftime('%Y-%m-%dT%H:%M:%S.000Z')}</LastModified></Contents>"
            for key, (body, at) in sorted(self.store.held.items())
            if key.startswith(prefix)
        )
        head = f"<Name>{BUCKET}</Name><Prefix>{escape(prefix)}</Prefix><IsTruncated>false</IsTruncated>"
        space = "http://s3.amazonaws.com/doc/2006-03-01/"
        return f'{_XML}<ListBucketResult xmlns="{space}">{head}{rows}</ListBucketResult>'.encode()

    def _is_let_in(self, body: bytes) -> bool:
        self.store.asked.append(f"{self.command} {urlsplit(self.path).path}")
        if self.store.fail:
            self._error(self.store.fail, "AccessDenied" if self.store.fail == 403 else "InternalError")
            return False
        if _is_signed(self.command, self.path, dict(self.headers.items()), body):
            return True
        self.store.refused += 1
        self._error(403, "SignatureDoesNotMatch")
        return False

    def _error(self, status: int, code: str) -> None:
        said = f"{_XML}<Error><Code>{code}</Code><Message>{code}</Message><Resource>/</Resource></Error>"
        self._answer(status, said.encode(), {"Content-Type": "application/xml"})

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _is_signed(method: str, path: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether a request carries the signature that the secret key makes of it, and its body the hash it names."""
    held = {name.lower(): value for name, value in headers.items()}
    said = held.get("authorization", "")
    if not said.startswith("AWS4-HMAC-SHA256 "):
        return False
    parts = dict(piece.strip().split("=", 1) for piece in said.removeprefix("AWS4-HMAC-SHA256 ").split(","))
    access, day, region, service, _end = parts["Credential"].split("/")
    if (access, region, service) != (ACCESS, REGION, "s3"):
        return False
    if held["x-amz-content-sha256"] != hashlib.sha256(body).hexdigest():
        return False
    names = parts["SignedHeaders"].split(";")
    split = urlsplit(path)
    query = sorted(
        (quote(k, "-_.~"), quote(v, "-_.~")) for k, v in parse_qsl(split.query, keep_blank_values=True)
    )
    canonical = "\n".join(
        [
            method,
            split.path,
            "&".join(f"{name}={value}" for name, value in query),
            "".join(f"{name}:{' '.join(held[name].split())}\n" for name in names),
            ";".join(names),
            held["x-amz-content-sha256"],
        ]
    )
    scope = f"{day}/{region}/{service}/aws4_request"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join(["AWS4-HMAC-SHA256", held["x-amz-date"], scope, hashed])
    key = f"AWS4{SECRET}".encode()
    for piece in (day, region, service, "aws4_request"):
        key = hmac.new(key, piece.encode(), hashlib.sha256).digest()
    return hmac.compare_digest(hmac.new(key, text.encode(), hashlib.sha256).hexdigest(), parts["Signature"])
