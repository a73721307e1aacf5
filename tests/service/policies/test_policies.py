"""What an organisation may claim, from events, rows and what it states."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.orgs.enums import OrganisationKind, Role
from mainline.rules.money import amount
from mainline.service.policies import actions, queries
from mainline.service.policies.access import visible_statements
from mainline.service.policies.actions import Said
from mainline.service.policies.deals import Told, deals_of
from mainline.service.policies.models import Statement
from tests.factories import a_user, an_organisation
from tests.service.samples import DAY, FIRM_TAKES, LEVEL, Case, a_call, a_case, a_licence, a_right, state

pytestmark = pytest.mark.django_db


def _takes(case: Case, on: dt.date = DAY) -> list[queries.Answer]:
    return queries.answers(queries.dossier_of(case.manager, case.firm, on), FIRM_TAKES)


def test_each_clause_of_a_licence_is_open_or_met_with_the_fact_that_says_so() -> None:
    case = a_case()

    (answer,) = _takes(case)

    assert [(each.clause.id, each.state) for each in answer.verdict.clauses] == [
        ("region", "met"), ("credit", "met"), ("previous_year", "met"), ("from_university", "met"),
        ("high_value", "met"), ("registered", "met"), ("not_affiliated", "met"), ("one_contract", "unknown"),
    ]  # fmt: skip
    assert answer.verdict.missing == {"contract_subsidised"}
    assert answer.facts["deal_registered"].origin.kind == "event"
    assert answer.facts["legal_person"].origin.kind == "statement"
    assert answer.facts["applicant_region"].origin.kind == "organisation"
    assert answer.facts["high_value"].origin.kind == "policy"
    assert answer.subject is not None
    assert answer.subject.contract == "ref:X20250001"


def test_what_the_firm_states_of_the_contract_settles_the_last_clause() -> None:
    case = a_case()
    state(case, "contract_subsidised", "false", contract="ref:X20250001")

    assert _takes(case)[0].verdict.state == "met"


def test_a_licence_that_is_not_recorded_is_open_and_not_refused() -> None:
    case = a_case()
    other = a_right(case.university, 2)
    a_licence(other, case.firm, number="XK-2025-0002")
    other.events.filter(code="utilization.licence.recorded").delete()

    told = {answer.subject.right: answer for answer in _takes(case) if answer.subject}

    registered = next(c for c in told[other.pk].verdict.clauses if c.clause.id == "registered")
    assert (registered.state, registered.missing) == ("unknown", {"deal_registered"})


def test_a_statement_of_another_year_does_not_count() -> None:
    case = a_case()
    state(case, "new_level", "national_demo", 2025)

    told = queries.answers(queries.dossier_of(case.manager, case.firm, DAY), LEVEL)[0]

    assert told.verdict.amount == amount(150_000, "CNY")


def test_an_older_rule_counts_in_no_sum_until_an_office_opens_it() -> None:
    case = a_case()
    before = queries.unclaimed(queries.lines(case.manager, case.firm, DAY))
    a_call(case, LEVEL, 1_000_000)

    after = queries.unclaimed(queries.lines(case.manager, case.firm, DAY))

    assert (before, after) == (amount(0, "CNY"), amount(150_000, "CNY"))


def test_a_policy_is_asked_for_the_named_day_alone() -> None:
    case = a_case()

    lines = {
        line.ready.policy.id: line for line in queries.lines(case.manager, case.firm, dt.date(2025, 8, 1))
    }

    assert lines["hlj.firm.takes_university"].state == "not_met", "of 2024 the firm took nothing"
    assert "hlj.university.local" not in lines, "it is for universities"


def test_an_office_sees_what_was_shown_to_offices_and_leaves_the_rest_open() -> None:
    case = a_case()
    a_call(case, LEVEL)

    (hidden,) = queries.everybody(case.officer, LEVEL, DAY)
    for row in Statement.objects.all():
        said = Said(row.fact, row.value, row.year, shown_to_offices=True)
        actions.say(organisation=case.firm, said=said, by=case.manager, on=DAY)
    (shown,) = queries.everybody(case.officer, LEVEL, DAY)

    assert (hidden.state, hidden.missing) == ("unknown", ["bad_credit", "legal_person", "new_level"])
    assert shown.state == "met"


def test_statements_belong_to_their_organisation_alone() -> None:
    case = a_case()
    rival = a_user(Role.MANAGER, an_organisation(kind=OrganisationKind.ENTERPRISE))

    assert visible_statements(case.manager).count() == 5
    assert not visible_statements(rival).exists()
    assert not visible_statements(case.officer).exists()
    with pytest.raises(PermissionDenied):
        actions.say(organisation=case.firm, said=Said("legal_person", "true"), by=rival, on=DAY)


@pytest.mark.parametrize(
    ("fact", "value", "year", "field"),
    [
        ("legal_person", "perhaps", None, "value"),
        ("taxable_income_cny", "a lot", 2025, "value"),
        ("taxable_income_cny", "299999", None, "year"),
        ("taxable_income_cny", "299999", 1999, "year"),
        ("applicant_region", "heilongjiang", None, "fact"),
        ("new_level", "highest", 2026, "value"),
        ("deal_affiliated", "false", None, "contract"),
        ("loan_interest", "1.005", None, "value"),
        ("loan_on", "2026-02-30", None, "value"),
    ],
)
def test_what_is_no_value_of_its_fact_is_refused_at_its_field(
    fact: str, value: str, year: int | None, field: str
) -> None:
    case = a_case()

    with pytest.raises(ValidationError) as refused:
        state(case, fact, value, year)

    assert list(refused.value.message_dict) == [field]
    assert Statement.objects.count() == 5


def test_a_word_said_anew_takes_the_place_of_the_one_before_which_is_kept() -> None:
    case = a_case()
    state(case, "new_level", "prov_demo", 2026)
    state(case, "new_level", "prov_demo", 2026)

    rows = Statement.objects.filter(fact="new_level").order_by("pk")

    assert [(row.value, row.ended_at is None) for row in rows] == [("prov_pilot", False), ("prov_demo", True)]
    with pytest.raises(ValidationError):
        actions.withdraw_statement(statement=rows[0], by=case.manager)


def test_a_call_is_a_provincial_offices_and_never_below_what_is_approved() -> None:
    case = a_case()
    city = an_organisation(kind=OrganisationKind.CITY_OFFICE, place="230100")
    city_officer = a_user(Role.OFFICER, city)

    with pytest.raises(PermissionDenied):
        actions.open_call(
            policy=LEVEL, year=2026, office=city, budget=amount(1, "CNY"), opens_on=DAY, closes_on=DAY,
            reference="x", by=city_officer,
        )  # fmt: skip
    with pytest.raises(ValidationError, match="closes before"):
        a_call(case, LEVEL, opens_on=DAY, closes_on=dt.date(2026, 1, 1))
    with pytest.raises(ValidationError, match="not claimed here"):
        a_call(case, "cn.high_value")


def test_both_parties_come_to_one_contract_though_one_sees_no_more_than_the_recordal() -> None:
    signed = Told(
        1, 7, "utilization.licence.signed", dt.date(2025, 1, 1), {"other": "甲", "reference": "XK-1"}
    )
    recorded = Told(
        3, 7, "utilization.licence.recorded", dt.date(2025, 2, 1), {"other": "甲", "reference": "X9"}
    )
    named = {"agreement": "5", "reference": "X9"}

    (giver,), (taker,) = deals_of([signed, recorded]), deals_of([recorded])
    (own,) = deals_of([Told(4, 7, "utilization.licence.recorded", dt.date(2025, 2, 1), named)])

    assert giver.contract == taker.contract == "ref:X9"
    assert own.contract == "agreement:5"


def test_a_recordal_without_the_number_of_its_contract_joins_the_licence_of_the_same_taker() -> None:
    signed = Told(
        1, 7, "utilization.licence.signed", dt.date(2025, 1, 1), {"other": "甲", "reference": "XK-1"}
    )
    other = Told(
        2, 7, "utilization.licence.signed", dt.date(2025, 1, 2), {"other": "乙", "reference": "XK-2"}
    )
    recorded = Told(
        3, 7, "utilization.licence.recorded", dt.date(2025, 2, 1), {"other": "甲", "reference": "X9"}
    )

    deals = deals_of([recorded, other, signed])

    assert [(deal.contract, deal.recorded is not None) for deal in deals] == [
        ("ref:X9", True),
        ("ref:XK2", False),
    ]


@pytest.mark.parametrize("value", ["1e-9999999", "0.0000000000001", "1e999999999", "NaN"])
def test_a_number_that_could_not_be_kept_exactly_is_refused_at_once(value: str) -> None:
    case = a_case()
    with pytest.raises(ValidationError) as refused:
        state(case, "taxable_income_cny", value, 2025)
    assert list(refused.value.message_dict) == ["value"]


def test_a_number_is_kept_to_its_last_place() -> None:
    case = a_case()
    state(case, "taxable_income_cny", "9999999999999.999999999999", 2025)
    assert Statement.objects.get(fact="taxable_income_cny").value == "9999999999999.999999999999"
