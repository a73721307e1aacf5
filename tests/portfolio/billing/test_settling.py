"""An issued bill between agency and client, and the rating after it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.orgs.enums import Role
from mainline.portfolio.billing import queries, settling
from mainline.portfolio.billing.actions import issue
from mainline.portfolio.billing.models import Bill, BillLine, Rating
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


def test_what_the_agency_says_is_paid_is_not_accepted_for_the_client(cast: Cast) -> None:
    bill = cast.issued()
    settling.pay(bill=bill, paid_on=DAY, by=cast.attorney, on=DAY)
    assert line_of(bill).answer == "waiting"


def test_rating_follows_a_paid_bill_once_by_its_client(cast: Cast) -> None:
    bill = cast.issued()
    given: dict[str, Any] = {"bill": bill, "stars": 4, "words": "好"}
    with pytest.raises(ValidationError, match="paid"):
        settling.rate(by=cast.manager, **given)
    settling.pay(bill=bill, paid_on=DAY, by=cast.attorney, on=DAY)
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
