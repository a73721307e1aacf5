"""Docket sheets: what they say, in both languages, and to whom they are handed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from mainline import typesetting
from mainline.orgs.enums import Role
from mainline.portfolio import actions
from mainline.portfolio.reports import sheets
from mainline.portfolio.states import in_states
from mainline.register.deadlines.models import Deadline
from mainline.register.models import Right
from mainline.web.papers import TooLong
from tests.factories import DAY, a_user, an_organisation
from tests.portfolio.samples import a_reply
from tests.web.test_pages import text
from tests.web.test_papers import read

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not any(typesetting.FONTS.glob("*.ttf")), reason="no fonts: bin/setup was not run"),
]


@pytest.mark.parametrize(("language", "words"), [("en", "Docket sheet"), ("zh-hans", "期限管理表")])
def test_sheet_of_a_right_says_what_is_due_who_sees_to_it_and_what_was_decided(
    manager: Any, holder: Any, language: str, words: str
) -> None:
    right = Right.objects.order_by("pk")[0]
    reply = a_reply(right)
    actions.plan(deadline=reply, internal_on=dt.date(2027, 1, 15), by=manager)
    actions.assign(deadlines=[reply.pk], to=manager, by=manager, on=DAY)
    fee = Deadline.objects.filter(in_states(["open"], DAY), docket__right=right, severity="cost")[0]
    actions.decide(deadline=fee, act="closed", reason="paid by #hand *elsewhere*", by=manager)
    with translation.override(language):
        sheet = sheets.right_sheet(manager, right.pk, DAY)
    assert sheet
    _pages, told = read(sheet)
    for part in (
        words,
        right.number,
        "2027-02-12",
        "2027-01-15",
        "manager",
        "#hand *elsewhere*",
        holder.name,
    ):
        assert part in told, part
    rows = Deadline.objects.filter(in_states(list(sheets._SHOWN), DAY), docket__right=right)
    assert all(str(row.due_on or "?") in told for row in rows)


def test_sheet_of_an_organisation_has_each_right_with_each_date(manager: Any, holder: Any) -> None:
    with translation.override("en"):
        _pages, told = read(sheets.organisation_sheet(manager, holder, DAY))
    rows = Deadline.objects.filter(in_states(list(sheets._SHOWN), DAY)).select_related("docket__right")
    assert rows
    for row in rows:
        assert row.docket.right.number in told
        assert str(row.due_on or "?") in told
    rights = len({row.docket.right_id for row in rows})
    assert f"{rights} rights with open dates" in told
    assert told.count(holder.name) >= 1


def test_too_large_a_sheet_is_told(
    manager: Any, holder: Any, monkeypatch: pytest.MonkeyPatch, en: Client
) -> None:
    monkeypatch.setattr(sheets, "MOST_DATES", 2)
    with pytest.raises(TooLong):
        sheets.organisation_sheet(manager, holder, DAY)
    en.force_login(manager)
    response = en.get(f"/dates/sheet/organisation/{holder.pk}/")
    assert response.status_code == 413
    assert "at most 1,000 rights and 2 dates" in response.content.decode()


def test_sheets_are_for_who_may_see_the_dates(manager: Any, holder: Any, en: Client) -> None:
    right = Right.objects.order_by("pk")[0]
    addresses = (f"/dates/sheet/right/{right.pk}/", f"/dates/sheet/organisation/{holder.pk}/")
    en.force_login(a_user(Role.MANAGER, an_organisation(), "stranger"))
    assert [en.get(address).status_code for address in addresses] == [404, 404]
    en.force_login(manager)
    for address in addresses:
        response = en.get(address)
        assert response.status_code == 200
        assert response.content.startswith(b"%PDF")
        assert "attachment" in response["Content-Disposition"]
    assert addresses[0] in text(en, f"/rights/{right.pk}/")
    assert addresses[1] in text(en, "/dates/")
