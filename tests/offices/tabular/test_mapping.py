"""Column mappings as data: loading, checking, guessing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices.record import RightKind
from mainline.offices.tabular import (
    MappingError,
    guess_mapping,
    load_mapping,
    mapping_named,
    printed_headers,
    shipped_mappings,
)
from mainline.offices.tabular.mapping import fold_header

GOOD = """
id = "my_list"
zh = "我的清单"
en = "My list"
office = "CN"
right_kind = "invention"
required = ["title"]

[[columns]]
field = "title"
zh = ["标题"]
en = ["Title"]

[[columns]]
field = "application_number"
zh = ["申请号"]
"""

HEADERS = {
    "in_grants": "Serial No.,Patent Number,Application Number,Date of Application,Date of Priority,Title of Invention,"
    "Patentee Name,Date of Application Publication,Office,journal",
    "lens_export": "#,Jurisdiction,Kind,Display Key,Lens ID,Publication Date,Application Number,Application Date,"
    "Priority Numbers,Title,Abstract,Applicants,Inventors,Owners,URL,Document Type,CPC Classifications",
    "derwent": "Publication Number,Title,Title - DWPI,Assignee/Applicant,Inventor,Application Number,Priority Number",
    "patentscope": "Application Id,Application Number,Application Date,Publication Number,Publication Date,Country,"
    "Title,Abstract,I P C,Applicants,Inventors,Priorities Data,National Phase Entries,Image",
    "mainline": "权利种类,受理局,名称,英文名称,申请号,申请日,申请人",
}


def test_a_good_mapping_loads():
    mapping = load_mapping(GOOD)

    assert mapping.id == "my_list"
    assert mapping.label == ("我的清单", "My list")
    assert mapping.right_kind is RightKind.INVENTION
    assert [column.field for column in mapping.columns] == ["title", "application_number"]


def test_every_shipped_mapping_loads_and_is_named_once():
    mappings = shipped_mappings()

    assert {each.id for each in mappings} == {
        "derwent", "in_grants", "lens_export", "mainline", "patentscope", "patsnap",
    }  # fmt: skip
    assert all(all(each.label) for each in mappings)
    assert all(column.zh and column.en for each in mappings for column in each.columns)
    assert mapping_named("lens_export") in mappings
    assert mapping_named("nobody") is None


@pytest.mark.parametrize(
    ("change", "where", "said"),
    [
        (('id = "my_list"', 'id = "My List"'), "id", "small letters"),
        (('office = "CN"', 'office = "China"'), "office", "two capital letters"),
        (('right_kind = "invention"', 'right_kind = "patent"'), "right_kind", "not one of"),
        (('field = "title"', 'field = "titel"'), "columns[1].field", "did you mean 'title'?"),
        (('zh = ["申请号"]', ""), "columns[2]", "no header"),
        (('zh = ["标题"]', 'zh = "标题"'), "columns[1].zh", "list of texts"),
        (('zh = ["申请号"]', 'zh = ["申请号"]\npattern = "("'), "columns[2].pattern", "regular expression"),
        (('zh = ["申请号"]', 'zh = ["申请号"]\nextract = "x"'), "columns[2].extract", "group"),
        (('zh = ["申请号"]', 'zh = ["申请号"]\nmust_have = true'), "columns[2].must_have", "not known"),
        (('required = ["title"]', 'required = ["holder"]'), "required", "no column has the field holder"),
        (('required = ["title"]', 'dates = ["dym"]'), "dates", "not one of"),
        (('field = "application_number"', 'field = "extra"'), "columns[2].name", "needs a name"),
        (('field = "application_number"', 'field = "event_date"'), "columns[2].code", "needs a code"),
        (("[[columns]]", "[columns"), "TOML", "not valid TOML"),
    ],
)
def test_a_wrong_mapping_says_where_and_what_in_both_languages(change, where, said):
    with pytest.raises(MappingError) as caught:
        load_mapping(GOOD.replace(*change))

    problems = {problem.where: problem for problem in caught.value.problems}
    assert where in problems
    assert said in problems[where].en
    assert any("\u4e00" <= letter <= "\u9fff" for letter in problems[where].zh)


def test_all_problems_come_at_once():
    with pytest.raises(MappingError) as caught:
        load_mapping('id = "?"\n[[columns]]\nfield = "nothing"')

    assert {problem.where for problem in caught.value.problems} == {
        "id",
        "zh",
        "en",
        "columns[1].field",
        "columns[1]",
    }


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=100)
def test_any_text_is_a_mapping_or_a_mapping_error(text):
    try:
        outcome = load_mapping(text).columns
    except MappingError as error:
        outcome = error.problems

    assert outcome


@pytest.mark.parametrize(("code", "headers"), HEADERS.items())
def test_a_table_is_known_by_its_headers(code, headers):
    mapping = guess_mapping(headers.split(","))

    assert mapping is not None
    assert mapping.id == code


@pytest.mark.parametrize(
    "headers",
    [
        ["公开(公告)号", "标题", "申请人", "发明人", "IPC分类号"],
        ["公开（公告）号", "标题 ", "[标]当前申请（专利权）人"],
        ["Publication Number", "Title", "Original Assignee", "Current Assignee", "Inventor", "IPC"],
    ],
)
def test_patsnap_is_known_in_chinese_and_english_and_any_width(headers):
    mapping = guess_mapping(headers)

    assert mapping is not None
    assert mapping.id == "patsnap"


@pytest.mark.parametrize(
    "headers",
    [
        [],
        ["Title", "Abstract"],
        ["Publication Number", "Title"],
        ["code", "name", "provinceCode"],
        ["STATE", "STATE_FIPS", "COUNTY_NAME"],
        ["Field_number", "Sector_en", "Field_en", "IPC_code"],
    ],
)
def test_other_tables_are_known_by_none(headers):
    assert guess_mapping(headers) is None


def test_headers_are_folded_alike():
    assert fold_header(" 公开（公告）号 ：") == fold_header("公开(公告)号")
    assert fold_header("Publication  Number*") == fold_header("PUBLICATION NUMBER")


def test_the_template_prints_one_header_a_column_in_each_language():
    mapping = mapping_named("mainline")
    assert mapping is not None
    headers = printed_headers(mapping)

    assert headers[0] == ("权利种类", "Kind of right")
    assert all(zh and en for zh, en in headers)
    assert guess_mapping([zh for zh, _ in headers]) is guess_mapping([en for _, en in headers]) is mapping
