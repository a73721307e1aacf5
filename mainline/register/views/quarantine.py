"""What could not be read: the list, one piece with its bytes, and the try anew."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from mainline.offices.reasons import explain
from mainline.orgs import clock
from mainline.orgs.list_pages import lists
from mainline.register import actions, queries
from mainline.register.models import Import, Quarantine
from mainline.register.views.gate import member, needs
from mainline.register.views.incoming import QUARANTINE
from mainline.web.hexdump import as_text, hexdump
from mainline.web.tables import as_file, files

_PREVIEW = 2048
"""Bytes shown; the whole is one click away."""


@require_GET
@needs("quarantine.view")
@lists(QUARANTINE)
def index(request: HttpRequest) -> HttpResponse:
    """What is open, of one import or of all."""
    job = _import(request)
    table = QUARANTINE.shown(request, queries.quarantine(request.user, job))
    context = {"table": table, "job": job, "about": job and job.name, "files": files("quarantine_export")}
    return QUARANTINE.answer(request, "register/quarantine.html", context)


@require_GET
@needs("quarantine.view")
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """What is open as a file, without the bytes, in the order of its table."""
    rows = QUARANTINE.asked(request, queries.quarantine(request.user, _import(request)))
    return as_file(request, QUARANTINE, rows.iterator(chunk_size=500), format, "quarantine")


def _import(request: HttpRequest) -> Import | None:
    pk = request.GET.get("import", "")
    if not (pk.isdecimal() and len(pk) < 19):
        return None
    return queries.imports(request.user).filter(pk=int(pk)).first()


@require_GET
@needs("quarantine.view")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece: why it was refused, where it stood, and its bytes."""
    row = _row(request, pk)
    raw = bytes(row.raw)
    context = {
        "row": row,
        "reason": explain(row.reason),
        "size": len(raw),
        "preview": _PREVIEW,
        "lines": hexdump(raw[:_PREVIEW], row.offset),
        "text": as_text(raw[:_PREVIEW]),
    }
    return render(request, "register/quarantined.html", context)


@require_GET
@needs("quarantine.view")
def raw(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as they came."""
    response = HttpResponse(bytes(_row(request, pk).raw), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="quarantine-{pk}.bin"'
    return response


@require_POST
@needs("quarantine.retry")
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the piece again with today's reader."""
    found = actions.retry_quarantine(row=_row(request, pk), by=member(request), on=clock.today())
    if not found:
        messages.warning(request, _("Still not readable; nothing was changed."))
        return redirect("quarantined", pk)
    words = {"count": found}
    messages.success(
        request, ngettext("Read now: %(count)s record.", "Read now: %(count)s records.", found) % words
    )
    return redirect("quarantine")


def _row(request: HttpRequest, pk: int) -> Quarantine:
    row = queries.quarantined(request.user, pk) if pk < 2**63 else None
    if row is None:
        raise Http404(_("There is nothing %(number)s in quarantine.") % {"number": pk})
    return row
