"""A portfolio in pictures: what there is, how old it is, when it asks for something and what that costs. Each bar opens."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.db.models.functions import ExtractYear, TruncMonth
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainline.orgs import clock
from mainline.orgs.access import User
from mainline.orgs.gate import member, needs
from mainline.portfolio.charts import Bar, Chart, as_svg, as_table
from mainline.portfolio.costs import next_fees, to_the_end
from mainline.portfolio.states import in_states, is_counted
from mainline.register.access import entrusted_rights
from mainline.register.deadlines.access import VIEW, visible_deadlines
from mainline.register.enums import RightKindLabel, StatusLabel
from mainline.register.technology import class_of, field_of, label_of, main_of
from mainline.rules.money import Money
from mainline.rules.periods import add_months
from mainline.web.asking import asker_of
from mainline.web.downloads import download
from mainline.web.filters import UNKNOWN
from mainline.web.papers import Heading
from mainline.web.tables import FILES, sent

MONTHS = 24
"""So far ahead the wave of dates goes: as far as they are written down."""
_YEARS = 20
AGES = ((0, 2), (3, 5), (6, 10), (11, 15), (16, 20), (21, None))
"""Whole years since filing, both ends included."""
_FIELDS, _CLASSES = 20, 15


@require_safe
@needs(VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """The portfolio of the user's organisations."""
    on = clock.today()
    context = {
        "total": entrusted_rights(request.user).count(),
        "charts": [chart for chart in charts(request.user, on) if chart.bars],
        "today": on,
    }
    return render(request, "portfolio/overview.html", context)


@require_safe
@needs(VIEW)
def costs(request: HttpRequest) -> HttpResponse:
    """What the same rights cost to the end of their terms."""
    on = clock.today()
    context = {"charts": list(to_the_end(request.user, on)), "today": on}
    return render(request, "portfolio/costs.html", context)


@require_safe
@needs(VIEW)
def chart(request: HttpRequest, code: str, format: str) -> HttpResponseBase:
    """One chart as a picture, or its figures as a file."""
    on = clock.today()
    found = to_the_end(request.user, on) if code.startswith("term-") else charts(request.user, on)
    one = next((each for each in found if each.code == code and each.bars), None)
    if one is None or (format != "svg" and format not in FILES):
        raise Http404(_("There is no such chart."))
    asker, name = asker_of(request), member(request).get_username()
    if format == "svg":
        foot = " · ".join(part for part in (asker.letterhead, str(on), _("Mainline")) if part)
        return download([as_svg(one, foot).encode()], "image/svg+xml", f"{code}-{on}.svg")
    heading = Heading(one.title, letterhead=asker.letterhead, by=name)
    return sent(request, as_table(one, heading), format, f"{code}-{on}")


def charts(user: User, on: dt.date) -> Iterator[Chart]:
    """Yield the charts of the overview, in their order."""
    yield from _stock(user)
    yield _by_age(user, on)
    yield from _by_field(user)
    yield from next_fees(user, on)
    yield wave(user, on)


def _stock(user: User) -> Iterator[Chart]:
    rights = entrusted_rights(user).order_by()

    def counted(field: str) -> list[tuple[str, int]]:
        rows = rights.values_list(field).annotate(n=Count("pk"))
        return sorted(((str(code), n) for code, n in rows), key=lambda row: (-row[1], row[0]))

    yield Chart(
        "status",
        _("By status"),
        [Bar(str(StatusLabel(code).label), n, _rights(status=code)) for code, n in counted("status")],
    )
    years = rights.exclude(filed_on=None).annotate(year=ExtractYear("filed_on")).values_list("year")
    found = sorted(years.annotate(n=Count("pk")))[-_YEARS:]
    yield Chart(
        "year",
        _("By year of filing"),
        [Bar(str(year), n, _rights(**{"filed-from": year, "filed-to": year})) for year, n in found],
    )
    yield Chart(
        "kind",
        _("By kind"),
        [Bar(str(RightKindLabel(code).label), n, _rights(kind=code)) for code, n in counted("kind")],
    )
    yield Chart(
        "office", _("By office"), [Bar(code, n, _rights(office=code)) for code, n in counted("office")]
    )


def _by_age(user: User, on: dt.date) -> Chart:
    """Count rights by whole years since their filing; of some that is not known."""
    rights = entrusted_rights(user).order_by()
    bars = []
    for least, most in AGES:
        ends = {"filed-to": add_months(on, -12 * least)}
        label = _("%(least)s years and more") % {"least": least}
        if most is not None:
            ends["filed-from"] = add_months(on, -12 * (most + 1)) + dt.timedelta(days=1)
            label = _("%(least)s to %(most)s years") % {"least": least, "most": most}
        found = rights.filter(filed_on__lte=ends["filed-to"])
        count = (found.filter(filed_on__gte=ends["filed-from"]) if most is not None else found).count()
        bars.append(Bar(label, count, _rights(**ends)))
    unknown = rights.filter(filed_on=None).count()
    if unknown:
        bars.append(Bar(_("Not known"), unknown, _rights(**{"filed-in": UNKNOWN})))
    return Chart(
        "age", _("By age, in whole years since filing"), bars if any(bar.count for bar in bars) else []
    )


def _by_field(user: User) -> Iterator[Chart]:
    """Count rights by the section of their main class, and by the class itself, the most frequent of them."""
    rights = entrusted_rights(user).order_by()
    told = rights.annotate(**main_of())
    fields: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    for scheme, symbol, n in told.values_list("scheme", "symbol").annotate(n=Count("pk")):
        fields[field_of(scheme, symbol)] += n
        if scheme and symbol:
            classes[class_of(scheme, symbol)] += n

    def bars(counts: Counter[str]) -> list[Bar]:
        ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        return [Bar(label_of(code), n, _rights(field=code)) for code, n in ordered]

    yield Chart("field", _("By field of technology (main class)"), bars(fields)[:_FIELDS])
    yield Chart("class", _("By main class, the most frequent"), bars(classes)[:_CLASSES])


def wave(user: User, on: dt.date) -> Chart:
    """Return the open dates of each month ahead, with the fees that are known; a fee that is not known is said."""
    first = on.replace(day=1)
    until = _after(first, MONTHS)
    rows = visible_deadlines(user).filter(in_states(["open"], on), due_on__lt=until)
    months = rows.annotate(month=TruncMonth("due_on"))
    paid = months.annotate(is_counted=is_counted(on)).filter(is_counted=True)
    counts = dict(months.order_by().values_list("month").annotate(n=Count("pk")))
    unknown: Counter[dt.date] = Counter(
        dict(
            paid.filter(fee_minor=None, severity="cost")
            .order_by()
            .values_list("month")
            .annotate(n=Count("pk"))
        )
    )
    sums: dict[dt.date, list[str]] = {}
    fees = (
        paid.exclude(fee_minor=None).order_by().values_list("month", "currency").annotate(n=Sum("fee_minor"))
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
    title = _(
        "Dates ahead, by month, with the fees that are known; surcharges that do not run yet and optional acts are not "
        "counted"
    )
    return Chart("wave", title, bars if counts else [], is_wide=True)


def _after(month: dt.date, months: int) -> dt.date:
    """Return the first day of the month so many months after one."""
    place = month.year * 12 + month.month - 1 + months
    return dt.date(place // 12, place % 12 + 1, 1)


def _rights(**asked: object) -> str:
    return f"{reverse('my_rights')}?{urlencode(asked)}"


def _dates(first: dt.date, last: dt.date) -> str:
    return f"{reverse('docket')}?{urlencode({'state': 'open', 'due-from': first, 'due-to': last})}"
