"""All services of the USPTO through the one reader: recognition, counts over the real answers, damage."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices import uspto_json
from mainline.offices.record import Record, Rejected
from tests.offices.readers import read_all, read_rejected

MADE_BY_PROGRAMS = {
    "app_expected.json", "app_1_output.json", "biblio_convert.json", "biblio_output.json",
    "count_query.json", "search_query.json",
}  # fmt: skip
WITHOUT_SUBJECT = {
    "adjustment.json", "assignment.json", "attorney.json", "foreign_priority.json", "transactions.json",
}  # fmt: skip


def _dumps(answer: object) -> bytes:
    return json.dumps(answer).encode()


@pytest.mark.parametrize(
    "answer",
    [
        {"count": 1, "patentBag": [{"applicationNumberText": "15123456"}]},
        {"patentFileWrapperDataBag": [{"applicationNumberText": "15123456"}]},
        {"documentBag": [{"applicationNumberText": "15123456"}]},
        {"queryResults": {"searchResponse": {"response": {"docs": []}}}},
        [{"guid": "US-6103599-A", "publicationReferenceDocumentNumber": "6103599"}],
        {"corrAppNum": "16123456", "list": []},
        {"patentTrialProceedingDataBag": []},
        {"patentAppealDataBag": []},
        {"interferenceData": []},
        {"results": [{"proceedingNumber": "IPR2022-1", "respondentPatentNumber": "6059576"}]},
        {"trademarks": [{"status": {"serialNumber": 78787878}}]},
    ],
)
def test_sniff_knows_every_service(answer):
    assert uspto_json.sniff(_dumps(answer), "x")


@pytest.mark.parametrize(
    "answer", [{}, [], {"patents": []}, {"num_found": 1, "docs": [{"guid": "US-1-A"}]}, "text"]
)
def test_sniff_leaves_other_json_alone(answer):
    assert not uspto_json.sniff(_dumps(answer), "x")


@pytest.mark.parametrize(
    "answer", [{"patentBag": []}, {"corrAppNum": "1", "list": []}, {"unknown": 1}, [], 3]
)
def test_empty_answers_are_rejected_and_say_what_was_there(answer):
    found = read_rejected(uspto_json, _dumps(answer))

    assert found.reason == "answer.empty"
    assert found.detail


def test_each_entry_that_fails_is_kept_alone_and_gives_the_same_answer_again():
    found = read_all(uspto_json, _dumps({"patentBag": [{"docketNumber": str(nth)} for nth in range(3)]}))

    assert [each.reason for each in found] == ["answer.no_subject"] * 3
    assert [each.position.ordinal for each in found] == [1, 2, 3]
    assert len({each.raw for each in found}) == 3
    assert read_rejected(uspto_json, found[2].raw).raw == found[2].raw


@pytest.mark.parametrize(
    "answer",
    [
        {"documentBag": [{"documentCode": "A"}]},
        {"queryResults": {"searchResponse": {"response": {"docs": [{"appStatus": "x"}]}}}},
        {"corrAppNum": "1", "list": [{"appDateStr": "09/27/2017"}]},
        {"patents": [{"guid": "nonsense"}]},
        {"patentTrialProceedingDataBag": [{"trialNumber": "IPR2026-00001"}]},
        {"patentAppealDataBag": [{"appealNumber": "2026000001"}]},
        {"patentInterferenceDataBag": [{"interferenceNumber": "106130"}]},
        {"trademarks": [{"gsList": []}]},
    ],
)
def test_every_service_keeps_entries_that_name_no_right(answer):
    found = read_rejected(uspto_json, _dumps(answer))

    assert found.reason == "answer.no_subject"
    assert read_rejected(uspto_json, found.raw).reason == "answer.no_subject"


SMALL = _dumps(
    {
        "patentBag": [
            {
                "applicationNumberText": "15123456",
                "filingDate": "2016-09-02",
                "inventionTitle": "TONGUE",
                "transactionContentBag": [{"recordedDate": "2016-09-02", "caseActionCode": "IEXX"}],
            }
        ]
    }
)


@given(st.integers(0, len(SMALL)), st.binary(max_size=5))
@settings(deadline=None, max_examples=80)
def test_damaged_answers_never_raise(cut, noise):
    assert all(
        isinstance(each, Record | Rejected)
        for each in read_all(uspto_json, SMALL[:cut] + noise + SMALL[cut + 1 :])
    )


KEYS = st.sampled_from(
    ["patentBag", "documentBag", "queryResults", "guid", "patents", "corrAppNum", "list", "status", "trademarks",
     "patentTrialProceedingDataBag", "patentAppealDataBag", "patentInterferenceDataBag", "patentOwnerData",
     "applicationNumberText", "trialMetaData", "seniorPartyData", "serialNumber", "continuityBag", "results"]
)  # fmt: skip
SHAPES = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(SHAPES)
@settings(deadline=None, max_examples=150)
def test_any_shape_of_json_is_answered_and_never_raises(shape):
    found = read_all(uspto_json, _dumps(shape))

    assert found
    assert all(isinstance(each, Record | Rejected) for each in found)


@pytest.mark.realdata
def test_every_real_answer(shared):
    counts: Counter[str] = Counter()
    refused, without = set(), set()
    for folder in ("office-api-recordings/answers/uspto", "office-answers/uspto"):
        for path in sorted((shared / "data" / folder).rglob("*.json")):
            if "assignment" in path.name and path.parent.name != "odp":
                continue
            data = path.read_bytes()
            if not uspto_json.sniff(data[:65536], path.name):
                refused.add(path.name)
                continue
            for each in read_all(uspto_json, data, path.name):
                counts[type(each).__name__] += 1
                if isinstance(each, Rejected):
                    without.add(path.name)

    assert refused == MADE_BY_PROGRAMS
    assert without - {"odp_ptab_search_with_fields_0.json"} <= WITHOUT_SUBJECT
    assert counts == {"Record": 296, "Rejected": 9}
