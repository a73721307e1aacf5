"""The budget of the years ahead: its chart, its table by any group, the rights behind a row, what a group given up saves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.gate import member, needs
from mainline.portfolio.fees import budget
from mainline.portfolio.fees.groups import GROUPS, has_key, name_of
from mainline.portfolio.fees.keeping import departments, set_department
from mainline.register.deadlines.access import KEEP, VIEW, visible_dockets
from mainline.register.enums import StatusLabel
from mainline.rules.money import Money
from mainline.web.addresses import is_id
from mainline.web.asking import asker_of
from mainline.web.papers import Heading
from mainline.web.returning import back
from mainline.web.tables import FILES, sent
from mainline.web.templatetags.web import number

Shown = tuple[str, Sequence[tuple[str, str]], tuple[str, str]]
"""Label, and of each year and of all what is paid at the least and at the most."""
_A_PAGE = 50
_MOST = 20_000
"""Rights of which something is said at once."""


@require_safe
@needs(VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """Five years of fees told apart by a group, and what a group given up in thought would save."""
    on, asked, by = clock.today(), _asked(request), _by(request)
    fees, let_go = budget.fees_ahead(request.user, on)
    gone = budget.dropped(request.user, asked)
    left = [fee for fee in fees if fee.docket.pk not in gone]
    together, unknown = budget.by_year(left, on), budget.unknown_by_year(left, on)
    parts = Paginator(budget.by_group(left, by, on), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "years": [on.year + ahead for ahead in range(budget.YEARS)],
        "together": shown(together),
        "charts": [(line.currency, budget.bars(line, on)) for line in together],
        "page": parts,
        "parts": [(part, [_ends(span, part.currency) for span in part.years], _ends(part.total, part.currency)) for part in parts],
        "by": by,
        "group": GROUPS[by],
        "groups": GROUPS,
        "given_up": _given_up(request, asked, fees),
        "here": _address(request),
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
    }  # fmt: skip
    return render(request, "portfolio/fees/budget.html", context)


@require_safe
@needs(VIEW)
def rights(request: HttpRequest) -> HttpResponse:
    """The rights behind a row or a bar of the budget, each with what it costs."""
    on, by, key, year = clock.today(), _by(request), request.GET.get("key"), request.GET.get("year", "")
    fees, _let_go = budget.fees_ahead(request.user, on)
    gone = budget.dropped(request.user, _asked(request))
    left = [fee for fee in fees if fee.docket.pk not in gone]
    found = [
        fee for fee in left if (key is None or has_key(fee.docket, by, key)) and year in ("", str(fee.year))
    ]
    of = {str(fee.docket.right_id): fee.docket for fee in found}
    parts = Paginator(budget.by_group(found, "right", on), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": name_of(GROUPS[by], found[0].docket) if key is not None and found else "",
        "group": GROUPS[by] if key is not None else None,
        "year": year,
        "page": parts,
        "parts": [(of[part.key], part, _ends(part.total, part.currency)) for part in parts],
        "dockets": [docket.pk for docket in of.values()],
        "departments": departments(request.user),
        "can_keep": visible_dockets(request.user, KEEP).exists(),
        "back": _address(request, without=("key", "year", "page")),
        "here": request.get_full_path(),
        "today": on,
    }
    return render(request, "portfolio/fees/budget_rights.html", context)


@require_POST
@needs(KEEP)
def department(request: HttpRequest) -> HttpResponse:
    """Say whose budget pays for the rights that were marked."""
    marked = request.POST.getlist("all" if request.POST.get("which") == "all" else "pk")
    given = [pk for each in marked for pk in each.split(",")][:_MOST]
    dockets = [int(pk) for pk in given if is_id(pk)]
    try:
        done = set_department(
            dockets=dockets, department=request.POST.get("department", ""), by=member(request)
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        words = ngettext(
            "The department of %(n)s right was set.", "The department of %(n)s rights was set.", done
        )
        messages.success(request, words % {"n": number(done)})
    return back(request, "budget")


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
    return budget.scenario(
        request.GET.get("q", ""), request.GET.get("status", ""), request.GET.getlist("drop")
    )


def _by(request: HttpRequest) -> str:
    asked = request.GET.get("by", "kind")
    return asked if asked in GROUPS else "kind"


def _address(request: HttpRequest, without: Sequence[str] = ("page", "key", "year")) -> str:
    """Return what an address asks for, to be asked again."""
    return urlencode(
        [(name, each) for name, several in request.GET.lists() if name not in without for each in several]
    )


def _given_up(
    request: HttpRequest, asked: budget.Scenario, fees: Sequence[budget.Fee]
) -> list[tuple[str, str, str]]:
    """Return of each group given up how the group and it are called, and the address that keeps it."""
    found = []
    for code, key in asked.groups:
        of = next((fee.docket for fee in fees if has_key(fee.docket, code, key)), None)
        name = name_of(GROUPS[code], of) if of is not None else key
        kept = [
            (parameter, each)
            for parameter, several in request.GET.lists()
            for each in several
            if parameter != "page" and (parameter, each) != ("drop", f"{code}:{key}")
        ]
        found.append((str(GROUPS[code].label), name, urlencode(kept)))
    return found
