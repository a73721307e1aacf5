"""Lists as tables: sorted by headers, columns chosen and remembered, handed out as files."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register.models import Right
from mainline.register.views.incoming import IMPORTS, QUARANTINE, RECORDS
from mainline.register.views.tables import ORGANISATIONS, RIGHTS
from tests.factories import (
    a_quarantined,
    a_user,
    an_event,
    an_import,
    an_organisation,
    enter,
    some_publications,
)
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db


def heads(page: str) -> list[str]:
    return [cell.text_content().strip(" ↑↓") for cell in html.fromstring(page).xpath("//thead/tr/th")]


def first_cells(page: str) -> list[str]:
    return [cell.text_content().strip() for cell in html.fromstring(page).xpath("//tbody/tr/td[1]")]


def holder() -> Organisation:
    return Organisation.objects.get(name="北川大学")


def rows_of(client: Client, path: str) -> list[dict[str, str]]:
    response = client.get(path)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_every_header_of_the_organisations_rights_sorts_both_ways(en: Client) -> None:
    enter(*some_publications(3))
    path = f"/organisations/{holder().pk}/"
    all_columns = "&".join(f"columns={column.code}" for column in RIGHTS.columns)
    text(en, f"{path}?table=rights&{all_columns}")

    links = html.fromstring(text(en, path)).xpath("//thead//a/@href")

    assert len(links) == len(RIGHTS.columns)
    for link in links:
        up = text(en, urljoin(path, link))
        assert up.count("aria-sort=") == 1
        other = html.fromstring(up).xpath("//th[@aria-sort]/a/@href")[0]
        down = text(en, urljoin(path, other))
        assert 'aria-sort="ascending"' in up + down
        assert 'aria-sort="descending"' in up + down
        assert len(first_cells(up)) == len(first_cells(down)) == 3


def test_unknown_days_come_last_in_either_direction(en: Client) -> None:
    rights = enter(*some_publications(3))
    Right.objects.filter(pk=rights[1].pk).update(granted_on=None)
    Right.objects.filter(pk=rights[0].pk).update(granted_on="2020-01-01")
    Right.objects.filter(pk=rights[2].pk).update(granted_on="2021-01-01")
    for sort in ("granted", "-granted"):
        page = text(en, f"/organisations/{holder().pk}/?sort={sort}")
        assert first_cells(page)[-1] == rights[1].number


def test_columns_are_chosen_by_a_form_and_remembered_by_this_browser(en: Client) -> None:
    enter(*some_publications(1))
    path = f"/organisations/{holder().pk}/"
    assert "Holder" not in heads(text(en, path))

    chosen = text(en, f"{path}?table=rights&columns=holder&columns=filed")

    assert heads(chosen) == ["Number", "Holder", "Filed on"]
    assert heads(text(en, path)) == ["Number", "Holder", "Filed on"]
    assert heads(text(Client(HTTP_ACCEPT_LANGUAGE="en"), path)) == [
        "Number", "Title", "Kind", "Status", "Filed on", "Granted on",
    ]  # fmt: skip
    assert "Country" in heads(text(en, "/organisations/"))


def test_the_form_of_columns_keeps_what_else_was_asked(en: Client) -> None:
    enter(*some_publications(1))
    form = html.fromstring(text(en, "/organisations/?q=北川&sort=name&page=1")).xpath(
        "//form[.//input[@name='table']]"
    )[0]
    kept = {field.get("name"): field.get("value") for field in form.xpath(".//input[@type='hidden']")}
    assert kept == {"table": "organisations", "q": "北川", "sort": "name"}


@pytest.mark.parametrize("cookie", ["", "nothing.known", "." * 3000, "title", "\x00"])
def test_a_cookie_that_makes_no_sense_gives_a_table_still(en: Client, cookie: str) -> None:
    enter(*some_publications(1))
    en.cookies["columns-rights"] = cookie
    page = text(en, f"/organisations/{holder().pk}/")
    assert heads(page)[0] == "Number"
    assert len(heads(page)) >= 2


def test_names_from_sources_are_text_and_never_markup(en: Client) -> None:
    enter(*some_publications(1, title="<script>alert(1)</script>"))
    an_organisation("<b>bold</b>")
    for path in (f"/organisations/{holder().pk}/", "/organisations/"):
        page = text(en, path)
        assert "<script>alert" not in page
        assert "<b>bold" not in page


def test_list_of_organisations_is_a_file_as_narrowed_and_sorted(en: Client) -> None:
    enter(*some_publications(2))
    for name in ("=1+1银行", "南山银行"):
        an_organisation(name, kind="bank")

    rows = rows_of(en, "/organisations/export/csv/?kind=bank&sort=-name&page=9")

    assert sorted(row["Name"] for row in rows) == ["'=1+1银行", "南山银行"]
    assert rows_of(en, "/organisations/export/csv/?q=北川")[0]["Rights"] == "2"
    assert b"".join(en.get("/organisations/export/xlsx/").streaming_content).startswith(b"PK")
    assert en.get("/organisations/export/docx/").status_code == 404


def test_rights_of_an_organisation_are_a_file_as_narrowed(en: Client) -> None:
    rights = enter(*some_publications(3))
    Right.objects.filter(pk=rights[0].pk).update(status="in_force")
    path = f"/organisations/{holder().pk}/"

    link = html.fromstring(text(en, f"{path}?status=in_force")).xpath("//a[@download]/@href")[0]

    assert [row["Number"] for row in rows_of(en, link)] == [rights[0].number]


def test_events_of_a_link_are_a_file(en: Client, zh: Client) -> None:
    rights = enter(*some_publications(2))
    an_event(rights[0])

    [row] = rows_of(en, "/chain/utilization/export/csv/")
    [chinese] = rows_of(zh, "/chain/utilization/export/csv/")

    assert row["Day"] == "2024-03-18"
    assert row["Number"] == rights[0].number
    assert row["Source"] == "合同"
    assert "许可" in chinese["事件"]
    assert "/chain/utilization/export/xlsx/" in text(en, "/chain/utilization/")
    assert en.get("/chain/utilization/export/docx/").status_code == 404
    assert en.get("/chain/nothing/export/csv/").status_code == 404


@pytest.mark.parametrize(("path", "rows"), [("/imports/", 2), ("/quarantine/", 3)])
def test_imports_and_quarantine_sort_choose_and_go_out_as_files(en: Client, path: str, rows: int) -> None:
    en.force_login(a_user(Role.OFFICER))
    for name in ("=b.xml", "a.xml"):
        job = an_import(name=name, counts={"cnipa.xml": {"read": 3, "new": 2, "quarantined": 1}})
    for member in ("z.xml", "=y.xml", "<b>x.xml"):
        a_quarantined(member=member, imported_by=job)

    page = text(en, path)

    for link in html.fromstring(page).xpath("//thead//a/@href"):
        assert text(en, urljoin(path, link)).count("aria-sort=") == 1
    assert len(first_cells(page)) == rows
    assert "<b>x.xml" not in page
    told = rows_of(en, f"{path}export/csv/")
    assert len(told) == rows
    assert not any(value.startswith("=") for row in told for value in row.values())
    assert Client().get(f"{path}export/csv/").status_code == 302


@pytest.mark.parametrize("path", ["/organisations/{}/", "/organisations/", "/organisations/export/csv/"])
def test_lists_take_as_many_queries_with_many_rows_as_with_one(
    en: Client, path: str, django_assert_num_queries: Any
) -> None:
    enter(*some_publications(1))
    address = path.format(holder().pk)

    def read() -> None:
        response = en.get(address)
        b"".join(response.streaming_content) if response.streaming else response.content

    read()
    with CaptureQueriesContext(connection) as one:
        read()
    enter(*some_publications(9))
    for _ in range(5):
        an_organisation()

    with django_assert_num_queries(len(one)):
        read()


@pytest.mark.parametrize("table", [RIGHTS, ORGANISATIONS, RECORDS, QUARANTINE, IMPORTS])
def test_columns_of_a_table_have_codes_and_headers_of_their_own(table: Any) -> None:
    assert len({column.code for column in table.columns}) == len(table.columns)
    assert len({str(column.header) for column in table.columns}) == len(table.columns)
    assert all("." not in column.code for column in table.columns)
