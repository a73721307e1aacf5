"""What keeping the rights costs, in bars by kind, office and field: the next fee of each, and all to the end of the term."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from mainline.orgs.access import User
from mainline.portfolio.charts import Bar, Chart
from mainline.portfolio.fees.board import Row, due_fees
from mainline.portfolio.fees.tables import NO_CURRENCY, lines
from mainline.register.deadlines.models import Deadline
from mainline.register.enums import RightKindLabel
from mainline.register.technology import field_of, label_of, main_of
from mainline.rules.money import Money
from mainline.web.templatetags.web import number

Sums = dict[str, dict[str, tuple[int, int, int]]]
"""Currency → code of a group → (minor units, rows, rows not known)."""
_GROUPS: dict[str, tuple[str, Callable[[str], str]]] = {
    "kind": ("docket__right__kind", lambda code: str(RightKindLabel(code).label)),
    "office": ("docket__right__office", lambda code: code),
    "field": ("", label_of),
}
"""How fees are grouped: the field of the database, and how a group is called."""


def next_fees(user: User, on: dt.date) -> Iterator[Chart]:
    """Yield what the next full fee of each right comes to, of those due within a year; by kind, office and field."""
    rows = due_fees(user, on).order_by()
    titles = {
        "field": _("Annual fees of the next twelve months, by field, %(currency)s"),
        "kind": _("Annual fees of the next twelve months, by kind, %(currency)s"),
        "office": _("Annual fees of the next twelve months, by office, %(currency)s"),
    }
    for group, title in titles.items():
        yield from _charts(f"fees-{group}", group, title, _added(rows, group))


def to_the_end(user: User, on: dt.date) -> Iterator[Chart]:
    """Yield what the same rights cost to the end of their terms, as each is paid; by kind, office and field.

    It is worked out right by right.
    """
    titles = {
        "kind": _("To the end of the term, by kind, %(currency)s"),
        "office": _("To the end of the term, by office, %(currency)s"),
        "field": _("To the end of the term, by field, %(currency)s"),
    }
    rows = list(lines(due_fees(user, on).iterator(chunk_size=400), on))
    for group, title in titles.items():
        yield from _charts(f"term-{group}", group, title, _by_right(rows, group))


def _added(rows: QuerySet[Deadline], group: str) -> Sums:
    """Add up the full fees by the database."""
    if group == "field":
        rows = rows.annotate(**main_of("docket__right__"))
        names = ("scheme", "symbol")
    else:
        rows, names = rows.annotate(group=F(_GROUPS[group][0])), ("group",)
    found: Sums = defaultdict(dict)
    told = rows.values_list(*names, "currency").annotate(
        minor=Sum("fee_minor"), n=Count("pk"), known=Count("fee_minor")
    )
    for *parts, currency, minor, n, known in told:
        code = field_of(*parts) if group == "field" else str(parts[0])
        _add(found, currency, code, (minor or 0, n, n - known))
    return found


def _by_right(rows: Iterable[Row], group: str) -> Sums:
    """Add up what rights cost to the end of their terms, in the currency of the fee that is next.

    Of a right whose next fee has no known amount none is added, for its currency is not known either.
    """
    found: Sums = defaultdict(dict)
    for row in rows:
        main = (row.right.classes or [(None, None)])[0]
        code = {"kind": row.right.kind, "office": row.right.office, "field": field_of(*main[:2])}[group]
        currency = row.deadline.currency
        minor = sum(money.minor for money in row.to_end if money.currency == currency)
        _add(found, currency, code, (minor, 1, 1 if row.unknown else 0))
    return found


def _add(sums: Sums, currency: str, code: str, more: tuple[int, int, int]) -> None:
    minor, rows, unknown = sums[currency].get(code, (0, 0, 0))
    sums[currency][code] = (minor + more[0], rows + more[1], unknown + more[2])


def _charts(code: str, group: str, title: str, sums: Sums) -> Iterator[Chart]:
    """Yield a chart for each currency. What has no currency, as no fee of it is known, stands in one of its own."""
    for currency, groups in sorted(sums.items()):
        ordered = sorted(groups.items(), key=lambda each: (-each[1][0], each[0]))
        bars = [_bar(group, name, currency, told) for name, told in ordered]
        words = title % {"currency": currency or _("amount not known")}
        slug = f"{code}-{currency.lower() or 'unknown'}"
        yield Chart(slug, words, bars, is_money=bool(currency))


def _bar(group: str, name: str, currency: str, told: tuple[int, int, int]) -> Bar:
    minor, rows, unknown = told
    note = _("%(n)s not known") % {"n": number(unknown)} if unknown else ""
    asked = {group: name, "currency": currency or NO_CURRENCY}
    return Bar(
        _GROUPS[group][1](name),
        rows,
        f"{reverse('annuities')}?{urlencode(asked)}",
        note,
        Money(minor, currency) if currency else None,
        unknown,
    )
