"""Who may ask an office to adjudicate: every row of the truth table, and the conditions of a request."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainline.protection.cases.masking import masked, masked_name
from mainline.protection.cases.standing import (
    ROLES,
    Licence,
    Request,
    Role,
    Standing,
    conditions,
    covers,
    papers,
    standing_of,
    truth_table,
)

_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

DAY = dt.date(2026, 11, 20)


def licence(kind: str, **more: object) -> Licence:
    given: dict[str, object] = {"event": 7, "kind": kind, "since": dt.date(2025, 1, 1), "is_recorded": True}
    return Licence(**{**given, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "role"),
    [
        (Standing(is_holder=True), "holder"),
        (Standing(is_holder=False), None),
        (Standing(is_holder=False, has_succession=True), "heir"),
        (Standing(is_holder=False, licences=[licence("exclusive")]), "exclusive"),
        (Standing(is_holder=False, licences=[licence("sole")]), None),
        (Standing(is_holder=False, licences=[licence("sole")], holder_asks=True), None),
        (Standing(is_holder=False, licences=[licence("sole")], holder_asks=False), "sole"),
        (Standing(is_holder=False, licences=[licence("ordinary")]), None),
        (Standing(is_holder=False, licences=[licence("ordinary")], is_authorised=True), "ordinary"),
        (Standing(is_holder=False, licences=[licence("open")], is_authorised=True), None),
        (Standing(is_holder=False, is_authorised=True, holder_asks=False), None),
        (Standing(is_holder=False, licences=[licence("exclusive", until=dt.date(2026, 1, 1))]), None),
        (Standing(is_holder=False, licences=[licence("exclusive", ended_on=dt.date(2026, 11, 20))]), None),
        (Standing(is_holder=False, licences=[licence("exclusive", since=dt.date(2027, 1, 1))]), None),
        (Standing(is_holder=False, licences=[licence("exclusive", is_own_word=True)]), None),
        (
            Standing(
                is_holder=False, licences=[licence("exclusive", is_own_word=True)], has_licence_paper=True
            ),
            "exclusive",
        ),
    ],
)
def test_the_truth_table(told: Standing, role: str | None) -> None:
    found = standing_of(truth_table(told, DAY))

    assert (found.role if found else None) == role


def test_what_nobody_said_is_open_and_never_a_yes() -> None:
    rows = {row.role: row for row in truth_table(Standing(False, [licence("sole"), licence("")]), DAY)}

    assert rows["sole"].answer == "open"
    assert rows["exclusive"].answer == "open"
    assert rows["holder"].answer == "no"
    assert rows["sole"].licence is not None


def test_a_recorded_licence_counts_before_one_that_was_signed() -> None:
    two = [licence("exclusive", event=1, is_recorded=False), licence("exclusive", event=2)]
    rows = truth_table(Standing(False, two), DAY)

    found = standing_of(rows)
    assert found is not None
    assert found.licence is not None
    assert found.licence.event == 2


@_PATIENT
@given(
    st.booleans(), st.booleans(), st.sampled_from([None, True, False]), st.booleans(),
    st.sets(st.sampled_from(["exclusive", "sole", "ordinary", "open", ""])),
)  # fmt: skip
def test_more_proof_never_takes_standing_away(
    holder: bool, heir: bool, asks: bool | None, authorised: bool, kinds: set[str]
) -> None:
    licences = [licence(kind) for kind in sorted(kinds)]
    told = Standing(holder, licences, heir, asks, authorised)
    more = Standing(holder, licences, heir, False if asks is None else asks, True)

    before, after = standing_of(truth_table(told, DAY)), standing_of(truth_table(more, DAY))

    assert [row.role for row in truth_table(told, DAY)] == list(ROLES)
    assert before is None or after is not None


def request(**more: object) -> Request:
    given: dict[str, object] = {
        "kind": "invention", "is_in_force": True, "has_respondent": True, "has_claims": True,
        "has_facts": True, "is_competent": True, "no_suit": True, "no_other_way": True,
        "knew_on": dt.date(2023, 11, 20), "is_ongoing": False,
    }  # fmt: skip
    return Request(**{**given, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "code", "answer"),
    [
        ({}, "limitation", "yes"),
        ({"knew_on": dt.date(2023, 11, 19)}, "limitation", "no"),
        ({"knew_on": dt.date(2019, 1, 1), "is_ongoing": True}, "limitation", "yes"),
        ({"knew_on": None}, "limitation", "open"),
        ({"kind": "trademark"}, "patent", "no"),
        ({"is_in_force": None}, "in_force", "open"),
        ({"has_respondent": False}, "respondent", "no"),
        ({"is_competent": False}, "competence", "no"),
        ({"no_suit": False}, "no_suit", "no"),
    ],
)
def test_each_condition_has_its_answer_and_its_article(
    more: dict[str, object], code: str, answer: str
) -> None:
    rows = truth_table(Standing(is_holder=True), DAY)
    found = {check.code: check for check in conditions(request(**more), rows, DAY)}

    assert found[code].answer == answer
    assert found["standing"].answer == "yes"
    assert all(check.cite for check in found.values())


def test_the_papers_follow_from_the_role_and_the_kind() -> None:
    assert ("authorisation", True, False) in papers("ordinary", "invention", ["request"])
    assert ("request", True, True) in papers("ordinary", "invention", ["request"])
    assert ("report", False, False) in papers("holder", "design", [])
    assert not any(kind == "report" for kind, _, _ in papers("holder", "invention", []))


def test_an_office_decides_on_what_lies_in_its_place() -> None:
    places = ["230000", "230100", "231000", "231100", "220100"]
    told = {(a, b) for a, b in itertools.product(places, places) if covers(a, b)}

    assert ("230000", "231100") in told
    assert ("231000", "231100") not in told
    assert ("230100", "220100") not in told
    assert not covers("", "230100")


def test_personal_data_is_masked() -> None:
    text = "王小明（身份证23010219900307123X，电话13912345678，0451-87654321，邮箱 a.b@example.cn）与张三诉北川机械有限公司"

    told = masked(text, ["王小明", "张三"])

    assert told == "王某某（身份证***，电话***，***，邮箱 ***）与张某诉北川机械有限公司"
    assert masked_name("John Smith") == "J. S."
    assert masked("2026年11月20日，专利号202310123456.7", []) == "2026年11月20日，专利号202310123456.7"


def test_roles_are_those_of_the_measures() -> None:
    roles: tuple[Role, ...] = ("holder", "heir", "exclusive", "sole", "ordinary")
    assert roles == ROLES
