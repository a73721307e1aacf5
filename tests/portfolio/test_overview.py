"""The portfolio in pictures: each bar opens as many rows as it counts, and sums say what they do not know."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Sum
from django.test import Client
from lxml import etree, html

from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.portfolio import overview
from mainline.portfolio.charts import Bar, Chart, as_svg
from mainline.portfolio.costs import next_fees, to_the_end
from mainline.portfolio.fees.board import due_fees
from mainline.portfolio.fees.tables import lines
from mainline.register.deadlines.actions import open_dockets
from mainline.register.deadlines.models import Deadline
from mainline.register.models import Right
from mainline.rules.money import Money
from mainline.rules.periods import add_months
from tests.factories import DAY, a_user, an_organisation, enter
from tests.register.samples import publication
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder() -> Organisation:
    """Of two granted inventions and one pending."""
    rights = enter(
        publication(kind="B", on="2020-05-12"),
        publication(application="2018106000001.X", number="108600001", kind="B", on="2021-05-12"),
        publication(application="2019106000001.X", number="109600001"),
    )
    found = rights[0].parties.get(role="applicant").organisation
    assert found is not None
    open_dockets(rights=[right.pk for right in rights], organisation=found, by=None, on=DAY)
    return found


def bars(page: str) -> list[tuple[str, int]]:
    links = html.fromstring(page).xpath("//table[@class='bars']//td/a[@class='figure-link']")
    return [(str(link.get("href")), int(link.text_content().replace(",", ""))) for link in links]


@pytest.mark.parametrize("page", ["/portfolio/", "/portfolio/costs/"])
def test_every_bar_opens_what_it_counts(en: Client, holder: Organisation, page: str) -> None:
    Right.objects.filter(pk=Right.objects.order_by("pk")[0].pk).update(
        filed_on=None, classes=[["nice", "9"], ["ipc", "G06F 1/00"]]
    )
    en.force_login(a_user(Role.MANAGER, holder))
    found = bars(text(en, page))
    assert len(found) >= 3
    assert {href.partition("=")[0] for href, _number in found} >= (
        {"/portfolio/costs/": {"/dates/annuities/?kind", "/dates/annuities/?field"}}.get(page)
        or {"/my-rights/?field", "/my-rights/?filed-in", "/my-rights/?filed-to", "/dates/annuities/?office"}
    )
    for href, number in found:
        rows = html.fromstring(text(en, href)).xpath("//table[contains(@class, 'list-table')]/tbody/tr")
        assert len(rows) == number, href


def test_fees_of_a_month_are_the_sum_of_its_dates(en: Client, holder: Organisation) -> None:
    en.force_login(a_user(Role.MANAGER, holder))
    first, last = dt.date(2027, 7, 1), dt.date(2027, 7, 31)
    due = Deadline.objects.filter(fate="open", due_on__range=(first, last))
    total = due.aggregate(n=Sum("fee_minor"))["n"]
    assert total
    assert str(Money(total, "CNY")) in text(en, "/portfolio/")


def test_portfolio_of_nobody_is_empty(en: Client, holder: Organisation) -> None:
    en.force_login(a_user(Role.MANAGER, an_organisation()))
    page = text(en, "/portfolio/")
    assert bars(page) == []
    assert "No right is entrusted to your organisation yet." in page


def test_each_right_stands_in_one_bar_of_each_chart_of_the_stock(holder: Organisation) -> None:
    user = a_user(Role.MANAGER, holder)
    Right.objects.filter(pk=Right.objects.order_by("pk")[0].pk).update(filed_on=None, classes=[])
    found = {chart.code: sum(bar.count for bar in chart.bars) for chart in overview.charts(user, DAY)}
    assert {code: found[code] for code in ("status", "kind", "office", "age", "field")} == dict.fromkeys(
        ("status", "kind", "office", "age", "field"), Right.objects.count()
    )


@pytest.mark.parametrize("years", [0, 1, 2, 3, 5, 6, 20, 21, 30])
def test_age_is_counted_in_whole_years_on_the_day_itself(holder: Organisation, years: int) -> None:
    user = a_user(Role.MANAGER, holder)
    Right.objects.update(filed_on=add_months(DAY, -12 * years))
    chart = next(one for one in overview.charts(user, DAY) if one.code == "age")
    full = [place for place, bar in enumerate(chart.bars) if bar.count]
    assert full == [next(n for n, (a, b) in enumerate(overview.AGES) if a <= years <= (b or 99))]


def test_costs_add_up_and_what_is_not_known_is_counted_and_not_added(holder: Organisation) -> None:
    user = a_user(Role.MANAGER, holder)
    rows = list(due_fees(user, DAY))
    assert rows
    for chart in next_fees(user, DAY):
        known = sum(row.fee_minor or 0 for row in rows if row.currency == "CNY")
        assert sum(bar.amount.minor for bar in chart.bars if bar.amount) == known > 0
        assert sum(bar.count for bar in chart.bars) == len(rows)
    ends = list(lines(rows, DAY))
    total = sum(money.minor for row in ends for money in row.to_end)
    for chart in to_the_end(user, DAY):
        assert sum(bar.amount.minor for bar in chart.bars if bar.amount) == total > 0
    Deadline.objects.filter(pk=rows[0].pk).update(fee_minor=None, currency="")
    told = {chart.code: chart for chart in next_fees(user, DAY)}
    unknown = told["fees-kind-unknown"]
    assert [(bar.count, bar.amount, bar.unknown) for bar in unknown.bars] == [(1, None, 1)]
    assert "currency=none" in unknown.bars[0].href


def test_a_chart_is_had_as_a_picture_and_as_figures(en: Client, holder: Organisation) -> None:
    en.force_login(a_user(Role.MANAGER, holder))
    page = html.fromstring(text(en, "/portfolio/"))
    links = page.xpath("//span[contains(@class, 'chart-files')]/a/@href")
    assert len(links) >= 16
    for link in links:
        content = b"".join(en.get(str(link)).streaming_content)
        if "/svg/" in link:
            picture = etree.fromstring(content)
            assert picture.findall("{*}rect")
            assert picture.findtext("{*}title")
        else:
            assert content.count(b"\r\n") >= 2
    amounts = b"".join(en.get("/portfolio/chart/fees-kind-cny/csv/").streaming_content).decode()
    assert "CNY" in amounts
    assert en.get("/portfolio/chart/nothing/svg/").status_code == 404
    assert en.get("/portfolio/chart/status/exe/").status_code == 404
    assert b"".join(en.get("/portfolio/chart/term-kind-cny/pdf/").streaming_content).startswith(b"%PDF")


def test_a_picture_prints_what_a_label_says_and_runs_nothing() -> None:
    chart = Chart("x", "<script>&", [Bar("<b>" * 30, 3, "#", note="<i>")])
    picture = as_svg(chart, "<foot>")
    assert etree.fromstring(picture.encode()).findtext("{*}title") == "<script>&"
    assert "<script>" not in picture
    assert "<foot>" not in picture
