"""One row to one record."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices.record import Flag, NumberRole, PartyRole, Position, Record, Rejected, RightKind
from mainline.offices.tabular import map_row, mapping_named
from mainline.offices.tabular.rows import Reading, bind

INDIAN = {
    "Patent Number": "291162",
    "Application Number": "10300/DELNP/2012",
    "Date of Application": "07/07/2011",
    "Title of Invention": "SURVEYING INSTRUMENT",
    "Patentee Name": "LEICA GEOSYSTEMS AG",
    "journal": "01/2018 Dated 05/01/2018",
}
OWN = {
    "权利种类": "实用新型",
    "受理局": "中国",
    "名称": "播种机",
    "英文名称": "Seed drill",
    "申请号": "ZL201820000001.X",
    "申请日": "2018年1月5日",
    "申请人": "哈尔滨北禾农机有限公司；北方大学",
    "统一社会信用代码": "uscc:91230100000000001X；",
    "发明人": "王立;李明",
    "IPC 主分类号": "A01C7/20",
    "IPC 分类号": "A01C7/20;A01C5/06",
}


def _map(code: str, row: dict[str, str], row_number: int = 7) -> Record | Rejected:
    mapping = mapping_named(code)
    assert mapping is not None
    return map_row(mapping, row, row_number=row_number)


def _record(code: str, row: dict[str, str]) -> Record:
    found = _map(code, row)
    assert isinstance(found, Record), found
    return found


def test_an_indian_grant():
    record = _record("in_grants", INDIAN)

    assert record.office == "IN"
    assert [(each.role, each.text, each.date) for each in record.numbers] == [
        (NumberRole.APPLICATION, "10300/DELNP/2012", dt.date(2011, 7, 7)),
        (NumberRole.REGISTRATION, "291162", None),
    ]
    assert [(each.code, each.date) for each in record.events] == [("GRANT", dt.date(2018, 1, 5))]
    assert [(each.role, each.name) for each in record.parties] == [(PartyRole.HOLDER, "LEICA GEOSYSTEMS AG")]


def test_our_own_template_in_chinese():
    record = _record("mainline", OWN)

    assert record.right_kind is RightKind.UTILITY_MODEL
    assert record.office == "CN"
    assert [(each.language, each.text) for each in record.titles] == [("zh", "播种机"), ("en", "Seed drill")]
    assert record.numbers[0].text == "ZL201820000001.X"
    assert record.numbers[0].date == dt.date(2018, 1, 5)
    assert [party.name for party in record.parties if party.role is PartyRole.APPLICANT] == [
        "哈尔滨北禾农机有限公司",
        "北方大学",
    ]
    assert [(each.symbol, each.is_main) for each in record.classifications] == [
        ("A01C 7/20", True),
        ("A01C 5/06", False),
    ]


def test_our_own_template_in_english_with_a_plant_variety():
    row = {
        "Kind of right": "Plant variety",
        "Office": "cn",
        "Title": "龙豆1号",
        "Application number": "20150001.1",
        "Applicants": "Institute",
        "Breeders": "Li",
    }
    record = _record("mainline", row)

    assert record.right_kind is RightKind.PLANT_VARIETY
    assert record.office == "CN"
    assert PartyRole.BREEDER in {party.role for party in record.parties}


def test_numbers_are_taken_apart_and_leading_zeros_kept():
    row = {
        "公开(公告)号": "CN203489791U",
        "标题": "播种机",
        "申请号": "CN201320000001.X",
        "公开(公告)日": "2014-03-26",
    }
    record = _record("patsnap", row)

    assert record.right_kind is RightKind.UTILITY_MODEL
    assert [(each.office, each.text, each.kind_code) for each in record.numbers] == [
        ("CN", "201320000001.X", ""),
        ("CN", "203489791", "U"),
    ]
    assert _record("patsnap", {"公开(公告)号": "JP0000123A", "标题": "甲"}).numbers[0].text == "0000123"


def test_lens_lists_and_international_filings():
    row = {
        "Jurisdiction": "WO",
        "Kind": "A1",
        "Display Key": "WO 2021/000001 A1",
        "Lens ID": "000-000",
        "Application Number": "PCT/CN2020/090001",
        "Priority Numbers": "CN 201910000001 A;;US 201962800000 P",
        "Title": "Plough",
        "Applicants": "A CO;;B CO",
        "CPC Classifications": "A01B1/00;;A01B3/00",
    }
    record = _record("lens_export", row)

    assert [(each.role, each.office, each.text) for each in record.numbers] == [
        (NumberRole.INTERNATIONAL, "WO", "PCT/CN2020/090001"),
        (NumberRole.PUBLICATION, "WO", "2021/000001"),
    ]
    assert record.office == "WO"
    assert [(each.office, each.text, each.kind_code) for each in record.priorities] == [
        ("CN", "201910000001", "A"),
        ("US", "201962800000", "P"),
    ]
    assert [party.name for party in record.parties] == ["A CO", "B CO"]


@pytest.mark.parametrize(
    ("change", "reason", "detail"),
    [
        ({"Patent Number": ""}, "tabular.missing_value", "row 7, column 'Patent Number': empty"),
        ({"Patent Number": "DELHI"}, "tabular.wrong_value", "row 7, column 'Patent Number': 'DELHI'"),
        ({"Application Number": "nan"}, "tabular.missing_value", "row 7, column 'Application Number': empty"),
    ],
)
def test_a_row_at_fault_names_row_column_and_value(change, reason, detail):
    found = _map("in_grants", INDIAN | change)

    assert isinstance(found, Rejected)
    assert (found.reason, found.detail) == (reason, detail)
    assert b"SURVEYING INSTRUMENT" in found.raw


def test_a_row_without_number_or_of_no_kind_is_rejected():
    without = _map("mainline", OWN | {"申请号": ""})
    of_no_kind = _map("mainline", OWN | {"权利种类": "王冠"})

    assert isinstance(without, Rejected)
    assert without.reason == "record.no_number"
    assert isinstance(of_no_kind, Rejected)
    assert "'王冠' is no kind of right" in of_no_kind.detail


@pytest.mark.parametrize(
    "printed",
    ["01/01/1900", "31/02/2011", "0000-00-00", "09/09/2019"],
    ids=["unknown", "none", "zero", "after grant"],
)
def test_impossible_filing_days_are_flagged_and_kept_as_printed(printed):
    record = _record("in_grants", INDIAN | {"Date of Application": printed})

    assert record.numbers[0].date is None
    assert Flag.IMPOSSIBLE_DATE in record.flags
    assert any(name == "impossible_date" for name, _ in record.extra)


def test_the_script_of_a_title_overrules_the_language_of_its_column():
    base = {"公开(公告)号": "CN1A", "Title": "播种机", "标题": "Seed drill", "摘要": "カタカナ"}
    record = _record("patsnap", base)

    assert {each.text: each.language for each in record.titles} == {"播种机": "", "Seed drill": ""}
    assert record.abstracts[0].language == "ja"


def test_a_header_that_stands_twice_is_read_twice():
    mapping = mapping_named("patsnap")
    assert mapping is not None
    headers = ["公开(公告)号", "标题", "发明人", "发明人"]
    found = Reading(bind(mapping, headers)).read(["CN1A", "甲", "一", "二"], Position(), 2)

    assert isinstance(found, Record)
    assert [party.name for party in found.parties] == ["一", "二"]


def test_more_cells_than_headers_are_a_fault_and_empty_ones_are_not():
    mapping = mapping_named("patsnap")
    assert mapping is not None
    reading = Reading(bind(mapping, ["公开(公告)号", "标题"]))

    assert isinstance(reading.read(["CN1A", "甲", " ", ""], Position(), 2), Record)
    found = reading.read(["CN1A", "甲", "乙"], Position(), 2)
    assert isinstance(found, Rejected)
    assert found.reason == "tabular.wrong_width"


def test_what_is_missing_is_flagged():
    record = _record("in_grants", INDIAN | {"Title of Invention": "", "Patentee Name": ""})

    assert set(record.flags) == {Flag.NO_TITLE, Flag.NO_APPLICANT}


@given(st.lists(st.text(max_size=12), max_size=14))
@settings(deadline=None, max_examples=80)
def test_any_row_gets_an_answer(cells):
    for code, headers in (("in_grants", list(INDIAN)), ("mainline", list(OWN))):
        mapping = mapping_named(code)
        assert mapping is not None
        found = Reading(bind(mapping, headers)).read(cells, Position(), 3)
        assert isinstance(found, Record) or found.detail.startswith("row 3")


@pytest.mark.parametrize(
    ("printed", "keys"),
    [
        ("employee:E1；orcid:0000-0002-1825-0097", ["employee:E1", "orcid:0000-0002-1825-0097"]),
        ("employee:E1", ["", ""]),
        ("", ["", ""]),
    ],
)
def test_a_key_is_that_of_one_inventor_and_never_of_several(printed: str, keys: list[str]):
    record = _record("mainline", OWN | {"发明人标识": printed})
    assert [each.identifier for each in record.parties if each.role is PartyRole.INVENTOR] == keys


def test_impossible_filing_day_is_noted_with_its_column():
    record = _record("mainline", {**OWN, "申请日": "2024-13-45"})

    assert record.numbers[0].date is None
    assert record.flags == (Flag.IMPOSSIBLE_DATE,)
    assert ("impossible_date", "申请日: 2024-13-45") in record.extra


def test_filing_day_after_the_grant_is_noted_with_its_column():
    record = _record("in_grants", {**INDIAN, "Date of Application": "07/07/2019"})

    assert ("impossible_date", "Date of Application: 2019-07-07") in record.extra


def test_wrong_check_digit_is_noted_with_the_right_one():
    record = _record("mainline", {**OWN, "申请号": "202410123456.X"})

    assert record.numbers[0].text == "202410123456.X"
    assert record.flags == (Flag.WRONG_CHECK_DIGIT,)
    assert ("wrong_check_digit", "申请号: 202410123456.X → 202410123456.0") in record.extra


@pytest.mark.parametrize("printed", ["00123", "199910123456"[::-1]])
def test_number_of_no_form_of_its_office_is_noted(printed):
    record = _record("mainline", {**OWN, "申请号": printed})

    assert record.flags == (Flag.UNREAD_NUMBER,)
    assert ("unread_number", f"申请号: {printed}") in record.extra


def test_numbers_that_are_right_are_not_noted():
    assert _record("mainline", OWN).flags == ()
    assert _record("in_grants", INDIAN).flags == ()
