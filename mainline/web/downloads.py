"""Files handed to a browser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

_FLUSH = 32 * 1024


def download(parts: Iterable[bytes], media_type: str, name: str) -> StreamingHttpResponse:
    """Stream parts as a file to be saved under ``name``."""
    response = StreamingHttpResponse(gathered(parts), content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def json_download(value: dict[str, object], name: str) -> HttpResponse:
    """One JSON object as a file, Chinese left readable, written as the API writes it."""
    content = msgspec.json.format(msgspec.json.encode(value), indent=2)
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.json") or "attachment"
    return response


def gathered(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Join small parts: a write to the network for each line of a long file would cost more than the line."""
    waiting: list[bytes] = []
    length = 0
    for part in parts:
        waiting.append(part)
        length += len(part)
        if length >= _FLUSH:
            yield b"".join(waiting)
            waiting, length = [], 0
    if waiting:
        yield b"".join(waiting)
