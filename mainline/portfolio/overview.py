"""A portfolio in pictures: what there is, how old it is, when it asks for something and what that costs. Each bar opens."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.db.models.functions import ExtractYear, TruncMonth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainline.orgs import clock
from mainline.orgs.access import User
from mainline.orgs.gate import needs
from mainline.portfolio.states import in_states
from mainline.register.access import entrusted_rights
from mainline.register.deadlines.access import VIEW, visible_deadlines
from mainline.register.enums import RightKindLabel, StatusLabel
from mainline.rules.money import Money

MONTHS = 24
"""So far ahead the wave of dates goes: as far as they are written down."""
_YEARS = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: how many, and the list that it opens. ``note`` stands beside the number."""

    label: str
    count: int
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under one heading; ``most`` is the longest."""

    title: str
    bars: Sequence[Bar]

    @property
    def most(self) -> int:
        """Return the count of the longest bar."""
        return max((bar.count for bar in self.bars), default=0)


@require_safe
@needs(VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """The portfolio of the user's organisations."""
    on = clock.today()
    context = {
        "total": entrusted_rights(request.user).count(),
        "charts": [chart for chart in (*_stock(request.user), wave(request.user, on)) if chart.bars],
        "today": on,
    }
    return render(request, "portfolio/overview.html", context)


def _stock(user: User) -> Iterable[Chart]:
    rights = entrusted_rights(user).order_by()

    def counted(field: str) -> list[tuple[str, int]]:
        rows = rights.values_list(field).annotate(n=Count("pk"))
        return sorted(((str(code), n) for code, n in rows), key=lambda row: (-row[1], row[0]))

    yield Chart(
        _("By status"),
        [Bar(str(StatusLabel(code).label), n, _rights(status=code)) for code, n in counted("status")],
    )
    yield Chart(
        _("By kind"),
        [Bar(str(RightKindLabel(code).label), n, _rights(kind=code)) for code, n in counted("kind")],
    )
    yield Chart(_("By office"), [Bar(code, n, _rights(office=code)) for code, n in counted("office")])
    years = rights.exclude(filed_on=None).annotate(year=ExtractYear("filed_on")).values_list("year")
    found = sorted(years.annotate(n=Count("pk")))[-_YEARS:]
    yield Chart(
        _("By year of filing"),
        [Bar(str(year), n, _rights(**{"filed-from": year, "filed-to": year})) for year, n in found],
    )


def wave(user: User, on: dt.date) -> Chart:
    """Return the open dates of each month ahead, with the fees that are known; a fee that is not known is said."""
    first = on.replace(day=1)
    until = _after(first, MONTHS)
    rows = visible_deadlines(user).filter(in_states(["open"], on), due_on__lt=until)
    months = rows.annotate(month=TruncMonth("due_on"))
    counts = dict(months.order_by().values_list("month").annotate(n=Count("pk")))
    unknown: Counter[dt.date] = Counter(
        dict(
            months.filter(fee_minor=None, severity="cost")
            .order_by()
            .values_list("month")
            .annotate(n=Count("pk"))
        )
    )
    sums: dict[dt.date, list[str]] = {}
    fees = (
        months.exclude(fee_minor=None)
        .order_by()
        .values_list("month", "currency")
        .annotate(n=Sum("fee_minor"))
    )
    for month, currency, minor in sorted(fees):
        sums.setdefault(month, []).append(str(Money(minor, currency)))
    bars = []
    for number in range(MONTHS):
        month = _after(first, number)
        last = _after(month, 1) - dt.timedelta(days=1)
        note = " + ".join(sums.get(month, []))
        if unknown[month]:
            note = f"{note} + ? × {unknown[month]}".removeprefix(" + ")
        href = _dates(month, last)
        bars.append(Bar(f"{month:%Y-%m}", counts.get(month, 0), href, note))
    return Chart(_("Dates ahead, by month, with the fees that are known"), bars if counts else [])


def _after(month: dt.date, months: int) -> dt.date:
    """Return the first day of the month so many months after one."""
    place = month.year * 12 + month.month - 1 + months
    return dt.date(place // 12, place % 12 + 1, 1)


def _rights(**asked: object) -> str:
    return f"{reverse('my_rights')}?{urlencode(asked)}"


def _dates(first: dt.date, last: dt.date) -> str:
    return f"{reverse('docket')}?{urlencode({'state': 'open', 'due-from': first, 'due-to': last})}"
