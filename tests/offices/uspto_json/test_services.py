"""PEDS, Patent Public Search, Global Dossier, trials and appeals, trademark status."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from mainline.offices import uspto_json
from mainline.offices.record import PartyRole, RightKind
from tests.offices.readers import read_all, read_one

RECORDINGS = "data/office-api-recordings/answers/uspto"
ANSWERS = "data/office-answers/uspto"


@pytest.mark.realdata
def test_real_peds_application(shared):
    record = read_one(uspto_json, (shared / RECORDINGS / "peds/fixtures/app_1_input.json").read_bytes())

    assert [(each.text, each.kind_code, each.date) for each in record.numbers] == [
        ("12721698", "", dt.date(2010, 3, 11)),
        ("20100235004", "A1", dt.date(2010, 9, 16)),
        ("8457796", "", dt.date(2013, 6, 4)),
    ]
    assert record.parties[0].name == "Deepinder Singh Thind"
    assert record.parties[0].country == "US"
    assert record.priorities[0].text == "61159088"
    assert len(record.events) == 46
    assert record.events[0].code == "M2552"
    assert dict(record.extra)["term_adjustment_days"] == "119"
    assert record.as_of == dt.date(2023, 11, 6)


def test_public_search_text_loses_its_tags_and_keeps_every_claim():
    node = {
        "guid": "US-20230000001-A1",
        "publicationReferenceDocumentNumber": "20230000001",
        "inventionTitle": "Plough &amp; share",
        "claimsHtml": "<b>1</b>-<b>2</b>. (canceled) <br /><b>3</b>. A plough:<br />with a share.<br /><b>4</b>. The plough.",
        "briefHtml": "(1) FIELD<br />Tilling &lt; 30 cm",
        "usRefGroup": ["4006340 19770200 Gorinas 219/121P"],
        "foreignRefGroup": ["0 379 828 19891205 EP"],
        "otherRefPub": ["Lee &quot;SOI&quot;.<br />Lu, 1996"],
    }
    record = read_one(uspto_json, json.dumps([node]).encode())

    assert record.titles[0].text == "Plough & share"
    assert [each.text for each in record.claims] == [
        "1-2. (canceled)",
        "3. A plough: with a share.",
        "4. The plough.",
    ]
    assert record.descriptions[0].text == "(1) FIELD\nTilling < 30 cm"
    assert [(each.office, each.number, each.date, each.text) for each in record.citations] == [
        ("US", "4006340", None, ""),
        ("EP", "0379828", dt.date(1989, 12, 5), ""),
        ("", "", None, 'Lee "SOI".'),
        ("", "", None, "Lu, 1996"),
    ]


@pytest.mark.realdata
def test_real_public_search(shared):
    listed = read_all(uspto_json, (shared / RECORDINGS / "public_search/fixtures/biblio.json").read_bytes())
    whole = read_all(uspto_json, (shared / RECORDINGS / "public_search/fixtures/doc.json").read_bytes())

    assert len(listed) == 129
    assert len(listed[0].citations) == 35
    assert listed[0].citations[0].number == "5826261"
    assert len(whole) == 31
    assert len(whole[0].claims) == 28
    assert len(whole[0].citations) == 41
    assert whole[0].titles[0].text == "Planarizing technique for multilayered substrates"
    assert [each.right_kind for each in whole].count(RightKind.PLANT_VARIETY) == 1


@pytest.mark.realdata
def test_real_dossier_gives_a_record_for_each_member(shared):
    found = read_all(uspto_json, (shared / RECORDINGS / "global_dossier/test/app.json").read_bytes())

    assert [(each.office, each.numbers[0].text) for each in found] == [
        ("JP", "2017187096"),
        ("US", "16123456"),
        ("US", "17130468"),
    ]
    assert found[0].numbers[0].date == dt.date(2017, 9, 27)
    assert found[0].priorities == ()
    assert [(each.office, each.text) for each in found[2].priorities] == [
        ("US", "16123456"),
        ("JP", "2017187096"),
    ]
    assert [each.text for each in found[1].numbers[1:]] == ["20190095759", "10902286"]


@pytest.mark.realdata
def test_real_trial_gives_events_of_the_patent(shared):
    record = read_one(uspto_json, (shared / ANSWERS / "odp_ptab_get_proceeding_0.json").read_bytes())

    assert [each.text for each in record.numbers] == ["17980669", "11703443"]
    assert [(each.code, each.date) for each in record.events] == [
        ("PTAB.IPR.petition", dt.date(2025, 7, 17)),
        ("PTAB.IPR.accorded", dt.date(2025, 7, 17)),
        ("PTAB.IPR.institution", dt.date(2025, 11, 20)),
        ("PTAB.IPR.termination", dt.date(2025, 11, 20)),
        ("PTAB.IPR.decision", dt.date(2025, 11, 20)),
    ]
    assert {party.role for party in record.parties} == {PartyRole.HOLDER, PartyRole.OPPONENT, PartyRole.AGENT}


@pytest.mark.realdata
def test_real_former_trial_service(shared):
    proceeding = read_one(
        uspto_json, (shared / RECORDINGS / "ptab/fixtures/proceeding_input.json").read_bytes()
    )
    paper = read_one(uspto_json, (shared / RECORDINGS / "ptab/fixtures/documents_input.json").read_bytes())

    assert proceeding.numbers[1].text == "6059576"
    assert proceeding.events[-1].date == dt.date(2023, 8, 30)
    assert paper.events[-1].text == "Petitioners Notice of Appeal"


@pytest.mark.realdata
def test_real_appeal_of_a_reexamination_names_its_patent(shared):
    record = read_one(uspto_json, (shared / ANSWERS / "odp_ptab_appeal_model_fields_0.json").read_bytes())

    assert [each.text for each in record.numbers] == ["90019181", "7080330"]
    assert record.events[-1].text == "2026001340: Affirmed"
    assert dict(record.events[-1].details)["issues"] == "103"


@pytest.mark.realdata
def test_real_interference_gives_a_record_for_each_side(shared):
    found = read_all(
        uspto_json, (shared / ANSWERS / "odp_ptab_interference_model_fields_0.json").read_bytes()
    )

    assert [dict(each.extra)["side"] for each in found] == ["senior", "junior"] + ["additional"] * 3
    assert found[0].numbers[0].text == "14443829"
    assert [event.code for event in found[0].events] == [
        "PTAB.INTERFERENCE.declared",
        "PTAB.INTERFERENCE.decision",
    ]


@pytest.mark.realdata
def test_real_trademark_status(shared):
    record = read_one(uspto_json, (shared / ANSWERS / "tsdr_client_get_status_0.json").read_bytes())

    assert record.right_kind is RightKind.TRADEMARK
    assert record.numbers[0].text == "78787878"
    assert record.numbers[0].date == dt.date(2006, 1, 9)
    assert record.titles[0].text == "MAC MEMPHIS ATHLETIC CAMPUS"
    assert record.parties[0].is_person is False
    assert record.classifications == ()
    assert ("other_class", "200") in record.extra
    assert len(record.events) == 16


def test_trademark_with_nice_classes():
    goods = {"internationalClasses": [{"code": "009"}], "description": "Software."}
    mark = {"status": {"serialNumber": 90000001, "usRegistrationNumber": "6000001"}, "gsList": [goods]}
    record = read_one(uspto_json, json.dumps({"trademarks": [mark]}).encode())

    assert [each.symbol for each in record.classifications] == ["9"]
    assert record.goods[0].nice == "9"
    assert record.numbers[1].text == "6000001"
