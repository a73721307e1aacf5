"""Whole tables: encodings, delimiters, header rows, workbooks, damage, and the real ones."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from mainline.offices import tabular
from mainline.offices.base import Piece
from mainline.offices.reading import Unrecognised, read_path
from mainline.offices.record import Flag, Record, Rejected, RightKind
from mainline.offices.tabular import sheets, workbook
from tests.offices.readers import read_all, read_rejected

HEADER = ["公开(公告)号", "标题", "申请人", "申请日"]
ROWS = [
    ["CN104000001A", "播种机", "北禾公司", "2014-03-26"],
    ["CN104000002A", "大豆收获机，带粮箱", "北方大学", "2014-03-27"],
]


def _csv(rows: list[list[str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def _xlsx(*sheet_rows: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for nth, rows in enumerate(sheet_rows):
        sheet = book.create_sheet(f"s{nth}")
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _titles(found: list[Record | Rejected]) -> list[str]:
    return [each.titles[0].text if isinstance(each, Record) else each.detail for each in found]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_and_delimiter(delimiter, encoding):
    data = _csv([HEADER, *ROWS], delimiter, encoding)

    found = read_all(tabular, data)

    assert _titles(found) == ["播种机", "大豆收获机，带粮箱"]
    assert [each.position.ordinal for each in found] == [1, 2]
    assert not any(each.flags for each in found if isinstance(each, Record))
    if encoding != "utf-16":
        assert tabular.sniff(data, "x.txt")


@pytest.mark.parametrize("end", range(200, 206))
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_encoding_is_told_wherever_the_head_ends(encoding, end):
    data = _csv([HEADER, *ROWS * 9], encoding=encoding)

    assert sheets.encoding_of(data[:end]) == encoding
    assert tabular.sniff(data[:end], "x")


def test_rows_above_the_header_and_blank_rows_are_passed_over():
    data = _csv([["查询：播种机"], ["共 2 条"], HEADER, [], ROWS[0], ["", "", "", ""], ["", "无号", "", ""]])

    found = read_all(tabular, data)

    assert _titles(found)[0] == "播种机"
    assert isinstance(found[1], Rejected)
    assert found[1].detail == "row 5, column '公开(公告)号': empty"


def test_cells_with_line_breaks_stay_whole_across_batches():
    rows = [[f"CN{104000000 + n}A", f"机器\n型号 {n}", "甲", "2014-03-26"] for n in range(1200)]

    found = read_all(tabular, _csv([HEADER, *rows]))

    assert len(found) == 1200
    assert _titles(found)[1199] == "机器 型号 1199"
    assert [each.position.ordinal for each in found] == list(range(1, 1201))


def test_offsets_lead_to_the_row():
    data = _csv([HEADER, *ROWS], encoding="gb18030")

    found = read_all(tabular, data)

    assert [data[each.position.offset :][:12] for each in found] == [b"CN104000001A", b"CN104000002A"]


def test_a_quotation_mark_that_never_closes_costs_no_more_than_its_rows():
    rows = [HEADER, *ROWS]
    data = _csv(rows) + '"CN1A,甲\r\n'.encode() + _csv(ROWS)

    found = read_all(tabular, data)

    assert _titles(found)[:2] == ["播种机", "大豆收获机，带粮箱"]
    assert [type(each) for each in found[2:]] == [Rejected]
    assert "too long for a number" in found[2].detail
    assert b"CN104000002A" in found[2].raw


def test_bytes_that_are_no_text_are_replaced_and_flagged():
    data = _csv([HEADER, *ROWS]).replace("播种".encode(), b"\xe6\x92")

    found = read_all(tabular, data)

    assert Flag.REPLACED_CHARACTERS in found[0].flags
    assert Flag.REPLACED_CHARACTERS not in found[1].flags


@pytest.mark.parametrize(
    "data", [b"", b"a,b\n1,2\n", b"\x00" * 99, b"{}", b"<a/>", b"just words", "甲,乙\n".encode("gb18030")]
)
def test_sniff_leaves_other_text_alone(data):
    assert not tabular.sniff(data, "table.csv")


def test_a_piece_without_header_facts_is_rejected_with_its_first_row():
    assert read_rejected(tabular, b"a,b\n1,2\n").reason == "tabular.no_mapping"
    assert next(tabular.parse(Piece("m", b"x", header=b"{}"))).reason == "tabular.no_mapping"


@given(st.integers(0, 200), st.binary(max_size=4))
@settings(deadline=None, max_examples=100)
def test_damaged_tables_never_raise(cut, noise):
    data = _csv([HEADER, *ROWS])

    assert all(
        isinstance(each, Record | Rejected)
        for each in read_all(tabular, data[:cut] + noise + data[cut + 1 :])
    )


def test_a_workbook_keeps_text_numbers_and_days():
    rows = [
        ["结果"],
        HEADER,
        ["CN104000001A", "播种机", "甲", dt.datetime(2014, 3, 26)],
        ["CN104000002A", 42.0, "乙", 41725],
    ]
    found = read_all(tabular, _xlsx([["说明"]], rows))

    assert _titles(found) == ["播种机", "42"]
    assert [each.numbers[0].text for each in found] == ["104000001", "104000002"]
    first = _xlsx([[*HEADER, "申请号"], ["CN104000001A", "甲", "乙", dt.date(2014, 3, 26), "0012345"]])
    (record,) = read_all(tabular, first)
    assert [(each.text, each.date) for each in record.numbers] == [
        ("0012345", dt.date(2014, 3, 26)),
        ("104000001", None),
    ]


def test_a_workbook_row_at_fault_names_the_row_of_the_sheet():
    (found,) = read_all(tabular, _xlsx([["结果"], [], HEADER, [], ["", "播种机"]]))

    assert found.detail == "row 5, column '公开(公告)号': empty"


def test_a_workbook_that_no_mapping_knows_is_passed_over(tmp_path):
    (tmp_path / "codes.xlsx").write_bytes(_xlsx([["Code", "Text"], ["A", "b"]]))
    (tmp_path / "rights.xlsx").write_bytes(_xlsx([HEADER, *ROWS]))

    found = list(read_path(tmp_path))

    assert [each.why for each in found if isinstance(each, Unrecognised)] == ["unrecognised.table"]
    assert sum(isinstance(each, Record) for each in found) == 2


def test_damaged_and_hostile_workbooks_are_rejected(monkeypatch):
    whole = _xlsx([HEADER, *ROWS])
    assert read_rejected(tabular, whole[: len(whole) // 2]).reason == "tabular.malformed"

    hostile = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(hostile, "w") as new:
        for info in old.infolist():
            body = old.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                body = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + body
            new.writestr(info.filename, body)
    assert "document type" in read_rejected(tabular, hostile.getvalue()).detail

    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1000)
    assert read_rejected(tabular, whole).reason == "container.bomb"


@given(st.integers(30, 4000), st.binary(min_size=1, max_size=8))
@settings(deadline=None, max_examples=30)
def test_damaged_workbooks_never_raise(cut, noise):
    whole = _xlsx([HEADER, *ROWS])
    data = whole[:cut] + noise + whole[cut + len(noise) :]

    assert all(isinstance(each, Record | Rejected) for each in read_all(tabular, data))


CHOSEN = """
id = "my_list"
zh = "我的清单"
en = "My list"
office = "CN"
right_kind = "software_copyright"
required = ["title"]

[[columns]]
field = "title"
zh = ["软件名称"]
must = true

[[columns]]
field = "registration_number"
zh = ["登记号"]
must = true
"""


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_chosen_mapping_goes_along_with_every_piece(form):
    rows = [["软件名称", "登记号"], ["北禾农场管理软件", "2020SR0000001"], ["无号软件", ""]]
    data = _csv(rows) if form == "csv" else _xlsx(rows)

    pieces = list(tabular.split_by(CHOSEN, io.BytesIO(data), "m"))
    record, rejected = [found for piece in pieces for found in tabular.parse(piece)]

    assert record.right_kind is RightKind.SOFTWARE_COPYRIGHT
    assert record.numbers[0].text == "2020SR0000001"
    assert rejected.detail == "row 3, column '登记号': empty"
    assert tabular.passes_over(pieces[0]) == ""
    mended = rejected.raw.rstrip().removesuffix(b",") + b",2020SR0000002"
    (again,) = tabular.parse(Piece("m", mended, header=pieces[0].header))
    assert again.numbers[0].text == "2020SR0000002"


def test_a_text_that_is_no_mapping_cannot_be_chosen():
    with pytest.raises(tabular.MappingError):
        tabular.split_by("id = 1", io.BytesIO(b""), "m")


def test_a_row_of_a_workbook_can_be_tried_again_without_the_workbook():
    (rejected,) = read_all(tabular, _xlsx([HEADER, ["", "播种机", "甲", "2014-03-26"]]))
    mended = rejected.raw.replace("\r\n,播种机".encode(), "\r\nCN104000001A,播种机".encode())

    (record,) = tabular.parse(Piece("m", mended))

    assert record.numbers[0].text == "104000001"


def test_rejected_rows_are_kept_as_the_file_has_them_and_told_apart():
    data = _csv([HEADER, ["", "甲", "", ""], ["", "乙", "", ""]], encoding="gb18030")

    found = read_all(tabular, data)

    assert [each.raw.decode("gb18030") for each in found] == [",甲,,\r\n", ",乙,,\r\n"]


@pytest.mark.realdata
def test_every_real_indian_row_is_read_or_said_why_not(shared):
    found = read_all(tabular, (shared / "data/in-patent-grants/output/grants/2018_grants.csv").read_bytes())

    kinds = Counter(type(each).__name__ for each in found)
    flags = Counter(flag for each in found if isinstance(each, Record) for flag in each.flags)
    reasons = Counter(each.reason for each in found if isinstance(each, Rejected))
    assert kinds == {"Record": 14009, "Rejected": 1688}
    assert reasons == {"tabular.wrong_value": 1688}
    assert flags == {Flag.IMPOSSIBLE_DATE: 15, Flag.NO_APPLICANT: 4, Flag.NO_TITLE: 1}
    assert [each.position.ordinal for each in found] == list(range(1, 15698))
    assert len({each.numbers for each in found if isinstance(each, Record)}) == 13833
    assert found[0].numbers[0].text == "10300/DELNP/2012"
    assert found[1285].detail == "row 1287, column 'Patent Number': 'DELHI'"
    assert sum(bool(each.events) for each in found if isinstance(each, Record)) > 12000


@pytest.mark.realdata
def test_real_tables_of_other_things_are_left_alone(shared):
    others = [
        path
        for folder in (
            "wipo-ipc-list",
            "patentsview-lookups",
            "region-geojson",
            "epo-docdb-bdds",
            "search-dev",
        )
        for path in (shared / "data" / folder).rglob("*")
        if path.suffix in (".csv", ".tsv", ".xlsx")
    ]
    codes = (
        shared
        / "data/office-api-recordings/answers/epo/ops/legal/fixtures/legal_code_descriptions_202417.xlsx"
    )

    assert len(others) >= 13
    for path in [*others, codes]:
        found = list(read_path(path))
        assert [type(each) for each in found] == [Unrecognised], path
        assert found[0].why == "unrecognised.table"
