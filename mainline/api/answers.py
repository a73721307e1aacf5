"""From what a view found to bytes: JSON, entity tags, links to the pieces of a list."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date, parse_etags, parse_http_date_safe, urlencode

from mainline.api.cursors import Piece

JSON = "application/json; charset=utf-8"
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Answer:
    """What a view found. Encoded as it is: to check our own rows against the schema costs as much as to find them."""

    body: Any = None
    status: int = 200
    modified_at: dt.datetime | None = None
    tag: str = ""
    """What the content follows from, where that is known without it; else the tag follows from the content."""
    untagged: Mapping[str, Any] = field(default_factory=dict)
    """Members that differ from answer to answer and mean nothing, such as the time it took."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Relation to cursor."""


def listed(piece: Piece, rows: list[Any], **more: Any) -> Answer:
    """Lay a piece of a list out: its rows, the cursors that lead on and back, and what else is told."""
    body = {"items": rows, "next": piece.next or None, "previous": piece.previous or None, **more}
    links = {"next": piece.next, "prev": piece.previous}
    return Answer(body, links={relation: cursor for relation, cursor in links.items() if cursor})


def response_to(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Encode an answer; 304 where the asker has it already."""
    if answer.body is None:
        return HttpResponse(status=answer.status)
    content = _encode(answer.body)
    headers = _headers(request, answer, content)
    if request.method in ("GET", "HEAD") and is_known(request, headers):
        return HttpResponse(status=304, headers=headers)
    if answer.untagged:
        content = _encode({**answer.body, **answer.untagged})
    return HttpResponse(content, status=answer.status, content_type=JSON, headers=headers)


def tag_of(*parts: object) -> str:
    """Return a weak entity tag of what an answer follows from."""
    return _tag(repr(parts).encode())


def _tag(content: bytes) -> str:
    return f'W/"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'


def _headers(request: HttpRequest, answer: Answer, content: bytes) -> dict[str, str]:
    headers = {}
    if answer.status == 200:
        headers["ETag"] = answer.tag or _tag(content)
    if answer.modified_at is not None:
        headers["Last-Modified"] = http_date(answer.modified_at.timestamp())
    if answer.links:
        headers["Link"] = ", ".join(
            f'<{_address(request, cursor)}>; rel="{relation}"' for relation, cursor in answer.links.items()
        )
    if answer.status == 201 and "url" in answer.body:
        headers["Location"] = answer.body["url"]
    return headers


def _address(request: HttpRequest, cursor: str) -> str:
    given = [(name, values) for name, values in request.GET.lists() if name not in ("cursor", "page")]
    return f"{request.path}?{urlencode([*given, ('cursor', cursor)], doseq=True)}"


def is_known(request: HttpRequest, headers: Mapping[str, str]) -> bool:
    """Whether the asker holds this answer: by its tag, compared weakly, else by its date (RFC 9110, 13.1)."""
    if (tags := request.headers.get("If-None-Match")) is not None:
        known = {tag.removeprefix("W/") for tag in parse_etags(tags)}
        return "ETag" in headers and ("*" in known or headers["ETag"].removeprefix("W/") in known)
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    told = parse_http_date_safe(headers.get("Last-Modified", ""))
    return since is not None and told is not None and told <= since
