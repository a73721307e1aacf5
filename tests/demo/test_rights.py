"""What the records say: numbers of valid form, texts in both languages, shares, families."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict

import pytest

from mainline.demo.province import DemoProvince, DemoRight
from mainline.offices import numbers
from mainline.offices.record import NumberRole, PartyRole, RightKind

PATENTS = {RightKind.INVENTION, RightKind.UTILITY_MODEL, RightKind.DESIGN}


def chinese(province: DemoProvince) -> list[DemoRight]:
    return [right for right in province.rights if right.record.office == "CN"]


def test_every_number_is_understood_and_none_stands_twice(province: DemoProvince) -> None:
    seen: Counter[tuple[str, str, str, str]] = Counter()
    for right in province.rights:
        for number in right.record.numbers:
            parsed = numbers.parse(
                number.text,
                office=number.office,
                role=number.role,
                right_kind=right.kind,
                kind_code=number.kind_code,
                filed_on=number.date,
            )
            if right.kind is not RightKind.GI:
                assert parsed.understood, number
            seen[(number.office, number.role.value, number.kind_code, number.text)] += 1

    assert [key for key, count in seen.items() if count > 1] == []


def test_serials_lie_in_ranges_that_no_office_has_reached(province: DemoProvince) -> None:
    for right in chinese(province):
        first = right.record.numbers[0].text
        if right.kind in PATENTS:
            assert re.fullmatch(r"\d{4}[123]800\d{4}\.[\dX]", first), first
            assert all(re.fullmatch(r"CN[123]98\d{6}[ABUS]", n.text) for n in right.record.numbers[1:])
        if right.kind is RightKind.TRADEMARK:
            assert first.startswith("990")


def test_number_dates_follow_one_another_and_agree_with_the_thread(province: DemoProvince) -> None:
    for right in chinese(province):
        dates = [number.date for number in right.record.numbers if number.date]
        assert dates == sorted(dates)
        granted = {event.happened_on for event in right.events if event.code == "creation.grant.published"}
        printed = {n.date for n in right.record.numbers if n.kind_code in ("B", "U", "S")}
        assert granted == printed


def test_no_two_titles_are_the_same_in_either_language(province: DemoProvince) -> None:
    for language in ("zh", "en"):
        titles = [
            t.text for right in chinese(province) for t in right.record.titles if t.language == language
        ]
        assert len(set(titles)) == len(titles)


def test_abstracts_have_the_length_of_abstracts(province: DemoProvince) -> None:
    for right in chinese(province):
        if right.kind is RightKind.TRADEMARK:
            continue
        zh, en = right.record.abstracts
        assert 80 <= len(zh.text) <= 200, zh
        assert 60 <= len(en.text.split()) <= 140, en


@pytest.mark.parametrize(
    "flaw", [r"\{|\}", r"  ", r"，，|。。|；。|、。", r"\b(\w+) \1\b", r"\.\.", r"\ba [aeio][a-z]", r" ,"]
)
def test_texts_have_no_empty_slot_doubled_word_or_wrong_article(province: DemoProvince, flaw: str) -> None:
    pattern = re.compile(flaw)
    texts = [
        text.text
        for right in province.rights
        for text in (*right.record.titles, *right.record.abstracts, *right.record.claims)
    ]

    found = [text for text in texts if pattern.search(text.replace("a one-wire", "one-wire"))]

    assert found == []


def test_chinese_texts_are_chinese_and_english_texts_english(province: DemoProvince) -> None:
    han = re.compile(r"[一-鿿]")
    for right in province.rights:
        for text in (*right.record.titles, *right.record.abstracts, *right.record.claims):
            assert bool(han.search(text.text)) == (text.language == "zh"), text


def test_published_patents_have_three_to_eight_claims_in_both_languages(province: DemoProvince) -> None:
    shown = [right for right in province.rights if right.record.claims]

    assert len(shown) > 200
    for right in shown:
        zh = [claim.text for claim in right.record.claims if claim.language == "zh"]
        en = [claim.text for claim in right.record.claims if claim.language == "en"]
        assert 3 <= len(zh) == len(en) <= 8
        assert [text.split(".")[0] for text in zh] == [str(n + 1) for n in range(len(zh))]
        assert [text.split(".")[0] for text in en] == [str(n + 1) for n in range(len(en))]


def test_utility_models_never_claim_a_method(province: DemoProvince) -> None:
    for right in province.rights:
        if right.kind is RightKind.UTILITY_MODEL:
            assert "方法" not in right.record.titles[0].text
            assert not any("控制方法" in claim.text for claim in right.record.claims)


def test_unpublished_applications_show_no_claims(province: DemoProvince) -> None:
    pending = [right for right in province.rights if right.fate == "pending"]

    assert pending
    assert all(not right.record.claims for right in pending)


def test_inventors_share_the_whole_and_belong_to_a_holder(province: DemoProvince) -> None:
    for right in province.rights:
        assert sum(share for _, share in right.inventors) == 10_000
        assert len({code for code, _ in right.inventors}) == len(right.inventors)
        applicants = {p.identifier for p in right.record.parties if p.role is PartyRole.APPLICANT}
        for code, _ in right.inventors:
            body = province.organisation(province.person(code).organisation)
            assert f"uscc:{body.uscc}" in applicants


def test_namesakes_never_stand_on_one_right(province: DemoProvince) -> None:
    """A record names people by name alone, and shares are matched by it."""
    for right in province.rights:
        named = [province.person(code).name_zh for code, _ in right.inventors]
        assert len(set(named)) == len(named)


def test_holders_are_those_of_the_record_or_of_the_transfer(province: DemoProvince) -> None:
    moved = 0
    for right in province.rights:
        named = {p.identifier for p in right.record.parties if p.role is PartyRole.HOLDER}
        transfers = [event for event in right.events if event.code == "utilization.transfer.recorded"]
        moved += bool(transfers)
        assert bool(named) == bool(transfers)
        for identifier in named:
            assert identifier == f"uscc:{province.organisation(right.holders[0]).uscc}"

    assert moved >= 3


def test_classes_fit_the_kind(province: DemoProvince) -> None:
    scheme = {
        RightKind.INVENTION: "ipc",
        RightKind.UTILITY_MODEL: "ipc",
        RightKind.DESIGN: "locarno",
        RightKind.TRADEMARK: "nice",
    }
    ipc = re.compile(r"[A-H]\d\d[A-Z] \d{1,4}/\d{2,6}")
    for right in province.rights:
        for symbol in right.record.classifications:
            assert symbol.scheme == scheme.get(right.kind, "nice")
            if symbol.scheme == "ipc":
                assert ipc.fullmatch(symbol.symbol)
            if symbol.scheme == "locarno":
                assert re.fullmatch(r"\d\d-\d\d", symbol.symbol)
        if right.kind is RightKind.TRADEMARK:
            assert {goods.language for goods in right.record.goods} == {"zh", "en"}


def test_families_hold_a_chinese_first_filing_and_members_that_claim_it(province: DemoProvince) -> None:
    families: dict[str, list[DemoRight]] = defaultdict(list)
    for right in province.rights:
        if right.family:
            families[right.family].append(right)

    assert len(families) == 6
    for members in families.values():
        first = next(right for right in members if right.record.office == "CN")
        assert {right.record.office for right in members} >= {"CN", "WO", "US"}
        for member in members:
            if member is not first:
                (priority,) = member.record.priorities
                assert priority.text == first.record.numbers[0].text
                assert priority.date == first.record.numbers[0].date
        filed = next(right for right in members if right.record.office == "WO").record.numbers[0].date
        assert filed is not None
        assert dt.timedelta(200) < filed - (first.record.numbers[0].date or filed) < dt.timedelta(366)


def test_every_record_is_marked_as_demonstration(province: DemoProvince) -> None:
    for right in province.rights:
        assert right.record.format == "demo"
        assert ("demonstration", "true") in right.record.extra
        assert right.record.numbers[0].role in (
            NumberRole.APPLICATION,
            NumberRole.PUBLICATION,
            NumberRole.REGISTRATION,
        )
        assert right.record.as_of is not None
        assert right.record.as_of <= province.today
