"""The items that the figure of an agency is counted from, for its own members."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainline.orgs import clock
from mainline.orgs.gate import needs
from mainline.portfolio import queries
from mainline.portfolio.billing.access import VIEW, agencies
from mainline.portfolio.billing.standing import items_of
from mainline.portfolio.states import is_counted
from mainline.portfolio.tables import DEADLINES
from mainline.register.deadlines.models import Deadline
from mainline.web.tables import as_file, files


@require_safe
@needs(VIEW)
def on_time(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What was done or missed in the last twelve months, as everybody is told the count of it."""
    context = {
        "table": DEADLINES.shown(request, _rows(request, pk)),
        "files": files("on_time_export", pk=pk),
        "agency_pk": pk,
    }
    return DEADLINES.answer(request, "portfolio/billing/on_time.html", context)


@require_safe
@needs(VIEW)
def on_time_export(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """The same as a file."""
    rows = DEADLINES.asked(request, _rows(request, pk))
    return as_file(request, DEADLINES, rows.iterator(chunk_size=500), format, "on-time")


def _rows(request: HttpRequest, pk: int) -> QuerySet[Deadline]:
    agency = next((one for one in agencies(request.user, VIEW) if one.pk == pk), None)
    if agency is None:
        raise Http404(_("There is no organisation %(number)s.") % {"number": pk})
    on = clock.today()
    rows = queries.deadlines(request.user).filter(pk__in=items_of(request.user, agency, on))
    return rows.annotate(is_counted=is_counted(on))
