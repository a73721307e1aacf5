"""The board of fees as a table, and the list of what is to be paid as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainline.orgs import clock
from mainline.portfolio.fees.board import Row, rows_of
from mainline.portfolio.fees.deciding import CHOICES
from mainline.portfolio.fees.flags import LABELS
from mainline.portfolio.fees.keeping import payer_of
from mainline.portfolio.fees.schedule import PARTS, label_of
from mainline.portfolio.tables import days_until, named
from mainline.register.deadlines.models import Deadline
from mainline.register.enums import RightKindLabel
from mainline.register.models import Identifier
from mainline.register.technology import in_field, main_class
from mainline.rules.money import CURRENCIES, Money
from mainline.web.exports import Cell, Table
from mainline.web.filters import Choice, Contains, Days, Numbers
from mainline.web.sums import UNKNOWN, Amounts
from mainline.web.tables import Column, ListTable

UNDECIDED = "none"
NO_USE = "none"
"""Of a right whose thread tells of no licence, no open licence, no income and no product."""
NO_CURRENCY = "none"
"""Said of a fee whose amount is not known."""
_CHUNK = 400


def figure(money: Money) -> Cell:
    """Return an amount as a cell of a file: a number in whole units, exact to the minor one."""
    places = CURRENCIES[money.currency]
    whole, part = divmod(money.minor, 10**places)
    return whole if not part else float(f"{whole}.{part:0{places}d}")


def lines(rows: Iterable[Deadline], on: dt.date) -> Iterator[Row]:
    """Yield the lines of many fees, some hundred at a time."""
    iterator = iter(rows)
    while some := list(islice(iterator, _CHUNK)):
        yield from rows_of(some, on)


def _due(row: Row) -> SafeString:
    on = clock.today()
    late = "overdue" if row.deadline.due_on and row.deadline.due_on < on else "open"
    return format_html(
        '<a class="due is-{}" href="{}"><time>{}</time> <span class="aside d-block">{}</span></a>',
        late,
        reverse("deadline", args=[row.deadline.pk]),
        row.deadline.due_on,
        days_until(row.deadline, on),
    )


def _right(row: Row) -> SafeString:
    return format_html(
        '<a href="{}">{}</a> <span class="aside num">{}</span>',
        reverse("fees", args=[row.deadline.docket_id]),
        row.right.display_title or row.right.number or row.right.pk,
        row.right.number,
    )


def _full(row: Row) -> str:
    minor = row.deadline.fee_minor
    return str(Money(minor, row.deadline.currency)) if minor is not None else _("not known")


def _now(row: Row) -> object:
    if row.payment is None or row.total is None:
        return _("not known")
    said = []
    if row.payment.status == "surcharge":
        said.append(_("with %(p)s late") % {"p": f"{float(row.payment.percent or 0):g} %"})
    fee = next((part.amount.minor for part in row.payment.parts if part.code == "annual_fee"), None)
    if fee is not None and row.deadline.fee_minor is not None and fee < row.deadline.fee_minor:
        said.append(_("reduced, in full %(fee)s") % {"fee": _full(row)})
    return (
        format_html('{} <span class="aside d-block">{}</span>', row.total, ", ".join(said))
        if said
        else str(row.total)
    )


def _to_pay(row: Row) -> Money:
    return UNKNOWN if row.payment is None or row.total is None else row.total


def _in_full(row: Row) -> Money:
    minor = row.deadline.fee_minor
    return UNKNOWN if minor is None else Money(minor, row.deadline.currency)


def _to_end(row: Row) -> str:
    text = " + ".join(map(str, row.to_end))
    if row.unknown:
        more = _("%(n)s not known") % {"n": row.unknown}
        return f"{text} + {more}" if text else more
    return text


def _flags(row: Row) -> SafeString:
    shown = [(str(LABELS[code]),) for code in row.flags.codes if code != "income"]
    shown += [(f"{LABELS['income']}: {money}",) for money in row.flags.income]
    return format_html_join(" ", '<span class="chip">{}</span>', shown)


def decision_text(row: Row) -> str:
    """Say what was decided, and whether a second person is waited for."""
    text = str(CHOICES[row.decision]) if row.decision in CHOICES else ""
    return _("%(decision)s, waits for a second person") % {"decision": text} if row.waits else text


def _decision(row: Row) -> SafeString:
    if not row.decision:
        return format_html('<span class="aside">{}</span>', _("undecided"))
    if row.waits:
        waiting = f"{reverse('docket')}?{urlencode({'state': 'second', 'q': row.right.number})}"
        return format_html('<a class="chip" href="{}">{}</a>', waiting, decision_text(row))
    return format_html('<span class="chip">{}</span>', decision_text(row))


def _box(row: Row) -> SafeString:
    label = _("Mark %(name)s") % {"name": row.right.display_title or row.right.number}
    return format_html(
        '<input type="checkbox" form="act-annuities" name="pk" value="{}" aria-label="{}">', row.pk, label
    )


def _by_decision(chosen: Sequence[str]) -> Q:
    return Q(decision__in=["" if code == UNDECIDED else code for code in chosen])


def _by_currency(chosen: Sequence[str]) -> Q:
    return Q(currency__in=["" if code == NO_CURRENCY else code for code in chosen])


def _currencies() -> dict[str, str]:
    return {**{code: code for code in CURRENCIES}, NO_CURRENCY: _("not known")}


def _by_field(text: str) -> Q:
    return in_field(text, "docket__right__")


def _decisions() -> dict[str, str]:
    return {UNDECIDED: _("undecided"), **{code: str(text) for code, text in CHOICES.items()}}


def _uses() -> dict[str, str]:
    return {NO_USE: _("none told of"), "some": _("some told of")}


def _by_use(chosen: Sequence[str]) -> Q:
    return Q(has_use__in=[code != NO_USE for code in chosen])


ANNUITIES = ListTable(
    "annuities",
    (
        Column("due", gettext_lazy("Due"), _due, lambda r: str(r.deadline.due_on), "due_on", filter=Days("due_on")),
        Column("mark", gettext_lazy("Mark"), _box, is_action=True, look="tight slim"),
        Column(
            "right", gettext_lazy("Right"), _right, lambda r: r.right.number, "docket__right__number", "wide",
            paper=lambda r: named(r.right),
            filter=Contains(("docket__right__number", "docket__right__title"), name="q"),
        ),
        Column("year", gettext_lazy("Fee"), lambda r: label_of(r.deadline.rule, r.deadline.number), sort="number"),
        Column("now", gettext_lazy("To pay today"), _now, lambda r: str(r.total or ""), look="n",
            paper=lambda r: str(r.total or _("not known")), amount=_to_pay),
        Column("left", gettext_lazy("Years left"), lambda r: "" if r.years_left is None else r.years_left, look="n"),
        Column("to_end", gettext_lazy("To the end of the term"), _to_end, look="n"),
        Column("decision", gettext_lazy("Decision"), _decision, decision_text, "decision",
            filter=Choice("decision", _decisions, _by_decision)),
        Column("flags", gettext_lazy("Mind"), _flags,
            lambda r: "; ".join([*(str(LABELS[c]) for c in r.flags.codes), *map(str, r.flags.income)]), look="wide"),
        Column("full", gettext_lazy("Full fee"), _full, sort="fee_minor", look="n", is_shown=False,
            filter=Numbers("fee_minor", units=100), amount=_in_full,
            amounts=Amounts("fee_minor", "currency", Q(fee_minor=None))),
        Column("use", gettext_lazy("Use"), lambda r: _uses()["some" if getattr(r.deadline, "has_use", False) else NO_USE],
            is_shown=False, filter=Choice("has_use", _uses, _by_use)),
        Column("department", gettext_lazy("Department"), lambda r: r.deadline.docket.department,
            sort="docket__department", is_shown=False, filter=Contains(("docket__department",))),
        Column("payer", gettext_lazy("Payer"), lambda r: payer_of(r.deadline.docket).display_name, is_shown=False,
            filter=Contains(("docket__payer__name", "docket__payer__name_zh", "docket__payer__name_en"))),
        Column("holder", gettext_lazy("Holder"), lambda r: r.right.holder_name, sort="docket__right__holder_name",
            is_shown=False, filter=Contains(("docket__right__holder_name",))),
        Column("kind", gettext_lazy("Kind of right"), lambda r: r.right.get_kind_display(), sort="docket__right__kind",
            is_shown=False, filter=Choice("docket__right__kind", dict(RightKindLabel.choices))),
        Column("office", gettext_lazy("Office"), lambda r: r.right.office, sort="docket__right__office", is_shown=False,
            filter=Contains(("docket__right__office",))),
        Column("field", gettext_lazy("Main class"), lambda r: main_class(r.right.classes), is_shown=False,
            filter=Contains(by=_by_field)),
        Column("currency", gettext_lazy("Currency"), lambda r: r.deadline.currency, sort="currency", is_shown=False,
            filter=Choice("currency", _currencies, _by_currency)),
    ),
    sort="due",
    title=gettext_lazy("Annual fees"),
    quick="right",
)  # fmt: skip
"""Fees due within a year, the first of each right."""


def payment_list(rows: Iterable[Row]) -> Table:
    """Return what was decided to be kept as a list for paying, one line for each item of each fee."""
    kept = [row for row in rows if row.decision == "keep"]
    numbers = applications(kept)
    return Table(
        columns=("application", "number", "title", "holder", "year", "due", "item", "amount", "currency", "payer"),
        headers=[
            _("Application number"), _("Number"), _("Title"), _("Holder"), _("Year"), _("Due"), _("Fee item"),
            _("Amount"), _("Currency"), _("Payer"),
        ],
        rows=(line for row in kept for line in _payment_lines(row, numbers)),
    )  # fmt: skip


def _payment_lines(row: Row, numbers: dict[int, str]) -> Iterator[list[Cell]]:
    right = row.right
    head: list[Cell] = [
        numbers.get(right.pk) or right.number, right.number, right.display_title, right.holder_name,
        row.deadline.number, str(row.deadline.due_on),
    ]  # fmt: skip
    payer = payer_of(row.deadline.docket).display_name
    if row.payment is None or row.total is None:
        yield [*head, str(PARTS["annual_fee"]), _("not known"), "", payer]
        return
    for part in row.payment.parts:
        yield [*head, str(PARTS[part.code]), figure(part.amount), part.amount.currency, payer]


def applications(rows: Iterable[Row]) -> dict[int, str]:
    """Return the application number of each right."""
    found = Identifier.objects.filter(right__in={row.right.pk for row in rows}, role="application")
    return dict(found.order_by("-pk").values_list("right_id", "text"))
