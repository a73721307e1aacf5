"""Internal dates follow from lead days; what an organisation says once holds for all its rights."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Organisation
from mainline.portfolio import actions
from mainline.register import actions as register
from mainline.register.deadlines.actions import close_dockets, open_dockets, say_facts
from mainline.register.deadlines.house import say_house_facts, set_lead
from mainline.register.deadlines.leads import CALENDAR, Lead, internal_day, lead_of
from mainline.register.deadlines.models import Deadline, LeadDays
from mainline.rules.loading import rulebook
from tests.factories import DAY, a_user, an_organisation
from tests.portfolio.samples import a_reply, kept_right

DUE = dt.date(2027, 2, 12)


@given(st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31)), st.integers(0, 365))
def test_internal_date_is_so_many_days_before_or_the_working_day_before_that(due: dt.date, days: int) -> None:
    calendar, found = rulebook().books.calendars[CALENDAR], internal_day(due, days)
    wanted = due - dt.timedelta(days=days)
    assert found <= wanted
    if days:
        assert calendar.why_closed(found) is None
        between = ((found + dt.timedelta(n)) for n in range(1, (wanted - found).days + 1))
        assert all(calendar.why_closed(day) is not None for day in between)


def test_most_particular_lead_counts() -> None:
    leads = [
        Lead(3),
        Lead(5, "loss"),
        Lead(14, "loss", "cn.oa.first_response"),
        Lead(20, holder=7),
        Lead(2, "cost", holder=7),
    ]
    assert lead_of(leads, "chance", "x", ()) == 3
    assert lead_of(leads, "loss", "x", ()) == 5
    assert lead_of(leads, "loss", "cn.oa.first_response", ()) == 14
    assert lead_of(leads, "loss", "cn.oa.first_response", {7}) == 20
    assert lead_of(leads, "cost", "x", {7}) == 2
    assert lead_of(leads, "office", "x", {7}) is None
    assert lead_of([], "loss", "x", ()) is None


@pytest.fixture
def reply() -> Deadline:
    return a_reply(kept_right()[0])


@pytest.fixture
def manager(reply: Deadline) -> Any:
    return a_user(Role.MANAGER, reply.docket.organisation)


@pytest.mark.django_db
def test_lead_days_move_internal_dates_but_for_those_set_by_hand(reply: Deadline, manager: Any) -> None:
    right = reply.docket.right
    register.record_event(
        right=right, code="creation.right.granted", happened_on=dt.date(2026, 11, 1), by=None, on=DAY
    )
    body = reply.docket.organisation
    grace = Deadline.objects.get(rule="cn.annuity.due", bar="grace", due_on=dt.date(2028, 1, 21))
    fees = Deadline.objects.filter(severity="cost").exclude(due_on=None)
    assert set_lead(organisation=body, severity="loss", days=10, by=manager) == 2
    grace.refresh_from_db()
    assert (grace.due_on, grace.internal_on) == (dt.date(2028, 1, 21), dt.date(2028, 1, 11))
    assert fees.exists()
    assert not fees.exclude(internal_on=None).exists()

    actions.plan(deadline=grace, internal_on=dt.date(2027, 12, 1), by=manager)
    assert set_lead(organisation=body, days=5, by=manager) == fees.count() + 1
    grace.refresh_from_db()
    assert grace.internal_on == dt.date(2027, 12, 1)

    actions.plan(deadline=grace, internal_on=None, by=manager)
    grace.refresh_from_db()
    assert grace.internal_on == dt.date(2028, 1, 11), "back to what the lead days come to"
    set_lead(organisation=body, days=None, by=manager)
    set_lead(organisation=body, severity="loss", days=None, by=manager)
    assert not Deadline.objects.exclude(internal_on=None).exists()
    assert not LeadDays.objects.exists()


@pytest.mark.django_db
def test_what_is_derived_later_has_its_internal_date_at_once(manager: Any, reply: Deadline) -> None:
    body = reply.docket.organisation
    set_lead(organisation=body, days=7, by=manager)
    register.record_event(
        right=reply.docket.right, code="creation.examination.action_issued", happened_on=dt.date(2027, 3, 1),
        by=manager, on=DAY, details={"delivery": "electronic"},
    )  # fmt: skip
    row = Deadline.objects.get(rule="cn.oa.subsequent_response")
    assert row.due_on is not None
    assert row.internal_on == internal_day(row.due_on, 7)


@pytest.mark.django_db
def test_agency_has_leads_of_its_own_for_a_client(reply: Deadline) -> None:
    right = reply.docket.right
    client = right.parties.get(role="applicant").organisation
    agency = an_organisation(kind=OrganisationKind.AGENCY)
    open_dockets(rights=[right.pk], organisation=agency, by=None, on=DAY)
    attorney = a_user(Role.ATTORNEY, agency)
    set_lead(organisation=agency, days=5, by=attorney)
    set_lead(organisation=agency, holder=client, days=14, by=attorney)
    mine = Deadline.objects.filter(docket__organisation=agency, severity="loss", due_on=DUE)
    assert {row.internal_on for row in mine} == {internal_day(DUE, 14)}
    reply.refresh_from_db()
    assert reply.internal_on is None, "the client's own dates are the client's"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"days": -1}, "days"),
        ({"days": 366}, "days"),
        ({"days": 3, "severity": "x"}, "severity"),
        ({"days": 3, "rule": "no.such.rule"}, "rule"),
    ],
)
def test_leads_that_make_no_sense_are_refused(
    reply: Deadline, manager: Any, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        set_lead(organisation=reply.docket.organisation, by=manager, **said)
    assert set(refused.value.message_dict) == {field}


@pytest.mark.django_db
def test_facts_said_once_hold_for_all_unless_a_docket_says_otherwise(reply: Deadline, manager: Any) -> None:
    body, right = reply.docket.organisation, reply.docket.right
    register.record_event(
        right=right, code="creation.right.granted", happened_on=dt.date(2026, 11, 1), by=manager, on=DAY
    )
    award = Deadline.objects.get(rule="cn.award.payment")
    assert award.missing == ["agreement_or_rules"]
    say_house_facts(organisation=body, facts={"agreement_or_rules": "false"}, by=manager, on=DAY)
    award.refresh_from_db()
    assert (award.fate, award.due_on, award.fee_minor) == ("open", dt.date(2027, 2, 1), 400000)

    say_facts(docket=reply.docket, facts={"agreement_or_rules": "true"}, by=manager, on=DAY)
    award.refresh_from_db()
    assert award.fate == "gone", "a contract comes first"
    for facts in ({"no_such": "x"}, {"agreement_or_rules": "perhaps"}):
        with pytest.raises(ValidationError):
            say_house_facts(organisation=body, facts=facts, by=manager, on=DAY)
    with pytest.raises(PermissionDenied):
        say_house_facts(organisation=body, facts={}, by=a_user(Role.MANAGER), on=DAY)


@pytest.mark.django_db
def test_organisations_that_are_one_share_lead_days_and_facts(reply: Deadline, manager: Any) -> None:
    body, right = reply.docket.organisation, reply.docket.right
    whole = an_organisation()
    Organisation.objects.filter(pk=body.pk).update(merged_into=whole)
    boss = a_user(Role.MANAGER, whole)
    assert set_lead(organisation=whole, days=10, by=boss)
    reply.refresh_from_db()
    assert reply.internal_on == dt.date(2027, 2, 2)
    say_house_facts(organisation=whole, facts={"agreement_or_rules": "false"}, by=boss, on=DAY)
    register.record_event(
        right=right, code="creation.right.granted", happened_on=dt.date(2026, 11, 1), by=None, on=DAY
    )
    assert Deadline.objects.get(rule="cn.award.payment").due_on == dt.date(2027, 2, 1)


@pytest.mark.django_db
def test_right_kept_again_has_the_internal_dates_of_today(reply: Deadline, manager: Any) -> None:
    body = reply.docket.organisation
    set_lead(organisation=body, days=10, by=manager)
    close_dockets(dockets=[reply.docket_id], organisation=body, by=manager)
    set_lead(organisation=body, days=None, by=manager)
    reply.refresh_from_db()
    assert reply.internal_on is not None
    open_dockets(rights=[reply.docket.right_id], organisation=body, by=manager, on=DAY)
    reply.refresh_from_db()
    assert reply.internal_on is None
