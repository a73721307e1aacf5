"""Chinese reference lists."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices import gbt7714
from mainline.offices.record import Flag, NumberRole, PartyRole, Record, Rejected, RightKind
from tests.offices.readers import read_all, read_one, read_rejected

LINE = "[2]王立,李明,哈尔滨北禾农机有限公司. 一种播种机[P]. 黑龙江：CN104000001A,2014-08-20.\r\n"


def test_exported_entry_tells_inventors_from_bodies():
    record = read_one(gbt7714, LINE.encode())

    assert [(each.role, each.name, each.is_person) for each in record.parties] == [
        (PartyRole.INVENTOR, "王立", True),
        (PartyRole.INVENTOR, "李明", True),
        (PartyRole.APPLICANT, "哈尔滨北禾农机有限公司", False),
    ]
    assert record.titles[0].text == "一种播种机"
    (number,) = record.numbers
    assert (number.role, number.office, number.text, number.kind_code) == (
        NumberRole.PUBLICATION,
        "CN",
        "104000001",
        "A",
    )
    assert number.date == record.as_of == dt.date(2014, 8, 20)
    assert dict(record.extra) == {"place": "黑龙江", "reference": "2"}


@pytest.mark.parametrize(
    ("printed", "role", "number", "title"),
    [
        ("邓某. 节电器：200610000001.3[P]. 2006-12-13.", NumberRole.APPLICATION, "200610000001.3", "节电器"),
        ("姜某. 外敷药：中国，88100001.3[P]. 1989-07-26.", NumberRole.APPLICATION, "88100001.3", "外敷药"),
        ("某公司. 电机: ZL201410000001.2[P]. 2016-01-06", NumberRole.APPLICATION, "ZL201410000001.2", "电机"),
        ("某大学. 水稻种: CN104000001B[P]. 2016-01-06", NumberRole.PUBLICATION, "104000001", "水稻种"),
    ],
)
def test_forms_of_the_standard(printed, role, number, title):
    record = read_one(gbt7714, f"[1] {printed}\n".encode())

    assert (record.numbers[0].role, record.numbers[0].text) == (role, number)
    assert record.numbers[0].office == "CN"
    assert record.titles[0].text == title
    assert record.parties[0].role is PartyRole.APPLICANT


def test_an_entry_over_several_lines_is_one_record():
    text = "[1]甲一,乙二,\r\n丙三. 一种方法[P]. 上海：CN1380310,2002-11-20.\r\n\r\n\r\n" + LINE

    found = read_all(gbt7714, text.encode())

    assert [each.numbers[0].text for each in found] == ["1380310", "104000001"]
    assert [party.name for party in found[0].parties] == ["甲一", "乙二", "丙三"]
    assert [each.position.ordinal for each in found] == [1, 2]
    assert found[1].position.offset == text.encode().index(b"[2]")


def test_entries_stay_whole_across_batches():
    entries = [f"[{n}]甲一,\n乙二. 方法{n}[P]. 北京：CN{1000000 + n},2002-11-20.\n\n" for n in range(1, 700)]

    found = read_all(gbt7714, "".join(entries).encode())

    assert [each.numbers[0].text for each in found] == [str(1000000 + n) for n in range(1, 700)]
    assert [each.position.ordinal for each in found] == list(range(1, 700))


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("[1]张三. 论文题目[J]. 学报,2002,1(2):3-4.", "gbt7714.not_a_patent"),
        ("[1]张三. 一种方法. 北京：CN1380310,2002-11-20.", "gbt7714.no_mark"),
        ("[1]张三. 一种方法[P]. 北京：见附件", "gbt7714.broken"),
        ("[1]张三. 一种方法[P].", "record.no_number"),
    ],
)
def test_what_is_no_whole_patent_is_rejected_with_a_reason(printed, reason):
    found = read_rejected(gbt7714, printed.encode())

    assert found.reason == reason
    assert "张三" in found.detail
    assert found.raw == printed.encode()


def test_impossible_day_withheld_names_and_designs():
    record = read_one(gbt7714, "[1](请求不公布姓名). 瓶[P]. 北京：CN300000001S,2002-13-40.".encode())

    assert record.right_kind is RightKind.DESIGN
    assert record.parties == ()
    assert dict(record.extra)["names_withheld"] == "yes"
    assert {Flag.IMPOSSIBLE_DATE, Flag.NO_APPLICANT} <= set(record.flags)


def test_gb18030_is_read():
    assert read_one(gbt7714, LINE.encode("gb18030")).titles[0].text == "一种播种机"


def test_sniff_wants_numbered_entries_with_marks():
    assert gbt7714.sniff(LINE.encode(), "x")
    assert gbt7714.sniff(LINE.encode("gb18030"), "x")
    assert not gbt7714.sniff("普通文本 [P]\n".encode(), "x")


@given(st.integers(0, len(LINE.encode())), st.binary(max_size=5))
@settings(deadline=None, max_examples=100)
def test_damaged_lines_never_raise(cut, noise):
    line = LINE.encode()

    assert all(
        isinstance(each, Record | Rejected)
        for each in read_all(gbt7714, line[:cut] + noise + line[cut + 1 :])
    )


@pytest.mark.realdata
def test_every_real_entry_is_read(shared):
    found = [
        each
        for path in sorted((shared / "data/cn-patents-cnki-biomed").rglob("*.txt"))
        for each in read_all(gbt7714, path.read_bytes(), path.name)
    ]

    assert len(found) == 5241
    assert all(isinstance(each, Record) for each in found)
    assert sum(each.right_kind is RightKind.UTILITY_MODEL for each in found) == 31
    assert sum(each.right_kind is RightKind.DESIGN for each in found) == 3
    assert all(each.numbers[0].date for each in found)


@pytest.mark.realdata
def test_real_facts(shared):
    (path,) = (shared / "data/cn-patents-cnki-biomed").rglob("CNKI-636757665250436250.txt")
    first = read_all(gbt7714, path.read_bytes())[0]

    assert [party.name for party in first.parties] == ["J·M·罗博尔", "P·莫雷拉"]
    assert first.titles[0].text == "单倍体基因组用于遗传诊断、修饰和增殖"
    assert (first.numbers[0].text, first.numbers[0].date) == ("1387401", dt.date(2002, 12, 25))
    assert dict(first.extra)["place"] == "美国"
