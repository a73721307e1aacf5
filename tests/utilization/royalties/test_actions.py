"""Reports between licensee and licensor: filed once, accepted once, disputed and replaced; money and credit."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.register.ledger.queries import balance
from mainline.register.models import Event
from mainline.utilization.agreements import actions as agreements
from mainline.utilization.agreements.logic import Tier, terms_of
from mainline.utilization.royalties.actions import accept_report, dispute_report
from mainline.utilization.royalties.models import RoyaltyReport
from mainline.utilization.royalties.money import reverse_receipt
from mainline.utilization.royalties.queries import credit, missing_periods, owed, steps
from tests.factories import DAY
from tests.utilization.cast import Q1, Q2, Cast, a_cast, lump, running

pytestmark = pytest.mark.django_db


def test_accepted_report_is_invoiced_once() -> None:
    cast = a_cast()
    row = cast.signed(running=running())
    report = cast.reported(row, 1_000_000_00, 30_000_00)

    first = accept_report(report=report, words="", by=cast.manager, on=DAY)

    assert first is not None
    assert first.minor == 30_000_00
    assert accept_report(report=report, words="", by=cast.manager, on=DAY) == first
    event = Event.objects.get(code="utilization.royalty.reported")
    assert event.details["report"] == str(report.pk)
    assert event.amount_minor is None


def test_disputed_report_is_replaced_by_another() -> None:
    cast = a_cast()
    row = cast.signed(running=running())
    report = cast.reported(row, 100_00, 3_00)
    dispute_report(report=report, reason="少报", by=cast.manager, on=DAY)
    assert any("disputed" in step.text for step in steps(cast.buyer, DAY))

    other = cast.reported(row, 200_00, 6_00, replaces=report)

    report.refresh_from_db()
    assert report.state == "replaced"
    with pytest.raises(ValidationError, match="took the place"):
        accept_report(report=report, words="", by=cast.manager, on=DAY)
    assert accept_report(report=other, words="", by=cast.manager, on=DAY)
    with pytest.raises(ValidationError, match="stays"):
        cast.reported(row, 1, 0, replaces=other)


def test_period_is_reported_once_and_after_its_end() -> None:
    cast = a_cast()
    row = cast.signed(running=running())
    cast.reported(row, 100_00, 3_00)

    with pytest.raises(ValidationError, match="reported already"):
        cast.reported(row, 100_00, 3_00)
    with pytest.raises(ValidationError, match="not ended"):
        cast.reported(row, 1, 0, period=(dt.date(2026, 7, 1), dt.date(2026, 9, 30)))
    assert missing_periods(row, dt.date(2026, 7, 20)) == [Q2]


def test_nobody_but_the_licensee_reports_and_the_licensor_decides() -> None:
    cast = a_cast()
    row = cast.signed(running=running())
    report = cast.reported(row, 100_00, 3_00)

    with pytest.raises(PermissionDenied):
        accept_report(report=report, words="", by=cast.buyer, on=DAY)
    swapped = Cast(
        cast.right, cast.university, cast.enterprise, cast.manager, cast.manager, cast.people, cast.inventors
    )
    with pytest.raises(PermissionDenied):
        swapped.reported(row, 100_00, 3_00, period=Q2)


def test_cumulative_tiers_go_on_over_accepted_reports() -> None:
    cast = a_cast()
    tiers = (Tier(0, Fraction(5, 100)), Tier(1_000_00, Fraction(1, 100)))
    row = cast.signed(running=running(tiers=tiers, is_cumulative=True))
    cast.accepted(row, 800_00, 40_00)

    second = cast.accepted(row, 400_00, 0, period=Q2)

    assert second.owed_minor == 10_00 + 2_00


def test_more_than_is_owed_is_credit_and_pays_the_next_invoice() -> None:
    cast = a_cast()
    row = cast.signed(lumps=(lump(100_00),), running=running())
    cast.received(row, 150_00)
    held = credit(row)
    assert held is not None
    assert held.minor == 50_00
    assert balance(cast.university, "customer_credit")["CNY"] == -50_00

    cast.accepted(row, 1_000_00, 30_00)

    held = credit(row)
    assert held is not None
    assert held.minor == 20_00
    assert balance(cast.university, "customer_credit")["CNY"] == -20_00
    assert [one.open.minor for one in owed(row)] == [0, 0]


def test_reversed_receipt_leaves_its_invoices_open_and_says_so_on_the_thread() -> None:
    cast = a_cast()
    row = cast.signed(lumps=(lump(100_00),))
    receipt = cast.received(row, 60_00)

    for _twice in range(2):
        reverse_receipt(receipt=receipt, reason="退票", by=cast.manager, on=DAY)

    assert [one.open.minor for one in owed(row)] == [100_00]
    assert balance(cast.university, "cash") == {}
    standing = Event.objects.filter(code__startswith="utilization.royalty", superseded_by=None)
    assert [event.code for event in standing] == ["utilization.royalty.reversed"]
    assert cast.received(row, 100_00, "again").minor == 100_00


def test_same_form_told_twice_is_one_receipt_and_another_amount_is_refused() -> None:
    cast = a_cast()
    row = cast.signed(lumps=(lump(100_00),))
    first = cast.received(row, 60_00)

    assert cast.received(row, 60_00) == first
    with pytest.raises(ValidationError, match="another amount"):
        cast.received(row, 61_00)


def test_report_that_waits_while_the_royalty_is_dropped_is_refused_in_words() -> None:
    cast = a_cast()
    row = cast.signed(lumps=(lump(100_00),), running=running())
    report = cast.reported(row, 100_00, 3_00)
    terms = replace(terms_of(row.terms), running=None)
    agreements.propose_change(agreement=row, terms=terms, by=cast.manager)
    cast.sign(row)

    with pytest.raises(ValidationError, match="no royalty reports"):
        accept_report(report=report, words="", by=cast.manager, on=DAY)
    assert RoyaltyReport.objects.get().state == "filed"
    assert Q1[0] == report.period_from


def test_money_is_not_entered_for_an_agreement_that_nobody_signed() -> None:
    cast = a_cast()
    row = cast.drafted(lumps=(lump(100_00),))

    # Its currency may still change: yuan would pay dollars.
    with pytest.raises(ValidationError, match="in effect"):
        cast.received(row, 60_00)
    assert balance(cast.university, "cash") == {}


def test_same_form_with_another_reference_is_refused() -> None:
    cast = a_cast()
    row = cast.signed(lumps=(lump(100_00),))
    cast.received(row, 60_00)

    with pytest.raises(ValidationError, match="another amount"):
        cast.received(row, 60_00, reference="bank k2")


def test_credit_pays_what_a_reversal_opens_again() -> None:
    cast = a_cast()
    row = cast.signed(lumps=(lump(100_00),))
    wrong = cast.received(row, 100_00, "k1")
    cast.received(row, 70_00, "k2")

    reverse_receipt(receipt=wrong, reason="退票", by=cast.manager, on=DAY)

    assert [one.open.minor for one in owed(row)] == [30_00]
    assert credit(row) is None
    assert balance(cast.university, "customer_credit") == {}
    assert balance(cast.university, "licence_income")["CNY"] == -70_00


def test_credit_pays_a_fixed_sum_that_a_change_adds() -> None:
    cast = a_cast()
    row = cast.signed(lumps=(lump(100_00),))
    cast.received(row, 150_00)
    terms = terms_of(row.terms)
    agreements.propose_change(
        agreement=row, terms=replace(terms, lumps=(*terms.lumps, lump(40_00, name="二期"))), by=cast.manager
    )

    cast.sign(row)

    assert [one.open.minor for one in owed(row)] == [0, 0]
    assert balance(cast.university, "customer_credit")["CNY"] == -10_00


def test_period_within_a_report_over_a_longer_one_is_not_asked_for_again() -> None:
    cast = a_cast()
    row = cast.signed(running=running())
    cast.reported(row, 100_00, 3_00, period=(Q1[0], Q2[1]))

    assert missing_periods(row, dt.date(2026, 7, 20)) == []


def test_period_of_which_a_part_was_reported_is_still_asked_for() -> None:
    cast = a_cast()
    row = cast.signed(running=running())
    cast.reported(row, 100_00, 3_00, period=(Q1[0], dt.date(2026, 2, 28)))

    assert missing_periods(row, dt.date(2026, 7, 20)) == [Q1, Q2]
    cast.reported(row, 100_00, 3_00, period=(dt.date(2026, 3, 1), Q1[1]))
    assert missing_periods(row, dt.date(2026, 7, 20)) == [Q2]
