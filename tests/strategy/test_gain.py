"""Gains: what each part adds up to, who may see it, and what stays not known."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.register.actions import add_event
from mainline.register.codes import event_code
from mainline.register.forms import EventForm
from mainline.register.models import Event, Right
from mainline.register.sentences import sentence
from mainline.strategy.gain import groups
from mainline.strategy.gain.access import Subject, subject, subjects
from mainline.strategy.gain.actions import say_felt
from mainline.strategy.gain.entitlements import Entitlement, entitlements_of, take_up
from mainline.strategy.gain.law import least_reward, reward_due_on
from mainline.strategy.gain.logic import DIMENSIONS, Due, balance, compliance, dues, felt_of, spread
from mainline.strategy.gain.parts import Gains, gains_of
from mainline.strategy.gain.windows import window_of
from mainline.strategy.indicators.levelling import level
from mainline.strategy.models import Felt
from mainline.strategy.queries import steps
from tests.factories import DAY, a_person, a_user, an_event

pytestmark = pytest.mark.django_db
CNY = {"currency": "CNY", "confidentiality": "holder"}


@pytest.fixture
def inventor(world: dict[str, Any]) -> Any:
    user = a_user(Role.INVENTOR, world["university"], "wangwei")
    world["person"].user = user
    world["person"].save()
    return user


@pytest.fixture
def manager(world: dict[str, Any]) -> Any:
    return a_user(Role.MANAGER, world["university"], "manager")


def pay(right: Right, minor: int, day: dt.date, **details: str) -> None:
    an_event(right, "utilization.reward.paid", happened_on=day, amount_minor=minor, details=details, **CNY)


def of(user: Any, code: str = "", window: str = "all") -> Gains:
    level()
    found = subject(user, code)
    assert found is not None
    return gains_of(found, window_of(window, DAY))


@pytest.mark.parametrize(
    ("kind", "granted_on", "least"),
    [
        ("invention", "2024-01-20", 400_000), ("invention", "2024-01-19", 300_000), ("design", "2024-01-20", 150_000),
        ("utility_model", "2023-06-01", 100_000), ("trademark", "2024-06-01", None),
    ],
)  # fmt: skip
def test_the_least_reward_is_that_of_the_law_on_the_day_of_grant(
    kind: str, granted_on: str, least: int | None
) -> None:
    assert least_reward(kind, dt.date.fromisoformat(granted_on)) == least


def test_a_reward_is_overdue_the_day_after_three_months_and_only_below_the_least() -> None:
    due_on = reward_due_on(dt.date(2024, 11, 30))
    assert due_on == dt.date(2025, 2, 28)
    assert not Due(1, 400_000, due_on, 399_999, 0).is_overdue(due_on)
    assert Due(1, 400_000, due_on, 399_999, 0).is_overdue(due_on + dt.timedelta(days=1))
    assert not Due(1, 400_000, due_on, 400_000, 0).is_overdue(due_on + dt.timedelta(days=1))


def test_compliance_of_nothing_due_is_not_known() -> None:
    assert compliance([]) is None
    assert compliance(dues([(1, "invention", dt.date(2025, 1, 1))], {1: 200_000}, {})) == Fraction(1, 2)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([1, -1]), st.dictionaries(st.sampled_from(["CNY", "USD"]), st.integers(0, 10**9))
        )
    )
)
def test_the_balance_is_what_came_in_less_what_went_out_in_each_currency(
    parts: list[tuple[int, dict[str, int]]],
) -> None:
    found = balance(parts)
    for currency in ("CNY", "USD"):
        assert found.get(currency, 0) == sum(sign * sums.get(currency, 0) for sign, sums in parts)


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**9), max_size=30))
def test_a_spread_of_fewer_than_five_tells_nothing_and_else_lies_between_the_ends(values: list[int]) -> None:
    found = spread(values)
    assert found.is_told == (len(values) >= 5)
    if found.p10 is not None and found.median is not None and found.p90 is not None:
        assert min(values) <= found.p10 <= found.median <= found.p90 <= max(values)


def test_what_is_felt_is_the_mean_of_what_was_answered() -> None:
    assert felt_of({"policy": 80, "effect": 60, "awareness": None}) == 70
    assert felt_of(dict.fromkeys(DIMENSIONS)) is None


def test_an_inventor_sees_what_was_paid_to_them_by_id_by_key_and_by_the_one_name(
    world: dict[str, Any], inventor: Any
) -> None:
    first, second = world["rights"][:2]
    pay(first, 100_000, dt.date(2025, 1, 2), person=str(world["person"].pk), kind="reward", party="W. Wang")
    pay(second, 200_000, dt.date(2025, 1, 3), person="u1-p1", ground="grant", party="王伟")
    pay(second, 40_000, dt.date(2025, 1, 4), party="王伟", kind="remuneration")
    pay(second, 9_999, dt.date(2025, 1, 5), person="999999", party="王伟", kind="reward")
    pay(world["rights"][2], 7_777, dt.date(2025, 1, 6), party="王伟", kind="reward")
    found = of(inventor, "me")
    rewards, remuneration = found.part("rewards"), found.part("remuneration")
    assert rewards is not None
    assert rewards.sums == {"CNY": 300_000}
    assert remuneration is not None
    assert remuneration.sums == {"CNY": 40_000}


def test_a_name_that_stands_twice_on_a_right_is_nobodys(world: dict[str, Any], inventor: Any) -> None:
    right = world["rights"][0]
    right.parties.create(
        role="inventor",
        name="王伟",
        sequence=9,
        person=a_person(world["university"], "王伟", employee_no="2"),
    )
    pay(right, 100_000, dt.date(2025, 1, 2), party="王伟", kind="reward")
    rewards = of(inventor, "me").part("rewards")
    assert rewards is not None
    assert not rewards.is_known


def test_what_no_record_says_is_not_known_and_not_nothing(world: dict[str, Any], manager: Any) -> None:
    found = of(manager)
    for code in ("income", "subsidies", "loan_benefit", "enforcement", "agency"):
        part = found.part(code)
        assert part is not None
        assert (part.sums, part.text) == (None, "")
        assert part.why


def test_rewards_against_the_legal_minimum_of_an_organisation(world: dict[str, Any], manager: Any) -> None:
    pay(world["rights"][0], 300_000, dt.date(2019, 7, 1), person="u1-p1", ground="grant")
    found = of(manager)
    assert [(due.least, due.paid) for due in found.dues] == [(300_000, 300_000), (300_000, 0)]
    part = found.part("rewards_due")
    assert part is not None
    assert part.text == "50.0 %"
    assert [due.is_overdue(DAY) for due in found.dues] == [False, True]
    with translation.override("en"):
        assert any("below the legal minimum" in step.text for step in steps(manager, DAY))


def test_support_belongs_to_who_claimed_it(world: dict[str, Any], manager: Any) -> None:
    right, firm = world["rights"][1], world["firms"][0]
    taker = a_user(Role.MANAGER, firm)
    details = {"rule": "HLJ-X", "title": "补助"}
    an_event(
        right,
        "service.policy.matched",
        happened_on=dt.date(2025, 2, 1),
        details=details,
        confidentiality="public",
    )
    add_event(
        right=right, code="service.policy.claimed", happened_on=dt.date(2025, 2, 2), by=taker, on=DAY, organisation=firm.pk,
        details=details, amount_minor=5_000, currency="CNY", confidentiality="public",
    )  # fmt: skip
    an_event(
        right,
        "service.policy.paid",
        happened_on=dt.date(2025, 3, 2),
        details=details,
        amount_minor=5_000,
        currency="CNY",
    )
    level()
    own = subject(manager, "")
    assert own is not None
    assert entitlements_of(own) == []
    as_firm = Subject(manager, "organisation", firm, (firm.pk,))
    assert as_firm.rights().count() == 1


def test_a_licensee_is_supported_for_a_right_of_another(world: dict[str, Any], manager: Any) -> None:
    right, firm = world["rights"][1], world["firms"][0]
    taker = a_user(Role.MANAGER, firm)
    for verb, day in (("claimed", 2), ("approved", 9), ("paid", 12)):
        add_event(
            right=right, code=f"service.policy.{verb}", happened_on=dt.date(2026, 2, day), by=taker, on=DAY,
            organisation=firm.pk, details={"rule": "HLJ-X", "title": "补助", "claim": "1"}, amount_minor=6_000_001,
            currency="CNY", confidentiality="holder",
        )  # fmt: skip
    level()
    own = subject(taker, str(firm.pk))
    assert own is not None
    (case,) = entitlements_of(own)
    assert (case.right, case.paid_minor, case.paid_on) == (right.pk, 6_000_001, dt.date(2026, 2, 12))
    part = gains_of(own, window_of("2026", DAY)).part("subsidies")
    assert part is not None
    assert part.sums == {"CNY": 6_000_001}
    holder = subject(manager, "")
    assert holder is not None
    assert entitlements_of(holder) == []


def test_a_rule_met_that_nobody_asked_for_is_unclaimed(world: dict[str, Any], manager: Any) -> None:
    right = world["rights"][1]
    an_event(
        right,
        "service.policy.matched",
        happened_on=dt.date(2025, 2, 1),
        details={"rule": "HLJ-X", "title": "补助"},
        confidentiality="holder",
    )
    found = of(manager)
    assert [one.is_unclaimed for one in found.entitlements] == [True]
    part = found.part("unclaimed")
    assert part is not None
    assert part.text == "1"
    with translation.override("en"):
        assert any("conditions of 1 support" in step.text for step in steps(manager, DAY))
        assert any("nobody has asked for" in step.text for step in steps(a_user(Role.OFFICER), DAY))


def test_who_may_see_whose_gains(world: dict[str, Any], inventor: Any, manager: Any) -> None:
    assert subjects(AnonymousUser()) == []
    assert [one.code for one in subjects(inventor)] == ["me"]
    assert [one.code for one in subjects(manager)] == [str(world["university"].pk)]
    assert subjects(a_user(Role.OFFICER)) == []
    assert subjects(a_user(Role.VIEWER, world["university"])) == []
    assert subject(manager, str(world["firms"][0].pk)) is None
    assert subject(inventor, str(world["university"].pk)) is None


def test_pages_of_gains_open_to_their_records_and_to_nobody_else(
    en: Client, world: dict[str, Any], manager: Any, inventor: Any
) -> None:
    right = world["rights"][1]
    an_event(
        right, "utilization.royalty.received", happened_on=dt.date(2026, 3, 1), amount_minor=1_000_000, **CNY
    )
    assert en.get("/strategy/gains/").status_code == 302
    en.force_login(inventor)
    assert en.get(f"/strategy/gains/?of={world['university'].pk}").status_code == 404
    assert en.get("/strategy/gains/records/income/").status_code == 404
    assert en.get("/strategy/gains/holders/").status_code == 403
    en.force_login(manager)
    page = en.get("/strategy/gains/").content.decode()
    assert "10,000.00 CNY" in page
    rows = b"".join(en.get("/strategy/gains/records/income/jsonl/").streaming_content)  # type: ignore[attr-defined]
    assert rows.count(b"\n") == 1
    assert b'"minor":1000000' in rows
    en.force_login(a_user(Role.MANAGER, world["firms"][0]))
    assert "10,000.00" not in en.get("/strategy/gains/").content.decode()


def test_the_statement_is_a_pdf_in_either_language(
    en: Client, zh: Client, world: dict[str, Any], inventor: Any
) -> None:
    pay(world["rights"][0], 100_000, dt.date(2026, 1, 2), person=str(world["person"].pk), kind="reward")
    for client in (en, zh):
        client.force_login(inventor)
        response = client.get("/strategy/gains/statement/?in=all")
        assert response.status_code == 200
        assert response.content.startswith(b"%PDF")


def test_groups_tell_nothing_of_fewer_than_five_holders(en: Client, world: dict[str, Any]) -> None:
    for right in world["rights"][2:6]:
        pay(right, 100_000, dt.date(2026, 1, 2))
    window = window_of("all", DAY)
    assert not any(line.spread.is_told for line in groups.lines(window, "230000", counts_demonstration=True))
    Right.objects.filter(place__in=["", "110000"]).update(place="230100")
    pay(world["rights"][6], 200_000, dt.date(2026, 1, 3))
    told = [line for line in groups.lines(window, "230000", counts_demonstration=True) if line.spread.is_told]
    with translation.override("en"):
        assert {str(line.label) for line in told} >= {"Rewards and remuneration paid to inventors"}
    en.force_login(a_user(Role.OFFICER))
    assert en.get("/strategy/gains/holders/?in=all").status_code == 200


def test_the_survey_is_kept_once_a_year_under_seal_and_told_of_five_alone(
    en: Client, world: dict[str, Any], manager: Any
) -> None:
    say_felt(answers={"policy": 80}, by=manager, on=DAY)
    say_felt(answers={"policy": 90, "effect": 70}, by=manager, on=DAY)
    assert [(row.policy, row.effect) for row in Felt.objects.all()] == [(90, 70)]
    assert Entry.objects.filter(code="felt.said").count() == 2
    for answer in (60, 70, 80):
        say_felt(answers={"policy": answer}, by=a_user(Role.MANAGER), on=DAY)
    assert groups.felt(2026)[0][2] == ""
    say_felt(answers={"policy": 50}, by=a_user(Role.MANAGER), on=DAY)
    assert groups.felt(2026)[0][2] == "70.0"
    with pytest.raises(ValidationError):
        say_felt(answers={}, by=manager, on=DAY)
    with pytest.raises(ValidationError):
        say_felt(answers={"policy": 101}, by=manager, on=DAY)
    with pytest.raises(PermissionDenied):
        say_felt(answers={"policy": 1}, by=a_user(), on=DAY)
    en.force_login(manager)
    wrong = en.post("/strategy/gains/survey/", {"policy": "x"})
    assert wrong.status_code == 400
    assert en.post("/strategy/gains/survey/", {"policy": "75"}).status_code == 302
    assert Felt.objects.get(user=manager).policy == 75


def _support(right: Right, verb: str, day: dt.date, claim: str = "", minor: int | None = None) -> None:
    details = {"rule": "HLJ-X", "title": "补助", **({"claim": claim} if claim else {})}
    an_event(
        right, f"service.policy.{verb}", happened_on=day, details=details, amount_minor=minor,
        **({**CNY} if minor is not None else {"confidentiality": "holder"}),
    )  # fmt: skip


def test_a_claim_handed_in_twice_is_one_case(world: dict[str, Any], manager: Any) -> None:
    right = world["rights"][1]
    _support(right, "claimed", dt.date(2025, 2, 1), "7", 5_000_000)
    _support(right, "claimed", dt.date(2025, 3, 1), "7", 5_000_000)
    _support(right, "approved", dt.date(2025, 4, 1), "7", 5_000_000)
    _support(right, "paid", dt.date(2025, 5, 1), "7", 5_000_000)

    (one,) = of(manager).entitlements
    assert (one.claimed_on, one.paid_minor) == (dt.date(2025, 2, 1), 5_000_000)
    assert take_up([one]) == (5_000_000, 5_000_000)


def test_a_claim_withdrawn_is_no_case_and_one_taken_back_is_neither_paid_nor_waiting(
    world: dict[str, Any], manager: Any
) -> None:
    right, other = world["rights"][:2]
    _support(right, "claimed", dt.date(2025, 2, 1), "7", 5_000_000)
    _support(right, "withdrawn", dt.date(2025, 2, 2), "7")
    _support(right, "claimed", dt.date(2025, 2, 3), "8", 4_000_000)
    _support(right, "approved", dt.date(2025, 2, 4), "8", 4_000_000)
    _support(right, "taken_back", dt.date(2025, 2, 5), "8", 4_000_000)
    _support(other, "matched", dt.date(2025, 1, 1))
    _support(other, "claimed", dt.date(2025, 1, 2), "9", 3_000_000)
    _support(other, "withdrawn", dt.date(2025, 1, 3), "9")

    found = {one.right: one for one in of(manager).entitlements}

    assert len(found) == 2
    back = found[right.pk]
    assert (back.taken_back_on, back.is_waiting, back.is_unclaimed) == (dt.date(2025, 2, 5), False, False)
    assert found[other.pk].is_unclaimed
    assert take_up(found.values()) == (0, 0)


def test_support_paid_of_an_unknown_amount_is_not_nothing() -> None:
    told = Entitlement(
        "HLJ-X", "", 1, paid_on=dt.date(2025, 5, 1), entitled_minor=5_000_000, currency="CNY", paid_event=1
    )
    assert take_up([told]) == (0, 0)


def test_what_a_buyer_pays_is_no_income_of_the_buyer(world: dict[str, Any]) -> None:
    right, firm, university = world["rights"][2], world["firms"][0], world["university"]
    buyer = a_user(Role.MANAGER, firm)
    sides = {"from_org": str(university.pk), "to_org": str(firm.pk)}
    an_event(right, "utilization.transfer.paid", details=sides, amount_minor=9_000_000, **CNY)
    own = {"from_org": str(firm.pk), "to_org": "999999"}
    an_event(right, "utilization.royalty.received", details=own, amount_minor=100, **CNY)
    an_event(right, "utilization.royalty.received", amount_minor=20, **CNY)

    part = of(buyer).part("income")
    assert part is not None
    assert part.sums == {"CNY": 120}


def test_rewards_of_a_co_owners_plan_are_not_ones_own_expense(world: dict[str, Any], manager: Any) -> None:
    right, firm = world["rights"][1], world["firms"][0]
    pay(right, 1_000, dt.date(2026, 3, 1), kind="remuneration")
    add_event(
        right=right, code="utilization.reward.paid", happened_on=dt.date(2026, 3, 2), by=None, on=DAY, organisation=firm.pk,
        details={"plan": "5", "kind": "remuneration"}, amount_minor=7_000, currency="CNY", confidentiality="public",
    )  # fmt: skip

    part = of(manager).part("rewards_paid")
    assert part is not None
    assert part.sums == {"CNY": 1_000}


def test_no_law_of_before_2010_is_guessed() -> None:
    assert least_reward("invention", dt.date(2010, 2, 1)) == 300_000
    assert least_reward("invention", dt.date(2010, 1, 31)) is None
    assert dues([(1, "invention", dt.date(2009, 5, 5))], {}, {}) == []


def test_a_reward_is_due_on_the_working_day_that_the_rule_of_law_says() -> None:
    # The rule cn.award.payment: no 31 November, and 30 November 2025 is a Sunday.
    assert reward_due_on(dt.date(2025, 8, 31)) == dt.date(2025, 12, 1)


def test_a_right_renounced_is_no_lapse_without_a_decision(world: dict[str, Any], manager: Any) -> None:
    right = world["rights"][1]
    an_event(right, "portfolio.right.renounced", happened_on=dt.date(2026, 9, 1), confidentiality="holder")
    an_event(right, "portfolio.right.ceased", happened_on=dt.date(2026, 9, 2))

    part = of(manager, window="2026").part("lapses")
    assert part is not None
    assert part.text == "0"


def test_the_price_of_a_right_is_the_income_of_who_sold_it_among_holders(world: dict[str, Any]) -> None:
    sold = {"from_org": str(world["university"].pk), "to_org": str(world["firms"][0].pk)}
    rows = Event.objects.filter(right=world["rights"][2])
    an_event(world["rights"][2], "utilization.transfer.paid", details=sold, amount_minor=9_000_000, **CNY)

    told = groups._by_holder(rows.filter(code="utilization.transfer.paid"), is_income=True)

    assert told == [("university", 9_000_000)]


def test_income_in_yen_is_shown_and_not_a_page_that_breaks(
    en: Client, world: dict[str, Any], manager: Any
) -> None:
    form = EventForm(
        event_code("utilization.royalty.received"), DAY,
        data={"happened_on": "2026-03-01", "source_text": "合同", "amount": "1200", "currency": "JPY",
              "confidentiality": "holder"},
    )  # fmt: skip
    assert form.is_valid(), form.errors
    assert form.amount_minor() == 1200
    an_event(
        world["rights"][1], "utilization.royalty.received", happened_on=dt.date(2026, 3, 1), currency="JPY",
        amount_minor=form.amount_minor(), confidentiality="holder",
    )  # fmt: skip

    en.force_login(manager)
    page = en.get("/strategy/gains/?in=all").content.decode()
    assert "1,200 JPY" in page
    assert "JPY 1,200" in sentence(Event.objects.get(currency="JPY"), "en")
    form = EventForm(
        event_code("utilization.royalty.received"),
        DAY,
        data={"source_text": "x", "amount": "1.5", "currency": "JPY"},
    )
    assert not form.is_valid()
