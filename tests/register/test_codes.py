"""The event-code table is whole, bilingual and speaks in sentences; office codes reach it."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices.record import RightKind
from mainline.register import codes
from mainline.register.codes import Effect, Link, Mapped, event_code, event_codes, map_office_event, sentence

ALL = list(event_codes().values())
ST27_LETTERS = set("ABCDEFGHKLMPQRSTUVWYZ")


def test_codes_read_link_noun_verb():
    assert [c for c in event_codes() if not re.fullmatch(r"[a-z]+(\.[a-z_]+){2}", c)] == []


def test_table_covers_every_link():
    assert len(ALL) >= 120
    assert {entry.link for entry in ALL} == set(Link)


def test_every_entry_is_bilingual_with_known_placeholders():
    places = {e.code: [set(re.findall(r"\{(\w+)\}", text)) for text in e.template] for e in ALL}

    assert [code for code, (zh, en) in places.items() if zh != en or not zh <= codes.PLACEHOLDERS] == []
    assert [e.code for e in ALL if e.st27 not in ST27_LETTERS | {""}] == []
    assert [e.code for e in ALL if not re.search(r"[\u4e00-\u9fff]", e.label[0])] == []
    assert [e.code for e in ALL if re.search(r"[\u4e00-\u9fff]", e.label[1] + e.template[1])] == []
    assert [e.code for e in ALL if not e.label[1]] == []


def test_every_effect_is_used_by_some_code():
    assert {entry.effect for entry in ALL} == set(Effect)


def test_every_st27_letter_has_a_title_and_an_existing_code():
    assert set(codes.categories()) == ST27_LETTERS
    assert all(event_code(code).st27 == letter for letter, code in codes.category_codes().items())


@pytest.mark.parametrize(("language", "stop"), [("zh", "。"), ("en", ".")])
def test_sentence_without_facts_shows_no_gap(language, stop):
    gap = re.compile(r"[\[\]{}]|  | [.,;:]|\(\)|[，：,:;][。.]$")
    said = {code: sentence(code, language, {}) for code in event_codes()}

    assert {code: text for code, text in said.items() if gap.search(text) or not text.endswith(stop)} == {}


def test_sentence_fills_what_is_known_and_leaves_out_the_rest():
    facts = {"other": "松江银行", "reference": "Y2024980012345"}

    assert sentence("utilization.pledge.registered", "zh", facts) == (
        "质押登记，质权人松江银行，登记号Y2024980012345。"
    )
    assert sentence("utilization.pledge.registered", "en", {"other": "Songjiang Bank"}) == (
        "Pledge registered for Songjiang Bank."
    )


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=20))
def test_sentence_prints_any_value_as_it_is(value):
    said = sentence("portfolio.event.other", "en", {"text": value})

    assert said == (f"Other event: {value}." if value else "Other event.")


def test_unknown_code_is_refused_with_the_nearest():
    with pytest.raises(codes.UnknownCode, match=r"creation\.right\.granted"):
        event_code("creation.right.grant")


def test_challenge_flags_follow_the_effect():
    assert event_code("protection.invalidation.requested").opens_challenge
    assert event_code("protection.invalidation.maintained").closes_challenge
    assert event_code("protection.invalidation.whole").closes_challenge
    assert event_code("portfolio.right.ceased").is_terminal
    assert not event_code("portfolio.annuity.paid").is_terminal


CHINESE = {
    "PB01": "creation.application.published",
    "C06": "creation.application.published",
    "SE01": "creation.examination.entered",
    "C10": "creation.examination.entered",
    "GR01": "creation.right.granted",
    "C14": "creation.right.granted",
    "RJ01": "creation.application.refused",
    "C12": "creation.application.refused",
    "WD01": "creation.application.deemed_withdrawn",
    "C02": "creation.application.deemed_withdrawn",
    "CF01": "portfolio.right.ceased",
    "C19": "portfolio.right.ceased",
    "C17": "portfolio.right.ended",
    "CX01": "portfolio.right.expired",
    "AV01": "portfolio.right.renounced",
    "IW01": "protection.invalidation.whole",
    "IP01": "protection.invalidation.partial",
    "TR01": "utilization.transfer.recorded",
    "ASS": "utilization.transfer.recorded",
    "EE01": "utilization.licence.recorded",
    "LICC": "utilization.licence.recorded",
    "PE01": "utilization.pledge.registered",
    "PC01": "utilization.pledge.released",
    "PP01": "protection.preservation.ordered",
    "PD01": "protection.preservation.lifted",
    "CP01": "portfolio.party.name_changed",
    "CP02": "portfolio.party.address_changed",
    "CP03": "portfolio.party.name_changed",
    "DD01": "portfolio.notice.announced",
}


@pytest.mark.parametrize(("office_code", "ours"), CHINESE.items())
def test_chinese_codes_map(office_code, ours):
    mapped = map_office_event("CN", office_code)

    assert mapped.code == ours
    assert mapped.known


@pytest.mark.parametrize(
    ("office", "office_code", "mapped"),
    [
        ("EP", "26N", Mapped("protection.opposition.none_filed", "M", True)),
        ("EP", "27W", Mapped("protection.opposition.upheld", "H", True)),
        ("EP", "18D ", Mapped("creation.application.deemed_withdrawn", "B", True)),
        ("US", "FP", Mapped("portfolio.right.ceased", "H", True)),
        ("us", "ctnf", Mapped("creation.examination.action_issued", "D", True)),
        ("WO", "NENP", Mapped("creation.pct.nationally_ended", "A", True)),
        ("JP", "A131", Mapped("creation.examination.action_issued", "D", True)),
        ("DE", "R119", Mapped("portfolio.right.ceased", "H", True)),
        ("GB", "PE20", Mapped("portfolio.right.expired", "H", True)),
        ("KR", "E902", Mapped("portfolio.event.other", "B", True)),
        ("TO", "Registered", Mapped("creation.mark.registered", "F", True)),
        ("VN", "Opposition pending", Mapped("protection.opposition.filed", "L", True)),
        ("IN", "GRANT", Mapped("creation.grant.published", "F", True)),
        ("EM", "B.1", Mapped("creation.mark.registered", "F", True)),
    ],
)
def test_codes_of_other_offices_map(office, office_code, mapped):
    assert map_office_event(office, office_code) == mapped


@pytest.mark.parametrize("office_code", ["PG25", "VS25", "GBPC", "BERE"])
def test_lapse_in_one_state_does_not_touch_the_european_patent(office_code):
    mapped = map_office_event("EP", office_code)

    assert mapped == Mapped("portfolio.state.ceased", "H", True)
    assert event_code(mapped.code).effect is Effect.NONE


@pytest.mark.parametrize("office_code", ["WWG", "WWR", "WWW", "122", "NENP", "ENPW"])
def test_news_of_one_national_phase_does_not_touch_the_international_application(office_code):
    assert event_code(map_office_event("WO", office_code).code).effect is Effect.NONE


def test_unknown_office_code_is_kept_as_not_categorised():
    assert map_office_event("XX", "Q9", "whatever") == Mapped(codes.UNCATEGORISED, "Z", known=False)
    assert sentence(codes.UNCATEGORISED, "en", {"office": "XX", "code": "Q9", "text": "whatever"}) == (
        "Event not categorised, XX code Q9: whatever."
    )


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=6), st.text(max_size=12), st.text(max_size=30))
def test_mapping_never_fails(office, code, text):
    mapped = map_office_event(office, code, text)

    assert mapped.code in event_codes()
    assert mapped.st27 in ST27_LETTERS


@pytest.mark.parametrize(
    ("office", "code", "text", "ours"),
    [
        ("US", "STCB", "", "creation.application.discontinued"),
        ("US", "STCB", "ABANDONED  --  FAILURE TO RESPOND", "creation.application.deemed_withdrawn"),
        ("US", "STCB", "EXPRESSLY ABANDONED", "creation.application.withdrawn"),
        ("US", "STCH", "PATENT EXPIRED DUE TO NONPAYMENT OF MAINTENANCE FEES", "portfolio.right.ceased"),
        (
            "US",
            "ASSIGNMENT",
            "SECURITY INTEREST (SEE DOCUMENT FOR DETAILS).",
            "utilization.pledge.registered",
        ),
        (
            "US",
            "ASSIGNMENT",
            "TERMINATION AND RELEASE OF PATENT SECURITY AGREEMENT",
            "utilization.pledge.released",
        ),
        ("US", "40", "CORRECTIVE ASSIGNMENT TO CORRECT THE ASSIGNEE", "portfolio.record.corrected"),
        ("US", "23", "ASSIGNMENT OF ASSIGNOR'S INTEREST", "utilization.transfer.recorded"),
        ("US", "33", "CHANGE OF NAME", "portfolio.party.name_changed"),
        (
            "DE",
            "examined-printed-without-grant",
            "Examined application published",
            "creation.application.published",
        ),
        ("CN", "LICC", "专利实施许可合同备案的注销", "utilization.licence.cancelled"),
    ],
)
def test_the_words_of_the_office_narrow_a_code_of_several_meanings(office, code, text, ours):
    assert map_office_event(office, code, text).code == ours


def test_every_code_in_the_office_tables_exists():
    for ours, letter in codes._office_codes().values():
        assert ours in event_codes()
        assert letter in ST27_LETTERS


@pytest.mark.realdata
def test_inpadoc_table_holds_every_code_of_the_list_in_its_class():
    root = Path(os.environ.get("MAINLINE_SHARED", "../shared")) / "data"
    found = sorted(root.rglob("legal_code_descriptions_*.xlsx"))
    if not found:
        pytest.skip("the list of INPADOC event codes is not here; set MAINLINE_SHARED")
    from tools.make_inpadoc import read_list, table

    rows = list(read_list(found[0]))
    made = {office: {k: sorted(v) for k, v in groups.items()} for office, groups in table(iter(rows)).items()}
    kept = {
        office: {key: str(line).split() for key, line in groups.items()}
        for office, groups in codes._read("inpadoc.toml").items()
    }

    assert len(rows) == 4397
    assert kept == made
    assert Counter(row[2] for row in rows) == Counter(
        {letter: n for letter, n in _letters(kept).items() if letter in ST27_LETTERS}
    )
    assert all(map_office_event(office, code).known for office, code, _, _ in rows)


def _letters(table: dict[str, dict[str, list[str]]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for groups in table.values():
        for key, found in groups.items():
            counts[key.split(" ")[0]] += len(found)
    return counts


@pytest.mark.parametrize(
    ("code", "kind", "can"),
    [
        ("creation.mark.registered", "trademark", True),
        ("creation.mark.registered", "invention", False),
        ("creation.variety.granted", "plant_variety", True),
        ("creation.pct.filed", "design", False),
        ("utilization.licence.signed", "gi", True),
        ("portfolio.annuity.paid", "trademark", False),
    ],
)
def test_what_happens_to_one_kind_alone_is_not_offered_for_others(code: str, kind: str, can: bool) -> None:
    assert codes.can_happen_to(code, kind) is can


def test_kinds_are_told_of_codes_that_there_are() -> None:
    known = {code.rpartition(".")[0] for code in codes.event_codes()}
    assert set(codes._OF_KINDS) <= known
    assert {kind for kinds in codes._OF_KINDS.values() for kind in kinds} <= {
        kind.value for kind in RightKind
    }
