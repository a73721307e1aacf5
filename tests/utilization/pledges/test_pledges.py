"""A pledge walked from the pack to its release, the gates before it, and who sees none of it."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.orgs.enums import OrganisationKind, Role
from mainline.register.actions import record_event
from mainline.register.gates import encumbrances, obstacles
from mainline.register.models import Event, Party, Right, Share
from mainline.rules.money import amount
from mainline.utilization.pledges import actions, lending, queries, registering
from mainline.utilization.pledges.access import visible_pledges
from mainline.utilization.pledges.enums import OfferState, PledgeState
from mainline.utilization.pledges.models import Pledge, PledgeInvitation, PledgeOffer
from mainline.utilization.pledges.sheets import sheets
from tests.factories import DAY, a_user, an_event, an_organisation, enter
from tests.register.samples import publication
from tests.utilization.cast import Cast, a_cast

pytestmark = pytest.mark.django_db
END = DAY + dt.timedelta(days=365)


class World:
    """A holder with a granted patent, two banks, and somebody of each."""

    def __init__(self) -> None:
        self.cast: Cast = a_cast(holder=OrganisationKind.ENTERPRISE)
        self.bank = an_organisation("龙江银行", kind=OrganisationKind.BANK)
        self.other = an_organisation("北方银行", kind=OrganisationKind.BANK)
        self.banker, self.rival = a_user(Role.BANKER, self.bank), a_user(Role.BANKER, self.other)
        self.right, self.manager = self.cast.right, self.cast.manager
        Right.objects.filter(pk=self.right.pk).update(expires_on=dt.date(2037, 1, 1))

    def begun(self, **given: Any) -> Pledge:
        told: dict[str, Any] = {
            "holder": self.cast.university, "rights": [self.right], "purpose": "rd", "money": amount(3_000_000, "CNY"),
            "until": END, "note": "", "by": self.manager, "on": DAY,
        }  # fmt: skip
        return actions.begin(**{**told, **given})

    def invited(self, pledge: Pledge, bank: Any = None, **given: Any) -> PledgeInvitation:
        told: dict[str, Any] = {"days": 30, "shows_unpublished": False, "by": self.manager, "on": DAY}
        return actions.invite(pledge=pledge, organisation=bank or self.bank, **{**told, **given})

    def offered(self, pledge: Pledge, **given: Any) -> PledgeOffer:
        told: dict[str, Any] = {
            "bank": self.bank, "minor": 2_400_000_01, "rate": Fraction(385, 10_000), "starts_on": DAY, "until": END,
            "is_guaranteed": False, "conditions": "按季付息", "by": self.banker, "on": DAY,
        }  # fmt: skip
        return lending.offer(pledge=pledge, **{**told, **given})

    def accepted(self, **given: Any) -> tuple[Pledge, PledgeOffer]:
        pledge = self.begun(**given)
        self.invited(pledge)
        offer = self.offered(pledge)
        return actions.accept(offer=offer, by=self.manager, on=DAY), offer

    def signed(self, **given: Any) -> Pledge:
        pledge, offer = self.accepted(**given)
        for by in (self.manager, self.banker):
            registering.sign(pledge=pledge, digest_seen=offer.digest, by=by, on=DAY)
        return Pledge.objects.get(pk=pledge.pk)

    def registered(self, **given: Any) -> Pledge:
        return registering.register(
            pledge=self.signed(**given), number="Y2026980000001", registered_on=DAY, by=self.banker, on=DAY
        )


@pytest.fixture
def world() -> World:
    return World()


def told(code: str) -> list[Event]:
    return list(Event.objects.filter(code=code).order_by("pk"))


def test_pledge_walks_from_pack_to_release(world: World) -> None:
    pledge = world.registered()
    (event,) = told("utilization.pledge.registered")
    assert (event.right, event.happened_on, event.amount_minor) == (world.right, DAY, 2_400_000_01)
    assert event.details["pledge"] == str(pledge.pk)
    assert event.details["proof"] == f"pledge:{pledge.pk}"
    assert event.details["to_org"] == str(world.bank.pk)
    assert event.details["loan_until"] == END.isoformat()
    assert "until" not in event.details

    ((standing, _began),) = encumbrances(world.right, END + dt.timedelta(days=900))
    assert standing.kind == "pledge"
    assert any("444" in one.citation for one in obstacles(world.right, "transfer", DAY))

    registering.pay_out(pledge=pledge, minor=2_400_000_01, paid_on=DAY, by=world.banker, on=DAY)
    (loan,) = told("utilization.loan.granted")
    assert (loan.details["use"], loan.details["guaranteed"], loan.amount_minor) == ("rd", "no", 2_400_000_01)
    with pytest.raises(ValidationError, match="bank says first"):
        registering.release(pledge=pledge, number="Z1", released_on=DAY, by=world.manager, on=DAY)
    registering.repay(pledge=pledge, repaid_on=DAY, by=world.banker, on=DAY)
    registering.release(pledge=pledge, number="Z1", released_on=DAY, by=world.manager, on=DAY)

    assert Pledge.objects.get().state == PledgeState.RELEASED
    assert len(told("utilization.loan.repaid")) == 1
    assert encumbrances(world.right, DAY) == []
    assert obstacles(world.right, "transfer", DAY) == ()


def test_amount_on_all_threads_is_the_amount(world: World) -> None:
    cast = a_cast_beside(world)
    world.registered(rights=[world.right, cast])
    parts = [event.amount_minor for event in told("utilization.pledge.registered")]
    assert parts == [1_200_000_01, 1_200_000_00]


def a_cast_beside(world: World) -> Right:
    """Another patent of the holder."""
    right = enter(publication(application="201710600007.X", number="107600007"))[-1]
    an_event(right, "creation.right.granted", happened_on=dt.date(2020, 6, 1))
    right.parties.all().delete()
    Party.objects.create(
        right=right, role="holder", name=world.cast.university.name, organisation=world.cast.university
    )
    Right.objects.filter(pk=right.pk).update(status="in_force", holder_name=world.cast.university.name)
    right.refresh_from_db()
    return right


def test_gate_refuses_with_the_record_in_the_way(world: World) -> None:
    world.registered()
    with pytest.raises(ValidationError, match=r"pledged to .*Y2026980000001.*article 444"):
        world.begun(money=amount(1, "CNY"))


def test_gate_asks_for_the_consent_of_co_owners(world: World) -> None:
    partner = an_organisation("合作公司")
    Party.objects.create(
        right=world.right, role="holder", name=partner.name, organisation=partner, sequence=2
    )
    Right.objects.filter(pk=world.right.pk).update(holder_name=f"{world.right.holder_name}; {partner.name}")
    world.right.refresh_from_db()
    with pytest.raises(ValidationError, match="合作公司 has not consented"):
        world.begun()
    record_event(
        right=world.right, code="utilization.consent.given", happened_on=DAY, by=None, on=DAY,
        details={"party": partner.name, "act": "pledge"},
    )  # fmt: skip
    assert world.begun().state == PledgeState.OPEN


def test_what_comes_between_is_refused_at_acceptance(world: World) -> None:
    pledge = world.begun()
    world.invited(pledge)
    offer = world.offered(pledge)
    an_event(
        world.right, "protection.preservation.ordered", happened_on=DAY, details={"reference": "(2026)01"}
    )
    with pytest.raises(ValidationError, match="court has preserved"):
        actions.accept(offer=offer, by=world.manager, on=DAY)
    (sheet,) = sheets(world.banker, pledge, DAY)
    assert any("court has preserved" in flag.text for flag in sheet.flags)


def test_right_promised_to_one_bank_is_not_promised_to_another(world: World) -> None:
    second = world.begun(money=amount(5, "CNY"))
    first, _offer = world.accepted()
    world.invited(second, world.other)
    offer = world.offered(second, bank=world.other, by=world.rival)
    with pytest.raises(ValidationError, match=first.number):
        actions.accept(offer=offer, by=world.manager, on=DAY)


def test_second_bank_revoked_bank_and_late_bank_see_nothing(world: World) -> None:
    pledge = world.begun()
    assert not visible_pledges(world.banker).exists()
    invitation = world.invited(pledge)
    assert visible_pledges(world.banker).get() == pledge
    assert not visible_pledges(world.rival).exists()
    with pytest.raises(PermissionDenied):
        world.offered(pledge, bank=world.other, by=world.rival)

    world.offered(pledge)
    actions.revoke(invitation=invitation, by=world.manager)
    assert not visible_pledges(world.banker).exists()
    assert PledgeOffer.objects.get().state == OfferState.PASSED_OVER
    with pytest.raises(PermissionDenied):
        world.offered(pledge)

    world.invited(pledge)
    PledgeInvitation.objects.update(until=dt.date(2026, 1, 1))
    assert not visible_pledges(world.banker).exists()


def test_bank_sees_its_own_offer_alone_and_not_who_else_is_invited(world: World) -> None:
    pledge = world.begun()
    world.invited(pledge)
    world.invited(pledge, world.other)
    world.offered(pledge)
    theirs = queries.page_of(world.rival, pledge, DAY)
    assert (theirs.offers, theirs.invitations) == ([], [])
    assert len(queries.page_of(world.manager, pledge, DAY).invitations) == 2


def test_accepting_ends_the_invitations_of_the_others(world: World) -> None:
    pledge = world.begun()
    world.invited(pledge)
    world.invited(pledge, world.other)
    world.offered(pledge, bank=world.other, by=world.rival)
    actions.accept(offer=world.offered(pledge), by=world.manager, on=DAY)
    assert visible_pledges(world.banker).exists()
    assert not visible_pledges(world.rival).exists()


def test_unpublished_right_is_shown_with_the_tick_alone_and_closed_again(world: World) -> None:
    pledge = world.begun()
    Right.objects.filter(pk=world.right.pk).update(confidentiality="holder")
    with pytest.raises(ValidationError, match="unpublished"):
        world.invited(pledge)
    assert not PledgeInvitation.objects.exists()
    invitation = world.invited(pledge, shows_unpublished=True)
    assert Share.objects.get(organisation=world.bank).right == world.right
    actions.revoke(invitation=invitation, by=world.manager)
    assert not Share.objects.filter(organisation=world.bank).exists()


def test_right_shown_by_two_packs_stays_shown_until_both_ended(world: World) -> None:
    first, second = world.begun(), world.begun(money=amount(5, "CNY"))
    Right.objects.filter(pk=world.right.pk).update(confidentiality="holder")
    one = world.invited(first, shows_unpublished=True)
    two = world.invited(second, shows_unpublished=True)
    actions.revoke(invitation=one, by=world.manager)
    assert Share.objects.filter(organisation=world.bank).exists()
    actions.revoke(invitation=two, by=world.manager)
    assert not Share.objects.filter(organisation=world.bank).exists()


def test_signature_is_under_the_digest_that_was_shown(world: World) -> None:
    pledge, offer = world.accepted()
    with pytest.raises(ValidationError, match="not the terms"):
        registering.sign(pledge=pledge, digest_seen="0" * 64, by=world.manager, on=DAY)
    PledgeOffer.objects.filter(pk=offer.pk).update(rate="1/10")
    with pytest.raises(ValidationError, match="not the terms"):
        registering.sign(pledge=pledge, digest_seen=offer.digest, by=world.manager, on=DAY)
    assert not offer.signatures.exists()


def test_what_is_sent_twice_is_done_once(world: World) -> None:
    pledge = world.begun()
    with pytest.raises(ValidationError, match=pledge.number):
        world.begun()
    world.invited(pledge)
    assert world.offered(pledge) == world.offered(pledge)
    offer = PledgeOffer.objects.get()
    actions.accept(offer=offer, by=world.manager, on=DAY)
    with pytest.raises(ValidationError, match="no longer waits"):
        actions.accept(offer=offer, by=world.manager, on=DAY)
    for by in (world.manager, world.manager, world.banker, world.banker):
        registering.sign(pledge=pledge, digest_seen=offer.digest, by=by, on=DAY)
    for _again in range(2):
        registering.register(pledge=pledge, number="Y1", registered_on=DAY, by=world.banker, on=DAY)
    for _again in range(2):
        registering.pay_out(pledge=pledge, minor=100, paid_on=DAY, by=world.banker, on=DAY)
    assert [len(told(code)) for code in ("utilization.pledge.registered", "utilization.loan.granted")] == [
        1,
        1,
    ]
    with pytest.raises(ValidationError, match="registered once"):
        registering.register(pledge=pledge, number="Y2", registered_on=DAY, by=world.banker, on=DAY)


def test_days_and_amounts_that_cannot_be_are_refused(world: World) -> None:
    with pytest.raises(ValidationError, match="day to come"):
        world.begun(until=DAY)
    with pytest.raises(ValidationError, match="does not hold"):
        world.begun(holder=world.cast.enterprise, by=world.cast.buyer)
    pledge = world.signed()
    tomorrow = DAY + dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="still to come"):
        registering.register(pledge=pledge, number="Y1", registered_on=tomorrow, by=world.banker, on=DAY)
    registering.register(pledge=pledge, number="Y1", registered_on=DAY, by=world.manager, on=DAY)
    with pytest.raises(ValidationError, match="up to that"):
        registering.pay_out(pledge=pledge, minor=2_400_000_02, paid_on=DAY, by=world.banker, on=DAY)
    with pytest.raises(PermissionDenied):
        registering.pay_out(pledge=pledge, minor=1, paid_on=DAY, by=world.manager, on=DAY)


def test_right_that_ends_before_the_loan_is_flagged(world: World) -> None:
    Right.objects.filter(pk=world.right.pk).update(expires_on=END - dt.timedelta(days=1))
    pledge = world.begun()
    (sheet,) = sheets(world.manager, pledge, DAY)
    assert any("before the loan" in flag.text for flag in sheet.flags)


def test_each_is_told_what_waits_and_the_bank_is_alerted(world: World) -> None:
    pledge = world.begun()
    world.invited(pledge)
    assert ["seeks a loan" in step.text for step in queries.steps(world.banker, DAY)] == [True]
    world.offered(pledge)
    assert ["loan offer" in step.text for step in queries.steps(world.manager, DAY)] == [True]
    actions.accept(offer=PledgeOffer.objects.get(), by=world.manager, on=DAY)
    assert ["Sign" in step.text for step in queries.steps(world.banker, DAY)] == [True]
    for by in (world.manager, world.banker):
        registering.sign(pledge=pledge, digest_seen=PledgeOffer.objects.get().digest, by=by, on=DAY)
    registering.register(pledge=pledge, number="Y1", registered_on=DAY, by=world.banker, on=DAY)
    an_event(world.right, "protection.invalidation.requested", happened_on=DAY)
    alerts = [step for step in queries.steps(world.banker, DAY) if step.is_wrong]
    assert len(alerts) == 1
    assert f"/rights/{world.right.pk}/" in alerts[0].href
    assert not list(queries.steps(world.rival, DAY))


def test_bank_takes_back_and_holder_gives_up(world: World) -> None:
    pledge, _offer = world.accepted()
    registering.take_back(pledge=pledge, reason="额度不足", by=world.banker)
    assert Pledge.objects.get().state == PledgeState.OPEN
    actions.give_up(pledge=pledge, reason="另行融资", by=world.manager)
    assert not visible_pledges(world.banker).exists()
    with pytest.raises(ValidationError):
        actions.give_up(pledge=pledge, reason="again", by=world.manager)


def test_bank_of_a_released_pledge_reads_no_more_what_the_holder_keeps(world: World) -> None:
    pledge = world.registered()
    registering.pay_out(pledge=pledge, minor=1_00, paid_on=DAY, by=world.banker, on=DAY)
    registering.repay(pledge=pledge, repaid_on=DAY, by=world.banker, on=DAY)
    registering.release(pledge=pledge, number="Z1", released_on=DAY, by=world.banker, on=DAY)
    world.cast.signed("exclusive")
    pledge = Pledge.objects.get()
    name = world.cast.enterprise.name

    (own,) = sheets(world.manager, pledge, DAY)
    (banks,) = sheets(world.banker, pledge, DAY)
    assert any(name in flag.text for flag in own.standing)
    assert not any(name in flag.text for flag in (*banks.standing, *banks.flags))

    Right.objects.filter(pk=world.right.pk).update(confidentiality="holder", set_apart=1)
    assert sheets(world.banker, pledge, DAY) == []
    assert len(sheets(world.manager, pledge, DAY)) == 1


def test_unpublished_right_is_closed_again_when_the_days_of_an_invitation_are_over(world: World) -> None:
    pledge = world.begun()
    Right.objects.filter(pk=world.right.pk).update(confidentiality="holder")
    invitation = world.invited(pledge, shows_unpublished=True)

    assert actions.end_expired(on=invitation.until) == 0
    assert Share.objects.filter(organisation=world.bank).exists()
    assert actions.end_expired(on=invitation.until + dt.timedelta(days=1)) == 1
    assert not Share.objects.filter(organisation=world.bank).exists()
    assert actions.end_expired(on=invitation.until + dt.timedelta(days=1)) == 0
