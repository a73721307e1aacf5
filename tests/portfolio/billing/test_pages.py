"""The pages of bills in words, in files, and asked for what cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mainline.portfolio.billing import actions, settling
from mainline.portfolio.billing.shown import page_of
from mainline.typesetting import NotTypeset
from mainline.web import tables
from mainline.web.papers import TooLong
from tests.factories import DAY
from tests.portfolio.billing.samples import Cast, a_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return a_cast()


@pytest.fixture
def attorney(cast: Cast, en: Client) -> Client:
    en.force_login(cast.attorney)
    return en


def test_total_of_a_draft_says_how_many_amounts_are_not_known(cast: Cast, attorney: Client) -> None:
    cast.act()
    cast.answer()
    bill = cast.draft()
    actions.add_line(
        bill=bill,
        what="差旅费",
        amount="1,000",
        currency="CNY",
        vat="6",
        right=None,
        on=None,
        by=cast.attorney,
    )
    page = attorney.get("/dates/bills/").content.decode()
    assert "1,060.00 CNY + 1 not known" in page


@pytest.mark.parametrize("asked", ["to=0001-01-01", "from=9999-12-31&to=0001-06-01", "to=9999-12-31"])
def test_period_may_end_on_any_day_there_is(cast: Cast, attorney: Client, asked: str) -> None:
    got = attorney.get(f"/dates/bills/new/?client={cast.client.pk}&{asked}")
    assert got.status_code == 200


@pytest.mark.parametrize(("fault", "status"), [(TooLong("too long"), 413), (NotTypeset("late"), 503)])
def test_bill_that_cannot_be_set_is_told_so_on_a_page(
    cast: Cast, attorney: Client, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int
) -> None:
    cast.pay()
    bill, headings = cast.issued(), []

    def broken(table: Any) -> Any:
        headings.append(table.heading)
        raise fault

    monkeypatch.setitem(tables.WRITERS, "pdf", ("application/pdf", broken))
    got = attorney.get(f"/dates/bills/{bill.pk}/export/pdf/")
    assert got.status_code == status
    assert (headings[0].title, headings[0].about, headings[0].letterhead) == (
        "Bill", "2026-0001", cast.agency.display_name,
    )  # fmt: skip


def test_agency_is_told_that_lines_wait_and_may_take_its_day_of_payment_back(
    cast: Cast, attorney: Client
) -> None:
    cast.pay()
    bill = cast.issued()
    page = f"/dates/bills/{bill.pk}/"
    waits = attorney.get(page).content.decode()
    assert 'value="pay"' not in waits
    assert "has not answered every line" in waits
    settling.accept(bill=bill, lines=None, by=cast.manager)
    assert 'value="pay"' in attorney.get(page).content.decode()
    settling.pay(bill=bill, paid_on=DAY, by=cast.attorney, on=DAY)
    assert 'value="reopen"' in attorney.get(page).content.decode()
    bill.refresh_from_db()
    assert not page_of(cast.manager, bill, DAY)["can_reopen"]
    attorney.post(f"{page}act/", {"act": "reopen", "reason": "wrong day"})
    bill.refresh_from_db()
    assert bill.state == "issued"
