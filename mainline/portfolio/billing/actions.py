"""Writing bills: prices, a draft of what was done, its lines, and its issue. What is issued changes no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import require_for
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Organisation
from mainline.portfolio.billing import queries
from mainline.portfolio.billing.access import KEEP, visible_bills
from mainline.portfolio.billing.amounts import NoAmount, minor_of, percent_of, vat_of
from mainline.portfolio.billing.enums import BillState, LineKind
from mainline.portfolio.billing.models import Bill, BillLine, Price
from mainline.register.models import Right
from mainline.register.storable import storable
from mainline.rules.loading import rulebook
from mainline.rules.money import CURRENCIES

LONGEST = 200


@transaction.atomic
def add_price(
    *, agency: Organisation, rule: str, what: str, minor: int, currency: str, vat_percent: Decimal | None,
    since: dt.date, by: AbstractBaseUser,
) -> Price:  # fmt: skip
    """Say what an agency asks for a kind of work from a day on.

    Raises ``ValidationError`` for a kind that is none, and a day that is not after that of the price before: what
    was asked stays as it was.
    """
    require_for(by, KEEP, agency.pk)
    body = _agency(agency)
    named = "" if rule else in_a_line(what, LONGEST)
    if rule and rule not in rulebook().rules:
        raise ValidationError({"rule": _("The rules know no work of this name.")})
    if not rule and not named:
        raise ValidationError({"what": _("Choose a kind of work, or name one.")})
    if currency not in CURRENCIES:
        raise ValidationError({"currency": _("Choose a currency.")})
    last = Price.objects.filter(agency=body, rule=rule, what=named).order_by("-since").first()
    if last is not None and since <= last.since:
        raise _stands_since(last.since)
    row = Price(
        agency=body, rule=rule, what=named, minor=minor, currency=currency, vat_percent=vat_percent,
        since=since, made_by=by, made_at=timezone.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # The same form came twice at once: the other was first.
        raise _stands_since(since) from None
    record(
        code="price.set",
        by=by,
        subject=f"organisation:{body.pk}",
        data={"what": rule or named, "since": since},
        sealed=[row],
    )
    return row


@transaction.atomic
def draft_bill(
    *, agency: Organisation, client: Organisation, first: dt.date, last: dt.date, keys: Collection[str],
    by: AbstractBaseUser,
) -> Bill:  # fmt: skip
    """Write a draft of what was done for a client in a period: of the items on no bill those named by ``keys``.

    Raises ``ValidationError`` for a client that is none, and for items that stand on a bill meanwhile.
    """
    require_for(by, KEEP, agency.pk)
    body = _agency(agency)
    if client.pk not in {one.pk for one in queries.clients_of(body)}:
        raise ValidationError(_("This organisation holds no right whose dates you keep as its agency."))
    if first > last:
        raise ValidationError(_("The period ends before it begins."))
    found = {item.key: item for item in queries.items(body, client, first, last)}
    if set(keys) - set(found):
        raise ValidationError(_("Some of these items stand on a bill already: look the list over again."))
    bill = Bill.objects.create(
        agency=body, client=client, period_from=first, period_to=last, made_by=by, made_at=timezone.now()
    )
    lines = [_line(bill, item) for key, item in found.items() if key in set(keys)]
    try:
        with transaction.atomic():
            for line in lines:
                line.save(force_insert=True)
    except IntegrityError:
        words = _("Some of these items stand on a bill already: look the list over again.")
        raise ValidationError(words) from None
    return _told(bill, "drafted", by, sealed=[bill, *lines])


def _line(bill: Bill, item: queries.Item) -> BillLine:
    minor = item.money.minor if item.money else None
    return BillLine(
        bill=bill, kind=item.kind, what=item.what, right=item.right, number=item.right.number, done_on=item.on,
        minor=minor, currency=item.money.currency if item.money else "CNY", vat_percent=item.vat_percent,
        vat_minor=vat_of(minor, item.vat_percent) if minor is not None else None,
        deadline=item.deadline, event=item.event,
    )  # fmt: skip


@transaction.atomic
def add_line(
    *, bill: Bill, what: str, amount: str, currency: str, vat: str, right: Right | None, on: dt.date | None,
    by: AbstractBaseUser,
) -> BillLine:  # fmt: skip
    """Add a line of one's own to a draft. Raises ``ValidationError`` without words, or for what is no amount."""
    row = _draft(bill, by)
    named = in_a_line(what, LONGEST)
    if not named:
        raise ValidationError(_("Say what the line is for."))
    minor, percent = amounts(amount, currency, vat)
    line = BillLine.objects.create(
        bill=row, kind=LineKind.FREE, what=named, right=right, number=right.number if right else "", done_on=on,
        minor=minor, currency=currency, vat_percent=percent, vat_minor=vat_of(minor, percent),
    )  # fmt: skip
    _told(row, "changed", by, sealed=[line])
    return line


@transaction.atomic
def change_line(
    *, line: BillLine, what: str, amount: str, currency: str, vat: str, by: AbstractBaseUser
) -> BillLine:
    """Say another text or amount of a line of a draft. An official fee is passed on as it was paid."""
    row = _draft(line.bill, by)
    found = row.lines.select_for_update().get(pk=line.pk)
    found.what = in_a_line(what, 300) or found.what
    if found.kind != LineKind.FEE:
        found.minor, found.vat_percent = amounts(amount, currency, vat)
        found.currency, found.vat_minor = currency, vat_of(found.minor, found.vat_percent)
    found.save()
    _told(row, "changed", by, sealed=[found])
    return found


@transaction.atomic
def remove_line(*, line: BillLine, by: AbstractBaseUser) -> None:
    """Take a line off a draft: what was done can go onto another bill."""
    row = _draft(line.bill, by)
    found = row.lines.get(pk=line.pk)
    _told(row, "changed", by, gone=[found])
    found.delete()


@transaction.atomic
def discard(*, bill: Bill, by: AbstractBaseUser) -> None:
    """Throw a draft away: what was done can go onto another bill."""
    row = _draft(bill, by)
    lines = list(row.lines.all())
    _told(row, "discarded", by, gone=[row, *lines])
    row.lines.all().delete()
    row.delete()


@transaction.atomic
def issue(*, bill: Bill, number: str, on: dt.date, by: AbstractBaseUser) -> Bill:
    """Give a draft its number and day, from which the client sees it and nothing of it changes any more.

    Raises ``ValidationError`` for an empty bill, a line without an amount, and a number that another bill has.
    """
    row, named = _draft(bill, by), in_a_line(number, 40)
    lines = list(row.lines.all())
    if not lines:
        raise ValidationError(_("There is nothing on this bill."))
    if not named:
        raise ValidationError(_("Give the bill a number."))
    if any(line.minor is None for line in lines):
        raise ValidationError(_("Some lines have no amount yet: say it, or take them off."))
    taken = ValidationError(_("Another bill has the number %(number)s.") % {"number": named})
    if Bill.objects.filter(agency=row.agency_id, number=named).exists():
        raise taken
    row.state, row.number, row.issued_on, row.issued_by = BillState.ISSUED, named, on, by
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Another draft was issued under the number that both were proposed.
        raise taken from None
    return _told(row, "issued", by, sealed=[row])


def amounts(amount: str, currency: str, vat: str) -> tuple[int, Decimal | None]:
    """Return an amount in minor units and a rate of tax as they were typed. Raises ``ValidationError``."""
    try:
        minor = minor_of(amount, currency)
    except NoAmount:
        raise ValidationError(_("“%(text)s” is no amount: write it as 1200.50.") % {"text": amount}) from None
    try:
        return minor, percent_of(vat)
    except NoAmount:
        raise ValidationError(
            _("“%(text)s” is no tax rate: write it as 6, or leave it empty.") % {"text": vat}
        ) from None


def in_a_line(text: str, longest: int) -> str:
    """Return a text in one line, as every database takes it."""
    return " ".join(storable(text).split())[:longest]


def _stands_since(day: dt.date) -> ValidationError:
    words = _("A price stands since %(day)s and is not changed backwards: choose a later day.")
    return ValidationError({"since": words % {"day": day}})


def _agency(given: Organisation) -> Organisation:
    """Return the row that stands for an agency. Raises ``PermissionDenied`` for another kind of organisation."""
    body = given.merged_into or given
    if body.kind != OrganisationKind.AGENCY:
        raise PermissionDenied(_("Agencies write bills here."))
    return body


def _draft(bill: Bill, by: AbstractBaseUser) -> Bill:
    """Return a bill, locked, that the actor may write. Raises ``ValidationError`` for one that is issued."""
    row = visible_bills(by, KEEP).select_for_update(of=("self",)).filter(pk=bill.pk).first()
    if row is None:
        raise PermissionDenied(_("Your role does not let you write this bill."))
    require_for(by, KEEP, row.agency_id)
    if row.state != BillState.DRAFT:
        raise ValidationError(
            _("This bill is issued: its lines stay, and one is taken back by another line.")
        )
    return row


def _told(
    bill: Bill, what: str, by: AbstractBaseUser, *, sealed: Collection[Bill | BillLine] = (),
    gone: Collection[Bill | BillLine] = (),
) -> Bill:  # fmt: skip
    record(
        code=f"bill.{what}",
        by=by,
        subject=f"organisation:{bill.agency_id}",
        data={"bill": bill.pk, "number": bill.number, "lines": len(sealed) + len(gone)},
        sealed=sealed,
        gone=gone,
    )
    return bill
