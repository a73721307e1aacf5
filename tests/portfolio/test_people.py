"""Who sees to which dates: counted, and handed over in one act when somebody leaves."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from lxml import html

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.portfolio import actions
from mainline.register.deadlines.actions import open_dockets
from mainline.register.deadlines.models import Deadline, Docket
from tests.factories import DAY, a_user, an_organisation, enter, some_publications
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder() -> Organisation:
    """A holder with three rights whose dates it keeps."""
    rights = enter(*some_publications(3))
    found = rights[0].parties.get(role="applicant").organisation
    assert found is not None
    open_dockets(rights=[right.pk for right in rights], organisation=found, by=None, on=DAY)
    return found


@pytest.fixture
def leaver(holder: Organisation) -> Any:
    """Somebody who sees to all three rights."""
    person = a_user(Role.ATTORNEY, holder)
    actions.assign_rights(
        dockets=list(Docket.objects.values_list("pk", flat=True)), people={"responsible": person}, by=None
    )
    return person


def test_all_of_a_leaver_is_handed_over_in_one_act(en: Client, holder: Organisation, leaver: Any) -> None:
    manager, heir = a_user(Role.MANAGER, holder), a_user(Role.ATTORNEY, holder)
    one = Deadline.objects.filter(fate="open").first()
    assert one is not None
    actions.assign(deadlines=[one.pk], to=leaver, by=manager, on=DAY)
    en.force_login(manager)
    before = html.fromstring(text(en, "/dates/people/"))

    sent = {"organisation": holder.pk, "giver": leaver.username, "taker": heir.username}
    after = en.post("/dates/people/hand-over/", sent, follow=True).content.decode()

    [row] = before.xpath(f"//tr[.//input[@name='giver'][@value='{leaver.username}']]")
    assert row.xpath("td")[1].text_content() == "3"
    assert "4 rights and dates were handed over." in after
    assert not Docket.objects.filter(responsible=leaver).exists()
    assert not Deadline.objects.filter(responsible=leaver).exists()
    assert Entry.objects.filter(code="deadline.handed_over").count() == 1


def test_what_nobody_sees_to_is_given_to_somebody(en: Client, holder: Organisation) -> None:
    manager = a_user(Role.MANAGER, holder)
    en.force_login(manager)
    en.post("/dates/people/hand-over/", {"organisation": holder.pk, "giver": "", "taker": manager.username})
    assert Docket.objects.filter(responsible=manager).count() == 3


@pytest.mark.parametrize("taker", ["", "nobody-at-all", "stranger"])
def test_nothing_is_given_to_who_is_no_member(
    en: Client, holder: Organisation, leaver: Any, taker: str
) -> None:
    a_user(Role.MANAGER, an_organisation(), name="stranger")
    en.force_login(a_user(Role.MANAGER, holder))
    sent = {"organisation": holder.pk, "giver": leaver.username, "taker": taker}
    en.post("/dates/people/hand-over/", sent)
    assert Docket.objects.filter(responsible=leaver).count() == 3


def test_rival_hands_nothing_over(en: Client, holder: Organisation, leaver: Any) -> None:
    rival = a_user(Role.MANAGER, an_organisation())
    en.force_login(rival)
    sent = {"organisation": holder.pk, "giver": leaver.username, "taker": rival.username}
    assert en.post("/dates/people/hand-over/", sent).status_code == 403
    assert leaver.username not in text(en, "/dates/people/")
