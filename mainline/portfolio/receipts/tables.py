"""The list of receipts, and that of payments with those that lack one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mainline.orgs.views.tables import at
from mainline.portfolio.enums import ReceiptState
from mainline.portfolio.models import Receipt
from mainline.portfolio.receipts.queries import items_of
from mainline.register.models import Event
from mainline.rules.money import CURRENCIES, Money
from mainline.web.filters import Choice, Contains, Days, Numbers
from mainline.web.tables import Column, ListTable

OPEN = (ReceiptState.READY, ReceiptState.MANUAL)
"""What is shown unless the address asks for a state of its own."""
MISSING, FILED = "missing", "filed"
_RECEIPTS = {MISSING: _("missing"), FILED: _("Put on file")}


def amount(minor: int | None, currency: str) -> str:
    """Return an amount in words, empty where it is not known."""
    return str(Money(minor, currency)) if minor is not None and currency in CURRENCIES else ""


def plain(minor: int) -> str:
    """Return hundredths as a number, of a currency that nobody told."""
    whole, part = divmod(minor, 100)
    return f"{whole:,}.{part:02d}"


def _name(row: Receipt) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("receipt", args=[row.pk]), row.name)


def _said(row: Receipt) -> list[tuple[str, str, str]]:
    return [(item.number, item.year, plain(item.minor)) for item in items_of(row)]


def _read(row: Receipt) -> SafeString | str:
    rows = [(number, f"#{year}" if year else "", total) for number, year, total in _said(row)]
    return format_html_join(" · ", '<span class="num">{} {} {}</span>', rows) if rows else "–"


def _state(row: Receipt) -> SafeString:
    return format_html('<span class="chip receipt-{}">{}</span>', row.state, row.get_state_display())


RECEIPTS = ListTable(
    "receipts",
    (
        Column("name", _("Receipt"), _name, lambda row: row.name, "name", "wide",
            filter=Contains(("name", "text"), name="q")),
        Column("read", _("What was read"), _read, lambda row: "; ".join(" ".join(each) for each in _said(row)), look="wide"),
        Column("state", _("State"), _state, lambda row: str(row.get_state_display()), "state",
            filter=Choice("state", dict(ReceiptState.choices))),
        Column("brought", _("Brought"), lambda row: at(row.uploaded_at), sort="uploaded_at",
            filter=Days("uploaded_at", is_instant=True)),
        Column("by", _("By"), lambda row: row.uploaded_by.get_username() if row.uploaded_by else "",
            sort="uploaded_by__username", filter=Contains(("uploaded_by__username",))),
        Column("organisation", _("Organisation"), lambda row: row.organisation.display_name, is_shown=False),
        Column("sha256", _("SHA-256 of the content"), lambda row: row.sha256, is_shown=False, look="tight path"),
    ),
    sort="-brought",
    title=_("Receipts"),
    quick="name",
)  # fmt: skip


def _right(row: Event) -> SafeString:
    return format_html(
        '<a href="{}#event-{}">{}</a> <span class="aside num">{}</span>',
        reverse("right", args=[row.right_id]), row.pk, row.right.display_title or row.right.number, row.right.number,
    )  # fmt: skip


def _has(row: Event) -> str:
    return FILED if getattr(row, "has_receipt", False) else MISSING


def _receipt(row: Event) -> SafeString:
    code = _has(row)
    look = "done" if code == FILED else "manual"
    return format_html('<span class="chip receipt-{}">{}</span>', look, _RECEIPTS[code])


def _by_receipt(chosen: Sequence[str]) -> Q:
    return Q(has_receipt__in=[code == FILED for code in chosen])


PAYMENTS = ListTable(
    "payments",
    (
        Column("day", _("Paid"), lambda row: str(row.happened_on or ""), sort="happened_on", filter=Days("happened_on")),
        Column("right", _("Right"), _right, lambda row: row.right.number, "right__number", "wide",
            filter=Contains(("right__number", "right__title"), name="q")),
        Column("year", _("Fee"), lambda row: row.details.get("year", "")),
        Column("amount", _("Amount"), lambda row: amount(row.amount_minor, row.currency) or "–", sort="amount_minor",
            look="n", filter=Numbers("amount_minor", units=100)),
        Column("receipt", _("Receipt"), _receipt, lambda row: str(_RECEIPTS[_has(row)]),
            filter=Choice("has_receipt", _RECEIPTS, _by_receipt)),
        Column("reference", _("Reference"), lambda row: row.source_text, is_shown=False,
            filter=Contains(("source_text",))),
        Column("office", _("Office"), lambda row: row.right.office, sort="right__office", is_shown=False,
            filter=Contains(("right__office",))),
    ),
    sort="-day",
    title=_("Payments"),
    quick="right",
)  # fmt: skip
