"""Pages of gains: one's own and one's organisation's, the records behind each part, the statement; those of holders."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.access import can
from mainline.orgs.gate import member, needs, signed_in
from mainline.register.search import region
from mainline.strategy.gain import actions, groups, statement
from mainline.strategy.gain.access import ANSWER, Subject, sees_groups, subject, subjects
from mainline.strategy.gain.claimable import support_of
from mainline.strategy.gain.forms import FeltForm
from mainline.strategy.gain.logic import DIMENSIONS, felt_of
from mainline.strategy.gain.parts import Gains, Part, gains_of
from mainline.strategy.gain.shown import table_of
from mainline.strategy.gain.windows import Window, window_of, windows
from mainline.strategy.indicators.logic import FEWEST, rounded_text
from mainline.strategy.indicators.tables import place_names
from mainline.strategy.models import Felt
from mainline.typesetting import NoFonts, NotTypeset
from mainline.web.asking import asker_of
from mainline.web.tables import as_file, files


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """What somebody created, earned, was paid and supported with, and may still claim."""
    own, window = subjects(request.user), _window(request)
    if not own and not request.GET.get("of"):
        return render(request, "strategy/no_gains.html", {"today": clock.today()})
    return _page(request, _gains(request), window, _felt_form(request))


def _page(request: HttpRequest, gains: Gains, window: Window, form: FeltForm | None) -> HttpResponse:
    said = Felt.objects.filter(user=request.user.pk, year=clock.today().year).first()
    answers = {name: getattr(said, name) for name in DIMENSIONS} if said else {}
    mean = felt_of(answers)
    context = {
        "gains": gains,
        "support": support_of(gains.subject, clock.today()),
        "groups": [
            (code, name, gains.of(code)) for code, name in statement.groups().items() if gains.of(code)
        ],
        "balance": statement.known_balance(gains),
        "subjects": subjects(request.user),
        "window": window,
        "windows": dict(windows(clock.today())),
        "said": said,
        "felt": rounded_text(mean, 1) if mean is not None else "",
        "form": form,
        "year": clock.today().year,
        "overdue": [one for one in gains.dues if one.is_overdue(clock.today())],
    }
    return render(request, "strategy/gains.html", context, status=400 if form and form.errors else 200)


@require_safe
@signed_in
def records(request: HttpRequest, part: str) -> HttpResponseBase:
    """The records that one part is made of."""
    gains = _gains(request)
    found = _part(gains, part)
    table, rows = table_of(found)
    context = {
        "gains": gains,
        "part": found,
        "table": table.shown(request, rows),
        "files": files("gain_export", part=part),
        "about": f"{gains.subject.name} · {found.label}",
    }
    return table.answer(request, "strategy/gain_records.html", context)


@require_safe
@signed_in
def export(request: HttpRequest, part: str, format: str) -> HttpResponseBase:
    """The same as a file."""
    gains = _gains(request)
    found = _part(gains, part)
    table, rows = table_of(found)
    asked = table.asked(request, rows).iterator(chunk_size=500)
    return as_file(request, table, asked, format, f"gains-{part}", f"{gains.subject.name} · {found.label}")


@require_safe
@signed_in
def paper(request: HttpRequest) -> HttpResponse:
    """The statement as PDF."""
    gains = _gains(request)
    try:
        support = support_of(gains.subject, clock.today())
        content = statement.statement(gains, asker_of(request).remark, support)
    except (NoFonts, NotTypeset):
        why = _("The typesetter is busy or not set up. Try again in a minute.")
        return render(request, "web/no_paper.html", {"why": why}, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="gains-{gains.window.last}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@needs(ANSWER)
def felt(request: HttpRequest) -> HttpResponse:
    """Answer the survey of the year."""
    form = FeltForm(request.POST)
    if form.is_valid():
        try:
            actions.say_felt(answers=form.cleaned_data, by=member(request), on=clock.today())
        except ValidationError as error:
            form.add_error(None, error)
    if not form.errors:
        messages.success(request, _("Thank you. Only means of five answers or more are ever shown."))
        return redirect("my_gains")
    if not subjects(request.user):
        return render(request, "strategy/no_gains.html", {"form": form}, status=400)
    return _page(request, _gains(request), _window(request), form)


@require_safe
@signed_in
def of_holders(request: HttpRequest) -> HttpResponse:
    """What the gains of the holders of a place come to: for offices."""
    if not sees_groups(request.user):
        raise PermissionDenied(_("Offices alone see what the gains of many come to."))
    window, place = _window(request), request.GET.get("place", "")
    place = place if place in place_names() else region().root.code
    context = {
        "lines": groups.lines(window, place, counts_demonstration=clock.is_demo()),
        "felt": groups.felt(window.last.year),
        "felt_year": window.last.year,
        "place": place,
        "places": place_names(),
        "window": window,
        "windows": dict(windows(clock.today())),
        "fewest": FEWEST,
    }
    return render(request, "strategy/groups.html", context)


def _window(request: HttpRequest) -> Window:
    return window_of(request.GET.get("in", ""), clock.today())


def _subject(request: HttpRequest) -> Subject:
    found = subject(request.user, request.GET.get("of", ""))
    if found is None:
        raise Http404(_("There are no gains of this kind, or you may not see them."))
    return found


def _gains(request: HttpRequest) -> Gains:
    return gains_of(_subject(request), _window(request))


def _part(gains: Gains, code: str) -> Part:
    found = gains.part(code)
    if found is None or found.rows is None:
        raise Http404(_("There are no gains of this kind, or you may not see them."))
    return found


def _felt_form(request: HttpRequest) -> FeltForm | None:
    if not can(request.user, ANSWER):
        return None
    said = Felt.objects.filter(user=request.user.pk, year=clock.today().year).first()
    return FeltForm(initial={name: getattr(said, name) for name in DIMENSIONS} if said else {})
