"""Files: the rights of a result or of an organisation, and one right, streamed as the pages hand them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Literal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Query, Router

from mainline.api.operations import Files, read
from mainline.api.organisations import standing_organisation
from mainline.api.rights import right_page
from mainline.api.search import chosen
from mainline.orgs import clock
from mainline.register import exports, queries
from mainline.register.describe import right_as_dict
from mainline.register.models import Right
from mainline.register.search import all_rights
from mainline.web.downloads import download, json_download
from mainline.web.templatetags.web import page_language

router = Router(tags=["exports"])
Format = Literal["csv", "xlsx", "jsonl", "ris", "bibtex"]
_TYPES = [exports.media_type(format)[0].partition(";")[0] for format in exports.FORMATS]


@read(router, "/exports/rights.{format}", Files(_TYPES), problems=(400, 404))
def export_rights(
    request: HttpRequest,
    format: Format,
    q: str = Query("", max_length=4000, description="As in the search box; empty: all rights"),
    organisation: int | None = Query(
        None, description="All rights of one organisation; the query and its filters are then left out"
    ),
    sort: Literal["", "filed", "-filed", "published", "-published", "granted", "-granted"] = "",
    kind: list[str] = Query([]),
    status: list[str] = Query([]),
    office: list[str] = Query([]),
    year: list[str] = Query([]),
    ipc: list[str] = Query([]),
    cpc: list[str] = Query([]),
    region: list[str] = Query([]),
    holder: list[str] = Query([]),
) -> StreamingHttpResponse:
    """Export rights.

    The whole result of a query, or all rights of an organisation, as a file that is written while it is read.
    """
    if organisation is not None:
        found = queries.organisation_rights(request.user, standing_organisation(request, organisation))
        return _file(found.iterator(chunk_size=500), format, f"organisation-{organisation}")
    filters = chosen(kind, status, office, year, ipc, cpc, region, holder)
    rights = all_rights(request.user, q, language=page_language(), sort=sort, filters=filters)
    return _file(_begun(rights), format, f"mainline-{clock.today():%Y-%m-%d}")


@read(
    router,
    "/rights/{right_id}/export.{format}",
    Files([*_TYPES, "application/json"]),
)
def export_right(
    request: HttpRequest, right_id: int, format: Format | Literal["json"]
) -> HttpResponse | StreamingHttpResponse:
    """Export one right.

    As a file; JSON holds all that its page shows.
    """
    page, name = right_page(request, right_id), f"right-{right_id}"
    if format == "json":
        return json_download(right_as_dict(page), name)
    return _file([page.right], format, name)


def _begun(rights: Iterator[Right]) -> Iterator[Right]:
    """Fetch the first right now, so that a wrong query is a problem and not a broken file."""
    return chain([right for right in [next(rights, None)] if right], rights)


def _file(rights: Iterable[Right], format: str, name: str) -> StreamingHttpResponse:
    media_type, ending = exports.media_type(format)
    return download(exports.write(rights, format), media_type, f"{name}.{ending}")
