"""The stock of rights: graded by their holders and by firms."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest
from ninja import Query, Router

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import user_of
from mainline.api.market import DEALT, SEEN, organisation_of
from mainline.api.operations import read, write
from mainline.api.problems import wrong
from mainline.api.rights import visible_right
from mainline.api.shapes import market as shapes
from mainline.api.things import one_of
from mainline.orgs import clock
from mainline.orgs.access import User
from mainline.orgs.models import Organisation
from mainline.utilization.market.access import DEAL
from mainline.utilization.stock import actions, queries
from mainline.utilization.stock.access import visible_grades
from mainline.utilization.stock.actions import Said
from mainline.utilization.stock.models import StockItem

router = Router(tags=["stock"])


@read(router, "/stock", shapes.StockList, gate=SEEN)
def list_stock(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List your stock, and the rights that your firm was asked to grade."""
    piece = rows_of(Cursors(request, cursor), _rows(user_of(request)), limit)
    return listed(piece, [_row(row) for row in piece.items])


@write(router, "POST", "/stock", shapes.StockRow, gate=DEALT, problems=(404,))
def survey_right(request: HttpRequest, given: shapes.NewSurvey) -> Answer:
    """Grade a right that you hold for the stock, or grade it anew."""
    body, right = organisation_of(request, given.organisation, DEAL), visible_right(request, given.right)
    said = Said(**given.model_dump(exclude={"organisation", "right"}))
    item = actions.survey(organisation=body, right=right, said=said, by=user_of(request), on=clock.today())
    return Answer(_row(_item(request, item.pk)))


@write(router, "POST", "/stock/{item_id}/ask", shapes.StockRow, gate=DEALT)
def ask_firms(request: HttpRequest, item_id: int, given: shapes.AskFirms) -> Answer:
    """Ask enterprises to grade a right of your stock.

    Those that were asked are not asked again.
    """
    item = _item(request, item_id)
    firms = list(Organisation.objects.filter(pk__in=given.firms, merged_into=None))
    if len(firms) != len(set(given.firms)):
        raise wrong("firms", "有的企业不存在。", "Some of these enterprises do not exist.")
    actions.ask_firms(item=item, firms=firms, by=user_of(request), on=clock.today())
    return Answer(_row(_item(request, item_id)))


@write(router, "POST", "/stock/{item_id}/grade", shapes.StockRow, gate=DEALT)
def grade_right(request: HttpRequest, item_id: int, given: shapes.NewGrade) -> Answer:
    """Grade a right that your firm was asked to."""
    item, body = _item(request, item_id), organisation_of(request, given.organisation, DEAL)
    if not item.grades.filter(organisation=body).exists():
        raise PermissionDenied
    actions.grade(
        item=item, organisation=body, stars=given.grade, comment=given.comment, interest=given.interest,
        by=user_of(request), on=clock.today(),
    )  # fmt: skip
    return Answer(_row(_item(request, item_id)))


def _rows(user: User) -> Any:
    grades = visible_grades(user).order_by("pk")
    return queries.items(user).prefetch_related(Prefetch("grades", grades, to_attr="shown_grades"))


def _item(request: HttpRequest, pk: int) -> StockItem:
    found: StockItem = one_of(_rows(user_of(request)), pk, "存量", "right of the stock")
    return found


def _row(row: Any) -> dict[str, Any]:
    names = (
        "grade", "industry", "activity", "readiness", "mode", "price_minor", "currency", "step", "tier", "tier_percent",
    )  # fmt: skip
    told = ("grade", "comment", "interest")
    return {
        "id": row.pk,
        "right": row.right_id,
        "number": row.right.number,
        "organisation": row.organisation_id,
        **{name: getattr(row, name) for name in names},
        "grades": [
            {"organisation": one.organisation_id, **{name: getattr(one, name) for name in told}}
            for one in row.shown_grades
        ],
    }
