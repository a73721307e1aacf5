"""The pages: figures that open to lists, accounts closed and opened, organisations, jobs, entries, checkpoints."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any
from urllib.parse import urljoin

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from mainline.audit.actions import checkpoint, record
from mainline.audit.models import Entry
from mainline.audit.signing import stamp_of
from mainline.orgs.access import VERBS
from mainline.orgs.enums import Role
from mainline.orgs.models import Membership, Organisation
from mainline.register.models import Import
from mainline.register.signs import beat, last_beat
from tests.administration.conftest import a_boss, logged_in
from tests.factories import a_user, an_import, an_organisation
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db


def cells(page: str, column: int = 1) -> list[str]:
    return [cell.text_content().strip() for cell in html.fromstring(page).xpath(f"//tbody/tr/td[{column}]")]


def test_every_figure_of_the_overview_opens_to_as_many_rows(boss: Client) -> None:
    a_user(Role.OFFICER)
    closed = a_user(Role.MANAGER)
    get_user_model().objects.filter(pk=closed.pk).update(is_active=False)
    an_organisation(kind="unknown")
    for state in ("queued", "running", "failed", "done"):
        an_import(state=state)

    page = html.fromstring(text(boss, "/administration/"))

    links = page.xpath("//div[@class='admin-cells']//li/a[b]")
    assert len(links) == 8
    for link in links:
        shown = int(link.xpath("string(b)").replace(",", ""))
        listed = html.fromstring(text(boss, link.get("href")))
        told = listed.xpath("string(//p[@class='count']/b)") or "0"
        assert int(told) == shown, link.get("href")


def test_overview_tells_how_the_platform_is(boss: Client) -> None:
    def signs() -> dict[str, str]:
        found = html.fromstring(text(boss, "/administration/")).xpath("//li[@data-health]")
        return {one.get("data-health"): one.get("class") for one in found}

    before = signs()
    beat(0.0)
    record(code="backup.made", by=None, data={"name": "all.zip"})
    after = signs()

    assert before["worker"] == before["backup"] == "is-unwell"
    assert after["worker"] == after["backup"] == "is-well"
    assert {"version", "audit", "database", "space", "index", "pending"} <= set(after)


def test_worker_is_heard_of_by_its_own_sign_or_by_the_import_that_it_runs() -> None:
    assert last_beat() is None
    now = timezone.now()
    an_import(state="running", beat_at=now)
    an_import(state="done", beat_at=now + dt.timedelta(hours=1))
    assert last_beat() == now
    first = beat(0.0)
    assert beat(first) == first
    assert last_beat() > now


def test_accounts_are_narrowed_by_what_they_are(boss: Client) -> None:
    university = an_organisation("南山大学")
    a_user(Role.MANAGER, university, name="manager")
    twice = a_user(Role.INVENTOR, university, name="twice")
    Membership.objects.create(user=twice, organisation=university, role=Role.ADMIN)

    def names(query: str) -> list[str]:
        return cells(text(boss, f"/administration/accounts/?{query}"))

    assert names("organisation=南山") == ["manager", "twice"]
    assert names("role=admin&role=inventor") == ["twice"]
    assert names("admin=yes") == ["boss"]
    assert names("factor=yes") == []
    assert "南山大学" in cells(text(boss, "/administration/accounts/?name=twice"), 3)[0]
    csv = b"".join(boss.get("/administration/accounts/export/csv/?role=admin").streaming_content).decode()
    assert csv.count("\n") == 2
    assert "password" not in csv.lower()


def test_account_is_closed_opened_and_given_a_link_by_buttons(boss: Client) -> None:
    user = a_user(Role.MANAGER, name="zhang")
    path = f"/administration/accounts/{user.pk}/"
    theirs = logged_in(user)

    boss.post(path, {"act": "close"})
    user.refresh_from_db()
    assert not user.is_active
    assert theirs.get("/my-rights/").status_code == 302
    assert "Closed" in text(boss, path)

    boss.post(path, {"act": "reopen"})
    shown = boss.post(path, {"act": "reset"}).content.decode()
    [link] = html.fromstring(shown).xpath("//code[@id='link']/text()")
    assert Client().get(link, follow=True).status_code == 200
    assert link not in text(boss, path)

    boss.post(path, {"act": "promote"})
    user.refresh_from_db()
    assert (user.is_active, user.is_superuser) == (True, True)
    assert boss.post(path, {"act": "nothing"}).status_code == 403
    assert boss.get("/administration/accounts/999999/").status_code == 404
    told = html.fromstring(text(boss, path)).xpath("string(//ul[contains(@class, 'acts-list')])")
    assert "made administrator of the platform" in told


def test_last_administrator_cannot_be_taken_away(boss: Client) -> None:
    own = get_user_model().objects.get(username="boss")
    for act in ("close", "demote"):
        page = boss.post(f"/administration/accounts/{own.pk}/", {"act": act}).content.decode()
        assert "last administrator of the platform" in page
    own.refresh_from_db()
    assert own.is_active
    assert own.is_superuser


def test_what_changes_something_asks_for_the_password_that_was_given_long_ago(settings: Any) -> None:
    client = logged_in(a_boss())
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1.0, "username": "boss"}]
    session.save()
    user = a_user()
    answer = client.post(f"/administration/accounts/{user.pk}/", {"act": "close"})
    assert answer.status_code == 302
    assert "/account/again/" in answer.headers["Location"]
    user.refresh_from_db()
    assert user.is_active


def test_organisation_is_entered_and_described_by_forms(boss: Client) -> None:
    wrong = boss.post("/administration/organisations/add/", {"name": "", "kind": "bank", "uscc": "12"})
    assert html.fromstring(wrong.content).xpath("count(//p[@class='field-error'])") >= 1

    boss.post("/administration/organisations/add/", {"name": "新银行", "kind": "bank", "country": "CN"})
    made = Organisation.objects.get(name="新银行")
    path = f"/administration/organisations/{made.pk}/"
    assert 'value="CN"' in text(boss, path)

    refused = boss.post(path, {"kind": "bank", "uscc": "91350211M000100Y40"}).content.decode()
    assert "The check digit of 91350211M000100Y4 is 6" in refused
    boss.post(path, {"kind": "guarantor", "name_en": "New Bank", "uscc": "91350211m000100y46"})
    made.refresh_from_db()
    assert (made.kind, made.name_en, made.uscc) == ("guarantor", "New Bank", "91350211M000100Y46")
    assert (
        "新银行" in cells(text(boss, "/administration/organisations/?kind=guarantor&uscc=9135"))[0]
        or made.name_en
    )
    assert boss.get("/administration/organisations/99999999999999999999/").status_code == 404


def test_jobs_of_all_are_stopped_and_run_again_from_their_list(boss: Client) -> None:
    waiting = an_import(name="waiting.xml", state="queued", requested_by=a_user(Role.MANAGER))
    an_import(name="failed.xml", state="failed", error="broken")
    page = html.fromstring(text(boss, "/administration/jobs/"))
    actions = page.xpath("//button[@form='act-jobs']/@formaction")

    assert sorted(re.sub(r"\d+", "N", one) for one in actions) == ["/imports/N/again/", "/imports/N/cancel/"]
    answer = boss.post(f"/imports/{waiting.pk}/cancel/", {"next": "/administration/jobs/"})
    assert answer.headers["Location"] == "/administration/jobs/"
    assert Import.objects.get(pk=waiting.pk).state == "cancelled"


def test_entries_are_told_in_words_and_lead_to_their_subjects(boss: Client) -> None:
    user = get_user_model().objects.get(username="boss")
    record(code="right.shared", by=user, subject="right:7", data={"organisation": "<b>南山"})
    record(code="member.added", by=user, subject="organisation:3", data={"name": "z", "role": "manager"})
    record(code="strange.act", by=None, subject="thing:1")

    page = text(boss, "/administration/audit/?day-from=2020")
    rows = html.fromstring(page).xpath("//tbody/tr")

    assert "<b>南山" not in page
    told = [row.xpath("string(td[4])") for row in rows]
    assert told[:3] == ["strange.act thing:1", "“z” joined as IP manager.", "Right 7 shared with “<b>南山”."]
    assert rows[1].xpath("td[5]/a/@href") == ["/organisations/3/"]
    assert rows[2].xpath("td[5]/a/@href") == ["/rights/7/"]
    assert rows[0].xpath("td[5]/a") == []
    assert cells(text(boss, "/administration/audit/?act=right.shared"), 4) == [told[2]]
    assert cells(text(boss, "/administration/audit/?subject=organisation:3"), 4) == [told[1]]
    assert cells(text(boss, "/administration/audit/?who=nobody")) == []
    chinese = logged_in(user, "zh-CN")
    assert "把权利 7告知“<b>南山”。" in cells(text(chinese, "/administration/audit/?act=right.shared"), 4)


def test_entry_shows_its_place_in_the_chain_and_an_alteration(boss: Client) -> None:
    user = get_user_model().objects.get(username="boss")
    first = record(code="clock.set", by=user, data={"day": "2026-11-20"})
    second = record(code="clock.set", by=user, data={"day": "2026-11-21"})
    path = f"/administration/audit/{first.number}/"

    page = text(boss, path)
    assert bytes(first.hash).hex() in page
    assert f'href="/administration/audit/{second.number}/"' in page
    assert "2026-11-20" in page
    assert "Intact" in page

    Entry.objects.filter(pk=first.pk).update(data={"day": "2020-01-01"})
    assert "Altered" in text(boss, path)


def test_checkpoints_are_handed_to_everybody_and_verify(boss: Client) -> None:
    record(code="clock.set", by=None, data={"day": "2026-11-20"})
    checkpoint()
    visitor = Client(HTTP_ACCEPT_LANGUAGE="en")

    page = text(visitor, "/audit/checkpoints/")
    [line] = (
        b"".join(visitor.get("/audit/checkpoints/mainline-checkpoints.jsonl").streaming_content)
        .decode()
        .splitlines()
    )

    assert stamp_of(line).is_valid
    assert json.loads(line)["public_key"] in page
    rows = b"".join(visitor.get("/audit/checkpoints/export/jsonl/").streaming_content).decode()
    assert json.loads(rows)["signature"] == json.loads(line)["signature"]


def test_matrix_of_roles_says_what_the_code_says() -> None:
    page = html.fromstring(text(Client(HTTP_ACCEPT_LANGUAGE="en"), "/roles/"))
    said = {
        row.get("data-verb"): {
            role for role, cell in zip(Role, row.xpath("td"), strict=True) if "Yes" in cell.text_content()
        }
        for row in page.xpath("//tr[@data-verb]")
    }
    assert said == {verb: set(roles) for verb, roles in VERBS.items()}


@pytest.mark.parametrize(
    "path",
    ["/administration/accounts/", "/administration/organisations/", "/administration/jobs/", "/administration/audit/",
     "/audit/checkpoints/", "/administration/accounts/export/csv/"],
)  # fmt: skip
def test_lists_ask_as_often_for_four_rows_as_for_one(boss: Client, path: str) -> None:
    def fill() -> None:
        user = a_user(Role.MANAGER)
        an_import(requested_by=user)
        record(code="clock.set", by=user, subject=f"account:{user.pk}")
        checkpoint()

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            answer = boss.get(path)
            b"".join(answer.streaming_content) if answer.streaming else answer.content
        return len(captured)

    fill()
    asked()
    one = asked()
    for _ in range(3):
        fill()
    assert asked() == one


def test_lists_sort_by_every_header_and_print(boss: Client) -> None:
    an_import()
    record(code="clock.set", by=None)
    checkpoint()
    for path in ("accounts", "organisations", "jobs", "audit"):
        address = f"/administration/{path}/"
        for link in html.fromstring(text(boss, address)).xpath("//thead//a/@href"):
            assert text(boss, urljoin(address, link)).count("aria-sort=") == 1, link
        assert "<nav" not in text(boss, f"{address}?print=1")
