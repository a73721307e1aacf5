"""What a report holds: the rows of the page, for whoever gets it, in its own language."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import translation
from lxml import html

from mainline.orgs import clock
from mainline.orgs.enums import Role
from mainline.portfolio.models import Report
from mainline.portfolio.reports import making
from mainline.portfolio.reports.years import set_year
from mainline.register.deadlines.models import Deadline
from mainline.register.enums import Confidentiality
from mainline.rules.money import Money
from mainline.web.papers import TooLong
from tests.factories import DAY, a_user, an_organisation
from tests.portfolio.reports.samples import a_report
from tests.web.test_pages import text
from tests.web.test_papers import read

pytestmark = pytest.mark.django_db


def rows_of(made: making.Made) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.content.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    "address",
    [
        "/dates/?shows=due.what",
        "/dates/?shows=due.what&state=open&what=cn.annuity.due",
        "/dates/?shows=due.right&due-in=fy%2B1",
        "/my-rights/?shows=number.title&status=in_force",
        "/my-rights/?shows=number&sort=-number",
        "/dates/annuities/?shows=due.right.now",
        "/dates/rights/?shows=right.next.open",
        "/dates/rights/?shows=right&next-in=fy%2B1",
        "/dates/differences/?shows=right",
    ],
)
def test_a_report_has_as_many_rows_as_its_page_counts(
    en: Client, manager: Any, holder: Any, address: str
) -> None:
    made = making.make(a_report(manager, holder, address=address), manager)
    en.force_login(manager)
    page = html.fromstring(text(en, address))
    told = page.xpath("//p[@class='count']/b/text()")
    assert int(told[0]) == made.rows == len(rows_of(made)) - 1 if told else made.rows == 0


@pytest.mark.parametrize(
    ("language", "headers"),
    [("en", ["Due", "What", "Right", "Fee"]), ("zh-hans", ["截止日", "内容", "权利", "费用"])],
)
def test_headers_are_in_the_language_of_the_report_whoever_asks(
    manager: Any, holder: Any, language: str, headers: list[str]
) -> None:
    report = a_report(manager, holder, language=language)
    with translation.override("en"):
        found = rows_of(making.make(report, manager))[0]
    with translation.override(language):
        assert found == headers
    sheet = openpyxl.load_workbook(io.BytesIO(_as(report, "xlsx", manager).content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == found
    assert sheet.max_row - 1 == making.make(report, manager).rows


def _as(report: Report, format: str, user: Any) -> making.Made:
    report.format = format
    return making.make(report, user)


def test_sum_of_a_pdf_is_that_of_its_rows(manager: Any, holder: Any) -> None:
    report = a_report(manager, holder)
    total = 0
    for fee in [row[3] for row in rows_of(making.make(report, manager))[1:] if row[3]]:
        amount, currency = fee.split(" ")
        assert currency == "CNY"
        total += round(float(amount.replace(",", "")) * 100)
    assert total
    _pages, words = read(_as(report, "pdf", manager).content)
    assert str(Money(total, "CNY")) in words
    assert "Open dates" in words
    assert "State: Open" in words


@pytest.mark.parametrize(
    ("address", "place"), [("/dates/?shows=due.fee&state=open", 1), ("/dates/annuities/?shows=due.full", 1)]
)
def test_sum_below_the_page_is_that_of_the_file(
    en: Client, manager: Any, holder: Any, address: str, place: int
) -> None:
    Deadline.objects.filter(
        pk__in=list(Deadline.objects.filter(fate="open", severity="cost").values_list("pk", flat=True)[:2])
    ).update(fee_minor=None, currency="")
    en.force_login(manager)
    foot = html.fromstring(text(en, address)).xpath("//tfoot/tr/td/text()")[-1]
    report = a_report(manager, holder, address=address, format="pdf")
    _pages, words = read(making.make(report, manager).content)
    said = "".join(foot.split())
    assert "notknown" in said
    assert said in "".join(words.split())
    fees = [row[place] for row in rows_of(_as(report, "csv", manager))[1:]]
    total = sum(round(float(fee.split(" ")[0].replace(",", "")) * 100) for fee in fees if fee[:1].isdigit())
    assert str(Money(total, "CNY")) in foot


def test_periods_follow_the_fiscal_year_of_the_organisation_and_move_with_time(
    manager: Any, holder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = a_report(manager, holder, address="/dates/?shows=due&state=open&due-in=fy%2B1")
    set_year(organisation=holder, begins=4, by=manager)

    def held(today: dt.date) -> set[str]:
        monkeypatch.setattr(clock, "today", lambda: today)
        return {row[0] for row in rows_of(making.make(report, manager))[1:]}

    def due(first: dt.date, last: dt.date, today: dt.date) -> set[str]:
        found = Deadline.objects.filter(fate="open", act="", due_on__range=(first, last), due_on__gte=today)
        return {str(day) for day in found.values_list("due_on", flat=True)}

    before, after = dt.date(2027, 3, 31), dt.date(2027, 4, 1)
    assert held(DAY) == due(dt.date(2027, 4, 1), dt.date(2028, 3, 31), DAY) != set()
    assert held(before) == due(dt.date(2027, 4, 1), dt.date(2028, 3, 31), before)
    assert held(after) == due(dt.date(2028, 4, 1), dt.date(2029, 3, 31), after)


def test_a_report_holds_nothing_for_who_may_see_nothing(manager: Any, holder: Any) -> None:
    stranger = a_user(Role.MANAGER, an_organisation(), "stranger")
    assert making.make(a_report(manager, holder), stranger).rows == 0


def test_a_report_of_one_organisation_holds_nothing_of_another(manager: Any, holder: Any) -> None:
    other = an_organisation()
    both = a_user(Role.MANAGER, other, "both")
    a_membership(both, holder)
    assert making.make(a_report(both, other), both).rows == 0
    assert making.make(a_report(both, holder), both).rows > 0


def a_membership(user: Any, organisation: Any) -> None:
    from django.utils import timezone

    from mainline.orgs.models import Membership

    Membership.objects.create(
        user=user, organisation=organisation, role=Role.MANAGER, added_at=timezone.now()
    )


def test_a_report_says_whether_it_names_unpublished_rights(manager: Any, holder: Any) -> None:
    report = a_report(manager, holder)
    assert not making.make(report, manager).holds_secrets
    right = Deadline.objects.filter(fate="open").first().docket.right  # type: ignore[union-attr]
    right.confidentiality = Confidentiality.HOLDER
    right.save()
    assert making.make(report, manager).holds_secrets


def test_too_many_rows_are_told(manager: Any, holder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MOST_ROWS", 2)
    with pytest.raises(TooLong, match="at most 2 rows"):
        making.make(a_report(manager, holder), manager)
