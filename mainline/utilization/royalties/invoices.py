"""Invoices of fixed sums: written when a version takes effect, never changed."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainline.utilization.agreements.logic import Terms
from mainline.utilization.agreements.models import Agreement
from mainline.utilization.royalties.enums import InvoiceKind
from mainline.utilization.royalties.models import Invoice


def check_lumps(agreement: Agreement, terms: Terms) -> None:
    """Raise ``ValidationError`` where terms change a fixed sum that was invoiced."""
    for invoice in agreement.invoices.filter(kind=InvoiceKind.LUMP):
        lump = terms.lumps[invoice.place - 1] if invoice.place <= len(terms.lumps) else None
        if lump is None or (lump.minor, lump.on) != (invoice.minor, invoice.due_on):
            raise ValidationError(
                _("The fixed sum “%(what)s” was invoiced: leave it, and add another.")
                % {"what": invoice.what}
            )


def invoice_lumps(agreement: Agreement, terms: Terms, on: dt.date) -> None:
    """Invoice the fixed sums of an agreement that are not yet; those that are stay."""
    known = set(agreement.invoices.filter(kind=InvoiceKind.LUMP).values_list("place", flat=True))
    for place, lump in enumerate(terms.lumps, start=1):
        if place not in known:
            Invoice.objects.create(
                agreement=agreement, kind=InvoiceKind.LUMP, place=place, what=lump.name or _("Fixed sum"),
                minor=lump.minor, currency=terms.currency, issued_on=on, due_on=lump.on,
            )  # fmt: skip
