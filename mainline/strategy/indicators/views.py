"""Pages of indicators: the dashboard, one indicator, the records behind a figure; targets."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mainline.links import LINKS
from mainline.orgs import clock
from mainline.orgs.access import can
from mainline.orgs.gate import member, needs
from mainline.register.search import region
from mainline.strategy.indicators import actions, charts, queries
from mainline.strategy.indicators.access import TARGET, is_office
from mainline.strategy.indicators.asked import Asked, asked_of
from mainline.strategy.indicators.definitions import Definition
from mainline.strategy.indicators.forms import TargetForm
from mainline.strategy.indicators.levelling import left_behind
from mainline.strategy.indicators.logic import told_on
from mainline.strategy.indicators.measuring import measured
from mainline.strategy.indicators.rows import shown_rows
from mainline.strategy.indicators.tables import place_names, table_of, with_rights
from mainline.web.asking import asker_of
from mainline.web.downloads import download
from mainline.web.papers import Heading
from mainline.web.tables import FILES, as_file, files, sent
from mainline.web.templatetags.web import own

_MAPPED = "valid_inventions"
"""What the map shows before anybody chooses."""


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """All indicators of a place as of a day, and one of them on the map."""
    left, asked = left_behind(), asked_of(request.user, request.GET)
    found = queries.cards(request.user, asked.edition, asked.on, asked.place)
    groups = queries.by_link(found)
    code = request.GET.get("map", "")
    chosen = next((one for one in found if one.definition.code == code), None)
    chosen = chosen or next(one for one in found if one.definition.code == _MAPPED)
    context = {
        **_frame(request, asked, left),
        "groups": [(link, groups[link.code]) for link in LINKS if link.code in groups],
        "choices": found,
        "chosen": chosen,
        "tiles": queries.tiles(chosen.measured, asked.edition),
        "rest": queries.rest_of(chosen.measured),
        "files": files("indicator_figures"),
    }
    return render(request, "strategy/dashboard.html", context)


@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: what it counts, over the years, by place, beside targets and what was published."""
    left, definition, asked = left_behind(), _definition(request, code), asked_of(request.user, request.GET)
    return _page(request, definition, asked, left, TargetForm(initial={"year": asked.on.year}))


def _page(
    request: HttpRequest, definition: Definition, asked: Asked, left: int, form: TargetForm
) -> HttpResponse:
    card = queries.card(definition, asked.edition, asked.on, asked.place)
    context = {
        **_frame(request, asked, left),
        "card": card,
        "tiles": queries.tiles(card.measured, asked.edition),
        "rest": queries.rest_of(card.measured),
        "years": queries.years(definition, asked.edition, asked.on, asked.place),
        "history": queries.targets(definition.code, asked.place),
        "form": form if can(request.user, TARGET) else None,
        "picture": queries.address("indicator_chart", definition.code, **_said(asked)),
        "residents": region().source(card.figure.population.source) if card.figure.population else None,
    }
    return render(request, "strategy/indicator.html", context, status=400 if form.errors else 200)


@require_POST
@needs(TARGET)
def target(request: HttpRequest, code: str) -> HttpResponse:
    """Set a target, or take it back."""
    definition, asked = _definition(request, code), asked_of(request.user, request.POST)
    form = TargetForm(request.POST)
    if form.is_valid():
        try:
            actions.set_target(
                indicator=definition.code, place=asked.place, by=member(request), on=clock.today(), **form.cleaned_data
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
    if form.errors:
        return _page(request, definition, asked, left_behind(), form)
    messages.success(request, _("Noted; what stood before is kept below."))
    return redirect(queries.address("indicator", definition.code, **_said(asked)))


@require_safe
def chart(request: HttpRequest, code: str) -> HttpResponseBase:
    """An indicator over the years as a picture."""
    definition, asked = _definition(request, code), asked_of(request.user, request.GET)
    card = queries.card(definition, asked.edition, asked.on, asked.place)
    foot = " · ".join(
        part for part in (asker_of(request).letterhead, str(card.measured.on), _("Mainline")) if part
    )
    picture = charts.as_svg(card, place_names()[asked.place], foot)
    return download([picture.encode()], "image/svg+xml", f"{code}-{card.measured.on}.svg")


@require_safe
def records(request: HttpRequest, code: str) -> HttpResponseBase:
    """The records of an indicator as of a day: those that the figure counts, and those it does not, with why."""
    left, definition, asked = left_behind(), _definition(request, code), asked_of(request.user, request.GET)
    found = shown_rows(code, asked.edition, _day(definition, asked))
    table = table_of(code, found, is_whole=asked.edition.is_whole)
    figure = measured(code, asked.edition, asked.on).whole
    context = {
        **_frame(request, asked, left),
        "definition": definition,
        "table": table.shown(request, with_rights(found.rows, found)),
        "files": files("indicator_export", code=code),
        "about": own(definition.label),
        "hidden": figure.n + sum(figure.fates.values()) - found.rows.count() if code == "support_paid" else 0,
        "back": queries.address("indicator", code, **_said(asked)),
        "day": _day(definition, asked),
    }
    return table.answer(request, "strategy/records.html", context)


@require_safe
def export(request: HttpRequest, code: str, format: str) -> HttpResponseBase:
    """The same list as a file."""
    definition, asked = _definition(request, code), asked_of(request.user, request.GET)
    day = _day(definition, asked)
    found = shown_rows(code, asked.edition, day)
    table = table_of(code, found, is_whole=asked.edition.is_whole)
    rows = table.asked(request, with_rights(found.rows, found)).iterator(chunk_size=500)
    return as_file(request, table, rows, format, f"{code}-{day}", own(definition.label))


@require_safe
def figures(request: HttpRequest, format: str) -> HttpResponseBase:
    """All figures of a day and of every place as a file."""
    if format not in FILES:
        raise Http404(_("There is no export as %(format)s.") % {"format": format})
    asked = asked_of(request.user, request.GET)
    heading = Heading(
        _("Indicators"), str(asked.on), letterhead=asker_of(request).letterhead, remark=asker_of(request).remark,
        by=request.user.get_username() if request.user.is_authenticated else _("visitor"),
    )  # fmt: skip
    return sent(request, charts.figures_table(asked, request.user, heading), format, f"indicators-{asked.on}")


def _definition(request: HttpRequest, code: str) -> Definition:
    found = queries.indicator(request.user, code)
    if found is None:
        raise Http404(_("There is no such indicator, or you may not see it."))
    return found


def _day(definition: Definition, asked: Asked) -> dt.date:
    return told_on(asked.on, is_guarded=definition.is_guarded)


def _said(asked: Asked) -> dict[str, object]:
    return {
        "on": asked.on,
        "place": asked.place,
        "edition": "" if asked.edition.code == "office" else "public",
    }


def _frame(request: HttpRequest, asked: Asked, left: int) -> dict[str, object]:
    """Return what every page of figures says: the day, the place, whose edition, what is still being derived."""
    return {
        "asked": asked,
        "place_name": place_names()[asked.place],
        "places": place_names(),
        "root": region().root.code,
        "is_office": is_office(request.user),
        "today": clock.today(),
        "left": left,
    }
