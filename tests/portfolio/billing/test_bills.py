"""Bills from what was done to the draft and its issue: nothing twice, nothing changed after."""

from __future__ import annotations

import copy
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models.signals import pre_save

from mainline.audit.models import Entry
from mainline.orgs.enums import OrganisationKind, Role
from mainline.portfolio.billing import actions, queries
from mainline.portfolio.billing.access import visible_bills, visible_prices
from mainline.portfolio.billing.models import Bill, BillLine, Price
from mainline.register.actions import record_event
from mainline.register.models import Event, Party
from tests.factories import DAY, a_user, an_organisation
from tests.portfolio.billing.samples import YEAR, Cast, a_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return a_cast()


def test_what_an_event_has_done_is_offered_with_its_day_and_price(cast: Cast) -> None:
    cast.act()
    assert cast.items() == []
    cast.answer()
    cast.price(vat=Decimal(6))
    (item,) = cast.items()
    assert (item.on, str(item.money), item.vat_percent) == (dt.date(2026, 11, 2), "3,000.00 CNY", Decimal(6))


def test_price_of_the_day_counts_not_the_newest(cast: Cast) -> None:
    cast.act()
    cast.answer()
    cast.price(100)
    cast.price(200, since=dt.date(2026, 11, 3))
    assert cast.items()[0].money.minor == 100


def test_without_a_price_the_amount_is_not_known(cast: Cast) -> None:
    cast.act()
    cast.answer()
    bill = cast.draft()
    assert bill.lines.get().minor is None
    with pytest.raises(ValidationError, match="no amount yet"):
        actions.issue(bill=bill, number="1", on=DAY, by=cast.attorney)


def test_price_is_never_changed_backwards(cast: Cast) -> None:
    cast.price()
    with pytest.raises(ValidationError, match="not changed backwards"):
        cast.price(since=dt.date(2025, 1, 1))
    with pytest.raises(ValidationError, match="not changed backwards"):
        cast.price()


def test_price_needs_a_kind_of_work_that_there_is(cast: Cast) -> None:
    given: dict[str, Any] = {
        "agency": cast.agency,
        "minor": 1,
        "currency": "CNY",
        "vat_percent": None,
        "since": DAY,
    }
    for rule, what in (("no.such.rule", ""), ("", " ")):
        with pytest.raises(ValidationError):
            actions.add_price(rule=rule, what=what, by=cast.attorney, **given)


def test_official_fee_is_passed_on_as_the_agency_paid_it(cast: Cast) -> None:
    cast.pay(90001)
    record_event(
        right=cast.right, code="portfolio.fee.paid", happened_on=dt.date(2026, 11, 3), by=cast.manager, on=DAY,
        amount_minor=500, currency="CNY",
    )  # fmt: skip
    (item,) = cast.items()
    assert (item.kind, str(item.money)) == ("fee", "900.01 CNY")
    line = cast.draft().lines.get()
    actions.change_line(line=line, what="x", amount="5", currency="CNY", vat="6", by=cast.attorney)
    line.refresh_from_db()
    assert (line.minor, line.vat_minor) == (90001, None)


def test_fee_that_was_billed_and_then_corrected_is_not_billed_again(cast: Cast) -> None:
    cast.pay(90000)
    cast.draft()
    wrong = Event.objects.get(code="portfolio.fee.paid")
    record_event(
        right=cast.right, code="portfolio.fee.paid", happened_on=dt.date(2026, 11, 4), by=cast.attorney, on=DAY,
        amount_minor=90000, currency="CNY", supersedes=wrong,
    )  # fmt: skip
    assert cast.items() == []


def test_correction_of_a_correction_of_a_billed_fee_is_not_billed_again(cast: Cast) -> None:
    cast.pay(90000)
    cast.draft()
    for minor in (80000, 70000):
        last = Event.objects.filter(code="portfolio.fee.paid").order_by("pk").last()
        record_event(
            right=cast.right, code="portfolio.fee.paid", happened_on=dt.date(2026, 11, 4), by=cast.attorney,
            on=DAY, amount_minor=minor, currency="CNY", supersedes=last,
        )  # fmt: skip
    assert cast.items() == []


def test_fees_are_offered_however_many_are_billed_the_first_paid_first(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST", 2)
    for day in (5, 4, 3, 2):
        record_event(
            right=cast.right, code="portfolio.fee.paid", happened_on=dt.date(2026, 11, day), by=cast.attorney,
            on=DAY, amount_minor=day, currency="CNY",
        )  # fmt: skip
    assert [item.on.day for item in cast.items()] == [2, 3]
    cast.draft()
    assert [item.on.day for item in cast.items()] == [4, 5]
    cast.draft()
    assert cast.items() == []


def test_nothing_stands_on_two_bills(cast: Cast) -> None:
    cast.act()
    cast.answer()
    cast.pay()
    keys = [item.key for item in cast.items()]
    bill = cast.draft()
    assert cast.items() == []
    with pytest.raises(ValidationError, match="on a bill already"):
        actions.draft_bill(
            agency=cast.agency, client=cast.client, first=YEAR[0], last=YEAR[1], keys=keys, by=cast.attorney
        )
    other = Bill.objects.create(
        agency=cast.agency, client=cast.client, period_from=DAY, period_to=DAY, made_by=cast.attorney,
        made_at=bill.made_at,
    )  # fmt: skip
    for line in bill.lines.all():
        line.pk, line.bill = None, other
        with pytest.raises(IntegrityError), transaction.atomic():
            line.save(force_insert=True)


def test_the_days_of_one_annual_fee_are_one_work() -> None:
    cast = a_cast()
    record_event(
        right=cast.right, code="creation.right.granted", happened_on=dt.date(2020, 1, 10), by=None, on=DAY
    )
    deadlines = cast.agency.dockets.get().deadlines
    first = deadlines.filter(rule="cn.annuity.due").order_by("due_on").first()
    assert first is not None
    record_event(
        right=cast.right, code="portfolio.annuity.paid", happened_on=dt.date(2026, 11, 19), by=None, on=DAY,
        details={"year": str(first.number)},
    )  # fmt: skip
    done = deadlines.filter(rule="cn.annuity.due", fate="done")
    assert done.count() == 2
    assert len([item for item in cast.items() if item.kind == "work"]) == 1


def test_what_is_taken_off_or_thrown_away_can_be_billed_again(cast: Cast) -> None:
    cast.act()
    cast.answer()
    bill = cast.draft()
    actions.remove_line(line=bill.lines.get(), by=cast.attorney)
    assert len(cast.items()) == 1
    again = cast.draft()
    actions.discard(bill=again, by=cast.attorney)
    assert len(cast.items()) == 1
    assert not Bill.objects.filter(pk=again.pk).exists()


def test_issued_bill_changes_no_more(cast: Cast) -> None:
    cast.act()
    cast.answer()
    cast.price()
    bill = cast.issued()
    line = bill.lines.get()
    for act in (
        lambda: actions.change_line(
            line=line, what="x", amount="1", currency="CNY", vat="", by=cast.attorney
        ),
        lambda: actions.remove_line(line=line, by=cast.attorney),
        lambda: actions.discard(bill=bill, by=cast.attorney),
        lambda: actions.issue(bill=bill, number="2", on=DAY, by=cast.attorney),
    ):
        with pytest.raises(ValidationError, match="issued"):
            act()
    assert BillLine.objects.get().minor == 300000


def test_number_of_a_bill_is_its_own(cast: Cast) -> None:
    cast.pay()
    cast.issued("2026-0001")
    assert queries.next_number(cast.agency, DAY) == "2026-0002"
    bill = actions.draft_bill(
        agency=cast.agency, client=cast.client, first=YEAR[0], last=YEAR[1], keys=[], by=cast.attorney
    )
    with pytest.raises(ValidationError, match="nothing on this bill"):
        actions.issue(bill=bill, number="7", on=DAY, by=cast.attorney)
    actions.add_line(
        bill=bill,
        what="差旅费",
        amount="120.50",
        currency="CNY",
        vat="",
        right=None,
        on=None,
        by=cast.attorney,
    )
    with pytest.raises(ValidationError, match="has the number"):
        actions.issue(bill=bill, number="2026-0001", on=DAY, by=cast.attorney)


def test_only_a_holder_whose_dates_are_kept_as_agent_is_a_client(cast: Cast) -> None:
    stranger = an_organisation()
    a_user(Role.MANAGER, stranger)
    assert [one.pk for one in queries.clients_of(cast.agency)] == [cast.client.pk]
    with pytest.raises(ValidationError):
        actions.draft_bill(
            agency=cast.agency, client=stranger, first=DAY, last=DAY, keys=[], by=cast.attorney
        )
    Party.objects.filter(role="agent").delete()
    assert queries.clients_of(cast.agency) == []


def test_draft_is_the_agencys_and_an_issued_bill_the_clients_too(cast: Cast) -> None:
    cast.pay()
    other = a_user(Role.ATTORNEY, an_organisation(kind=OrganisationKind.AGENCY))
    rival = a_user(Role.MANAGER, an_organisation())
    bill = cast.draft()
    assert [visible_bills(user).exists() for user in (cast.attorney, cast.manager, other, rival)] == [
        True, False, False, False,
    ]  # fmt: skip
    actions.issue(bill=bill, number="1", on=DAY, by=cast.attorney)
    assert [visible_bills(user).exists() for user in (cast.attorney, cast.manager, other, rival)] == [
        True, True, False, False,
    ]  # fmt: skip
    cast.price()
    assert not visible_prices(cast.manager).exists()


def test_who_keeps_no_dates_writes_no_bill(cast: Cast) -> None:
    viewer = a_user(Role.VIEWER, cast.agency)
    with pytest.raises(PermissionDenied):
        actions.draft_bill(agency=cast.agency, client=cast.client, first=DAY, last=DAY, keys=[], by=viewer)
    with pytest.raises(PermissionDenied):
        actions.add_price(
            agency=cast.client, rule="", what="x", minor=1, currency="CNY", vat_percent=None, since=DAY,
            by=cast.manager,
        )  # fmt: skip


def test_each_act_is_on_record(cast: Cast) -> None:
    cast.pay()
    cast.price()
    cast.issued()
    codes = list(
        Entry.objects.filter(code__startswith="bill.").order_by("number").values_list("code", flat=True)
    )
    assert codes == ["bill.drafted", "bill.issued"]
    assert Entry.objects.filter(code="price.set").count() == 1


def test_number_that_another_draft_took_meanwhile_is_refused_in_words(cast: Cast) -> None:
    cast.pay()
    bill = cast.draft()
    other = Bill.objects.create(
        agency=cast.agency, client=cast.client, period_from=DAY, period_to=DAY, made_by=cast.attorney,
        made_at=bill.made_at,
    )  # fmt: skip

    def overtake(sender: object, **told: object) -> None:
        Bill.objects.filter(pk=other.pk).update(number="7")

    pre_save.connect(overtake, sender=Bill)
    try:
        with pytest.raises(ValidationError, match="has the number 7"):
            actions.issue(bill=bill, number="7", on=DAY, by=cast.attorney)
    finally:
        pre_save.disconnect(overtake, sender=Bill)
    assert Bill.objects.get(pk=bill.pk).state == "draft"


def test_price_that_came_twice_at_once_is_refused_in_words(cast: Cast) -> None:
    def overtake(sender: object, instance: Price, **told: object) -> None:
        Price.objects.bulk_create([copy.copy(instance)])

    pre_save.connect(overtake, sender=Price)
    try:
        with pytest.raises(ValidationError, match="stands since 2026-01-01"):
            cast.price()
    finally:
        pre_save.disconnect(overtake, sender=Price)
    assert not Entry.objects.filter(code="price.set").exists()


def test_texts_are_kept_without_what_a_database_refuses(cast: Cast) -> None:
    bill = actions.draft_bill(
        agency=cast.agency, client=cast.client, first=YEAR[0], last=YEAR[1], keys=[], by=cast.attorney
    )
    given: dict[str, Any] = {"amount": "5", "currency": "CNY", "vat": "", "by": cast.attorney}
    line = actions.add_line(bill=bill, what="差\x00旅\x07费", right=None, on=None, **given)
    assert line.what == "差旅费"
    assert actions.change_line(line=line, what="邮\x00费\udfff", **given).what == "邮费"
    assert actions.issue(bill=bill, number="2026\x00-7", on=DAY, by=cast.attorney).number == "2026-7"
    price = actions.add_price(
        agency=cast.agency, rule="", what="翻\x00译", minor=1, currency="CNY", vat_percent=None, since=DAY,
        by=cast.attorney,
    )  # fmt: skip
    assert price.what == "翻译"
    with pytest.raises(ValidationError, match="Say what"):
        actions.add_line(bill=cast.draft(), what="\x00", right=None, on=None, **given)
