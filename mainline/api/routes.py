"""``/api/v1``: what the pages show, as JSON. Read only; the same access rule, the same answers."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from mainline.api.shapes import (
    Description,
    EventRow,
    OrganisationRow,
    Organisations,
    Problem,
    RightDetail,
    Rights,
    SearchAnswer,
)
from mainline.orgs import clock
from mainline.orgs.models import Organisation
from mainline.register import queries
from mainline.register.access import visible_rights
from mainline.register.describe import event_row, right_as_dict, right_row
from mainline.register.search import FACETS, Result
from mainline.register.search import search as ask
from mainline.search.query import QueryError

api = NinjaAPI(
    title="Mainline",
    version="1",
    description="One right, one thread. Dates are ISO 8601; money is in minor units with its currency.",
    urls_namespace="api",
)
_LARGEST_ID = 2**63 - 1
_LAST_PAGE = 500


class Refused(Exception):
    """An answer that is a problem, with its HTTP status."""

    def __init__(self, status: int, problem: Problem) -> None:
        super().__init__(problem.message_en)
        self.status = status
        self.problem = problem


@api.exception_handler(Refused)
def _refuse(request: HttpRequest, error: Refused) -> HttpResponse:
    return api.create_response(request, error.problem, status=error.status)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say which parameter is wrong, and how."""
    wrong = "; ".join(f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in error.errors)
    problem = Problem(
        code="parameter", message_zh=f"参数有误：{wrong}", message_en=f"Wrong parameter: {wrong}"
    )
    return api.create_response(request, problem, status=422)


@api.get(
    "/search",
    response={200: SearchAnswer, 400: Problem, 422: Problem},
    tags=["search"],
    operation_id="search",
)
def search(
    request: HttpRequest,
    q: str = Query("", max_length=4000, description="As in the search box"),
    page: int = Query(1, ge=1, le=_LAST_PAGE),
    sort: Literal["", "filed", "-filed", "published", "-published", "granted", "-granted"] = "",
    kind: list[str] = Query([]),
    status: list[str] = Query([]),
    office: list[str] = Query([]),
    year: list[str] = Query([]),
    ipc: list[str] = Query(
        [], description="Sections, classes, subclasses: H, H01, H01M; the narrowest counts"
    ),
    cpc: list[str] = Query([], description="As ipc"),
    region: list[str] = Query([]),
    holder: list[str] = Query([]),
) -> HttpResponse:
    """Search rights. Several values of one filter are alternatives; filters add up."""
    given = dict(zip(FACETS, (kind, status, office, year, ipc, cpc, region, holder), strict=True))
    filters = {name: tuple(values) for name, values in given.items() if values}
    result = ask(
        request.user, q, language=_language(), page=page, sort=sort, filters=filters, with_texts=False
    )
    if result.error is not None:
        raise Refused(400, _query_problem(result.error))
    # Encoded here: to check our own rows against the schema would cost as much as the search; a test does it.
    return HttpResponse(msgspec.json.encode(_answer(result)), content_type="application/json; charset=utf-8")


def _answer(result: Result) -> dict[str, Any]:
    """Lay a result out as :class:`SearchAnswer`."""
    return {
        "query": result.query,
        "total": result.total,
        "page": result.page,
        "pages": result.pages,
        "mode": result.mode,
        "did_you_mean": result.did_you_mean,
        "took_ms": result.took_ms,
        "rights": [{**right_row(row.right), "across": row.across} for row in result.rows],
        "facets": {
            facet.name: [{"value": v.value, "label": v.label, "count": v.count} for v in facet.values]
            for facet in result.facets
        },
    }


@api.get("/rights", response={200: Rights, 422: Problem}, tags=["rights"], operation_id="list_rights")
def list_rights(
    request: HttpRequest, page: int = Query(1, ge=1, le=1_000_000), size: int = Query(50, ge=1, le=200)
) -> dict[str, Any]:
    """List rights in the order in which they came into the register."""
    paginator = Paginator(visible_rights(request.user).order_by("pk"), size)
    rows = paginator.get_page(page) if page <= paginator.num_pages else []
    return {
        "total": paginator.count,
        "page": page,
        "pages": paginator.num_pages,
        "rights": [right_row(right) for right in rows],
    }


@api.get(
    "/rights/{right_id}",
    response={200: RightDetail, 404: Problem, 422: Problem},
    tags=["rights"],
    operation_id="get_right",
)
def get_right(request: HttpRequest, right_id: int) -> dict[str, Any]:
    """One right with all that its page shows; descriptions are long, so they are told by language with a link."""
    return right_as_dict(_right_page(request, right_id))


@api.get(
    "/rights/{right_id}/descriptions",
    response={200: list[Description], 404: Problem, 422: Problem},
    tags=["rights"],
    operation_id="list_descriptions",
)
def list_descriptions(request: HttpRequest, right_id: int) -> list[dict[str, Any]]:
    """The description of one right in each language that a source has it in."""
    return [
        {"language": language or "und", "paragraphs": paragraphs}
        for language, paragraphs in _right_page(request, right_id).descriptions
    ]


@api.get(
    "/rights/{right_id}/events",
    response={200: list[EventRow], 404: Problem, 422: Problem},
    tags=["rights"],
    operation_id="list_events",
)
def list_events(request: HttpRequest, right_id: int) -> list[dict[str, Any]]:
    """The thread of one right, newest first."""
    return [event_row(row) for row in _right_page(request, right_id).thread]


@api.get(
    "/organisations",
    response={200: Organisations, 422: Problem},
    tags=["organisations"],
    operation_id="list_organisations",
)
def list_organisations(
    request: HttpRequest,
    q: str = Query("", max_length=200, description="Part of the name"),
    page: int = Query(1, ge=1, le=1_000_000),
) -> dict[str, Any]:
    """List organisations, most rights first."""
    paginator = Paginator(queries.organisations(request.user, q.replace("\0", "")), 50)
    rows = paginator.get_page(page) if page <= paginator.num_pages else []
    return {
        "total": paginator.count,
        "page": page,
        "pages": paginator.num_pages,
        "organisations": [_organisation(row) for row in rows],
    }


@api.get(
    "/organisations/{organisation_id}",
    response={200: OrganisationRow, 404: Problem, 422: Problem},
    tags=["organisations"],
    operation_id="get_organisation",
)
def get_organisation(request: HttpRequest, organisation_id: int) -> dict[str, Any]:
    """One organisation."""
    row = None
    if abs(organisation_id) <= _LARGEST_ID:
        row = queries.organisations(request.user).filter(pk=organisation_id).first()
    if row is None:
        raise Refused(404, _missing("组织", "organisation", organisation_id))
    return _organisation(row)


def _right_page(request: HttpRequest, pk: int) -> queries.RightPage:
    page = None
    if abs(pk) <= _LARGEST_ID:
        page = queries.right_page(request.user, pk, on=clock.today(), language=_language())
    if page is None:
        raise Refused(404, _missing("权利", "right", pk))
    return page


def _query_problem(error: QueryError) -> Problem:
    return Problem(
        code="query",
        message_zh=error.message_zh,
        message_en=error.message_en,
        position=error.position,
        suggestion=error.suggestion or "",
    )


def _organisation(row: Organisation) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "kind": row.kind,
        "country": row.country,
        "place": row.place,
        "rights": row.rights,
    }


def _missing(zh: str, en: str, pk: int) -> Problem:
    return Problem(
        code="not_found",
        message_zh=f"没有编号为 {pk} 的{zh}，或您无权查看。",
        message_en=f"There is no {en} {pk}, or you may not see it.",
    )


def _language() -> str:
    return "zh" if (get_language() or "").startswith("zh") else "en"
