"""Claims from their beginning to the ledger, and back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.orgs.enums import OrganisationKind, Role
from mainline.register.ledger.queries import balance, unbalanced
from mainline.register.models import Event
from mainline.rules.money import Money, amount
from mainline.rules.policies.loading import policybook
from mainline.service.claims import actions, deciding
from mainline.service.claims.access import visible_claims
from mainline.service.claims.models import Claim
from mainline.service.policies import queries as policies
from tests.factories import a_user, an_organisation
from tests.service.samples import (
    DAY,
    DECIDED,
    FIRM_TAKES,
    LEVEL,
    Case,
    a_call,
    a_case,
    state,
    submitted,
)

pytestmark = pytest.mark.django_db
CONTRACT = "ref:X20250001"


def _approve(case: Case, claim: Claim, yuan: int | None = None, **more: Any) -> Claim:
    given = {"confirmed": [], "words": "", **more}
    return deciding.approve(
        claim=claim,
        amount=amount(yuan, "CNY") if yuan is not None else None,
        by=case.officer,
        on=DECIDED,
        **given,
    )


def _deal(case: Case) -> str:
    found = policies.answers(policies.dossier_of(case.manager, case.firm, DAY), FIRM_TAKES)
    return found[0].ref


def test_a_priced_claim_is_approved_paid_and_booked_on_both_sides() -> None:
    case = a_case()
    a_call(case, LEVEL, 200_000)
    claim = submitted(case)

    _approve(case, claim)
    paid = deciding.pay(claim=claim, by=case.officer, on=DECIDED)

    assert (paid.state, paid.approved_minor, paid.computed_minor) == ("paid", 15_000_000, 15_000_000)
    assert balance(case.office, "subsidy_committed") == {}
    assert balance(case.office, "subsidy_budget") == {"CNY": 15_000_000}
    assert balance(case.office, "subsidy_paid") == {"CNY": -15_000_000}
    assert balance(case.firm, "subsidy_income") == {"CNY": -15_000_000}
    assert not unbalanced().exists()


def test_the_promise_is_sixty_working_days_after_submission() -> None:
    case = a_case()
    a_call(case, LEVEL)

    claim = submitted(case)

    # 5 May 2026 is a day of the feast; 19 June the dragon boat.
    assert claim.due_on == actions.promised(DAY)
    assert claim.due_on is not None
    assert claim.due_on > DAY + dt.timedelta(days=83)


def test_one_contract_draws_one_subsidy_whatever_the_year() -> None:
    case = a_case()
    a_call(case)
    first = submitted(case, FIRM_TAKES, _deal(case))
    assert first.contract == CONTRACT
    other = Claim.objects.create(
        organisation=case.firm, policy="hlj.other", year=2030, contract=CONTRACT, version_since=DAY,
        made_by=case.manager, made_at=first.made_at,
    )  # fmt: skip

    other.state = "submitted"
    with pytest.raises(ValidationError, match="one contract, one subsidy"):
        actions._save_once(other)


def test_the_database_itself_holds_one_contract_to_one_claim() -> None:
    from django.db import IntegrityError, transaction

    case = a_case()
    a_call(case)
    first = submitted(case, FIRM_TAKES, _deal(case))

    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(
            organisation=case.university, policy="other", year=2031, contract=CONTRACT, version_since=DAY,
            state="submitted", made_by=case.manager, made_at=first.made_at,
        )  # fmt: skip


def test_a_refused_claim_frees_its_contract() -> None:
    case = a_case()
    a_call(case)
    first = submitted(case, FIRM_TAKES, _deal(case))
    deciding.refuse(claim=first, clause="high_value", words="no proof", by=case.officer, on=DECIDED)

    again = submitted(case, FIRM_TAKES, _deal(case))

    assert again.pk != first.pk
    event = Event.objects.get(code="service.policy.refused")
    assert (event.details["proof"], event.details["reason"]) == (f"claim:{first.pk}", "no proof")


def test_only_open_clauses_need_a_person_and_each_needs_words() -> None:
    case = a_case()
    a_call(case)
    claim = submitted(case, FIRM_TAKES, _deal(case))

    with pytest.raises(ValidationError, match="drew no technology-trade subsidy"):
        _approve(case, claim, 5000, words="as the call says")
    _approve(
        case,
        claim,
        5000,
        words="as the call says",
        confirmed=[("one_contract", "asked the city: none drawn")],
    )

    step = claim.steps.get(act="approve")
    assert step.confirmed == [["one_contract", "asked the city: none drawn"]]
    assert Event.objects.filter(
        right=case.right, code="service.policy.approved", amount_minor=500_000
    ).exists()


def test_an_amount_that_no_source_gives_is_said_by_the_office_with_its_ground() -> None:
    case = a_case()
    a_call(case)
    state(case, "contract_subsidised", "false", contract=CONTRACT)
    claim = submitted(case, FIRM_TAKES, _deal(case))
    assert claim.computed_minor is None

    with pytest.raises(ValidationError, match="Say the amount"):
        _approve(case, claim)
    with pytest.raises(ValidationError, match="by what you set"):
        _approve(case, claim, 5000)


def test_a_formula_is_never_exceeded() -> None:
    case = a_case()
    a_call(case, LEVEL, 900_000)
    claim = submitted(case)

    with pytest.raises(ValidationError, match=r"150,000\.00 CNY at most"):
        _approve(case, claim, 150_001)


def test_the_budget_is_never_overdrawn_and_a_clawback_gives_it_back() -> None:
    case = a_case()
    a_call(case, LEVEL, 150_000)
    claim = _approve(case, submitted(case))
    with pytest.raises(ValidationError, match="budget can't be less"):
        a_call(case, LEVEL, 149_999)
    deciding.pay(claim=claim, by=case.officer, on=DECIDED)

    deciding.take_back(claim=claim, words="the recognition was annulled", by=case.officer, on=DECIDED)

    assert Claim.objects.get().state == "taken_back"
    for account in ("subsidy_budget", "subsidy_committed", "subsidy_paid"):
        assert balance(case.office, account) == {}
    assert balance(case.firm, "cash") == {}
    a_call(case, LEVEL, 0)
    with pytest.raises(ValidationError, match=r"0\.00 CNY left"):
        _approve(case, submitted(case))


def test_without_a_call_nothing_is_approved() -> None:
    case = a_case()

    with pytest.raises(ValidationError, match="No budget"):
        _approve(case, submitted(case), confirmed=[("in_force", "asked the department")])


@pytest.mark.parametrize(
    ("day", "is_taken"), [("2026-06-30", True), ("2026-07-01", False), ("2026-02-28", False)]
)
def test_a_claim_is_taken_on_the_last_day_of_its_window_and_not_after(day: str, is_taken: bool) -> None:
    case = a_case()
    a_call(case, LEVEL)
    claim = actions.begin(organisation=case.firm, policy=LEVEL, ref="", by=case.manager, on=DAY)
    actions.set_paper(claim=claim, code="recognition", document=None, reference="1号", by=case.manager)

    if is_taken:
        assert (
            actions.submit(claim=claim, by=case.manager, on=dt.date.fromisoformat(day)).state == "submitted"
        )
    else:
        with pytest.raises(ValidationError, match="window"):
            actions.submit(claim=claim, by=case.manager, on=dt.date.fromisoformat(day))


def test_what_is_not_met_or_vetoed_or_lacks_a_paper_is_not_claimed() -> None:
    case = a_case()
    a_call(case, LEVEL)
    claim = actions.begin(organisation=case.firm, policy=LEVEL, ref="", by=case.manager, on=DAY)
    with pytest.raises(ValidationError, match="papers are lacking: Recognition"):
        actions.submit(claim=claim, by=case.manager, on=DAY)
    with pytest.raises(ValidationError, match="give the number"):
        actions.set_paper(claim=claim, code="recognition", document=None, reference=" ", by=case.manager)
    state(case, "abnormal_filing", "true")
    with pytest.raises(ValidationError, match="Vetoed: No reduction and no subsidy"):
        actions.submit(claim=claim, by=case.manager, on=DAY)
    state(case, "abnormal_filing", "false")
    state(case, "bad_credit", "true", 2026)
    with pytest.raises(ValidationError, match="Not met: No bad credit record"):
        actions.submit(claim=claim, by=case.manager, on=DAY)


def test_a_claim_sent_back_is_mended_and_handed_in_again_after_its_window() -> None:
    case = a_case()
    a_call(case, LEVEL)
    claim = submitted(case)
    deciding.send_back(claim=claim, clause="level", words="which year?", by=case.officer, on=DECIDED)

    again = actions.submit(claim=claim, by=case.manager, on=dt.date(2026, 7, 20))

    assert again.state == "submitted"
    assert [step.act for step in claim.steps.order_by("pk")] == ["submit", "return", "submit"]


def test_a_claim_keeps_the_version_and_the_facts_by_which_it_was_judged() -> None:
    case = a_case()
    a_call(case, LEVEL)
    claim = submitted(case)
    state(case, "new_level", "none", 2026)
    claim.refresh_from_db()

    level = next(one for one in claim.judged["clauses"] if one["id"] == "level")

    assert claim.judged["since"] == "2021-09-30"
    assert claim.judged["pack"].startswith("heilongjiang ")
    assert level["facts"][0]["value"] == "prov_pilot"
    assert level["facts"][0]["origin"]["kind"] == "statement"


def test_who_may_see_and_decide() -> None:
    case = a_case()
    a_call(case, LEVEL)
    draft = actions.begin(organisation=case.firm, policy=LEVEL, ref="", by=case.manager, on=DAY)
    rival = a_user(Role.MANAGER, an_organisation(kind=OrganisationKind.ENTERPRISE))
    here = a_user(Role.OFFICER, an_organisation(kind=OrganisationKind.CITY_OFFICE, place="230100"))
    elsewhere = a_user(Role.OFFICER, an_organisation(kind=OrganisationKind.CITY_OFFICE, place="230200"))
    assert not visible_claims(case.officer).exists()

    actions.set_paper(claim=draft, code="recognition", document=None, reference="1号", by=case.manager)
    claim = actions.submit(claim=draft, by=case.manager, on=DAY)

    assert [visible_claims(each).count() for each in (case.manager, case.officer, here, elsewhere, rival)] == [
        1, 1, 1, 0, 0
    ]  # fmt: skip
    for each in (case.manager, rival, here):
        with pytest.raises(PermissionDenied):
            deciding.approve(claim=claim, amount=None, confirmed=[], words="", by=each, on=DECIDED)


def test_one_organisation_gets_no_more_than_the_policy_gives_in_a_year() -> None:
    case = a_case()
    a_call(case, "hlj.pledge.interest", 900_000)
    rows = [
        Claim.objects.create(
            organisation=case.firm, policy="hlj.pledge.interest", year=2026, once=f"right:{n}:pledge",
            version_since=dt.date(2025, 7, 28), state="submitted", submitted_on=DAY, computed_minor=6_000_000,
            judged={"clauses": []}, made_by=case.manager, made_at=dt.datetime(2026, 5, 4, tzinfo=dt.UTC),
        )
        for n in (1, 2)
    ]  # fmt: skip
    _approve(case, rows[0])

    with pytest.raises(
        ValidationError, match=r"100,000\.00 CNY a year at most; it has 60,000\.00 CNY already"
    ):
        _approve(case, rows[1])
    assert _approve(case, rows[1], 40_000).approved_minor == Money(4_000_000, "CNY").minor


def test_support_taken_back_is_no_support_paid_on_the_thread() -> None:
    case = a_case()
    a_call(case)
    state(case, "contract_subsidised", "false", contract=CONTRACT)
    claim = submitted(case, FIRM_TAKES, _deal(case))
    _approve(case, claim, 5000, words="as the call says")
    deciding.pay(claim=claim, by=case.officer, on=DECIDED)
    paid = Event.objects.get(code="service.policy.paid")

    deciding.take_back(claim=claim, words="annulled", by=case.officer, on=DECIDED)

    # What is paid is added up from the events that stand.
    event = Event.objects.get(code="service.policy.taken_back")
    assert event.supersedes == paid
    assert (event.amount_minor, event.details["reason"]) == (500_000, "annulled")


def test_contract_that_drew_support_by_its_recordal_draws_none_as_an_agreement() -> None:
    case = a_case()
    a_call(case)
    state(case, "contract_subsidised", "false", contract=CONTRACT)
    claim = submitted(case, FIRM_TAKES, _deal(case))
    _approve(case, claim, 5000, words="as the call says")

    # Somebody writes the same contract down as an agreement of the platform afterwards.
    for event in Event.objects.filter(code__startswith="utilization.licence."):
        Event.objects.filter(pk=event.pk).update(details={**event.details, "agreement": "5"})

    (answer,) = policies.answers(policies.dossier_of(case.manager, case.firm, DAY), FIRM_TAKES)
    assert answer.subject is not None
    assert answer.subject.contract == "agreement:5"
    assert [each.clause.id for each in answer.verdict.of("not_met")] == ["one_contract"]


def test_what_may_be_claimed_is_no_more_than_the_year_has_left() -> None:
    case = a_case()
    ready, other = policybook().policies["hlj.pledge.interest"], policybook().policies[LEVEL]
    Claim.objects.create(
        organisation=case.firm, policy="hlj.pledge.interest", year=2025, once="right:1:pledge", state="paid",
        version_since=dt.date(2025, 7, 28), approved_minor=8_000_000, made_by=case.manager,
        made_at=dt.datetime(2025, 8, 4, tzinfo=dt.UTC),
    )  # fmt: skip
    day = dt.date(2025, 9, 1)

    assert policies.left_of_year(ready, case.firm, day) == Money(2_000_000, "CNY")
    assert policies.left_of_year(ready, case.university, day) == Money(10_000_000, "CNY")
    assert policies.left_of_year(other, case.firm, day) is None
