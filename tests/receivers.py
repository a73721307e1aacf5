"""A receiver of requests on this machine: answers as it is told to, and keeps what it was asked."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

LOCAL = "127.0.0.1"


class Receiver(http.server.BaseHTTPRequestHandler):
    """One request; what to answer is the server's ``reply``."""

    server: Any

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.server.asked.append((self.path, dict(self.headers.items()), body))
        self.server.reply(self)

    do_GET = do_PUT = do_DELETE = do_POST

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def answering(status: int, body: bytes = b"", **headers: str) -> Callable[[Receiver], None]:
    """A reply of one status."""

    def reply(handler: Receiver) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def quietly(reply: Callable[[Receiver], None]) -> Callable[[Receiver], None]:
    """The same reply, whether or not the asker stays to the end."""

    def to_whoever_stays(handler: Receiver) -> None:
        try:
            reply(handler)
        except OSError:
            handler.close_connection = True

    return to_whoever_stays


@contextmanager
def listening() -> Iterator[Any]:
    """A server with ``port``, ``entry`` (how it is excepted), ``url``, ``asked`` and ``reply``."""
    server: Any = http.server.ThreadingHTTPServer((LOCAL, 0), Receiver)
    server.asked, server.reply, server.port = [], answering(200, b"thanks"), server.server_address[1]
    server.entry, server.url = f"{LOCAL}:{server.port}", f"http://{LOCAL}:{server.port}/in"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
