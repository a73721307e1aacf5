"""The whole province: what it holds, that it never changes, and that any region can have one."""

from __future__ import annotations

import datetime as dt
import socket
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.demo.generate import generate
from mainline.demo.province import DemoProvince
from mainline.offices.record import RightKind
from mainline.orgs.names import validate_uscc
from mainline.regions import Region, load_region
from mainline.register.codes import event_codes
from tests.demo.conftest import TODAY
from tests.demo.test_threads import misread
from tests.regions.test_loader import TINY, pack


def test_the_same_arguments_give_the_same_province(region: Region, province: DemoProvince) -> None:
    assert generate(region, 1, TODAY) == province


def test_another_seed_gives_another_province_of_the_same_size(region: Region, province: DemoProvince) -> None:
    other = generate(region, 2, TODAY)

    assert other.organisations == province.organisations
    assert len(other.rights) == len(province.rights)
    assert other.rights != province.rights


def test_the_cast_is_complete(province: DemoProvince) -> None:
    kinds = Counter(body.kind.value for body in province.organisations)

    assert kinds == {
        "university": 2,
        "institute": 3,
        "enterprise": 12,
        "agency": 2,
        "bank": 2,
        "guarantor": 1,
        "office": 1,
        "city_office": 13,
        "protection_centre": 1,
        "public_body": 1,
    }


def test_there_are_at_least_three_hundred_rights_of_every_kind(province: DemoProvince) -> None:
    kinds = Counter(right.kind for right in province.rights)

    assert len(province.rights) >= 300
    assert kinds[RightKind.PLANT_VARIETY] == 5
    assert kinds[RightKind.GI] == 4
    assert kinds[RightKind.TRADEMARK] == 15
    assert kinds[RightKind.SOFTWARE_COPYRIGHT] == 6
    assert kinds[RightKind.IC_LAYOUT] == 2
    assert kinds[RightKind.INVENTION] > 150
    assert kinds[RightKind.UTILITY_MODEL] > 60
    assert kinds[RightKind.DESIGN] > 25


def test_every_place_is_a_place_of_the_region(region: Region, province: DemoProvince) -> None:
    codes = {place.code for place in region.places}

    assert {body.place for body in province.organisations} <= codes
    assert {right.place for right in province.rights} <= codes


def test_codes_names_and_credit_codes_are_distinct_and_the_last_valid_but_never_issued(
    province: DemoProvince,
) -> None:
    bodies = province.organisations

    for values in ([b.code for b in bodies], [b.name_zh for b in bodies], [b.name_en for b in bodies]):
        assert len(set(values)) == len(values)
    assert len({body.uscc for body in bodies}) == len(bodies)
    for body in bodies:
        assert validate_uscc(body.uscc) == body.uscc
        assert body.uscc.startswith("XX")


def test_two_people_of_one_university_share_a_name_and_both_invent(province: DemoProvince) -> None:
    twins = [person for person in province.people if person.name_zh == "王伟"]

    assert [person.organisation for person in twins] == ["u1", "u1"]
    assert twins[0].employee_number != twins[1].employee_number
    inventing = {code for right in province.rights for code, _ in right.inventors}
    assert {person.code for person in twins} <= inventing


def test_every_other_name_belongs_to_one_person(province: DemoProvince) -> None:
    names = Counter(person.name_zh for person in province.people)

    assert {name: count for name, count in names.items() if count > 1} == {"王伟": 2}
    assert all(person.name_en.isascii() or "ü" in person.name_en for person in province.people)


def test_accounts_cover_every_role_and_name_bodies_that_exist(province: DemoProvince) -> None:
    codes = {body.code for body in province.organisations}

    assert {account.role for account in province.accounts} == {
        "manager",
        "inventor",
        "attorney",
        "banker",
        "officer",
        "case_handler",
    }
    assert {account.organisation for account in province.accounts} <= codes
    assert len({account.username for account in province.accounts}) == len(province.accounts)
    assert all(account.name_zh and account.name_en for account in province.accounts)


def test_events_reach_all_five_links_and_ten_years(province: DemoProvince) -> None:
    events = [event for right in province.rights for event in right.events]
    links = Counter(event.code.split(".")[0] for event in events)
    codes = {event.code for event in events}

    assert set(links) == {"creation", "utilization", "protection", "portfolio", "service"}
    assert min(links.values()) > 400
    assert len(codes) > 80
    assert min(event.happened_on for event in events) < TODAY.replace(year=TODAY.year - 10)
    assert max(event.happened_on for event in events) <= TODAY


def test_threads_of_ten_years_tell_of_most_links(province: DemoProvince) -> None:
    rich = [
        right
        for right in province.rights
        if len({event.code.split(".")[0] for event in right.events}) == 5 and len(right.events) >= 30
    ]

    assert len(rich) >= 40


def test_every_code_is_in_the_table_and_every_slot_of_its_sentence_is_supplied(
    province: DemoProvince,
) -> None:
    table = event_codes()
    missing = [
        (event.code, name)
        for right in province.rights
        for event in right.events
        for name in table[event.code].placeholders
        if name not in event.detail and not (name == "amount" and event.amount_minor is not None)
    ]

    assert missing == []


def test_details_are_plain_values_and_bilingual_ones_come_complete(province: DemoProvince) -> None:
    for right in province.rights:
        for event in right.events:
            for name, value in event.detail.items():
                assert isinstance(value, (str, int))
                assert value != ""
                if name.endswith("_zh"):
                    assert event.detail[f"{name[:-3]}_en"]
            assert event.source.zh
            assert event.source.en


def test_numbers_of_cases_and_contracts_read_in_either_language(province: DemoProvince) -> None:
    plain = ("reference", "number", "decision", "period", "share", "until")

    values = [
        str(e.detail[name])
        for right in province.rights
        for e in right.events
        for name in plain
        if name in e.detail
    ]

    assert values
    assert all(value.isascii() for value in values)


def test_everybody_who_acts_exists(province: DemoProvince) -> None:
    known = {body.code for body in province.organisations} | {person.code for person in province.people}

    actors = {event.by for right in province.rights for event in right.events}

    assert actors - known <= {"CN", "US", "EP", "WO"}


def test_another_region_gets_the_same_kind_of_province(tmp_path: Path) -> None:
    isle = load_region(pack(tmp_path, TINY))

    province = generate(isle, 1, TODAY)

    assert {body.place for body in province.organisations} <= {"I", "I-N", "I-S"}
    assert sum(body.kind == "city_office" for body in province.organisations) == 2
    assert len(province.rights) >= 300
    assert not any(
        event.code.startswith("service.policy") for right in province.rights for event in right.events
    )


def test_nothing_is_fetched(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the generator must not open a connection")

    monkeypatch.setattr(socket, "socket", refuse)

    assert generate(region, 3, TODAY).rights


@settings(deadline=None, max_examples=3)
@given(seed=st.integers(0, 10**9), days=st.integers(0, 900))
def test_any_seed_and_day_gives_a_province_without_contradiction(
    region: Region, seed: int, days: int
) -> None:
    today = TODAY - dt.timedelta(days=days)

    province = generate(region, seed, today)

    titles = [right.record.titles[0].text for right in province.rights if right.record.office == "CN"]
    assert len(set(titles)) == len(titles)
    assert misread(province) == []
    for right in province.rights:
        dates = [event.happened_on for event in right.events]
        assert dates == sorted(dates)
        assert dates
        assert dates[-1] <= today
        assert sum(share for _, share in right.inventors) == 10_000
