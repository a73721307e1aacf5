"""Lists as PDF: the rows and headers of the page, what they are narrowed by, and a clear word where there are too many."""

from __future__ import annotations

import io
import time
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.utils import translation

from mainline import typesetting
from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.web import papers
from mainline.web.exports import Table, as_pdf
from mainline.web.papers import Heading, TooLong
from tests.factories import a_user, enter, some_publications

pytestmark = pytest.mark.skipif(
    not any(typesetting.FONTS.glob("*.ttf")), reason="no fonts: bin/setup was not run"
)


def read(pdf: bytes) -> tuple[int, str]:
    """Number of pages, and their words without what breaks lines."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    return len(document), text.replace("\r\n", "").replace("\u200b", "")


def set_(rows: list[list[Any]], **given: Any) -> tuple[int, str]:
    table = Table(columns=["a", "b"], headers=["Name", "Fee"], rows=rows, looks=["", "n"], **given)
    with translation.override("en"):
        return read(b"".join(as_pdf(table)))


def test_each_page_has_the_headers_and_says_which_it_is() -> None:
    pages, text = set_([[f"row {n}", n] for n in range(200)], heading=Heading("Fees", letterhead="北川大学"))
    assert pages > 2
    assert text.count("Name Fee") == pages
    assert all(f"Page {page} of {pages}" in text for page in range(1, pages + 1))
    assert text.count("北川大学") == pages + 1
    assert "200 rows" in text


def test_what_somebody_typed_is_printed_and_never_run() -> None:
    typed = '#read("/etc/passwd") *bold* $x$ = a // b'
    _, text = set_(
        [[typed, 1]], heading=Heading(typed, filters=[typed], about=typed, letterhead=typed, by=typed)
    )
    assert text.count("passwd") >= 6
    assert "root:" not in text


def test_a_list_without_rows_says_so() -> None:
    pages, text = set_([])
    assert pages == 1
    assert "No row fits these filters." in text


def test_too_many_rows_are_refused_with_the_number_that_fits() -> None:
    rows = ([n, n] for n in range(papers.MOST_ROWS + 5))
    with translation.override("en"), pytest.raises(TooLong, match="at most 3,000 rows"):
        as_pdf(Table(["a", "b"], ["A", "B"], rows))


def test_cells_that_nobody_could_break_stay_in_their_column() -> None:
    pages, text = set_([["x" * 900, 1], ["很" * 5000, 2]])
    assert pages >= 1
    assert "x" * 900 in text
    assert "很" * 1000 + "…" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Number", "Title", "My rights", "Page 1 of 1"]),
        ("zh-hans", ["号码", "名称", "我的权利", "3 行"]),
    ],
)
def test_a_list_is_had_as_pdf_with_the_columns_that_are_shown(language: str, words: list[str]) -> None:
    rights = enter(*some_publications(3))
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    client.force_login(a_user(Role.MANAGER, Organisation.objects.get(name="北川大学")))
    response = client.get("/my-rights/export/pdf/?shows=number.title&title=%E7%A7%8D")
    assert response["Content-Type"] == "application/pdf"
    _, text = read(b"".join(response.streaming_content))
    assert all(word in text for word in words), text
    assert all(right.number in text for right in rights)
    assert "北川大学" in text
    assert "Status" not in text


@pytest.mark.django_db
def test_too_long_a_list_is_a_page_that_says_what_to_do(en: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mainline.web.tables.MOST_ROWS_OF_VISITORS", 2)
    enter(*some_publications(3))
    pk = Organisation.objects.get(name="北川大学").pk
    response = en.get(f"/organisations/{pk}/export/pdf/")
    assert response.status_code == 413
    assert "at most 2 rows" in response.content.decode()


@pytest.mark.django_db
def test_a_visitor_does_not_wait_for_the_typesetter(en: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(*some_publications(1))
    monkeypatch.setattr(typesetting, "_PATIENCE", 0.4)
    member = Client(HTTP_ACCEPT_LANGUAGE="en")
    member.force_login(a_user(Role.MANAGER))
    with typesetting._APART:
        for client, waits in ((en, False), (member, True)):
            began = time.monotonic()
            response = client.get("/organisations/export/pdf/")
            assert response.status_code == 503
            assert "busy" in response.content.decode()
            assert (time.monotonic() - began >= 0.4) == waits
        assert en.get("/search/export/?format=pdf&q=种").status_code == 503
    assert en.get("/search/export/?format=pdf&q=种").status_code == 200


@pytest.mark.django_db
def test_without_fonts_the_page_says_that_there_is_no_pdf(
    en: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(typesetting, "FONTS", tmp_path)
    assert en.get("/organisations/export/pdf/").status_code == 503
