"""Agreements from draft to end: versions, signatures, gates, recordal, open licences."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.orgs.enums import OrganisationKind, Role
from mainline.register.actions import record_event
from mainline.register.deadlines.actions import open_dockets
from mainline.register.deadlines.models import Deadline
from mainline.register.models import Event, Party, Right
from mainline.utilization.agreements import actions, open_licences
from mainline.utilization.agreements.access import visible_agreements
from mainline.utilization.agreements.enums import AgreementKind, AgreementState, Side
from mainline.utilization.agreements.logic import terms_of
from mainline.utilization.agreements.models import Agreement
from mainline.utilization.agreements.queries import pending_version, recordal_due, signed_version, steps
from mainline.utilization.royalties.queries import owed
from tests.factories import DAY, a_user, an_organisation
from tests.utilization.cast import Cast, a_cast, lump, running

pytestmark = pytest.mark.django_db


def test_agreement_holds_once_both_signed_the_same_version() -> None:
    cast = a_cast()
    row = cast.drafted(lumps=(lump(500_000_00),))
    version = actions.send(agreement=row, by=cast.manager)

    row = cast.sign(row, cast.manager)
    assert row.state == AgreementState.SENT
    row = cast.sign(row, cast.buyer)

    assert (row.state, row.signed_on) == (AgreementState.SIGNED, DAY)
    assert signed_version(row) == version
    event = Event.objects.get(code="utilization.licence.signed", right=cast.right)
    assert event.details["proof"] == f"agreement:{row.pk}"
    assert event.details["licence"] == "ordinary"
    assert (event.amount_minor, event.currency) == (500_000_00, "CNY")
    assert [one.money.minor for one in owed(row)] == [500_000_00]


def test_signature_is_under_the_terms_that_were_shown() -> None:
    cast = a_cast()
    row = cast.drafted()
    seen = actions.send(agreement=row, by=cast.manager).digest
    actions.take_back(agreement=row, words="范围太宽", by=cast.buyer)
    row.refresh_from_db()
    actions.save(
        agreement=row,
        terms=cast.terms(field="小麦收获机械"),
        reference="HT-2026-01",
        revision=row.revision,
        by=cast.buyer,
    )
    actions.send(agreement=row, by=cast.buyer)

    with pytest.raises(ValidationError, match="Another version waits now"):
        actions.sign(agreement=row, digest_seen=seen, by=cast.manager, on=DAY)


def test_change_of_a_signed_agreement_needs_both_again_and_holds_only_then() -> None:
    cast = a_cast()
    row = cast.signed(lumps=(lump(100_00),))
    before = signed_version(row)
    terms = replace(cast.terms(lumps=(lump(100_00),)), field="所有谷物")
    changed = actions.propose_change(agreement=row, terms=terms, by=cast.buyer)

    cast.sign(row, cast.buyer)
    assert signed_version(row) == before
    cast.sign(row, cast.manager)

    assert signed_version(row) == changed
    assert terms_of(Agreement.objects.get(pk=row.pk).terms).field == "所有谷物"
    assert Event.objects.filter(code="utilization.licence.signed").count() == 1
    assert len(owed(row)) == 1


def test_change_leaves_invoiced_sums_alone() -> None:
    cast = a_cast()
    row = cast.signed(lumps=(lump(100_00),))

    with pytest.raises(ValidationError, match="was invoiced"):
        actions.propose_change(agreement=row, terms=cast.terms(lumps=(lump(99_00),)), by=cast.manager)


def test_terms_with_faults_are_not_sent() -> None:
    cast = a_cast()
    row = cast.drafted(field="", running=running(minimum=200, cap_period=100))

    with pytest.raises(ValidationError) as caught:
        actions.send(agreement=row, by=cast.manager)

    assert len(caught.value.messages) == 2
    assert pending_version(row) is None


def test_exclusive_licence_is_refused_beside_another_and_names_it() -> None:
    cast = a_cast()
    cast.signed(AgreementKind.EXCLUSIVE)
    row = cast.drafted(AgreementKind.EXCLUSIVE)
    actions.send(agreement=row, by=cast.manager)

    with pytest.raises(actions.Hindered) as caught:
        cast.sign(row, cast.manager)

    ((right, obstacle),) = caught.value.found
    assert right == cast.right
    assert obstacle.event is not None
    assert obstacle.event.code == "utilization.licence.signed"
    assert obstacle.citation
    assert obstacle.remedy


def test_pledged_right_is_assigned_with_the_pledgees_consent_alone() -> None:
    cast, bank = a_cast(), an_organisation("北川银行", kind=OrganisationKind.BANK)
    banker = a_user(Role.ADMIN, bank)
    record_event(
        right=cast.right, code="utilization.pledge.registered", happened_on=dt.date(2026, 5, 1), by=None, on=DAY,
        details={"other": bank.name, "by_org": str(bank.pk), "reference": "Y2026"}, confidentiality="public",
    )  # fmt: skip
    row = cast.drafted(AgreementKind.ASSIGNMENT)
    actions.send(agreement=row, by=cast.manager)
    with pytest.raises(actions.Hindered, match="Y2026"):
        cast.sign(row, cast.manager)

    open_licences.consent(right=cast.right, act="transfer", organisation=bank, by=banker, on=DAY)

    assert cast.sign(row).state == AgreementState.SIGNED


def test_co_owner_consents_before_a_sole_licence() -> None:
    cast, other = a_cast(), an_organisation("共有研究所", kind=OrganisationKind.INSTITUTE)
    Party.objects.create(right=cast.right, role="holder", name=other.name, organisation=other, sequence=1)
    Right.objects.filter(pk=cast.right.pk).update(holder_name=f"{cast.university.name}; {other.name}")
    row = cast.drafted(AgreementKind.SOLE)
    actions.send(agreement=row, by=cast.manager)
    with pytest.raises(actions.Hindered, match="article 14"):
        cast.sign(row, cast.manager)
    with pytest.raises(ValidationError, match="neither a co-owner"):
        open_licences.consent(
            right=cast.right, act="sole_licence", organisation=cast.enterprise, by=cast.buyer, on=DAY
        )

    manager = a_user(Role.MANAGER, other)
    open_licences.consent(right=cast.right, act="sole_licence", organisation=other, by=manager, on=DAY)

    assert cast.sign(row).state == AgreementState.SIGNED


def test_signing_sets_the_recordal_clock_and_recording_ends_it() -> None:
    cast = a_cast()
    open_dockets(rights=[cast.right.pk], organisation=cast.university, by=None, on=DAY)
    row = cast.signed(starts_on=dt.date(2026, 11, 20))

    deadline = Deadline.objects.get(rule="cn.licence.record", docket__organisation=cast.university)
    assert deadline.fate == "open"
    assert deadline.due_on == recordal_due(row, cast.right) == dt.date(2027, 2, 22)
    assert any("Record the licence" in step.text for step in steps(cast.manager, DAY))

    later = dt.date(2026, 12, 5)
    actions.enter_recordal(agreement=row, number="X2026000123", recorded_on=later, by=cast.manager, on=later)

    deadline.refresh_from_db()
    assert deadline.fate == "done"
    assert Event.objects.get(code="utilization.licence.recorded").details["reference"] == "X2026000123"
    assert not any("Record the licence" in step.text for step in steps(cast.manager, later))


def test_who_is_no_side_sees_and_signs_nothing() -> None:
    cast = a_cast()
    row = cast.signed()
    stranger = a_user(Role.MANAGER, an_organisation())
    inventor = cast.inventors[0]

    assert not visible_agreements(stranger).exists()
    assert not visible_agreements(inventor).exists()
    with pytest.raises(PermissionDenied):
        actions.end(agreement=row, ended_on=DAY, reason="x", by=stranger, on=DAY)


def test_draft_is_seen_by_its_side_alone() -> None:
    cast = a_cast()
    row = cast.drafted()

    assert row in visible_agreements(cast.manager)
    assert row not in visible_agreements(cast.buyer)


def test_right_of_others_is_not_agreed_on() -> None:
    cast = a_cast()
    stranger = an_organisation()
    manager = a_user(Role.MANAGER, stranger)

    with pytest.raises(ValidationError, match="is not held by"):
        actions.draft(
            kind="ordinary", licensor=stranger, licensee=cast.enterprise, side=Side.LICENSOR, terms=cast.terms(),
            reference="", by=manager,
        )  # fmt: skip


def test_ended_licence_frees_the_right() -> None:
    cast = a_cast()
    row = cast.signed(AgreementKind.EXCLUSIVE)
    actions.end(agreement=row, ended_on=DAY, reason="提前解除", by=cast.manager, on=DAY)

    other = cast.drafted(AgreementKind.EXCLUSIVE)
    actions.send(agreement=other, by=cast.manager)

    assert cast.sign(other).state == AgreementState.SIGNED


def _declared(cast: Cast, **given: object) -> object:
    terms = replace(cast.terms(field="", lumps=(lump(30_000_00),)), **given)  # type: ignore[arg-type]
    return open_licences.declare(
        right=cast.right, organisation=cast.university, terms=terms, reason="", by=cast.manager, on=DAY
    )


def test_open_licence_is_taken_up_by_notice_and_payment_and_outlives_withdrawal() -> None:
    cast = a_cast()
    declaration = _declared(cast)
    row = open_licences.take_up(declaration=declaration, licensee=cast.enterprise, by=cast.buyer, on=DAY)  # type: ignore[arg-type]
    assert row.state == AgreementState.SENT
    cast.received(row, 10_000_00, "a")
    assert Agreement.objects.get(pk=row.pk).state == AgreementState.SENT

    cast.received(row, 20_000_00, "b")
    open_licences.withdraw(declaration=declaration, by=cast.manager, on=DAY)  # type: ignore[arg-type]

    assert Agreement.objects.get(pk=row.pk).state == AgreementState.SIGNED
    assert Event.objects.filter(code="utilization.open_licence.accepted").count() == 1
    with pytest.raises(ValidationError, match="does not stand any more"):
        open_licences.take_up(declaration=declaration, licensee=cast.enterprise, by=cast.buyer, on=DAY)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["utility_model", "design"])
def test_open_licence_of_a_utility_model_needs_its_evaluation_report(kind: str) -> None:
    cast = a_cast(kind)

    with pytest.raises(actions.Hindered, match="evaluation report"):
        _declared(cast)


def test_open_licence_is_refused_beside_an_exclusive_one() -> None:
    cast = a_cast()
    cast.signed(AgreementKind.EXCLUSIVE)

    with pytest.raises(actions.Hindered, match="article 86"):
        _declared(cast)


def test_open_licence_above_the_usual_fee_says_why() -> None:
    cast = a_cast()

    with pytest.raises(ValidationError, match="say why"):
        _declared(cast, lumps=(lump(20_000_000_01),))
    assert _declared(cast, lumps=(lump(20_000_000_00),))


def test_weights_divide_the_fixed_sum_among_threads() -> None:
    cast = a_cast()
    from tests.factories import enter
    from tests.register.samples import publication

    enter(publication(application="202010123456.0", number="111111111"))
    other = Right.objects.exclude(pk=cast.right.pk).get()
    other.parties.all().delete()
    Party.objects.create(right=other, role="holder", name=cast.university.name, organisation=cast.university)
    Right.objects.filter(pk=other.pk).update(holder_name=cast.university.name)
    weights = ((cast.right.pk, Fraction(2, 3)), (other.pk, Fraction(1, 3)))

    cast.signed(weights=weights, lumps=(lump(100_00),))

    amounts = Event.objects.filter(code="utilization.licence.signed").values_list("amount_minor", flat=True)
    assert sorted(amounts) == [3333, 6667]
