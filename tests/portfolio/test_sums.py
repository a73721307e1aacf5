"""What sums of fees hold: a surcharge that does not run yet comes on top of nothing, and what is optional is not counted."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from lxml import html

from mainline.orgs import clock
from mainline.portfolio import overview
from mainline.portfolio.reports import making, sheets
from mainline.portfolio.states import is_counted
from mainline.register.deadlines.models import Deadline, Docket
from tests.factories import DAY
from tests.portfolio.reports.samples import a_report
from tests.portfolio.samples import a_manager, kept_right
from tests.web.conftest import en
from tests.web.test_pages import text
from tests.web.test_papers import read

__all__ = ["en"]
pytestmark = pytest.mark.django_db
FIRST, LAST = DAY + dt.timedelta(days=40), DAY + dt.timedelta(days=220)


def a_date(
    docket: Docket, rule: str, bar: str, on: dt.date | None, severity: str, minor: int | None
) -> Deadline:
    return Deadline.objects.create(
        docket=docket, rule=rule, bar=bar, trigger="filing", number=5 if bar else 0, due_on=on, fee_minor=minor,
        currency="EUR" if minor else "", severity=severity, derived_at="2026-11-20T00:00:00Z",
    )  # fmt: skip


@pytest.fixture
def manager() -> Any:
    """Keeps one right: a renewal of EUR 845 with its grace, of the next year too, and something optional."""
    right, holder = kept_right()
    Deadline.objects.all().delete()
    docket = Docket.objects.get(right=right)
    a_date(docket, "ep.renewal", "ordinary", FIRST, "cost", 84500)
    a_date(docket, "ep.renewal", "grace", LAST, "loss", 42250)
    a_date(docket, "cn.fee.evaluation_report", "", LAST, "chance", 240000)
    a_date(docket, "us.issue_fee", "", LAST, "loss", 10000)
    return a_manager(holder)


def told(manager: Any, en: Client) -> tuple[str, str, str, str]:
    """The sum on the page, in the PDF, of the CSV's counted rows, and on the sheet."""
    holder = Docket.objects.get().organisation
    address = "/dates/?shows=due.fee.counted&state=open&state=overdue"
    en.force_login(manager)
    page = html.fromstring(text(en, address))
    with translation.override("en"):
        report = a_report(manager, holder, address=address, format="pdf", name=str(clock.today()))
        _pages, paper = read(making.make(report, manager).content)
        report.format = "csv"
        rows = csv.reader(io.StringIO(making.make(report, manager).content.decode("utf-8-sig")))
        _pages, sheet = read(sheets.organisation_sheet(manager, holder, clock.today()))
    counted = sum(
        round(float(fee.split(" ")[0].replace(",", "")) * 100) for _due, fee, yes in rows if yes == "Yes"
    )
    assert "Surcharges that do not run yet and optional acts are not counted." in page.text_content()
    for printed in (paper, sheet):
        assert "Surcharges that do not run yet and optional acts are not counted." in printed
    return page.xpath("//tfoot/tr/td/text()")[0], paper, f"{counted / 100:,.2f} EUR", sheet


@pytest.mark.parametrize(("days", "total"), [(0, "945.00 EUR"), (40, "945.00 EUR"), (41, "1,367.50 EUR")])
def test_a_surcharge_is_added_once_its_fee_is_late(
    manager: Any, en: Client, monkeypatch: pytest.MonkeyPatch, days: int, total: str
) -> None:
    monkeypatch.setattr(clock, "today", lambda: DAY + dt.timedelta(days=days))
    page, paper, counted, sheet = told(manager, en)
    assert page == counted == total
    assert total in paper
    assert total in sheet


def test_a_wave_counts_all_dates_and_adds_up_what_is_to_be_paid(manager: Any) -> None:
    with translation.override("en"):
        bars = {bar.label: (bar.count, bar.note) for bar in overview.wave(manager, DAY).bars if bar.count}
    assert bars == {f"{FIRST:%Y-%m}": (1, "845.00 EUR"), f"{LAST:%Y-%m}": (3, "100.00 EUR")}


def test_the_wave_says_in_both_languages_what_is_not_counted(manager: Any) -> None:
    for language, words in (
        ("en", "optional acts are not counted"),
        ("zh-hans", "尚未产生的滞纳金和可选事项的费用不计入"),
    ):
        with translation.override(language):
            assert words in overview.wave(manager, DAY).title


def test_another_fee_of_the_rule_and_a_first_day_that_is_not_known(manager: Any) -> None:
    grace = Deadline.objects.get(bar="grace")
    rows = Deadline.objects.annotate(is_counted=is_counted(DAY))
    Deadline.objects.filter(bar="ordinary").update(number=6)
    assert rows.get(pk=grace.pk).is_counted
    Deadline.objects.filter(bar="ordinary").update(number=5, due_on=None)
    assert not rows.get(pk=grace.pk).is_counted


def test_a_decision_on_many_adds_up_the_same(manager: Any, en: Client) -> None:
    en.force_login(manager)
    page = en.post("/dates/decide/look/", {"all": "1", "act": "closed", "reason": "x"}).content.decode()
    assert "945.00 EUR" in page
    assert "are not counted" in page
