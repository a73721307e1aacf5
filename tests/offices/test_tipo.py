"""Open data of the Taiwan office."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from mainline.offices import tipo
from mainline.offices.record import Flag, NumberRole, PartyRole, RightKind
from tests.offices.readers import read_all, read_one, read_rejected

MARK = {
    "appl-no": "110000001",
    "appl-date": "2021/01/04",
    "tmark-name": "青禾",
    "tmark-draft-e": "QINGHE",
    "goodsclasses": [{"goodsclass-code": "005", "goods-name": "藥品。"}],
    "parties": {
        "applicants": [
            {"chinese-name": "青禾股份有限公司", "english-name": "Qinghe Co.", "country-code": "TW"}
        ]
    },
}


def _answer(**content: object) -> bytes:
    return json.dumps({"status": "ok", "total-count": 1, **content}, ensure_ascii=False).encode()


def test_mark_with_nice_classes_and_names_in_two_languages():
    record = read_one(tipo, _answer(tmarkappl={"-create-date": "2026/05/17", "tmarkcontent": [MARK]}))

    assert record.right_kind is RightKind.TRADEMARK
    assert [each.text for each in record.titles] == ["青禾", "QINGHE"]
    assert [each.symbol for each in record.classifications] == ["5"]
    assert record.goods[0].nice == "5"
    assert [(party.language, party.name) for party in record.parties] == [
        ("zh", "青禾股份有限公司"),
        ("en", "Qinghe Co."),
    ]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("tw-patent-applI", RightKind.INVENTION),
        ("tw-patent-applM", RightKind.UTILITY_MODEL),
        ("tw-patent-applD", RightKind.DESIGN),
    ],
)
def test_the_last_letter_of_the_key_names_the_kind(key, kind):
    record = read_one(tipo, _answer(**{key: {"patentcontent": [{"appl-no": "110100001"}]}}))

    assert record.right_kind is kind
    assert record.flags == (Flag.NO_TITLE,)


def test_an_entry_without_number_is_rejected_and_the_others_are_read():
    found = read_all(tipo, _answer(tmarkappl={"tmarkcontent": [{"-sequence": 1}, MARK]}))

    assert [type(each).__name__ for each in found] == ["Rejected", "Record"]
    assert found[1].position.ordinal == 2
    assert read_all(tipo, found[0].raw)[0].reason == "record.no_number"


def test_an_empty_answer_is_rejected_with_its_message():
    assert read_rejected(tipo, _answer(message="no data", tmarkappl={"tmarkcontent": []})).detail == "no data"


@pytest.mark.realdata
def test_real_answers(shared):
    folder = shared / "data/office-answers/tipo"
    patents, marks = (read_all(tipo, path.read_bytes()) for path in sorted(folder.iterdir()))

    assert [each.numbers[0].text for each in patents] == ["06202104", "06210001"]
    assert patents[0].numbers[0].date == dt.date(1972, 7, 26)
    assert patents[0].classifications[0].symbol == "F23D"
    assert [each.numbers[0].role for each in marks] == [NumberRole.APPLICATION] * 2
    assert {party.role for party in marks[0].parties} == {PartyRole.APPLICANT, PartyRole.AGENT}
    assert marks[0].goods[0].nice == ""
    assert ("national_goods_class", "032") in marks[0].extra
    assert len(marks[0].images) == 1
