"""Search: pages as on the page of results, and a cursor for going on past them."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from mainline.api.answers import Answer
from mainline.api.cursors import LONGEST, Cursors
from mainline.api.operations import read
from mainline.api.shapes.rights import SearchAnswer
from mainline.register.describe import right_row
from mainline.register.search import FACETS, Result
from mainline.register.search import search as ask
from mainline.web.templatetags.web import page_language

router = Router(tags=["search"])
_LAST_PAGE = 500


@read(router, "/search", SearchAnswer, problems=(400,))
def search(
    request: HttpRequest,
    q: str = Query("", max_length=4000, description="As in the search box"),
    page: int = Query(1, ge=1, le=_LAST_PAGE, description="Of 20 hits; past the 500th, go on by cursor"),
    cursor: str = Query(
        "", max_length=LONGEST, description="Where the answer before ended; page is not looked at"
    ),
    sort: Literal["", "filed", "-filed", "published", "-published", "granted", "-granted"] = Query(
        "", description="Empty: by relevance"
    ),
    facets: bool = Query(True, description="Whether to count; a program that reads on saves time without"),
    kind: list[str] = Query([]),
    status: list[str] = Query([]),
    office: list[str] = Query([]),
    year: list[str] = Query([], description="Year filed"),
    ipc: list[str] = Query(
        [], description="Sections, classes, subclasses: H, H01, H01M; the narrowest counts"
    ),
    cpc: list[str] = Query([], description="As ipc"),
    region: list[str] = Query([]),
    holder: list[str] = Query([], description="Kind of holder, such as university"),
) -> Answer:
    """Search rights.

    Several values of one filter are alternatives; filters add up. A cursor goes on in the result as it is when it is
    asked for: what is indexed between two answers may shift it by as much.
    """
    cursors = Cursors(request, cursor)
    result = ask(
        request.user,
        q,
        language=page_language(),
        page=cursors.place or page,
        sort=sort,
        filters=chosen(kind, status, office, year, ipc, cpc, region, holder),
        with_facets=facets,
        with_texts=False,
    )
    if result.error is not None:
        raise result.error
    return _answer(cursors, result)


def chosen(*values: list[str]) -> dict[str, tuple[str, ...]]:
    """Return what is chosen of each facet, given in the order of :data:`mainline.register.search.FACETS`."""
    return {name: tuple(given) for name, given in zip(FACETS, values, strict=True) if given}


def _answer(cursors: Cursors, result: Result) -> Answer:
    """Lay a result out as :class:`SearchAnswer`. The time it took is none of what was found."""
    following = cursors.at(result.page + 1) if result.page < result.pages else None
    body: dict[str, Any] = {
        "query": result.query,
        "total": result.total,
        "page": result.page,
        "pages": result.pages,
        "mode": result.mode,
        "did_you_mean": result.did_you_mean,
        "items": [{**right_row(row.right), "across": row.across} for row in result.rows],
        "facets": {
            facet.name: [{"value": v.value, "label": v.label, "count": v.count} for v in facet.values]
            for facet in result.facets
        },
        "next": following,
    }
    return Answer(body, untagged={"took_ms": result.took_ms}, links={"next": following} if following else {})
