"""The lists of bills and prices, and the lines of a bill as a file."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.portfolio.billing.enums import BillState
from mainline.portfolio.billing.models import Bill, BillLine
from mainline.portfolio.billing.queries import sums_of
from mainline.portfolio.fees.tables import figure
from mainline.rules.loading import rulebook
from mainline.rules.money import Money
from mainline.web.exports import Cell, Table
from mainline.web.filters import Choice, Contains, Days
from mainline.web.sums import in_words
from mainline.web.tables import Column, ListTable
from mainline.web.templatetags.web import page_language


def name_of(bill: Bill) -> str:
    """Return what a bill is called: its number, or that it is a draft."""
    return bill.number or gettext("Draft %(number)s") % {"number": bill.pk}


def work_name(rule: str, what: str = "") -> str:
    """Name a kind of work in the language of the page."""
    ready = rulebook().rules.get(rule) if rule else None
    return ready.rule.title.of(page_language()) if ready is not None else (what or rule)


def percent(value: object) -> str:
    """Print a rate of tax; nothing where none is said."""
    return "" if value is None else f"{value:f}".rstrip("0").rstrip(".") + " %"


def _link(bill: Bill) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("bill", args=[bill.pk]), name_of(bill))


def _state(bill: Bill) -> SafeString:
    return format_html('<span class="chip bill-{}">{}</span>', bill.state, bill.get_state_display())


def _total(bill: Bill) -> str:
    rows = list(bill.lines.all())
    known = {one.currency: one.total.minor for one in sums_of(rows)}
    return in_words(known, sum(row.minor is None for row in rows))


def _period(bill: Bill) -> str:
    return f"{bill.period_from} – {bill.period_to}"


BILLS = ListTable(
    "bills",
    (
        Column("number", _("Bill"), _link, name_of, "number", filter=Contains(("number",), name="q")),
        Column("client", _("Client"), lambda row: row.client.display_name, sort="client__name", look="wide",
            filter=Contains(("client__name", "client__name_zh", "client__name_en"))),
        Column("agency", _("Agency"), lambda row: row.agency.display_name, sort="agency__name", look="wide",
            filter=Contains(("agency__name", "agency__name_zh", "agency__name_en"))),
        Column("state", _("State"), _state, lambda row: str(row.get_state_display()), "state",
            filter=Choice("state", dict(BillState.choices))),
        Column("total", _("Total"), _total, look="n"),
        Column("issued", _("Issued on"), lambda row: row.issued_on or "", sort="issued_on", filter=Days("issued_on")),
        Column("paid", _("Paid on"), lambda row: row.paid_on or "", sort="paid_on", filter=Days("paid_on")),
        Column("period", _("Period"), _period, sort="period_from"),
        Column("rating", _("Rating"), lambda row: row.rating.stars if hasattr(row, "rating") else "", is_shown=False),
    ),
    title=_("Bills"),
    quick="number",
)  # fmt: skip

PRICES = ListTable(
    "prices",
    (
        Column("what", _("Work"), lambda row: work_name(row.rule, row.what), sort="rule", look="wide",
            filter=Contains(("rule", "what"), name="q")),
        Column("amount", _("Amount without tax"), lambda row: str(Money(row.minor, row.currency)),
            lambda row: figure(Money(row.minor, row.currency)), "minor", "n"),
        Column("currency", _("Currency"), lambda row: row.currency, sort="currency", is_shown=False),
        Column("vat", _("Tax"), lambda row: percent(row.vat_percent), look="n"),
        Column("since", _("Since"), lambda row: row.since, sort="since", filter=Days("since")),
        Column("agency", _("Agency"), lambda row: row.agency.display_name, is_shown=False),
        Column("by", _("By"), lambda row: row.made_by.get_username(), is_shown=False),
    ),
    title=_("Prices"),
    quick="what",
)  # fmt: skip


def lines_file(bill: Bill, rows: Sequence[BillLine]) -> Table:
    """Return the lines of a bill as a file: one a line, amounts exact, and the currency of each."""
    columns = (
        ("bill", gettext("Bill")),
        ("kind", gettext("Kind of line")),
        ("what", gettext("What")),
        ("right", gettext("Right")),
        ("done", gettext("Day")),
        ("amount", gettext("Amount without tax")),
        ("vat_percent", gettext("Tax rate in percent")),
        ("vat", gettext("Tax")),
        ("currency", gettext("Currency")),
        ("answer", gettext("Answer of the client")),
        ("reason", gettext("Reason")),
    )
    return Table(
        [code for code, _label in columns],
        [label for _code, label in columns],
        [_cells(bill, row) for row in rows],
    )


def _cells(bill: Bill, row: BillLine) -> list[Cell]:
    def money(minor: int | None) -> Cell:
        return None if minor is None else _signed(minor, row.currency)

    return [
        name_of(bill), str(row.get_kind_display()), row.what, row.number, str(row.done_on or ""), money(row.minor),
        percent(row.vat_percent).removesuffix(" %"), money(row.vat_minor), row.currency, str(row.get_answer_display()),
        row.answer_reason,
    ]  # fmt: skip


def _signed(minor: int, currency: str) -> Cell:
    found = figure(Money(abs(minor), currency))
    return -found if minor < 0 and isinstance(found, int | float) else found
