"""How the client asks: keys, retries, tags, refusals, files; against a receiver that answers as it is told."""

from __future__ import annotations

import datetime as dt
import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mainline import client as package
from mainline.client import (
    Client,
    Conflict,
    Invalid,
    NotFound,
    RateLimited,
    ServerFault,
    Unexpected,
    Unreachable,
)
from mainline.client import transport as transport_module
from tests.receivers import Receiver, answering, listening, quietly

PROBLEM = "application/problem+json"
ORGANISATION = {
    "id": 7, "name": "北川大学", "name_zh": "北川大学", "name_en": "", "kind": "university", "country": "CN", "place": "",
    "rights": 3,
}  # fmt: skip


@pytest.fixture
def server() -> Iterator[Any]:
    with listening() as found:
        found.base = f"http://127.0.0.1:{found.port}"
        yield found


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waits are taken down and not waited."""
    waits: list[float] = []
    monkeypatch.setattr(transport_module.time, "sleep", waits.append)
    return waits


def in_turn(*replies: Callable[[Receiver], None]) -> Callable[[Receiver], None]:
    """Each request gets the next reply, the last one for ever."""
    left = list(replies)
    return lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)


def with_json(value: Any, status: int = 200, **headers: str) -> Callable[[Receiver], None]:
    return answering(status, json.dumps(value).encode(), **{"Content_Type": "application/json", **headers})


def refusing(status: int, code: str, **more: Any) -> Callable[[Receiver], None]:
    body = {"code": code, "status": status, "message_zh": "不行", "message_en": "No", **more.pop("body", {})}
    return answering(status, json.dumps(body).encode(), Content_Type=PROBLEM, **more)


def record(client: Client) -> Any:
    return client.record_event(
        1, "utilization.nda.signed", happened_on=dt.date(2026, 3, 2), source_text="合同"
    )


@pytest.mark.parametrize(
    "url",
    [
        "ip.example.org",
        "ftp://ip.example.org",
        "https://",
        "https://u:p@ip.example.org",
        "https://ip.example.org/?a=1",
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"address|token"):
        Client(url)


def test_a_token_is_not_sent_without_encryption() -> None:
    with pytest.raises(ValueError, match="encryption"):
        Client("http://ip.example.org", "mlt_x")

    Client("http://ip.example.org").close()
    Client("https://ip.example.org/mainline/", "mlt_x").close()


def test_token_and_language_go_with_every_request(server: Any) -> None:
    server.reply = with_json(ORGANISATION)

    with Client(server.base, "mlt_x", language="en") as client:
        assert client.organisation(7).name == "北川大学"

    path, headers, _body = server.asked[0]
    assert path == "/api/v1/organisations/7"
    assert (headers["Authorization"], headers["Accept-Language"]) == ("Bearer mlt_x", "en")
    assert "Idempotency-Key" not in headers


def test_a_write_is_tried_again_under_the_same_key(server: Any, short_waits: list[float]) -> None:
    server.reply = in_turn(
        refusing(503, "database", Retry_After="2"),
        refusing(409, "idempotency.running"),
        refusing(422, "parameter"),
    )

    with Client(server.base, "mlt_x") as client, pytest.raises(Invalid):
        record(client)

    keys = {headers["Idempotency-Key"] for _path, headers, _body in server.asked}
    assert (len(server.asked), len(keys)) == (3, 1)
    assert len({body for _path, _headers, body in server.asked}) == 1
    assert 2 <= short_waits[0] <= 2.2
    assert len(short_waits) == 2


def test_an_answer_that_is_cut_off_is_asked_for_again(server: Any) -> None:
    def cut(handler: Receiver) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(b'{"id": ')

    server.reply = in_turn(cut, with_json(ORGANISATION))

    with Client(server.base) as client:
        assert client.organisation(7).id == 7


def test_two_writes_have_two_keys(server: Any) -> None:
    server.reply = answering(204)

    with Client(server.base, "mlt_x") as client:
        client.unshare(1, 2)
        client.unshare(1, 2)

    assert len({headers["Idempotency-Key"] for _path, headers, _body in server.asked}) == 2


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, "token", package.NotLoggedIn),
        (403, "scope", package.NotAllowed),
        (404, "not_found", NotFound),
        (409, "conflict", Conflict),
        (413, "too_large", package.TooLarge),
        (422, "parameter", Invalid),
        (400, "query", Invalid),
        (500, "internal", ServerFault),
    ],
)
def test_a_refusal_is_an_exception_with_code_and_both_messages(
    server: Any, status: int, code: str, kind: type[package.ApiError]
) -> None:
    told = {
        "field": "/code",
        "errors": [{"field": "/code", "message_zh": "没有", "message_en": "There is none"}],
    }
    server.reply = refusing(status, code, body=told)

    with Client(server.base) as client, pytest.raises(kind) as refused:
        client.organisation(7)

    error: Any = refused.value
    assert (error.code, error.status, error.message_zh, error.message_en) == (code, status, "不行", "No")
    assert (error.field, error.errors[0].message_zh) == ("/code", "没有")
    assert len(server.asked) == 1


def test_who_asks_too_often_waits_as_told_and_gives_up_at_last(server: Any, short_waits: list[float]) -> None:
    server.reply = refusing(429, "rate", Retry_After="7")

    with Client(server.base, retries=2) as client, pytest.raises(RateLimited):
        client.organisation(7)

    assert len(server.asked) == 3
    assert all(7 <= wait <= 7.2 for wait in short_waits)


def test_an_absurd_wait_is_not_waited(server: Any, short_waits: list[float]) -> None:
    server.reply = refusing(503, "database", Retry_After="999999")

    with Client(server.base, retries=1) as client, pytest.raises(ServerFault):
        client.organisation(7)

    assert short_waits[0] < 61


def test_no_redirection_is_followed_with_the_token(server: Any) -> None:
    with listening() as elsewhere:
        server.reply = answering(302, Location=elsewhere.url)

        with Client(server.base, "mlt_x") as client, pytest.raises(Unexpected):
            client.organisation(7)

        assert elsewhere.asked == []


@pytest.mark.parametrize(
    "reply",
    [
        answering(200, b"<html>proxy</html>", Content_Type="text/html"),
        answering(502, b"<html>bad gateway</html>"),
        answering(404, b"not here", Content_Type="text/plain"),
        answering(422, b"{broken", Content_Type=PROBLEM),
        with_json({"id": "seven"}),
        with_json([1, 2]),
    ],
)
def test_what_is_no_answer_of_this_api_is_unexpected(server: Any, reply: Callable[[Receiver], None]) -> None:
    server.reply = reply

    with Client(server.base, retries=0) as client, pytest.raises(Unexpected):
        client.organisation(7)


def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with Client(f"http://127.0.0.1:{port}", retries=1) as client, pytest.raises(Unreachable) as refused:
        client.organisation(7)

    assert refused.value.message_zh


def test_what_has_not_changed_is_not_sent_again(server: Any) -> None:
    server.reply = in_turn(with_json(ORGANISATION, ETag='W/"a"'), answering(304, ETag='W/"a"'))

    with Client(server.base, is_caching=True) as client:
        first, second = client.organisation(7), client.organisation(7)

    assert first == second
    assert server.asked[1][1]["If-None-Match"] == 'W/"a"'


def test_members_that_a_newer_server_adds_are_left_out(server: Any) -> None:
    server.reply = with_json({**ORGANISATION, "shoe_size": 43})

    with Client(server.base) as client:
        assert client.organisation(7).rights == 3


def test_a_list_is_read_by_its_cursors_as_far_as_it_is_wanted(server: Any) -> None:
    pieces = [
        {"items": [ORGANISATION] * 2, "next": "c1~x", "previous": None},
        {"items": [ORGANISATION], "next": None},
    ]
    server.reply = in_turn(*(with_json(piece) for piece in pieces))

    with Client(server.base) as client:
        rows = client.organisations("大学", kind="university")
        next(rows)
        assert len(server.asked) == 1
        assert len(list(rows)) == 2

    assert "q=%E5%A4%A7%E5%AD%A6" in server.asked[0][0]
    assert "cursor=c1~x" in server.asked[1][0]


def test_a_file_is_sent_as_a_form_and_whole_at_each_attempt(server: Any, tmp_path: Path) -> None:
    file = tmp_path / 'a "b"\n权利.csv'
    file.write_bytes(b"x" * 600_000 + b"\r\n--not a boundary--\r\n")
    server.reply = in_turn(refusing(503, "database"), refusing(422, "file"))

    with Client(server.base, "mlt_x") as client, pytest.raises(Invalid):
        client.upload(file)

    assert len(server.asked) == 2
    first, second = (body for _path, _headers, body in server.asked)
    assert first == second
    assert b'name="dry_run"\r\n\r\ntrue\r\n' in first
    assert 'filename="a %22b%22%0A权利.csv"'.encode() in first
    assert file.read_bytes() in first


def test_a_download_that_breaks_off_leaves_no_file(server: Any, tmp_path: Path) -> None:
    def breaks(handler: Receiver) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        handler.wfile.write(b"half")

    server.reply = quietly(breaks)
    to = tmp_path / "result.csv"
    to.write_text("former")

    with Client(server.base) as client, pytest.raises(Unreachable):
        client.export("大豆", to=to)

    assert to.read_text() == "former"
    assert not to.with_name("result.csv.part").exists()


def test_a_wait_that_is_too_long_says_that_the_import_goes_on(server: Any) -> None:
    job = {
        "id": 3, "name": "a", "state": "running", "is_dry_run": False, "requested_by": "", "requested_at": "2026-11-20T08:00:00Z",
        "started_at": None, "finished_at": None, "bytes_total": 0, "bytes_done": 0,
        "counts": dict.fromkeys(("read", "new", "changed", "same", "recovered", "quarantined"), 0), "url": "/x",
        "by_format": {}, "unrecognised": [], "rejected": [], "quarantine": 0, "error": "", "can_confirm": False,
        "can_run_again": False,
    }  # fmt: skip
    server.reply = with_json(job)
    seen: list[str] = []

    with Client(server.base) as client, pytest.raises(package.TimedOut):
        client.wait(3, timeout=0.0, report=lambda told: seen.append(told.state))

    assert seen == ["running"]
