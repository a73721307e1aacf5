"""A mapping drafted from a table whose headers nobody knows."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices.base import Piece
from mainline.offices.record import Record
from mainline.offices.tabular import load_mapping, parse, split_by
from mainline.offices.tabular.draft import CHOICES, DraftError, Preview, draft, preview, suggest

LEDGER = "我司台账,,,\n序号,项目名称,案卷申请号,备注\n1,大豆播种机,202310123456.7,第一件\n2,风机叶片,202310123457.5,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
def test_preview_finds_the_header_below_a_heading(encoding: str) -> None:
    table = preview(LEDGER.encode(encoding))
    assert table == Preview(
        ("序号", "项目名称", "案卷申请号", "备注"),
        (("1", "大豆播种机", "202310123456.7", "第一件"), ("2", "风机叶片", "202310123457.5", "")),
    )


def test_preview_takes_the_delimiter_that_gives_most_columns() -> None:
    table = preview(b"Name, in full\tNumber\tFiled\nA, B\t202310123456.7\t2023-01-02\n")
    assert table is not None
    assert table.headers == ("Name, in full", "Number", "Filed")


def test_preview_reads_a_workbook() -> None:
    book = openpyxl.Workbook()
    book.active.append(["名称", "号码"])
    book.active.append(["播种机", 20231])
    data = io.BytesIO()
    book.save(data)
    assert preview(data.getvalue()) == Preview(("名称", "号码"), (("播种机", "20231"),))


@pytest.mark.parametrize("data", [b"", b"\0\0", b"one line of text", b"1,2\n3,4\n", b"\xff" * 40])
def test_preview_of_what_is_no_table_is_nothing(data: bytes) -> None:
    assert preview(data) is None


def test_suggestions_know_shipped_headers_and_keep_what_they_do_not_know() -> None:
    meant = suggest(["申请号", "Publication Number", "发明人", "Aplication date", "案卷申请号", "备注", ""])
    assert meant == (
        "application_number", "publication_number", "inventor", "application_date", "application_number",
        "extra", "",
    )  # fmt: skip


def test_draft_reads_the_table_it_was_drafted_for() -> None:
    table = preview(LEDGER.encode())
    assert table is not None
    text = draft(
        table,
        ["", "title:zh", "application_number", "extra"],
        label="台账",
        office="CN",
        right_kind="invention",
    )

    pieces = split_by(text, io.BytesIO(LEDGER.encode()), "台账.csv")
    records = [item for piece in pieces for item in parse(piece)]

    assert [type(record) for record in records] == [Record, Record]
    assert [record.titles[0].text for record in records if isinstance(record, Record)] == [
        "大豆播种机",
        "风机叶片",
    ]


def test_same_headers_in_another_order_have_the_same_id() -> None:
    one, other = Preview(("甲", "乙"), ()), Preview(("乙 ", "甲"), ())
    assert one.id == other.id
    assert one.id != Preview(("甲", "丙"), ()).id


@pytest.mark.parametrize(
    ("meanings", "kind", "said"),
    [
        (["title", ""], "invention", "number"),
        (["application_number", "wizard"], "invention", "wizard"),
        (["application_number", "title"], "magic", "magic"),
    ],
)
def test_draft_refuses_what_could_make_no_right(meanings: list[str], kind: str, said: str) -> None:
    with pytest.raises(DraftError, match=said):
        draft(Preview(("甲", "乙"), ()), meanings, label="x", right_kind=kind)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=6, unique=True), st.text(max_size=20), st.data())
def test_any_headers_give_a_mapping_that_loads(headers: list[str], label: str, data: st.DataObject) -> None:
    codes = [code for code, _, _ in CHOICES]
    meanings = [data.draw(st.sampled_from(codes)) for _ in headers]
    try:
        text = draft(Preview(tuple(headers), ()), meanings, label=label or "x")
    except DraftError:
        return
    assert load_mapping(text).columns


def test_piece_without_facts_of_its_own_is_rejected_by_a_draft_that_does_not_fit() -> None:
    table = Preview(("甲", "乙"), ())
    text = draft(table, ["application_number", ""], label="x", office="CN")
    (found,) = parse(Piece("a.csv", "丙,丁\n1,2\n".encode(), header=text.encode()))
    assert not isinstance(found, Record)
