"""Lists as tables: filtered, sorted by headers, columns chosen and remembered, printed, handed out as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from lxml import html

from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register.models import Right
from mainline.register.views.tables import RIGHTS
from mainline.web.tables import RESERVED, ListTable
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


LIST = "//table[contains(@class, 'list-table')]"
"""A page may have small tables beside its list."""


def heads(page: str) -> list[str]:
    return [cell.text_content().strip(" ↑↓") for cell in html.fromstring(page).xpath(f"{LIST}/thead/tr/th")]


def first_cells(page: str) -> list[str]:
    return [cell.text_content().strip() for cell in html.fromstring(page).xpath(f"{LIST}/tbody/tr/td[1]")]


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


def test_file_has_the_columns_that_the_address_shows_and_else_all(en: Client) -> None:
    enter(*some_publications(2))
    en.force_login(a_user(Role.MANAGER, holder()))

    for path in ("/my-rights/", f"/organisations/{holder().pk}/"):
        chosen = rows_of(en, f"{path}export/csv/?shows=number.title.expires.nonsense")
        assert list(chosen[0]) == ["Number", "Title", "Term ends on"]
        assert len(chosen) == 2
        for shows in ("", "?shows=", "?shows=nonsense"):
            assert len(rows_of(en, f"{path}export/csv/{shows}")[0]) > 10

    assert list(rows_of(en, "/organisations/export/csv/?shows=country")[0]) == ["Name", "Country"]
    assert list(rows_of(en, "/organisations/export/csv/")[0]) == [
        "Name", "Kind", "Country", "Credit code", "Rights",
    ]  # fmt: skip


def test_export_that_a_page_offers_keeps_the_columns_of_its_address(en: Client) -> None:
    enter(*some_publications(1))
    en.force_login(a_user(Role.MANAGER, holder()))
    page = html.fromstring(text(en, "/my-rights/?shows=number.title"))
    assert page.xpath("//a[contains(@href, '/export/csv/')]/@href") == [
        "/my-rights/export/csv/?shows=number.title"
    ]


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


def every_table() -> list[ListTable]:
    """Every table that a page of the site shows."""
    marks = [getattr(one.callback, "list_table", None) for one in _patterns(get_resolver())]
    tables = [mark for mark in marks if isinstance(mark, ListTable)]
    return tables + [table for mark in marks if isinstance(mark, dict) for table in mark.values()]


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield one
        else:
            yield from _patterns(one)


def test_columns_of_every_table_have_codes_headers_and_parameters_of_their_own() -> None:
    tables = every_table()
    assert {"rights", "organisations", "records", "quarantine", "imports", "proposals", "views"} <= {
        table.code for table in tables
    }
    for table in tables:
        assert len({column.code for column in table.columns}) == len(table.columns), table.code
        assert len({str(column.header) for column in table.columns}) == len(table.columns), table.code
        assert all("." not in column.code for column in table.columns)
        parameters = [
            name
            for column in table.columns
            if column.filter
            for name in column.filter.parameters(column.parameter)
        ]
        assert len(set(parameters)) == len(parameters), table.code
        assert not RESERVED & set(parameters), table.code
        assert str(table.title), table.code
        assert any(column.filter for column in table.columns), f"{table.code} can't be filtered"


@pytest.mark.parametrize(
    ("path", "address", "rows"),
    [
        ("/organisations/{holder}/", "title=机1", 1),
        ("/organisations/{holder}/", "title=收获机&kind=invention&number=CN1076", 3),
        ("/organisations/{holder}/", "status=in_force&status=granted", 0),
        ("/organisations/{holder}/", "filed-from=2017&filed-to=2017-12", 3),
        ("/organisations/{holder}/", "filed-from=2018", 0),
        ("/organisations/", "q=北川&rights-from=3", 1),
        ("/organisations/", "q=北川&rights-from=4", 0),
        ("/imports/", "name=b.xml&state=done&dry=no", 1),
        ("/imports/", "asked-to=2001", 0),
        ("/quarantine/", "place=y.xml&format=cnipa.xml&reason=xml.malformed", 1),
        ("/quarantine/", "reason=xml.empty", 0),
        ("/chain/utilization/", "event=utilization.licence.signed&day-from=2024", 3),
        ("/chain/utilization/", "title=机2", 1),
        ("/chain/utilization/", "event=utilization.pledge.registered", 0),
    ],
)
def test_file_has_the_rows_of_the_screen(en: Client, path: str, address: str, rows: int) -> None:
    for right in enter(*some_publications(3)):
        an_event(right)
    en.force_login(a_user(Role.OFFICER))
    for name in ("b.xml", "a.xml"):
        job = an_import(name=name)
    for member in ("z.xml", "y.xml"):
        a_quarantined(member=member, imported_by=job)
    path = path.format(holder=holder().pk)

    page = html.fromstring(text(en, f"{path}?{address}"))
    [link] = page.xpath("//a[@download]/@href[contains(., 'export/csv')]")

    assert page.xpath("string(//p[@class='count']/b)") == str(rows)
    line = "//ol[@class='line']/li[@data-hit]" if "/chain/" in path else f"{LIST}/tbody/tr"
    assert len(page.xpath(line)) == rows
    assert len(rows_of(en, urljoin(path, link))) == rows


def test_what_is_set_stands_as_chips_that_take_it_off_again(en: Client) -> None:
    an_organisation("南山银行", kind="bank")
    page = html.fromstring(text(en, "/organisations/?q=南山&kind=bank&kind=office&sort=name&page=1"))

    chips = {
        chip.text_content().strip(" ×"): chip.get("href") for chip in page.xpath("//p[@class='chips']/a")
    }

    assert chips == {
        "Name: 南山": "?kind=bank&kind=office&sort=name",
        "Kind: Bank": "?q=%E5%8D%97%E5%B1%B1&kind=office&sort=name",
        "Kind: Provincial IP office": "?q=%E5%8D%97%E5%B1%B1&kind=bank&sort=name",
        "Clear all": "?sort=name",
    }


def test_filters_that_leave_nothing_say_so_and_lead_back(en: Client) -> None:
    an_organisation("南山银行", kind="bank")
    page = html.fromstring(text(en, "/organisations/?kind=office"))
    assert "No row fits these filters." in page.text_content()
    assert page.xpath("//p[@class='none']/a/@href") == ["?view=all"]


def test_what_makes_no_sense_is_told_and_the_rest_is_shown(en: Client) -> None:
    enter(*some_publications(2))
    page = text(en, f"/organisations/{holder().pk}/?status=%3Cb%3E&filed-from=x&title=机1")
    told = [p.text_content() for p in html.fromstring(page).xpath("//div[@role='alert']/p")]
    assert told == [
        "Status: “<b>” is none of the choices; left out.",
        "Filed on: “x” was left out: write a day as 2024-03-18.",
    ]
    assert len(first_cells(page)) == 1


def test_form_of_filters_keeps_the_order_and_what_is_no_filter(en: Client) -> None:
    en.force_login(a_user(Role.OFFICER))
    job = an_import()
    a_quarantined(imported_by=job)
    page = html.fromstring(text(en, f"/quarantine/?import={job.pk}&sort=reason&place=file&page=1"))
    form = page.xpath("//form[contains(@class, 'filter-form')]")[0]
    kept = {field.get("name"): field.get("value") for field in form.xpath(".//input[@type='hidden']")}
    assert kept == {"import": str(job.pk), "sort": "reason"}
    assert form.xpath(".//input[@name='place']/@value") == ["file"]


def test_so_many_rows_stand_on_a_page_as_asked_and_remembered(en: Client) -> None:
    for _ in range(60):
        an_organisation()
    assert len(first_cells(text(en, "/organisations/"))) == 25
    assert len(first_cells(text(en, "/organisations/?size=50&page=2"))) == 10
    assert len(first_cells(text(en, "/organisations/"))) == 50
    assert len(first_cells(text(en, "/organisations/?size=7"))) == 50
    assert en.cookies["rows-a-page"].value == "50"


def test_paper_has_all_rows_with_title_filters_who_and_count_and_no_frame(en: Client) -> None:
    for _ in range(60):
        an_organisation(kind="bank")
    user = a_user(Role.OFFICER)
    en.force_login(user)

    page = text(en, "/organisations/?kind=bank&print=1&page=2&size=25")
    paper = html.fromstring(page)

    assert len(first_cells(page)) == 60
    assert paper.xpath("string(//h1)") == "Organisations"
    assert "Kind: Bank" in paper.xpath("string(//header)")
    assert "60 rows" in paper.xpath("string(//header)")
    assert user.username in paper.xpath("string(//header)")
    assert not paper.xpath("//nav | //footer | //form | //thead//a")


def test_paper_ends_and_says_so(en: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mainline.web.tables.MOST_PRINTED", 5)
    for _ in range(7):
        an_organisation()
    page = text(en, "/organisations/?print=1")
    assert len(first_cells(page)) == 5
    assert "The first 5 of 7 are printed; the export gives all." in page


def test_sums_are_over_all_pages_and_rehearsals_add_nothing(en: Client) -> None:
    en.force_login(a_user(Role.OFFICER))
    for number in range(30):
        an_import(name=f"{number}.xml", counts={"cnipa.xml": {"read": 3, "new": 2}})
    an_import(name="rehearsed.xml", is_dry_run=True, counts={"cnipa.xml": {"read": 900, "new": 900}})

    foot = html.fromstring(text(en, "/imports/")).xpath("//tfoot/tr/*")
    narrowed = html.fromstring(text(en, "/imports/?name=1.xml")).xpath("//tfoot/tr/*")

    assert [cell.text_content() for cell in foot] == ["Together", "", "", "90", "60", "0", "0", "0"]
    assert [cell.text_content() for cell in narrowed][3] == "9"


def test_list_that_nobody_leafs_through_ends_and_says_so(en: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mainline.web.tables.LAST_PAGE", 2)
    for _ in range(60):
        an_organisation()
    page = text(en, "/organisations/?page=99")
    assert "The first 50 of 60 can be leafed through; the export gives all." in page
    assert len(first_cells(page)) == 25


def test_filters_ask_the_database_once_more_however_many_they_are(
    en: Client, django_assert_num_queries: Any
) -> None:
    enter(*some_publications(4))
    path = f"/organisations/{holder().pk}/"
    text(en, path)
    with CaptureQueriesContext(connection) as plain:
        text(en, path)
    # How many rights there are the page knows; how many the filters leave is one question more.
    with django_assert_num_queries(len(plain) + 1):
        text(en, f"{path}?status=in_force&status=published&filed-from=2001&title=收获&kind=invention")
