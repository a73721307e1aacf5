"""Pages of notices: brought by form, looked over beside the text, confirmed with one button, listed and exported."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.portfolio.models import Notice
from mainline.register.deadlines.models import Deadline
from mainline.register.models import Event
from tests.factories import a_user, an_organisation
from tests.files import samples as made
from tests.portfolio.notices.samples import NUMBER, an_action
from tests.portfolio.samples import a_manager, kept_right
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db
PAGE = "/dates/notices/"


@pytest.fixture
def holder() -> Organisation:
    return kept_right()[1]


@pytest.fixture
def manager(en: Client, holder: Organisation) -> Client:
    en.force_login(a_manager(holder))
    return en


def bring(client: Client, *files: tuple[str, bytes]) -> Any:
    given = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(f"{PAGE}bring/", {"files": given}, follow=True)


def asked(**more: str) -> dict[str, str]:
    return {"act": "enter", "kind": "action", "number": NUMBER, "issued_on": "2026-10-12",
            "delivery": "electronic", "count": "1", **more}  # fmt: skip


def test_notice_is_read_looked_over_and_entered(manager: Client) -> None:
    page = bring(manager, ("oa.txt", an_action().encode())).content.decode()
    row = Notice.objects.get()
    assert "Office action" in page
    assert 'href="#line-2"' in page
    assert 'id="line-4" class="is-read"' in page
    assert "What it brings" in page
    assert "Facts are missing: how the notice was served" in page
    done = manager.post(f"{PAGE}{row.pk}/act/", asked(), follow=True).content.decode()
    assert "stands on the thread of its right" in done
    assert Deadline.objects.get(rule="cn.oa.first_response").due_on == dt.date(2027, 2, 12)
    assert f"#event-{Event.objects.get(code='creation.examination.action_issued').pk}" in done
    assert "No notice waits" in text(manager, PAGE)
    assert "oa.txt" in text(manager, f"{PAGE}?state=done")
    assert manager.get(f"{PAGE}{row.pk}/file/").status_code == 404


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(manager: Client) -> None:
    bring(manager, ("oa.txt", an_action().encode()))
    row = Notice.objects.get()
    sent = manager.post(f"{PAGE}{row.pk}/act/", asked(kind="refusal", reference="ABC"))
    assert sent.status_code == 422
    assert "nothing follows without it" in sent.content.decode()
    assert 'value="ABC"' in sent.content.decode()
    wrong = manager.post(f"{PAGE}{row.pk}/act/", asked(act="save", issued_on="2026-02-30"))
    assert wrong.status_code == 422
    ahead = manager.post(f"{PAGE}{row.pk}/act/", asked(issued_on="2099-01-01"))
    assert "This day is still to come" in ahead.content.decode()


def test_scan_says_so_and_waits(manager: Client) -> None:
    page = bring(manager, ("scan.pdf", made.pdf([""]))).content.decode()
    assert "This is a scan" in page
    assert "To be read by hand" in page
    assert "No right of yours has this number" in page


def test_files_are_taken_or_refused_each_for_itself(manager: Client) -> None:
    page = bring(
        manager, ("a.txt", an_action().encode()), ("b.txt", b"letter\n"), ("locked.pdf", made.locked_pdf())
    ).content.decode()
    assert "2 notices were read" in page
    assert "locked.pdf: The file has a password" in page
    assert "here already" in bring(manager, ("c.txt", b"letter\n")).content.decode()
    assert Notice.objects.count() == 2


def test_form_without_a_file_says_so(manager: Client) -> None:
    assert "No file came with the form" in bring(manager).content.decode()


def test_notice_is_set_aside_and_taken_up(manager: Client) -> None:
    bring(manager, ("oa.txt", an_action().encode()))
    act = f"{PAGE}{Notice.objects.get().pk}/act/"
    assert "Say why" in manager.post(act, {"act": "aside"}, follow=True).content.decode()
    manager.post(act, {"act": "aside", "reason": "of another firm"})
    assert "of another firm" in text(manager, act.removesuffix("act/"))
    assert "Confirm and enter" in manager.post(act, {"act": "take_up"}, follow=True).content.decode()
    assert "Choose what you decide" in manager.post(act, {"act": "burn"}, follow=True).content.decode()


def test_file_is_handed_out_as_it_came_and_the_list_as_a_file(manager: Client) -> None:
    bring(manager, ("oa.txt", an_action().encode()))
    file = manager.get(f"{PAGE}{Notice.objects.get().pk}/file/")
    assert file.content == an_action().encode()
    assert file["Content-Disposition"].startswith("attachment")
    table = manager.get(f"{PAGE}export/csv/")
    assert "Office action" in b"".join(table).decode("utf-8-sig")


def test_who_only_reads_sees_it_and_may_not_act(manager: Client, en: Client, holder: Organisation) -> None:
    bring(manager, ("oa.txt", an_action().encode()))
    pk = Notice.objects.get().pk
    en.force_login(a_user(Role.VIEWER, holder))
    page = text(en, f"{PAGE}{pk}/")
    assert "Confirm and enter" not in page
    assert "Bring notices in" not in text(en, PAGE)
    assert en.post(f"{PAGE}{pk}/act/", asked()).status_code == 403
    en.force_login(a_manager(an_organisation()))
    assert en.get(f"{PAGE}{pk}/").status_code == 404
    assert en.get(f"{PAGE}{pk}/file/").status_code == 404


def test_page_speaks_chinese(zh: Client, holder: Organisation) -> None:
    zh.force_login(a_manager(holder))
    page = bring(zh, ("oa.txt", an_action().encode())).content.decode()
    assert "审查意见通知书" in page


def test_list_costs_few_queries(manager: Client, django_assert_max_num_queries: Any) -> None:
    bring(manager, *((f"{n}.txt", f"{an_action()}{n}".encode()) for n in range(6)))
    with django_assert_max_num_queries(30):
        text(manager, PAGE)


def test_months_of_a_notice_that_are_not_the_rules_are_said(manager: Client) -> None:
    bring(manager, ("oa.txt", an_action().encode()))
    path = f"{PAGE}{Notice.objects.get().pk}/act/"
    same = manager.post(path, asked(act="save", months="4"), follow=True).content.decode()
    other = manager.post(path, asked(act="save", months="2"), follow=True).content.decode()
    assert "alert-warning" not in same
    assert "the notice states 2 months, which end on 2026-12-12; the rule comes to 2027-02-12" in other


def test_page_of_a_date_leads_to_the_notice_behind_it(manager: Client) -> None:
    bring(manager, ("oa.txt", an_action().encode()))
    manager.post(f"{PAGE}{Notice.objects.get().pk}/act/", asked())
    row = Deadline.objects.get(rule="cn.oa.first_response")
    document = Notice.objects.get().document
    assert document is not None
    page = text(manager, f"/dates/{row.pk}/")
    assert f'href="/documents/{document.pk}/"' in page
    assert text(manager, f"/documents/{document.pk}/")
