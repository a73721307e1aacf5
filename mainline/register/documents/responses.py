"""Files handed to a browser so that nothing in them can run: as a download, or as a picture and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header

_SANDBOX = "default-src 'none'; sandbox"


def guarded(response: HttpResponseBase, name: str, tag: str, *, is_download: bool) -> HttpResponseBase:
    """Add the headers that keep a file from being more than a file.

    ``name`` is written as RFC 6266 says, whatever characters it has; ``tag`` names the content. A browser asks each
    time whether it may still have it, and is told "not modified" without the file being read again.
    """
    response["Content-Disposition"] = content_disposition_header(is_download, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{tag}"'
    return response


def streamed(chunks: Iterable[bytes], media_type: str, size: int) -> StreamingHttpResponse:
    """Stream a file. Of altered content the last piece never comes, so that a browser sees that it is not whole."""
    response = StreamingHttpResponse(chunks, content_type=media_type)
    response["Content-Length"] = str(size)
    return response


def unchanged(request: HttpRequest, tag: str) -> HttpResponse | None:
    """Return "not modified" where the browser has this content already."""
    return HttpResponseNotModified() if request.headers.get("If-None-Match") == f'"{tag}"' else None
