"""Answers of the Japan Patent Office."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices import jpo
from mainline.offices.record import NumberRole, PartyRole, Record, Rejected, RightKind
from tests.offices.readers import read_all, read_one, read_rejected

WITHOUT_RIGHT = {"live_applicant_by_code_1.json", "live_applicant_by_name_exact_1.json"}


def _answer(data: dict[str, object], status: str = "100", message: str = "") -> bytes:
    result = {"statusCode": status, "errorMessage": message, "remainAccessCount": "1", "data": data}
    return json.dumps({"result": result}, ensure_ascii=False).encode()


def test_sniff_leaves_look_ups_of_people_alone():
    by_name = _answer({"applicantAttorney": [{"applicantAttorneyCd": "1", "name": "甲"}]})

    assert jpo.sniff(_answer({"applicationNumber": "2020123456"}), "x")
    assert not jpo.sniff(by_name, "x")
    assert not jpo.sniff(b'{"result": {"ok": true}}', "x")


def test_an_answer_without_data_is_rejected_with_the_offices_words():
    found = read_rejected(jpo, _answer({}, "107", "該当するデータがありません。"))

    assert found.reason == "answer.empty"
    assert "107" in found.detail
    assert "該当するデータがありません" in found.detail


def test_a_kind_that_does_not_show_is_not_guessed():
    found = read_rejected(jpo, _answer({"applicationNumber": "2020123456", "registrationNumber": "1"}))

    assert found.reason == "jpo.kind_unknown"


def test_empty_number_is_rejected():
    assert read_rejected(jpo, _answer({"inventionTitle": "甲"})).reason == "record.no_number"


def test_paris_priority_division_and_parent_are_read():
    record = read_one(
        jpo,
        _answer(
            {
                "applicationNumber": "2021000001",
                "inventionTitle": "装置",
                "priorityRightInformation": [
                    {
                        "parisPriorityApplicationNumber": "201910001234.5",
                        "parisPriorityDate": "20190102",
                        "parisPriorityCountryCd": "CN",
                    }
                ],
                "parentApplicationInformation": {
                    "parentApplicationNumber": "2018000009",
                    "filingDate": "20180101",
                },
                "divisionalApplicationInformation": [{"applicationNumber": "2022000003"}],
                "disappearanceDate": "20240229",
                "erasureIdentifier": "01",
            }
        ),
    )

    assert record.priorities[0].office == "CN"
    assert record.priorities[0].date == dt.date(2019, 1, 2)
    assert [(relation, number.text) for relation, number in record.related] == [
        ("parent", "2018000009"),
        ("division", "2022000003"),
    ]
    assert record.events[-1].code == "disappearanceDate"
    assert record.events[-1].date == dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("printed", "number", "kind"),
    [
        ("JPA 414233033", "2002-233033", "A"),
        ("JPA 360046093", "S60-046093", "A"),
        ("JPA 409074283", "H09-074283", "A"),
        ("JPB 503090037", "2021-090037", "B"),
    ],
)
def test_cited_documents_count_years_by_era(printed, number, kind):
    cited = {"documentNumber": printed, "draftDate": "20240220", "citationType": "19", "citationOrder": "1"}
    record = read_one(
        jpo, _answer({"applicationNumber": "2020123456", "patentDoc": [cited], "nonPatentDoc": []})
    )

    assert [(each.office, each.number, each.kind_code) for each in record.citations] == [("JP", number, kind)]
    assert record.citations[0].text == printed


def test_other_literature_is_cited_as_text():
    paper = {"authorName": "山田", "paperTitle": "論文", "publicationName": "学会誌", "issueDate": "20100101"}
    record = read_one(
        jpo, _answer({"applicationNumber": "2020123456", "patentDoc": [], "nonPatentDoc": [paper]})
    )

    assert record.citations[0].text == "山田, 論文, 学会誌"
    assert not record.citations[0].is_patent


@given(st.integers(0, 400), st.binary(max_size=4))
@settings(deadline=None, max_examples=60)
def test_damaged_answers_never_raise(cut, noise):
    whole = _answer({"applicationNumber": "2020123456", "inventionTitle": "装置", "filingDate": "20200230"})

    assert all(
        isinstance(each, Record | Rejected) for each in read_all(jpo, whole[:cut] + noise + whole[cut + 1 :])
    )


@pytest.mark.realdata
def test_every_real_answer_is_read(shared):
    files = sorted((shared / "data/office-answers/jpo").iterdir())
    taken = [path for path in files if jpo.sniff(path.read_bytes(), path.name)]
    found = [each for path in taken for each in read_all(jpo, path.read_bytes(), path.name)]

    assert {path.name for path in files} - {path.name for path in taken} == WITHOUT_RIGHT
    assert sum(isinstance(each, Record) for each in found) == 21
    assert [each.reason for each in found if isinstance(each, Rejected)] == ["answer.empty", "answer.empty"]


@pytest.mark.realdata
def test_real_patent_progress_holds_all_its_facts(shared):
    record = _real(shared, "live_get_patent_progress_real_1.json")

    numbers = {(each.role, each.text): each.date for each in record.numbers}
    assert numbers == {
        (NumberRole.APPLICATION, "2020123456"): dt.date(2020, 7, 20),
        (NumberRole.PUBLICATION, "2021090037"): dt.date(2021, 6, 10),
        (NumberRole.REGISTRATION, "7533889"): dt.date(2024, 8, 5),
    }
    assert record.right_kind is RightKind.INVENTION
    assert record.titles[0].text == "立体配線構造体の製造方法"
    assert [party.role for party in record.parties] == [PartyRole.APPLICANT] + [PartyRole.AGENT] * 3
    assert record.parties[0].identifier == "jpo:000114400"
    assert record.priorities[0].text == "2019210418"
    assert record.priorities[0].date == dt.date(2019, 11, 21)
    codes = [event.code for event in record.events]
    assert codes.count("A01") == 1
    assert {"A63", "A621", "A131", "A53", "A523", "A61", "R100", "R150"} <= set(codes)
    assert ("expires_on", "2040-07-20") in record.extra


@pytest.mark.realdata
def test_real_registration_names_holder_and_next_annuity(shared):
    record = _real(shared, "live_registration_info_1.json")

    assert [(party.role, party.name) for party in record.parties] == [
        (PartyRole.HOLDER, "メイショウ株式会社")
    ]
    assert record.as_of == dt.date(2024, 8, 21)
    assert dict(record.extra)["next_annuity_due_on"] == "2027-08-05"
    assert dict(record.extra)["claim_count"] == "5"


@pytest.mark.realdata
def test_real_mark_and_design(shared):
    mark = _real(shared, "live_get_trademark_progress_1.json")
    design = _real(shared, "live_get_design_progress_1.json")

    assert mark.right_kind is RightKind.TRADEMARK
    assert mark.titles[0].text == "メタンレス和牛"
    assert [goods.nice for goods in mark.goods] == ["29", "35"]
    assert mark.events[-1].text == "拒絶査定"
    assert design.right_kind is RightKind.DESIGN
    assert dict(design.extra)["design_class"] == "E2112"
    assert len(design.events) == 10


@pytest.mark.realdata
def test_real_addresses_name_their_application(shared):
    patent = _real(shared, "live_get_jplatpat_url_1.json")
    design = _real(shared, "live_jplatpat_url_design_1.json")

    assert (patent.right_kind, patent.numbers[0].text) == (RightKind.INVENTION, "2020-123456")
    assert (design.right_kind, design.numbers[0].text) == (RightKind.DESIGN, "2020-015234")


@pytest.mark.realdata
def test_real_citations_are_listed_once(shared):
    record = _real(shared, "live_get_cited_documents_1.json")

    assert len(record.citations) == 7
    assert sum(name == "cited_in" for name, _ in record.extra) == 13


def _real(shared, name: str) -> Record:
    return read_one(jpo, (shared / "data/office-answers/jpo" / name).read_bytes())
