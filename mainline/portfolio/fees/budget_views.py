"""The budget of the years ahead: its chart, its tables, and what a group given up would save."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainline.orgs import clock
from mainline.orgs.gate import member, needs
from mainline.portfolio.fees import budget
from mainline.register.deadlines.access import VIEW
from mainline.register.enums import StatusLabel
from mainline.rules.money import Money
from mainline.web.asking import asker_of
from mainline.web.papers import Heading
from mainline.web.tables import FILES, sent

Shown = tuple[str, Sequence[tuple[str, str]], tuple[str, str]]
"""Label, and of each year and of all what is paid at the least and at the most."""


@require_safe
@needs(VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """Five years of fees, and what a group given up in thought would save."""
    on, asked = clock.today(), _asked(request)
    fees, let_go = budget.fees_ahead(request.user, on)
    gone = budget.dropped(request.user, asked)
    left = [fee for fee in fees if fee.docket.pk not in gone]
    together, unknown = budget.by_year(left, on), budget.unknown_by_year(left, on)
    context = {
        "years": [on.year + ahead for ahead in range(budget.YEARS)],
        "together": shown(together),
        "charts": [(line.currency, budget.bars(line, on)) for line in together],
        "by_kind": shown(budget.by_year(left, on, lambda fee: str(fee.docket.right.get_kind_display()))),
        "by_office": shown(budget.by_year(left, on, lambda fee: fee.docket.right.office)),
        "unknown": unknown,
        "unknown_total": sum(unknown),
        "saved": shown(budget.savings(fees, gone, on)),
        "asked": asked,
        "dropped": len(gone & {fee.docket.pk for fee in fees}),
        "statuses": StatusLabel.choices,
        "let_go": let_go,
        "rights": len({fee.docket.pk for fee in left}),
        "today": on,
        "files": FILES,
    }
    return render(request, "portfolio/fees/budget.html", context)


@require_safe
@needs(VIEW)
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The fees ahead as a file, without what the scenario gives up."""
    if format not in FILES:
        raise Http404(_("There is no export as %(format)s.") % {"format": format})
    on = clock.today()
    fees, _let_go = budget.fees_ahead(request.user, on)
    gone = budget.dropped(request.user, _asked(request))
    table = budget.as_table(fee for fee in fees if fee.docket.pk not in gone)
    heading = Heading(
        _("Budget of fees"), letterhead=asker_of(request).letterhead, by=member(request).get_username()
    )
    return sent(request, replace(table, heading=heading), format, f"budget-{on}")


def shown(lines: Sequence[budget.Line]) -> list[Shown]:
    """Return lines as a table shows them."""
    return [
        (
            line.label or line.currency,
            [_ends(span, line.currency) for span in line.years],
            _ends(line.total, line.currency),
        )
        for line in lines
    ]


def _ends(span: budget.Span, currency: str) -> tuple[str, str]:
    if not span.fees:
        return "", ""
    low, high = Money(span.low, currency), Money(span.high, currency)
    return str(low), "" if low == high else str(high)


def _asked(request: HttpRequest) -> budget.Scenario:
    return budget.scenario(request.GET.get("q", ""), request.GET.get("status", ""))
