"""The page of the ledger: what stands on each account, and every line."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from mainline.orgs import clock
from mainline.orgs.gate import needs
from mainline.orgs.list_pages import lists
from mainline.register.ledger import queries
from mainline.register.ledger.access import VIEW
from mainline.register.ledger.tables import LINES
from mainline.web.tables import as_file, files


@require_safe
@needs(VIEW)
@lists(LINES)
def index(request: HttpRequest) -> HttpResponseBase:
    """Balances to the end of a day, and the lines below."""
    until = _day(request.GET.get("until", "")) or clock.today()
    context = {
        "table": LINES.shown(request, queries.lines(request.user)),
        "files": files("ledger_export"),
        "balances": queries.trial_balance(request.user, until),
        "until": until,
    }
    return LINES.answer(request, "register/ledger/index.html", context)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


@require_safe
@needs(VIEW)
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The lines as a file."""
    rows = LINES.asked(request, queries.lines(request.user))
    return as_file(request, LINES, rows.iterator(chunk_size=500), format, "ledger")
