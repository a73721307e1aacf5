"""Pages of the docket: begun with one button, narrowed by what presses, each date with its why, undone and exported."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from mainline.orgs.enums import Role
from mainline.register import actions
from mainline.register.deadlines.models import Deadline, Docket
from mainline.register.jobs import run_next
from mainline.register.models import Import, Right
from tests.factories import DAY, a_user, enter, some_publications
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def rights() -> list[Right]:
    return enter(*some_publications(3))


@pytest.fixture
def manager(en: Client, rights: list[Right]) -> Client:
    holder = rights[0].parties.get(role="applicant").organisation
    en.force_login(a_user(Role.MANAGER, holder))
    return en


def keep(client: Client) -> None:
    organisation = Right.objects.earliest("pk").parties.get(role="applicant").organisation_id
    assert client.post("/dates/keep/", {"organisation": organisation}).status_code == 302


def office_action(right: Right, day: str = "2026-10-12", **details: str) -> None:
    actions.record_event(
        right=right, code="creation.examination.action_issued", happened_on=dt.date.fromisoformat(day),
        by=None, on=DAY, details=details,
    )  # fmt: skip


def test_dates_are_kept_with_one_button(manager: Client) -> None:
    before = text(manager, "/dates/")
    keep(manager)
    after = text(manager, "/dates/")
    assert "the dates of 3 rights that have not ended are not kept yet" in before
    assert Docket.objects.count() == 3
    assert "are not kept yet" not in after


def test_right_leads_to_its_dates_and_each_says_why(manager: Client, rights: list[Right]) -> None:
    assert "Keep its dates" in text(manager, f"/rights/{rights[0].pk}/")
    keep(manager)
    office_action(rights[0], delivery="electronic")
    row = Deadline.objects.get(rule="cn.oa.first_response")

    assert f'href="/dates/{row.pk}/"' in text(manager, f"/rights/{rights[0].pk}/")
    page = text(manager, f"/dates/{row.pk}/")

    assert "2027-02-12" in page
    assert "4 months from" in page
    assert "CN Patent Law Implementing Regulations (2023) 4" in page
    assert "cn-patent" in page


def test_date_is_had_on_one_sheet_of_paper(manager: Client, rights: list[Right]) -> None:
    keep(manager)
    office_action(rights[0], delivery="electronic")
    row = Deadline.objects.get(rule="cn.oa.first_response")

    sheet = manager.get(f"/dates/{row.pk}/paper/")

    document = pypdfium2.PdfDocument(sheet.content)
    said = document[0].get_textpage().get_text_range()
    assert (len(document), sheet["Content-Type"]) == (1, "application/pdf")
    assert "2027-02-12" in said
    assert rights[0].number in said


def test_missing_fact_is_asked_for_and_gives_the_date(manager: Client, rights: list[Right]) -> None:
    keep(manager)
    office_action(rights[0])
    row = Deadline.objects.get(rule="cn.oa.first_response")
    assert "No day can be told: facts are missing." in text(manager, f"/dates/{row.pk}/")

    manager.post(f"/dates/{row.pk}/act/", {"act": "facts", "fact-delivery": "electronic"})

    row.refresh_from_db()
    assert row.due_on == dt.date(2027, 2, 12)
    manager.post(f"/dates/{row.pk}/act/", {"act": "facts", "fact-colour": "red"})
    assert "The rules know no fact of this name." in text(manager, f"/dates/{row.pk}/")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"act": "waived", "reason": "too dear"}, "Noted."),
        ({"act": "waived", "reason": ""}, "Say why"),
        ({"act": "plan", "internal_on": "soon"}, "Give the day as 2026-01-31."),
        ({"act": "assign", "person": "nobody-at-all"}, "There is no account nobody-at-all."),
        ({"act": "confirm"}, "No decision waits for a second person here."),
        ({"act": "explode"}, "Choose what you decide."),
        ({}, "Choose what you decide."),
    ],
)
def test_act_is_done_or_refused_in_a_sentence(
    manager: Client, rights: list[Right], sent: dict[str, str], said: str
) -> None:
    keep(manager)
    office_action(rights[0], delivery="electronic")
    row = Deadline.objects.get(rule="cn.oa.first_response")
    response = manager.post(f"/dates/{row.pk}/act/", sent, follow=True)
    assert said in response.content.decode()


def test_list_is_narrowed_by_state_and_exported_as_shown(manager: Client, rights: list[Right]) -> None:
    keep(manager)
    office_action(rights[0])
    office_action(rights[1], delivery="electronic")

    unknown = text(manager, "/dates/?state=unknown")
    file = b"".join(manager.get("/dates/export/csv/?state=unknown").streaming_content).decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(file)))
    assert len(rows) == 2
    assert rights[0].number in file
    assert rights[1].number not in unknown


def test_dates_of_others_are_not_there(en: Client, rights: list[Right]) -> None:
    holder = rights[0].parties.get(role="applicant").organisation
    en.force_login(a_user(Role.MANAGER, holder))
    keep(en)
    office_action(rights[0], delivery="electronic")
    row = Deadline.objects.get(rule="cn.oa.first_response")
    en.force_login(a_user(Role.MANAGER))

    assert en.get(f"/dates/{row.pk}/").status_code == 404
    assert en.post(f"/dates/{row.pk}/act/", {"act": "waived", "reason": "x"}).status_code == 404
    assert holder is not None
    assert en.post("/dates/keep/", {"organisation": holder.pk}).status_code == 403
    assert "2027-02-12" not in text(en, "/dates/")
    assert 'id="dates"' not in text(en, f"/rights/{rights[0].pk}/")


def test_own_list_brought_in_has_its_dates_at_once(manager: Client) -> None:
    table = (
        "权利种类,受理局,名称,申请号,申请日,权利人,授权（登记）号,授权（登记）日,状态\n"
        "发明,CN,一种割台,2019101234567,2019-03-15,北川大学,ZL201910123456.7,2022-03-01,有效\n"
    )
    manager.post("/imports/upload/", {"file": SimpleUploadedFile("own.csv", table.encode())})
    run_next(DAY)
    manager.post(f"/imports/{Import.objects.latest('pk').pk}/confirm/")
    run_next(DAY)

    annuities = Deadline.objects.filter(rule="cn.annuity.due", docket__right__titles__zh="一种割台")
    assert {row.due_on for row in annuities} >= {dt.date(2027, 3, 15), dt.date(2028, 3, 15)}


def test_page_says_the_same_in_chinese(zh: Client, rights: list[Right]) -> None:
    zh.force_login(a_user(Role.MANAGER, rights[0].parties.get(role="applicant").organisation))
    keep(zh)
    office_action(rights[0], delivery="mail")
    row = Deadline.objects.get(rule="cn.oa.first_response")
    page = text(zh, f"/dates/{row.pk}/")
    assert "为什么是这一天" in page
    assert "邮寄" in page


def test_what_changed_is_told_in_words(zh: Client, rights: list[Right]) -> None:
    zh.force_login(a_user(Role.MANAGER, rights[0].parties.get(role="applicant").organisation))
    keep(zh)
    office_action(rights[0])
    row = Deadline.objects.get(rule="cn.oa.first_response")
    zh.post(f"/dates/{row.pk}/act/", {"act": "facts", "fact-delivery": "electronic"})

    changed = text(zh, f"/dates/{row.pk}/").split("变更记录")[1]

    assert "截止日" in changed
    assert "2027-02-12" in changed
    assert "送达方式" in changed
    assert "due_on" not in changed


def test_a_whole_portfolio_costs_few_queries(manager: Client, django_assert_max_num_queries: Any) -> None:
    keep(manager)
    with django_assert_max_num_queries(40):
        text(manager, "/dates/")


def test_each_consequence_opens_as_many_dates_as_it_counts(manager: Client, rights: list[Right]) -> None:
    keep(manager)
    office_action(rights[0], delivery="electronic")
    links = html.fromstring(text(manager, "/dates/")).xpath("//a[contains(@href, '?severity=')]")
    assert links
    for link in links:
        rows = html.fromstring(text(manager, f"{link.get('href')}&size=200")).xpath("//tbody/tr")
        assert len(rows) == int(link.findtext("b"))
