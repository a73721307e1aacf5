"""A royalty report: filed by the licensee, checked by the clauses, accepted with an invoice, or disputed and replaced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.rules.money import Money
from mainline.utilization.agreements.access import agreements_of_sides, require_side
from mainline.utilization.agreements.enums import AgreementState, Side
from mainline.utilization.agreements.logic import Running
from mainline.utilization.agreements.models import Agreement
from mainline.utilization.agreements.queries import began_on, terms_in_force
from mainline.utilization.agreements.telling import in_a_line, tell
from mainline.utilization.royalties.access import INCOME, KEEP
from mainline.utilization.royalties.credit import match_credit
from mainline.utilization.royalties.enums import InvoiceKind, ReportState
from mainline.utilization.royalties.logic import Checked, Told, check, plain
from mainline.utilization.royalties.models import Invoice, RoyaltyReport
from mainline.utilization.royalties.queries import asked_periods, before, missing_periods

MOST_LINES = 200
_LARGEST = 10**15
Lines = Sequence[tuple[str, int]]


@transaction.atomic
def file_report(
    *, agreement: Agreement, period: tuple[dt.date, dt.date], sales: Lines, deductions: Lines, claimed: int,
    by: AbstractBaseUser, on: dt.date, replaces: RoyaltyReport | None = None,
) -> RoyaltyReport:  # fmt: skip
    """File what was sold in a period, as the licensee; checked at once by the clauses.

    With ``replaces`` it takes the place of one that is not accepted yet. Raises ``ValidationError`` for a period that has not
    ended, was reported already or overlaps with another, and for amounts that can't be.
    """
    row = _agreement(agreement, by, KEEP)
    require_side(by, row, KEEP, Side.LICENSEE)
    terms, begun = terms_in_force(row), began_on(row)
    if (
        terms.running is None
        or begun is None
        or row.state not in (AgreementState.SIGNED, AgreementState.ENDED)
    ):
        raise ValidationError(_("This agreement asks for no royalty reports."))
    told = Told(*period, _clean(sales), _clean(deductions), claimed, on)
    _check_period(row, told, begun, replaces, on)
    if replaces is not None:
        _replace(row, replaces, by)
    checked = _checked(row, told, on)
    made = RoyaltyReport(
        agreement=row, period_from=told.period_from, period_to=told.period_to, currency=terms.currency,
        sales=[list(line) for line in told.sales], deductions=[list(line) for line in told.deductions],
        claimed_minor=told.claimed, base_minor=checked.base, owed_minor=checked.owed, checked=plain(checked),
        filed_on=on, filed_by=by, filed_at=timezone.now(), replaces=replaces,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(_("This period was reported already.")) from None
    more = {
        "period": f"{told.period_from} – {told.period_to}",
        "report": str(made.pk),
        "proof": f"royalty_report:{made.pk}",
        "amount": str(Money(claimed, terms.currency)),
    }
    # The amount stands in words alone: what is owed is known once the report is accepted.
    tell(row, terms, "utilization.royalty.reported", on, by, on, more=more)
    _audited(made, "filed", by)
    return made


def _clean(lines: Lines) -> tuple[tuple[str, int], ...]:
    """Return lines with names in one line each. Raises ``ValidationError`` for what can't be."""
    found = tuple((in_a_line(name, 200), minor) for name, minor in lines)
    if len(found) > MOST_LINES:
        raise ValidationError(_("A report has at most %(n)s lines.") % {"n": MOST_LINES})
    if any(not name for name, _minor in found):
        raise ValidationError(_("Name what each line is about."))
    if any(not 0 <= minor <= _LARGEST for _name, minor in found):
        raise ValidationError(_("An amount can't be below 0."))
    if len({name for name, _minor in found}) != len(found):
        raise ValidationError(_("Each product and each deduction stands once: add up what belongs together."))
    return found


def _check_period(
    row: Agreement, told: Told, begun: dt.date, replaces: RoyaltyReport | None, on: dt.date
) -> None:
    if not told.sales:
        raise ValidationError(_("Report at least one product; where nothing was sold, with 0."))
    if not 0 <= told.claimed <= _LARGEST:
        raise ValidationError(_("An amount can't be below 0."))
    if not begun <= told.period_from <= told.period_to:
        raise ValidationError(
            _("The period lies within the term of the agreement, and ends after it begins.")
        )
    if told.period_to >= on:
        raise ValidationError(_("The period has not ended yet."))
    others = row.reports.exclude(state=ReportState.REPLACED)
    if replaces is not None:
        others = others.exclude(pk=replaces.pk)
    clash = others.filter(period_from__lte=told.period_to, period_to__gte=told.period_from).first()
    if clash is not None:
        told_ = {"from": clash.period_from, "to": clash.period_to}
        raise ValidationError(_("This period was reported already: %(from)s to %(to)s.") % told_)


def _replace(row: Agreement, replaces: RoyaltyReport, by: AbstractBaseUser) -> None:
    old = row.reports.select_for_update().filter(pk=replaces.pk).first()
    if old is None or old.state not in (ReportState.FILED, ReportState.DISPUTED):
        raise ValidationError(_("An accepted report stays: what was wrong goes into the next one."))
    old.state = ReportState.REPLACED
    old.save()
    _audited(old, "replaced", by)


def _running(row: Agreement) -> Running:
    """Return the running royalty of an agreement. Raises ``ValidationError`` where both sides have agreed on none since."""
    running = terms_in_force(row).running
    if running is None:
        raise ValidationError(_("This agreement asks for no royalty reports."))
    return running


def _checked(row: Agreement, told: Told, on: dt.date) -> Checked:
    running = _running(row)
    missed = sum(period[1] < told.period_from for period in missing_periods(row, on))
    return check(running, told, before(row), asked_periods(row, on), missed)


@transaction.atomic
def accept_report(*, report: RoyaltyReport, words: str, by: AbstractBaseUser, on: dt.date) -> Invoice | None:
    """Accept a report as the licensor: what the clauses come to is invoiced, and paid from what the licensee has to its credit.

    It is reckoned anew first, for another period may have been accepted meanwhile. Returns the invoice, ``None`` where
    nothing is owed. Raises ``ValidationError`` for one that a later one replaced.
    """
    row = _report(report, by)
    if row.state == ReportState.ACCEPTED:
        return Invoice.objects.filter(report=row).first()
    if row.state == ReportState.REPLACED:
        raise ValidationError(_("A later report took the place of this one."))
    # Two reports accepted at once would both begin where tiers and caps ended before.
    Agreement.objects.select_for_update().get(pk=row.agreement_id)
    sales = tuple((name, minor) for name, minor in row.sales)
    deductions = tuple((name, minor) for name, minor in row.deductions)
    told = Told(row.period_from, row.period_to, sales, deductions, row.claimed_minor, row.filed_on)
    checked = _checked(row.agreement, told, row.filed_on)
    row.base_minor, row.owed_minor, row.checked = checked.base, checked.owed, plain(checked)
    row.state, row.words, row.decided_by, row.decided_on = (
        ReportState.ACCEPTED,
        in_a_line(words, 1000),
        by,
        on,
    )
    row.save()
    invoice = _invoice(row, on) if row.owed_minor else None
    _audited(
        row,
        "accepted",
        by,
        sealed=[invoice] if invoice else [],
        amount=str(Money(row.owed_minor, row.currency)),
    )
    if invoice is not None:
        match_credit(agreement=row.agreement, by=by, on=on)
    return invoice


def _invoice(row: RoyaltyReport, on: dt.date) -> Invoice:
    running = _running(row.agreement)
    return Invoice.objects.create(
        agreement=row.agreement, kind=InvoiceKind.ROYALTY, report=row, minor=row.owed_minor, currency=row.currency,
        what=_("Royalty %(from)s to %(to)s") % {"from": row.period_from, "to": row.period_to},
        issued_on=on, due_on=on + dt.timedelta(days=running.due_days),
    )  # fmt: skip


@transaction.atomic
def dispute_report(*, report: RoyaltyReport, reason: str, by: AbstractBaseUser, on: dt.date) -> RoyaltyReport:
    """Say as the licensor what is wrong with a report: the licensee files another in its place. Raises ``ValidationError``."""
    row, why = _report(report, by), in_a_line(reason, 1000)
    if row.state != ReportState.FILED:
        raise ValidationError(_("This report was decided on already."))
    if not why:
        raise ValidationError(_("Say why, so that whoever reads it later understands."))
    row.state, row.words, row.decided_by, row.decided_on = ReportState.DISPUTED, why, by, on
    row.save()
    return _audited(row, "disputed", by, reason=why)


def _report(report: RoyaltyReport, by: AbstractBaseUser) -> RoyaltyReport:
    """Return the row, locked, if the user may decide on it for the licensor. Raises ``PermissionDenied``."""
    own = agreements_of_sides(by, INCOME).values("pk")
    rows = RoyaltyReport.objects.select_for_update(of=("self",)).select_related("agreement")
    row = rows.filter(pk=report.pk, agreement__in=own).first()
    if row is None:
        raise PermissionDenied(_("Your role does not let you do this with this agreement."))
    require_side(by, row.agreement, INCOME, Side.LICENSOR)
    return row


def _agreement(agreement: Agreement, by: AbstractBaseUser, verb: str) -> Agreement:
    rows = agreements_of_sides(by, verb).select_for_update(of=("self",))
    row = rows.select_related("licensor", "licensee").filter(pk=agreement.pk).first()
    if row is None:
        raise PermissionDenied(_("Your role does not let you do this with this agreement."))
    return row


def _audited(
    row: RoyaltyReport, what: str, by: AbstractBaseUser, *, sealed: Collection[Model] = (), **data: object
) -> RoyaltyReport:
    record(
        code=f"royalty_report.{what}",
        by=by,
        subject=f"organisation:{row.agreement.licensor_id}",
        data={"report": row.pk, "period": f"{row.period_from} – {row.period_to}", **data},
        sealed=[row, *sealed],
    )
    return row
