"""Deadlines follow their thread: derived in the same transaction, moved by a correction, done by an event, never lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register import actions
from mainline.register.deadlines.actions import close_dockets, open_dockets, say_facts
from mainline.register.deadlines.models import Deadline, DeadlineChange, Docket
from mainline.register.deadlines.refresh import refresh_deadlines
from mainline.register.models import Event, Right
from tests.factories import DAY, a_user, an_organisation, enter
from tests.register.samples import publication

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def right() -> Right:
    """A pending invention of 北川大学, filed on 2017-07-21."""
    return enter(publication())[0]


@pytest.fixture
def holder(right: Right) -> Organisation:
    found = right.parties.get(role="applicant").organisation
    assert found is not None
    return found


@pytest.fixture
def docket(right: Right, holder: Organisation) -> Docket:
    open_dockets(rights=[right.pk], organisation=holder, by=None, on=DAY)
    return Docket.objects.get()


def tell(right: Right, code: str, on: str, **more: Any) -> Event:
    return actions.record_event(
        right=right, code=code, happened_on=D.fromisoformat(on), by=None, on=DAY, **more
    )


def the(rule: str, bar: str = "", number: int = 0) -> Deadline:
    return Deadline.objects.get(rule=rule, bar=bar, number=number)


def test_office_action_makes_its_deadline_in_the_same_transaction(docket: Docket, right: Right) -> None:
    @transaction.atomic
    def broken_off() -> None:
        tell(right, "creation.examination.action_issued", "2026-10-12", details={"delivery": "electronic"})
        assert the("cn.oa.first_response").due_on == D(2027, 2, 12)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_off()
    assert not Deadline.objects.filter(rule="cn.oa.first_response").exists()

    event = tell(
        right, "creation.examination.action_issued", "2026-10-12", details={"delivery": "electronic"}
    )

    row = the("cn.oa.first_response")
    assert (row.nominal_on, row.fate, row.trigger_event) == (D(2027, 2, 12), "open", event)
    assert row.pack.startswith("cn-patent ")


def test_missing_fact_is_named_and_there_is_no_date(docket: Docket, right: Right) -> None:
    tell(right, "creation.examination.action_issued", "2026-10-12")
    row = the("cn.oa.first_response")
    assert (row.due_on, row.fate, row.missing) == (None, "unknown", ["delivery"])


def test_correction_moves_what_depends_on_it_and_keeps_what_was(docket: Docket, right: Right) -> None:
    wrong = tell(
        right, "creation.examination.action_issued", "2026-10-12", details={"delivery": "electronic"}
    )
    row = the("cn.oa.first_response")

    tell(
        right, "creation.examination.action_issued", "2026-10-20",
        details={"delivery": "electronic"}, supersedes=wrong,
    )  # fmt: skip

    moved = the("cn.oa.first_response")
    assert moved.pk == row.pk
    assert (moved.due_on, moved.sequence) == (D(2027, 2, 22), 1)
    change = DeadlineChange.objects.get(deadline=row)
    assert (change.cause, change.before["due_on"], change.after["due_on"]) == (
        "event",
        "2027-02-12",
        "2027-02-22",
    )


def test_answer_does_it_and_what_is_done_never_moves(docket: Docket, right: Right) -> None:
    asked = tell(
        right, "creation.examination.action_issued", "2026-10-12", details={"delivery": "electronic"}
    )
    answer = tell(right, "creation.examination.action_answered", "2026-11-02")

    assert (the("cn.oa.first_response").fate, the("cn.oa.first_response").ended_by) == ("done", answer)

    tell(
        right, "creation.examination.action_issued", "2026-10-20",
        details={"delivery": "electronic"}, supersedes=asked,
    )  # fmt: skip
    assert the("cn.oa.first_response").due_on == D(2027, 2, 12)


def test_what_a_correction_takes_the_ground_from_follows_no_more_and_stays(
    docket: Docket, right: Right
) -> None:
    wrong = tell(
        right, "creation.examination.action_issued", "2026-10-12", details={"delivery": "electronic"}
    )
    tell(right, "portfolio.event.other", "2026-10-12", supersedes=wrong)
    assert the("cn.oa.first_response").fate == "gone"


def test_deriving_twice_changes_nothing(docket: Docket, right: Right) -> None:
    tell(right, "creation.right.granted", "2020-05-12")
    before = list(Deadline.objects.order_by("pk").values())
    told = refresh_deadlines([right.pk], on=DAY, cause="rules")
    assert (told.new, told.changed) == (0, 0)
    assert list(Deadline.objects.order_by("pk").values()) == before


def test_series_past_whole_is_one_to_check_and_the_next_ones_stand(docket: Docket, right: Right) -> None:
    tell(right, "creation.right.granted", "2020-05-12")

    annuities = Deadline.objects.filter(rule="cn.annuity.due").order_by("due_on")

    past = [row for row in annuities if row.due_on and row.due_on < DAY]
    ahead = [(row.number, row.bar, row.due_on) for row in annuities if row.due_on and row.due_on >= DAY]
    assert [(row.number, row.needs_check) for row in past] == [(10, True)]
    assert ahead[0] == (10, "grace", D(2027, 1, 21))
    assert (11, "due", D(2027, 7, 21)) in ahead


def test_payment_does_its_year_and_those_before(docket: Docket, right: Right) -> None:
    tell(right, "creation.right.granted", "2020-05-12")
    tell(right, "portfolio.annuity.paid", "2026-07-01", details={"year": "10"})
    assert set(Deadline.objects.filter(rule="cn.annuity.due", number=10).values_list("fate", flat=True)) == {
        "done"
    }
    assert the("cn.annuity.due", "due", 11).fate == "open"


def test_dates_of_a_secret_are_kept_by_nobody_who_may_not_know_of_it(
    holder: Organisation, right: Right
) -> None:
    agency = an_organisation()
    secret = enter(publication(application="201710600009.1", number="107600009"))[-1]
    Right.objects.filter(pk=secret.pk).update(confidentiality="holder")
    with pytest.raises(PermissionDenied, match="不得知悉"):
        open_dockets(rights=[right.pk, secret.pk], organisation=agency, by=None, on=DAY)
    assert not Docket.objects.exists()

    open_dockets(rights=[right.pk], organisation=agency, by=None, on=DAY)
    open_dockets(rights=[secret.pk], organisation=holder, by=None, on=DAY)
    assert Docket.objects.count() == 2


def test_viewer_keeps_no_dates(right: Right, holder: Organisation) -> None:
    with pytest.raises(PermissionDenied):
        open_dockets(rights=[right.pk], organisation=holder, by=a_user(Role.VIEWER, holder), on=DAY)


def test_docket_that_is_closed_stays_as_it_is(docket: Docket, right: Right, holder: Organisation) -> None:
    number = Deadline.objects.count()
    assert close_dockets(dockets=[docket.pk], organisation=holder, by=None) == 1
    tell(right, "creation.examination.action_issued", "2026-10-12", details={"delivery": "electronic"})
    assert Deadline.objects.count() == number

    open_dockets(rights=[right.pk], organisation=holder, by=None, on=DAY)
    assert the("cn.oa.first_response").due_on == D(2027, 2, 12)


def test_fact_that_people_say_moves_what_asks_for_it_and_nonsense_is_refused(
    docket: Docket, right: Right
) -> None:
    tell(right, "creation.right.granted", "2020-05-12")
    assert the("cn.award.payment").fate == "unknown"

    say_facts(docket=docket, facts={"agreement_or_rules": "false"}, by=None, on=DAY)
    assert (the("cn.award.payment").fate, the("cn.award.payment").due_on) == ("open", D(2020, 8, 12))

    for facts in ({"agreement_or_rules": "perhaps"}, {"colour": "red"}):
        with pytest.raises(ValidationError):
            say_facts(docket=docket, facts=facts, by=None, on=DAY)
    say_facts(docket=docket, facts={"agreement_or_rules": ""}, by=None, on=DAY)
    assert the("cn.award.payment").fate == "unknown"


def test_secret_entry_of_another_moves_none_of_ones_dates(docket: Docket, right: Right) -> None:
    agency = an_organisation("代理所")
    tell(right, "creation.examination.action_issued", "2026-10-12", confidentiality="own")
    assert agency.pk != docket.organisation_id
    assert not Deadline.objects.filter(rule="cn.oa.first_response").exists()


def test_office_file_brings_its_dates_with_it(docket: Docket, right: Right) -> None:
    before = Deadline.objects.count()
    enter(publication(kind="B", number="107654321", on="2020-05-12"))
    assert Deadline.objects.filter(rule="cn.annuity.due", docket=docket).exists()
    assert Deadline.objects.count() > before
