"""Docket sheets as files: of one right, of an organisation."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainline.orgs import clock
from mainline.orgs.access import User, organisation_ids
from mainline.orgs.gate import needs
from mainline.portfolio import queries
from mainline.portfolio.reports import sheets
from mainline.register.deadlines.access import VIEW
from mainline.typesetting import NoFonts, NotTypeset
from mainline.web.papers import TooLong


def sheets_of(user: User) -> list[tuple[str, str]]:
    """Return (address, label) of the sheet of each organisation whose dates the user may see."""
    bodies = queries.keeping(user)
    words = _("Docket sheet (PDF)")
    return [
        (
            reverse("organisation_sheet", args=[body.pk]),
            f"{words} · {body.display_name}" if len(bodies) > 1 else words,
        )
        for body in bodies
    ]


@require_safe
@needs(VIEW)
def right(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The docket sheet of one right whose dates are kept."""
    if pk >= 2**63:
        raise Http404(_("There is no right %(number)s whose dates you keep.") % {"number": pk})

    def made() -> bytes:
        sheet = sheets.right_sheet(request.user, pk, clock.today())
        if sheet is None:
            raise Http404(_("There is no right %(number)s whose dates you keep.") % {"number": pk})
        return sheet

    return _answer(request, made, f"docket-{pk}")


@require_safe
@needs(VIEW)
def organisation(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The docket sheet of an organisation of the user's."""
    if pk not in organisation_ids(request.user, VIEW):
        raise Http404(_("There is no organisation %(number)s.") % {"number": pk})
    body = queries.organisation(pk)
    return _answer(
        request, lambda: sheets.organisation_sheet(request.user, body, clock.today()), f"dockets-{pk}"
    )


def _answer(request: HttpRequest, make: Callable[[], bytes], name: str) -> HttpResponse:
    try:
        response = HttpResponse(make(), content_type="application/pdf")
    except TooLong as error:
        return render(request, "web/no_paper.html", {"why": error.args[0]}, status=413)
    except (NoFonts, NotTypeset):
        why = _("The typesetter is busy or not set up. Try again in a minute.")
        return render(request, "web/no_paper.html", {"why": why}, status=503)
    response["Content-Disposition"] = f'attachment; filename="{name}-{clock.today()}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
