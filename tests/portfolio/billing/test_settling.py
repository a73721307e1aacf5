"""An issued bill between agency and client, and the rating after it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.audit.models import Entry
from mainline.audit.sentences import sentence
from mainline.orgs.enums import Role
from mainline.orgs.models import Membership
from mainline.portfolio.billing import queries, settling
from mainline.portfolio.billing.actions import issue
from mainline.portfolio.billing.models import Bill, BillLine, Rating
from mainline.portfolio.billing.shown import page_of
from tests.factories import DAY, a_user
from tests.portfolio.billing.samples import Cast, a_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    made = a_cast()
    made.act()
    made.answer()
    made.price()
    made.pay()
    return made


def line_of(bill: Bill, kind: str = "work") -> BillLine:
    return bill.lines.get(kind=kind)


def test_client_answers_each_line(cast: Cast) -> None:
    bill = cast.issued()
    settling.dispute(line=line_of(bill), reason="  未约定 ", by=cast.manager)
    assert settling.accept(bill=bill, lines=None, by=cast.manager) == 1
    assert [line_of(bill, kind).answer for kind in ("work", "fee")] == ["disputed", "accepted"]
    assert line_of(bill).answer_reason == "未约定"
    settling.accept(bill=bill, lines=[line_of(bill)], by=cast.manager)
    assert line_of(bill).answer == "accepted"


def test_dispute_needs_a_reason_and_the_client(cast: Cast) -> None:
    bill = cast.issued()
    with pytest.raises(ValidationError):
        settling.dispute(line=line_of(bill), reason=" ", by=cast.manager)
    for stranger in (cast.attorney, a_user(Role.VIEWER, cast.client), a_user(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            settling.dispute(line=line_of(bill), reason="x", by=stranger)


def test_line_is_taken_back_by_another_and_replaced(cast: Cast) -> None:
    bill = cast.issued()
    line = line_of(bill)
    settling.dispute(line=line, reason="太贵", by=cast.manager)
    credit, other = settling.take_back(line=line, instead="2500", by=cast.attorney)
    assert (credit.minor, other.minor, other.answer) == (-300000, 250000, "waiting")
    assert line_of(bill).minor == 300000
    assert [str(one.total) for one in queries.sums_of(queries.lines_of(bill))] == ["3,400.00 CNY"]
    kinds = [row.kind for row in queries.lines_of(bill)]
    assert kinds[kinds.index("work") :][:3] == ["work", "credit", "replace"]
    for again in (line, credit):
        with pytest.raises(ValidationError):
            settling.take_back(line=again, by=cast.attorney)
    with pytest.raises(ValidationError):
        settling.dispute(line=line, reason="x", by=cast.manager)


def test_work_taken_back_is_not_offered_again(cast: Cast) -> None:
    bill = cast.issued()
    settling.take_back(line=line_of(bill), by=cast.attorney)
    assert cast.items() == []


def test_bill_is_paid_once_nothing_is_disputed(cast: Cast) -> None:
    bill = cast.issued()
    settling.dispute(line=line_of(bill), reason="x", by=cast.manager)
    with pytest.raises(ValidationError, match="disputed"):
        settling.pay(bill=bill, paid_on=DAY, by=cast.manager, on=DAY)
    settling.take_back(line=line_of(bill), by=cast.attorney)
    settling.pay(bill=bill, paid_on=DAY, by=cast.manager, on=DAY)
    bill.refresh_from_db()
    assert (bill.state, bill.paid_on, line_of(bill, "fee").answer) == ("paid", DAY, "accepted")
    with pytest.raises(ValidationError):
        settling.accept(bill=bill, lines=None, by=cast.manager)


@pytest.mark.parametrize("day", [DAY + dt.timedelta(days=1), DAY - dt.timedelta(days=1)])
def test_bill_is_not_paid_before_its_day_or_ahead(cast: Cast, day: dt.date) -> None:
    with pytest.raises(ValidationError):
        settling.pay(bill=cast.issued(), paid_on=day, by=cast.attorney, on=DAY)


def test_agency_closes_nothing_that_its_client_has_not_answered(cast: Cast) -> None:
    bill = cast.issued()
    with pytest.raises(ValidationError, match="wait for the client"):
        settling.pay(bill=bill, paid_on=DAY, by=cast.attorney, on=DAY)
    settling.accept(bill=bill, lines=None, by=cast.manager)
    settling.take_back(line=line_of(bill), instead="9000", by=cast.attorney)
    with pytest.raises(ValidationError, match="wait for the client"):
        settling.pay(bill=bill, paid_on=DAY, by=cast.attorney, on=DAY)
    assert line_of(bill, "replace").answer == "waiting"
    settling.accept(bill=bill, lines=None, by=cast.manager)
    assert settling.pay(bill=bill, paid_on=DAY, by=cast.attorney, on=DAY).state == "paid"


def test_day_of_payment_is_taken_back_by_the_side_that_entered_it(cast: Cast) -> None:
    bill = cast.issued()
    with pytest.raises(ValidationError, match="not paid yet"):
        settling.reopen(bill=bill, reason="x", by=cast.manager)
    settling.pay(bill=bill, paid_on=DAY, by=cast.manager, on=DAY)
    with pytest.raises(PermissionDenied, match="side"):
        settling.reopen(bill=bill, reason="x", by=cast.attorney)
    with pytest.raises(ValidationError, match="Say why"):
        settling.reopen(bill=bill, reason=" ", by=cast.manager)
    colleague = a_user(Role.MANAGER, cast.client)
    found = settling.reopen(bill=bill, reason="退票", by=colleague)
    assert (found.state, found.paid_on, found.paid_by) == ("issued", None, None)
    entry = Entry.objects.get(code="bill.reopened")
    assert (entry.data["reason"], entry.data["day"]) == ("退票", str(DAY))
    assert (
        sentence(entry.code, "en", data=entry.data)
        == f"Day of payment, {DAY}, of the bill “2026-0001” taken back: 退票."
    )
    settling.pay(bill=bill, paid_on=DAY, by=cast.attorney, on=DAY)
    with pytest.raises(PermissionDenied):
        settling.reopen(bill=bill, reason="x", by=cast.manager)
    settling.rate(bill=bill, stars=1, words="", by=cast.manager)
    with pytest.raises(ValidationError, match="rated"):
        settling.reopen(bill=bill, reason="x", by=cast.attorney)


def test_nobody_rates_the_own_agency(cast: Cast) -> None:
    both = a_user(Role.MANAGER, cast.client)
    Membership.objects.create(user=both, organisation=cast.agency, role=Role.VIEWER)
    bill = cast.issued()
    settling.pay(bill=bill, paid_on=DAY, by=both, on=DAY)
    with pytest.raises(PermissionDenied, match="belongs to an agency"):
        settling.rate(bill=bill, stars=5, words="", by=both)
    assert (page_of(both, bill, DAY)["can_rate"], Rating.objects.exists()) == (False, False)
    bill.refresh_from_db()
    assert page_of(cast.manager, bill, DAY)["can_rate"]


def test_no_rating_follows_a_bill_over_nothing(cast: Cast) -> None:
    bill = cast.issued()
    for line in bill.lines.all():
        settling.take_back(line=line, by=cast.attorney)
    settling.pay(bill=bill, paid_on=DAY, by=cast.manager, on=DAY)
    with pytest.raises(ValidationError, match="comes to nothing"):
        settling.rate(bill=bill, stars=5, words="", by=cast.manager)
    bill.refresh_from_db()
    assert not page_of(cast.manager, bill, DAY)["can_rate"]


def test_words_are_kept_without_what_a_database_refuses(cast: Cast) -> None:
    bill = cast.issued()
    settling.dispute(line=line_of(bill), reason="太\x00贵\ud800", by=cast.manager)
    assert line_of(bill).answer_reason == "太贵"
    settling.accept(bill=bill, lines=[line_of(bill)], by=cast.manager)
    settling.pay(bill=bill, paid_on=DAY, by=cast.manager, on=DAY)
    assert settling.rate(bill=bill, stars=4, words="\x00好\x08", by=cast.manager).words == "好"


def test_rating_follows_a_paid_bill_once_by_its_client(cast: Cast) -> None:
    bill = cast.issued()
    given: dict[str, Any] = {"bill": bill, "stars": 4, "words": "好"}
    with pytest.raises(ValidationError, match="paid"):
        settling.rate(by=cast.manager, **given)
    settling.pay(bill=bill, paid_on=DAY, by=cast.manager, on=DAY)
    for stranger in (cast.attorney, a_user(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            settling.rate(by=stranger, **given)
    for stars in (0, 6):
        with pytest.raises(ValidationError, match="one to five"):
            settling.rate(bill=bill, stars=stars, words="", by=cast.manager)
    settling.rate(by=cast.manager, **given)
    with pytest.raises(ValidationError, match="already"):
        settling.rate(by=cast.manager, **given)
    assert Rating.objects.get().stars == 4


def test_what_waits_is_told_to_who_can_do_it(cast: Cast) -> None:
    bill = cast.draft()
    assert [one.pk for one in queries.waiting(cast.attorney).drafts] == [bill.pk]
    issue(bill=bill, number="1", on=DAY, by=cast.attorney)
    assert [one.pk for one in queries.waiting(cast.manager).to_answer] == [bill.pk]
    settling.dispute(line=line_of(bill), reason="x", by=cast.manager)
    assert [one.pk for one in queries.waiting(cast.attorney).disputed] == [bill.pk]
    settling.accept(bill=bill, lines=list(bill.lines.all()), by=cast.manager)
    assert [one.pk for one in queries.waiting(cast.manager).to_pay] == [bill.pk]
