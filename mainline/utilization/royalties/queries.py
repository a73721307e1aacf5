"""Reads of royalty reports, invoices and receipts; each takes the user or is of one agreement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from mainline.orgs.access import User, organisation_ids
from mainline.rules.money import Money
from mainline.utilization.agreements.enums import AgreementState
from mainline.utilization.agreements.logic import Running, due_on, periods
from mainline.utilization.agreements.models import Agreement
from mainline.utilization.agreements.queries import began_on, terms_in_force
from mainline.utilization.royalties.access import (
    INCOME,
    KEEP,
    agreements_of_sides,
    visible_receipts,
    visible_reports,
)
from mainline.utilization.royalties.enums import ReportState
from mainline.utilization.royalties.logic import Before
from mainline.utilization.royalties.models import Invoice, ReceiptMatch, RoyaltyReceipt, RoyaltyReport
from mainline.web.steps import Step

Period = tuple[dt.date, dt.date]


def reports(user: User) -> QuerySet[RoyaltyReport]:
    """Return the royalty reports that a user may see, the newest first."""
    rows = visible_reports(user).select_related("agreement__licensor", "agreement__licensee", "invoice")
    return rows.order_by("-period_to", "-pk")


def report(user: User, pk: int) -> RoyaltyReport | None:
    """Return one royalty report, if the user may see it."""
    return reports(user).select_related("replaces", "decided_by", "filed_by").filter(pk=pk).first()


def receipts(user: User) -> QuerySet[RoyaltyReceipt]:
    """Return the receipts of money that a user may see, the newest first."""
    rows = visible_receipts(user).select_related("agreement__licensor", "agreement__licensee", "organisation")
    return rows.prefetch_related("matches__invoice").order_by("-received_on", "-pk")


def receipt(user: User, pk: int) -> RoyaltyReceipt | None:
    """Return one receipt, if the user may see it."""
    return receipts(user).filter(pk=pk).first()


def asked_periods(agreement: Agreement, on: dt.date) -> list[Period]:
    """Return the periods that a licensee has to report on up to a day: those that have ended."""
    running, begun = terms_in_force(agreement).running, began_on(agreement)
    if running is None or begun is None:
        return []
    ends = [day for day in (terms_in_force(agreement).until, agreement.ended_on) if day is not None]
    last = min([*ends, on + dt.timedelta(days=366)])
    return [period for period in periods(running, begun, last) if period[1] < on]


def missing_periods(agreement: Agreement, on: dt.date) -> list[Period]:
    """Return those of them that standing reports do not cover from the first day to the last, the oldest first."""
    told = list(standing_reports(agreement).order_by("period_from").values_list("period_from", "period_to"))
    return [period for period in asked_periods(agreement, on) if not _is_covered(period, told)]


def _is_covered(period: Period, told: Sequence[Period]) -> bool:
    """Whether periods that do not overlap, the earliest first, hold every day of another."""
    day = period[0]
    for first, last in told:
        if first <= day <= last:
            day = last + dt.timedelta(days=1)
    return day > period[1]


def standing_reports(agreement: Agreement) -> QuerySet[RoyaltyReport]:
    """Return the reports of an agreement that no later one replaces."""
    return agreement.reports.exclude(state=ReportState.REPLACED)


def before(agreement: Agreement) -> Before:
    """Return what all accepted reports of an agreement came to: tiers and caps of all periods go on from there."""
    rows = agreement.reports.filter(state=ReportState.ACCEPTED)
    told = rows.aggregate(base=Sum("base_minor"), royalty=Sum("owed_minor"))
    return Before(told["base"] or 0, told["royalty"] or 0)


def paid(invoice: Invoice) -> int:
    """Return what was received for an invoice, in minor units."""
    rows = ReceiptMatch.objects.filter(invoice=invoice, receipt__reversed_on=None)
    return int(rows.aggregate(total=Sum("minor"))["total"] or 0)


def open_amount(invoice: Invoice) -> int:
    """Return what of an invoice is still owed, in minor units."""
    return invoice.minor - paid(invoice)


def credit_of(receipt: RoyaltyReceipt) -> int:
    """Return what of a receipt pays no invoice yet, in minor units; nothing of one that was reversed."""
    if receipt.reversed_on is not None:
        return 0
    return receipt.minor - int(receipt.matches.aggregate(total=Sum("minor"))["total"] or 0)


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice with what of it was paid."""

    invoice: Invoice
    paid: Money
    open: Money

    @property
    def money(self) -> Money:
        """What it is over."""
        return Money(self.invoice.minor, self.invoice.currency)


def owed(agreement: Agreement) -> list[Owed]:
    """Return the invoices of an agreement by the day on which they are due."""
    rows = agreement.invoices.select_related("report").order_by("due_on", "pk")
    return [
        Owed(row, Money(got := paid(row), row.currency), Money(row.minor - got, row.currency)) for row in rows
    ]


def credit(agreement: Agreement) -> Money | None:
    """Return what a licensee paid beyond its invoices; ``None`` for nothing."""
    rows = agreement.receipts.filter(reversed_on=None)
    total = sum(credit_of(row) for row in rows)
    return Money(total, terms_in_force(agreement).currency) if total else None


def steps(user: User, on: dt.date) -> Iterator[Step]:
    """Yield what of royalties waits for a user: a report to file as licensee, one to check or money due as licensor."""
    live = (AgreementState.SIGNED, AgreementState.ENDED)
    for row in agreements_of_sides(user, KEEP).filter(state__in=live).order_by("pk"):
        running = terms_in_force(row).running
        if running is not None and row.licensee_id in _own(user, KEEP):
            yield from _to_report(row, running, on)
    for waiting in RoyaltyReport.objects.filter(
        agreement__licensor__in=_own(user, INCOME), state=ReportState.FILED
    ).select_related("agreement__licensee"):
        text = _("Check the royalty report of %(name)s") % {"name": waiting.agreement.licensee.display_name}
        yield Step(text, reverse("royalty_report", args=[waiting.pk]))
    for invoice in Invoice.objects.filter(
        agreement__licensor__in=_own(user, INCOME), due_on__lt=on
    ).select_related("agreement__licensee"):
        if open_amount(invoice):
            told = {"name": invoice.agreement.licensee.display_name, "what": invoice.what}
            text = _("Not paid by %(name)s: %(what)s") % told
            yield Step(
                text, reverse("agreement", args=[invoice.agreement_id]) + "#money", True, invoice.due_on
            )


def _own(user: User, verb: str) -> set[int]:
    return organisation_ids(user, verb) if user.is_authenticated else set()


def _to_report(row: Agreement, running: Running, on: dt.date) -> Iterator[Step]:
    for period_from, period_to in missing_periods(row, on):
        due = due_on(running, period_to)
        told = {"name": row.licensor.display_name, "from": period_from, "to": period_to}
        text = _("Report your sales to %(name)s, %(from)s to %(to)s") % told
        yield Step(text, reverse("royalty_report_new", args=[row.pk]), due < on, due)
    disputed = row.reports.filter(state=ReportState.DISPUTED)
    for one in disputed:
        text = _("Your royalty report is disputed: correct it")
        yield Step(text, reverse("royalty_report", args=[one.pk]), True)


def sales_of(row: RoyaltyReport) -> Sequence[tuple[str, Money]]:
    """Return the sales that a report tells, by product."""
    return [(product, Money(minor, row.currency)) for product, minor in row.sales]
