"""What the server takes before the program sees it."""

from __future__ import annotations

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import LimitRequestLine, ParseException
from gunicorn.http.message import Request
from gunicorn.http.parser import RequestParser

from mainline import serving
from mainline.cli.serve import _gunicorn
from mainline.search.query import LONGEST_QUERY


def asked(line: bytes, headers: bytes = b"Host: localhost") -> Request:
    config = Config()
    config.set("limit_request_line", serving.limit_request_line)
    raw = line + b"\r\n" + headers + b"\r\n\r\n"
    pieces = (raw[at : at + 8192] for at in range(0, len(raw), 8192))
    return next(RequestParser(config, pieces, ("127.0.0.1", 1)))


def test_longest_query_in_chinese_fits_into_an_address() -> None:
    query = b"%E5%A4%A7" * LONGEST_QUERY

    assert asked(b"GET /search/?q=" + query + b" HTTP/1.1").query == "q=" + query.decode()


@pytest.mark.parametrize("length", [66_000, 1_000_000])
def test_address_without_end_is_refused(length: int) -> None:
    with pytest.raises(LimitRequestLine):
        asked(b"GET /" + b"a" * length + b" HTTP/1.1")


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        b"Content-Length: 5\r\nContent-Length: 6",
        b"Content-Length: +5",
        b"Transfer-Encoding: xchunked",
        b"Transfer-Encoding: chunked, identity",
        b"Host : localhost",
        b"X: 1\nTransfer-Encoding: chunked",
    ],
)
def test_request_whose_end_two_programs_could_see_elsewhere_is_refused(headers: bytes) -> None:
    with pytest.raises(ParseException):
        asked(b"POST /login/ HTTP/1.1", headers)


def test_server_is_started_by_these_limits() -> None:
    told = _gunicorn("127.0.0.1:8000")

    assert "--config=python:mainline.serving" in told
    assert not [argument for argument in told if "request-line" in argument]
