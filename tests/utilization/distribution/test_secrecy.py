"""What inventors are paid is the business of their unit and of themselves, not of whoever else is a party to the right."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.persons.actions import add_person
from mainline.register.access import visible_events
from mainline.register.models import Event, Party
from mainline.register.people.access import linkable_parties
from mainline.register.people.actions import link_party
from mainline.utilization.distribution import paying, planning
from mainline.utilization.distribution.models import DistributionPlan
from mainline.utilization.distribution.reckoning import reckon
from tests.factories import DAY, a_user, an_organisation
from tests.utilization.cast import a_cast, lump

pytestmark = pytest.mark.django_db
TOLD = ("utilization.reward.paid", "utilization.reward.reversed", "utilization.royalty.distributed")


@pytest.mark.parametrize("role", ["agent", "applicant"])
def test_agency_and_co_applicant_do_not_read_what_each_inventor_was_paid(role: str) -> None:
    cast = a_cast()
    body = an_organisation(
        "外部机构", kind=OrganisationKind.AGENCY if role == "agent" else OrganisationKind.ENTERPRISE
    )
    outsider = a_user(Role.MANAGER, body)
    row = cast.signed(lumps=(lump(100_000_00),))
    cast.received(row, 100_000_00)
    plan = planning.propose(
        draft=reckon(right=cast.right, organisation=cast.university, on=DAY), by=cast.manager, on=DAY
    )
    for line, by in zip(plan.lines.order_by("position"), cast.inventors, strict=True):
        planning.answer(line=line, accepts=True, reason="", claims=None, by=by)
    plan = planning.approve(plan=DistributionPlan.objects.get(pk=plan.pk), by=cast.manager, on=DAY)
    made = paying.pay(plan=plan, lines=None, paid_on=DAY, reference="b", key="k", by=cast.manager, on=DAY)
    paying.reverse_payment(payment=made[0], reason="错", by=cast.manager, on=DAY)
    Party.objects.create(right=cast.right, role=role, name=body.name, organisation=body)

    assert Event.objects.filter(code__in=TOLD).count() == 5
    assert not visible_events(outsider).filter(code__in=TOLD).exists()
    assert visible_events(cast.manager).filter(code__in=TOLD).count() == 5
    assert visible_events(cast.inventors[0]).filter(code="utilization.reward.paid").exists()


def test_agency_of_a_right_does_not_make_its_own_people_the_inventors() -> None:
    cast = a_cast()
    agency = an_organisation("代理所", kind=OrganisationKind.AGENCY)
    spy = a_user(Role.MANAGER, agency)
    Party.objects.create(right=cast.right, role="agent", name=agency.name, organisation=agency)
    person = add_person(organisation=agency, by=spy, name_zh="甲")
    party = Party.objects.get(right=cast.right, name="甲")

    with pytest.raises(PermissionDenied):
        link_party(party=party, person=person, by=spy)

    party.refresh_from_db()
    assert party.person == cast.people[0]
    assert linkable_parties(cast.manager).filter(pk=party.pk).exists()
