"""The portfolio in pictures: each bar opens as many rows as it counts, and sums say what they do not know."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Sum
from django.test import Client
from lxml import html

from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register.deadlines.actions import open_dockets
from mainline.register.deadlines.models import Deadline
from mainline.rules.money import Money
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


def test_every_bar_opens_what_it_counts(en: Client, holder: Organisation) -> None:
    en.force_login(a_user(Role.MANAGER, holder))
    found = bars(text(en, "/portfolio/"))
    assert len(found) > 5
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
