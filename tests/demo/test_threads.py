"""The threads: the order of the law, plausible days, money that adds up, and the status they lead to."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.demo import official_fees
from mainline.demo.income import split
from mainline.demo.province import DemoEvent, DemoProvince, DemoRight
from mainline.offices.record import NumberRole, RightKind
from mainline.register.logic.facts import EventFact, Facts
from mainline.register.logic.status import status_of
from mainline.register.logic.terms import add_months

STATUS = {"deemed_withdrawn": "withdrawn", "restored": "in_force"}
BEFORE = (
    ("creation.disclosure.submitted", "creation.disclosure.accepted"),
    ("creation.disclosure.submitted", "creation.application.filed"),
    ("creation.novelty.requested", "creation.novelty.reported"),
    ("service.agency.engaged", "creation.draft.started"),
    ("creation.draft.started", "creation.draft.checked"),
    ("creation.draft.checked", "creation.draft.approved"),
    ("creation.draft.approved", "creation.application.filed"),
    ("creation.application.filed", "creation.application.accepted"),
    ("creation.application.accepted", "creation.application.formally_passed"),
    ("creation.application.formally_passed", "creation.application.published"),
    ("creation.application.published", "creation.examination.entered"),
    ("creation.examination.requested", "creation.examination.entered"),
    ("creation.examination.entered", "creation.examination.action_issued"),
    ("creation.examination.action_issued", "creation.examination.action_answered"),
    ("creation.examination.allowed", "creation.grant.published"),
    ("creation.grant.published", "creation.right.certified"),
    ("creation.grant.published", "utilization.licence.signed"),
    ("creation.grant.published", "utilization.pledge.agreed"),
    ("creation.grant.published", "protection.watch.opened"),
    ("creation.grant.published", "protection.invalidation.requested"),
    ("utilization.match.proposed", "utilization.match.accepted"),
    ("utilization.nda.signed", "utilization.licence.signed"),
    ("utilization.licence.signed", "utilization.royalty.received"),
    ("utilization.transfer.agreed", "utilization.transfer.recorded"),
    ("utilization.pledge.agreed", "utilization.pledge.registered"),
    ("utilization.pledge.registered", "utilization.loan.granted"),
    ("utilization.loan.granted", "utilization.loan.repaid"),
    ("utilization.loan.repaid", "utilization.pledge.released"),
    ("protection.watch.found", "protection.evidence.notarised"),
    ("protection.adjudication.requested", "protection.adjudication.accepted"),
    ("protection.adjudication.accepted", "protection.adjudication.decided"),
    ("protection.evaluation.reported", "utilization.open_licence.declared"),
    ("service.policy.matched", "service.policy.claimed"),
    ("service.policy.claimed", "service.policy.approved"),
    ("service.policy.approved", "service.policy.paid"),
    ("creation.mark.approved", "creation.mark.registered"),
    ("creation.variety.published", "creation.variety.tested"),
    ("creation.gi.accepted", "creation.gi.published"),
    ("creation.layout.exploited", "creation.layout.filed"),
    ("creation.software.completed", "creation.software.published"),
    ("creation.secrecy.cleared", "creation.application.continued"),
)


def first(right: DemoRight, code: str) -> dt.date | None:
    return next((event.happened_on for event in right.events if event.code == code), None)


def by_code(right: DemoRight, code: str) -> list[DemoEvent]:
    return [event for event in right.events if event.code == code]


def misread(province: DemoProvince) -> list[tuple[str, str, str]]:
    """Rights whose status, derived from their events, is not the one that was meant."""
    wrong = []
    for right in province.rights:
        events = [
            EventFact(
                e.code, e.happened_on, details=tuple((name, str(value)) for name, value in e.detail.items())
            )
            for e in right.events
        ]
        filed = next((n.date for n in right.record.numbers if n.role is NumberRole.APPLICATION), None)
        facts = Facts(
            filed_on=filed, granted_on=first(right, "creation.mark.registered"), known_to=province.today
        )
        status = status_of(right.kind, right.record.office, events, facts, province.today).code.value
        if status != STATUS.get(right.fate, right.fate):
            wrong.append((right.code, right.fate, status))
    return wrong


@pytest.mark.parametrize(("earlier", "later"), BEFORE)
def test_what_comes_first_by_law_or_reason_comes_first(
    province: DemoProvince, earlier: str, later: str
) -> None:
    seen = 0
    for right in province.rights:
        one, other = first(right, earlier), first(right, later)
        if one and other:
            seen += 1
            assert one <= other, (right.code, earlier, later)

    assert seen, f"no right has both {earlier} and {later}"


def test_the_derived_status_is_the_one_that_was_meant(province: DemoProvince) -> None:
    assert misread(province) == []


def test_every_status_occurs(province: DemoProvince) -> None:
    fates = Counter(STATUS.get(right.fate, right.fate) for right in province.rights)

    assert set(fates) == {
        "pending",
        "published",
        "in_force",
        "lapsed_restorable",
        "ceased",
        "expired",
        "refused",
        "withdrawn",
        "invalidated",
        "under_challenge",
    }
    assert fates["in_force"] > 150


def test_offices_and_people_work_on_working_days(province: DemoProvince) -> None:
    gazetted = {
        "portfolio.right.expired",
        "creation.pct.published",
        "creation.mark.approved",
        "creation.mark.registered",
    }
    late = [
        (right.code, event.code, event.happened_on)
        for right in province.rights
        for event in right.events
        if event.happened_on.weekday() >= 5
        and event.code not in gazetted
        and event.code != "portfolio.right.renewed"
    ]

    assert late == []


def test_the_chinese_patent_gazette_appears_on_tuesdays_and_fridays(province: DemoProvince) -> None:
    for right in province.rights:
        if right.record.office == "CN":
            for code in (
                "creation.application.published",
                "creation.grant.published",
                "portfolio.right.ceased",
            ):
                for event in by_code(right, code):
                    assert event.happened_on.weekday() in (1, 4)


def test_an_invention_is_published_at_eighteen_months_at_the_latest(province: DemoProvince) -> None:
    """In the first gazette after eighteen months; none appears in the week of the lunar New Year."""
    for right in province.rights:
        filed, published = (
            first(right, "creation.application.filed"),
            first(right, "creation.application.published"),
        )
        if right.record.office == "CN" and right.kind is RightKind.INVENTION and filed and published:
            assert published <= add_months(filed, 18) + dt.timedelta(days=14)


def test_replies_come_within_the_periods(province: DemoProvince) -> None:
    """Four months for the first office action, two for later ones."""
    for right in province.rights:
        actions = by_code(right, "creation.examination.action_issued")
        answers = {
            e.detail["count"]: e.happened_on for e in by_code(right, "creation.examination.action_answered")
        }
        for action in actions:
            count = action.detail["count"]
            if count in answers:
                months = 4 if count == 1 and right.kind is RightKind.INVENTION else 2
                limit = 4 if right.record.office != "CN" else months
                assert answers[count] <= add_months(action.happened_on, limit) + dt.timedelta(days=3)


def test_annuities_are_paid_for_each_year_once_and_in_time(province: DemoProvince) -> None:
    for right in province.rights:
        if right.record.office != "CN" or right.kind not in (
            RightKind.INVENTION,
            RightKind.UTILITY_MODEL,
            RightKind.DESIGN,
        ):
            continue
        filed = first(right, "creation.application.filed")
        paid = by_code(right, "portfolio.annuity.paid")
        years = [int(e.detail["year"]) for e in (*paid, *by_code(right, "portfolio.annuity.paid_late"))]
        assert len(set(years)) == len(years)
        assert sorted(years) == list(range(min(years, default=0), max(years, default=-1) + 1))
        for event in paid[1:]:
            assert filed
            assert event.happened_on <= add_months(filed, 12 * (int(event.detail["year"]) - 1))


def test_annuities_cost_what_the_list_says(province: DemoProvince) -> None:
    for right in province.rights:
        for event in by_code(right, "portfolio.annuity.paid"):
            full = official_fees.annuity(right.kind.value, int(event.detail["year"]))
            assert event.amount_minor in (full, full * 15 // 100)
            assert event.currency == "CNY"


def test_money_is_whole_and_never_negative(province: DemoProvince) -> None:
    for right in province.rights:
        for event in right.events:
            if event.amount_minor is None:
                assert event.currency == ""
            else:
                assert isinstance(event.amount_minor, int)
                assert event.amount_minor > 0
                assert event.currency in ("CNY", "USD")


def test_what_is_distributed_equals_what_was_received_to_the_fen(province: DemoProvince) -> None:
    checked = 0
    for right in province.rights:
        received: dict[object, list[int]] = defaultdict(list)
        for event in (
            *by_code(right, "utilization.royalty.received"),
            *by_code(right, "utilization.transfer.paid"),
        ):
            received[event.detail["reference"]].append(event.amount_minor or 0)
        for event in by_code(right, "utilization.royalty.distributed"):
            parts = [
                int(event.detail[name]) for name in ("cost_minor", "inventors_minor", "organisation_minor")
            ]
            assert sum(parts) == event.amount_minor
            assert event.amount_minor in received[event.detail["reference"]]
            assert parts[1] * 2 >= (event.amount_minor or 0) - parts[0]
            given = [
                e.amount_minor or 0
                for e in by_code(right, "utilization.reward.paid")
                if e.detail["ground"] == "royalty"
                and e.happened_on == event.happened_on
                and e.detail["reference"] == event.detail["reference"]
            ]
            same_day = [
                int(e.detail["inventors_minor"])
                for e in by_code(right, "utilization.royalty.distributed")
                if e.happened_on == event.happened_on and e.detail["reference"] == event.detail["reference"]
            ]
            assert sum(given) == sum(same_day)
            checked += 1

    assert checked > 50


def test_rewards_on_grant_meet_the_legal_minimum(province: DemoProvince) -> None:
    for right in province.rights:
        granted = first(right, "creation.grant.published")
        rewards = [e for e in by_code(right, "utilization.reward.paid") if e.detail["ground"] == "grant"]
        if rewards and granted:
            recent = granted >= dt.date(2024, 1, 20)
            least = (
                (4000 if recent else 3000)
                if right.kind is RightKind.INVENTION
                else (1500 if recent else 1000)
            )
            assert sum(e.amount_minor or 0 for e in rewards) == least * 100
            assert all(e.happened_on <= add_months(granted, 3) for e in rewards)


def test_nothing_happens_to_a_right_that_has_ended(province: DemoProvince) -> None:
    """A loan, a licence or a watch begins while the right is in force."""
    for right in province.rights:
        end = first(right, "protection.invalidation.whole") or first(right, "portfolio.right.expired")
        for code in ("utilization.licence.signed", "utilization.pledge.agreed", "protection.watch.opened"):
            begun = first(right, code)
            assert not (end and begun and begun > end), right.code


def test_pledges_and_licences_are_recorded_in_time(province: DemoProvince) -> None:
    for right in province.rights:
        signed, recorded = (
            first(right, "utilization.licence.signed"),
            first(right, "utilization.licence.recorded"),
        )
        if signed and recorded:
            assert recorded <= add_months(signed, 3)


def test_subsidies_stay_below_their_caps_and_within_their_windows(province: DemoProvince) -> None:
    claims = [e for right in province.rights for e in by_code(right, "service.policy.claimed")]

    assert len(claims) >= 5
    assert all(0 < (event.amount_minor or 0) <= 100_000 * 100 for event in claims)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9), st.lists(st.integers(1, 10_000), min_size=1, max_size=8))
def test_a_split_adds_up_and_is_within_one_unit_of_the_exact_share(amount: int, shares: list[int]) -> None:
    parts = split(amount, shares)

    assert sum(parts) == amount
    for part, share in zip(parts, shares, strict=True):
        assert abs(part * sum(shares) - amount * share) < sum(shares)


def test_a_split_of_one_fen_goes_to_the_largest_share() -> None:
    assert split(1, [3334, 3333, 3333]) == [1, 0, 0]
    assert split(0, [1]) == [0]


@pytest.mark.parametrize(("kind", "year"), [("invention", 0), ("invention", 21), ("utility_model", 16)])
def test_an_annuity_beyond_the_term_is_refused(kind: str, year: int) -> None:
    with pytest.raises(ValueError, match="has no patent year"):
        official_fees.annuity(kind, year)
