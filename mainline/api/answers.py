"""From what a view found to bytes: JSON, entity tags, links to the pieces of a list."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags, urlencode

from mainline.api.cursors import Piece

JSON = "application/json; charset=utf-8"
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Answer:
    """What a view found. Encoded as it is: to check our own rows against the schema costs as much as to find them."""

    body: Any = None
    status: int = 200
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
        return without_body(answer.status, {})
    content = _encode(answer.body)
    headers = _headers(request, answer, content)
    if request.method in ("GET", "HEAD") and is_known(request, headers):
        return without_body(304, headers)
    if answer.untagged:
        content = _encode({**answer.body, **answer.untagged})
    return HttpResponse(content, status=answer.status, content_type=JSON, headers=headers)


def without_body(status: int, headers: Mapping[str, str]) -> HttpResponse:
    """Return an answer that has no content, and so no type of it."""
    response = HttpResponse(status=status, headers=dict(headers))
    del response["Content-Type"]
    return response


def _headers(request: HttpRequest, answer: Answer, content: bytes) -> dict[str, str]:
    headers = {}
    if answer.status == 200:
        headers["ETag"] = f'W/"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'
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
    """Whether the asker holds this answer, by its tag, compared weakly (RFC 9110, 13.1.2).

    There is no Last-Modified: even of an event, which never changes, it may be told later that another corrects it.
    """
    known = {tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))}
    return "ETag" in headers and ("*" in known or headers["ETag"].removeprefix("W/") in known)
