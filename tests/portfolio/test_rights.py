"""The list of kept rights: counted as the list of dates counts, and given to people many at a time."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from lxml import html

from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register.deadlines.actions import open_dockets
from mainline.register.deadlines.models import Docket
from tests.factories import DAY, a_user, an_organisation, enter, some_publications
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder() -> Organisation:
    rights = enter(*some_publications(3))
    found = rights[0].parties.get(role="applicant").organisation
    assert found is not None
    open_dockets(rights=[right.pk for right in rights], organisation=found, by=None, on=DAY)
    return found


@pytest.fixture
def manager(holder: Organisation) -> Any:
    return a_user(Role.MANAGER, holder)


def test_each_figure_opens_as_many_dates(en: Client, manager: Any) -> None:
    en.force_login(manager)
    page = html.fromstring(text(en, "/dates/rights/"))
    rows = page.xpath("//tbody/tr")
    links = page.xpath("//tbody//a[@class='figure-link']")
    assert len(rows) == 3
    assert links
    for link in links:
        opened = html.fromstring(text(en, link.get("href")))
        assert len(opened.xpath("//tbody/tr")) == int(link.text_content())


def test_many_are_given_to_somebody_and_a_deputy(en: Client, holder: Organisation, manager: Any) -> None:
    heir, deputy = a_user(Role.ATTORNEY, holder), a_user(Role.ATTORNEY, holder)
    some = list(Docket.objects.values_list("pk", flat=True)[:2])
    en.force_login(manager)

    en.post("/dates/rights/give/", {"pk": some, "responsible": heir.username})
    en.post("/dates/rights/give/", {"all": "1", "deputy": deputy.username})

    rows = Docket.objects.order_by("pk").values_list("responsible", "deputy")
    assert list(rows) == [(heir.pk, deputy.pk), (heir.pk, deputy.pk), (None, deputy.pk)]
    en.post("/dates/rights/give/", {"all": "1", "responsible": "-"})
    assert set(Docket.objects.values_list("responsible", "deputy")) == {(None, deputy.pk)}


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"responsible": "nobody-there"}, "There is no account nobody-there."),
        ({}, "Choose who sees to them, or a deputy."),
        ({"deputy": "stranger"}, "stranger is no member"),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    en: Client, manager: Any, sent: dict[str, str], told: str
) -> None:
    a_user(Role.MANAGER, an_organisation(), "stranger")
    en.force_login(manager)
    assert told in en.post("/dates/rights/give/", {"all": "1", **sent}, follow=True).content.decode()
    assert not Docket.objects.exclude(responsible=None, deputy=None).exists()


def test_rival_sees_and_gives_nothing(en: Client, manager: Any) -> None:
    rival = a_user(Role.MANAGER, an_organisation())
    en.force_login(rival)
    assert not html.fromstring(text(en, "/dates/rights/")).xpath("//tbody/tr")
    en.post(
        "/dates/rights/give/",
        {"pk": list(Docket.objects.values_list("pk", flat=True)), "responsible": rival.username},
    )
    assert not Docket.objects.exclude(responsible=None).exists()
    file = b"".join(en.get("/dates/rights/export/csv/").streaming_content).decode("utf-8-sig")
    assert len(file.strip().splitlines()) == 1
