"""Pages of receipts: bringing them, choosing what they prove, and the payments that lack one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from mainline.files.names import clean_name
from mainline.files.notes import NOTES
from mainline.files.refusals import Refused, explain
from mainline.files.store import TooLarge, Unavailable
from mainline.orgs.access import can_for, own_organisations
from mainline.orgs.gate import member, needs
from mainline.orgs.list_pages import lists
from mainline.orgs.models import Organisation
from mainline.portfolio.enums import ReceiptState
from mainline.portfolio.models import Receipt
from mainline.portfolio.receipts import actions, queries
from mainline.portfolio.receipts.parsing import lines_of
from mainline.portfolio.receipts.tables import OPEN, PAYMENTS, RECEIPTS, amount, plain
from mainline.register.deadlines.access import KEEP, VIEW
from mainline.register.documents.responses import guarded
from mainline.register.models import Event
from mainline.web.tables import as_file, files
from mainline.web.templatetags.web import number, own, size

MOST_FILES = 20
ENDINGS = ".pdf,.xml,.ofd,.zip,.txt,.png,.jpg,.jpeg"
_SHOWN = 200
"""Lines of a text."""
_FAILURES = (ValidationError, Refused, TooLarge, Unavailable)
"""Of filing a receipt: they are told, and the receipt stays as it was."""
_CHOICES = 20
"""Payments that are shown to choose among, beside those that were found."""
WHY = {
    "none": gettext_lazy("No payment of this number and year is on a thread that you keep."),
    "amount": gettext_lazy("The payment on the thread has another amount or currency, or none."),
    "several": gettext_lazy("Several payments fit: choose."),
    "filed": gettext_lazy("This payment has a receipt already."),
    "sum": gettext_lazy("The lines of the receipt come to another sum than it states."),
}


@require_safe
@needs(VIEW)
@lists(RECEIPTS)
def index(request: HttpRequest) -> HttpResponseBase:
    """The receipts that wait, or those of the state that the address asks for."""
    context = {
        "table": RECEIPTS.shown(request, _asked(request)),
        "files": files("receipts_export"),
        "bodies": own_organisations(request.user, KEEP),
        "endings": ENDINGS,
        "limit": actions.MOST_BYTES,
        "missing": queries.payments(request.user).filter(has_receipt=False).count(),
        "ready": queries.visible_receipts(request.user, KEEP).filter(state=ReceiptState.READY).exists(),
    }
    return RECEIPTS.answer(request, "portfolio/receipts/index.html", context)


@require_safe
@needs(VIEW)
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = RECEIPTS.asked(request, _asked(request))
    return as_file(request, RECEIPTS, rows.iterator(chunk_size=500), format, "receipts")


@require_safe
@needs(VIEW)
@lists(PAYMENTS)
def payments(request: HttpRequest) -> HttpResponseBase:
    """The payments without a receipt, or those that the address asks for."""
    context = {"table": PAYMENTS.shown(request, _paid(request)), "files": files("payments_export")}
    return PAYMENTS.answer(request, "portfolio/receipts/payments.html", context)


@require_safe
@needs(VIEW)
def payments_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The same as a file."""
    rows = PAYMENTS.asked(request, _paid(request))
    return as_file(request, PAYMENTS, rows.iterator(chunk_size=500), format, "payments")


def _asked(request: HttpRequest) -> QuerySet[Receipt]:
    rows = queries.receipts(request.user)
    return rows if request.GET.get("state") else rows.filter(state__in=OPEN)


def _paid(request: HttpRequest) -> QuerySet[Event]:
    rows = queries.payments(request.user)
    return rows if request.GET.get("receipt") else rows.filter(has_receipt=False)


@require_POST
@needs(KEEP)
def bring(request: HttpRequest) -> HttpResponse:
    """Take files; each is read, or refused with the reason."""
    body, given = _body(request), request.FILES.getlist("files")
    if not given:
        messages.error(request, _("No file came with the form. Choose a file, then try again."))
    if len(given) > MOST_FILES:
        words = {"most": MOST_FILES, "n": len(given) - MOST_FILES}
        messages.error(request, _("At most %(most)s files at once: the last %(n)s were left out.") % words)
    brought = [_bring(request, each, body) for each in given[:MOST_FILES]]
    rows = [row for row in brought if row is not None]
    if len(rows) == 1:
        return redirect("receipt", rows[0].pk)
    if rows:
        told = ngettext("%(n)s receipt was read.", "%(n)s receipts were read.", len(rows))
        messages.success(request, told % {"n": number(len(rows))})
    return redirect("receipts")


def _bring(request: HttpRequest, given: UploadedFile, body: Organisation) -> Receipt | None:
    """Take one file and say what became of it where it is not taken."""
    name = clean_name(given.name or "")
    try:
        row, is_new = actions.bring_receipt(
            chunks=given.chunks(), name=given.name or "", organisation=body, by=member(request)
        )
    except Refused as refused:
        detail = f" ({refused.detail})" if refused.detail else ""
        messages.error(request, f"{name}: {own(explain(refused.code))}{detail}")
    except TooLarge as error:
        words = {"name": name, "limit": size(error.args[0])}
        messages.error(
            request, _("%(name)s: larger than %(limit)s. Split it, or make its pictures smaller.") % words
        )
    else:
        if not is_new:
            messages.info(
                request, _("“%(name)s” is here already: this is the same receipt.") % {"name": name}
            )
        return row
    return None


def _body(request: HttpRequest) -> Organisation:
    """Return the organisation for which a form brings receipts: the one that it names, or the only one."""
    own_, asked = own_organisations(request.user, KEEP), request.POST.get("organisation", "")
    found = [body for body in own_ if not asked or str(body.pk) == asked]
    if not found:
        raise PermissionDenied(_("You don't keep dates for this organisation."))
    return found[0]


@require_safe
@needs(VIEW)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One receipt: its text, what was read, and the payments that it may prove."""
    row = _receipt(request, pk)
    items = queries.items_of(row)
    found = queries.find(request.user, row.organisation, items)
    is_open = row.state in OPEN
    choices, more = _choices(request, row, found) if is_open else ([], 0)
    context = {
        "receipt": row,
        "note": own(NOTES.get(row.text_note, ("", ""))),
        "lines": _lines(row, items),
        "found": [
            (each, f"{plain(each.item.minor)} {each.item.currency}", WHY.get(each.why, "")) for each in found
        ],
        "choices": choices,
        "more": more,
        "asked": request.GET.get("q", ""),
        "proves": _proves(request, row),
        "can_keep": can_for(request.user, KEEP, row.organisation_id),
        "is_open": is_open,
    }
    return render(request, "portfolio/receipts/page.html", context)


def _lines(row: Receipt, items: Sequence[queries.Item]) -> list[tuple[int, str, bool]]:
    read = {item.line for item in items}
    lines = lines_of(row.text)[:_SHOWN] if row.text else []
    return [(place, text, place in read) for place, text in enumerate(lines, start=1)]


def _choices(
    request: HttpRequest, row: Receipt, found: Sequence[queries.Found]
) -> tuple[list[tuple[Event, str, bool]], int]:
    """Return the payments without a receipt among which one chooses, those first that were found, and how many more."""
    chosen = {each.event.pk for each in found if each.event is not None and not each.why}
    rows = queries.payments(request.user, KEEP, row.organisation).filter(has_receipt=False)
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    asked = (rows.filter(right__identifiers__text__icontains=words).distinct() if words else rows).exclude(
        pk__in=chosen
    )
    shown = [*rows.filter(pk__in=chosen), *asked[:_CHOICES]]
    choices = [(each, amount(each.amount_minor, each.currency), each.pk in chosen) for each in shown]
    return choices, max(0, asked.count() - _CHOICES)


def _proves(request: HttpRequest, row: Receipt) -> list[tuple[Event, str]]:
    rows = queries.payments(request.user, organisation=row.organisation).filter(pk__in=row.filed_for)
    return [(each, amount(each.amount_minor, each.currency)) for each in rows]


@require_safe
@needs(VIEW)
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, to be saved; once it is filed it is a document of its right."""
    row = queries.visible_receipts(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if row is None or row.content is None:
        raise Http404(_("The file of this receipt is a document of its right now, or you may not see it."))
    response = HttpResponse(bytes(row.content), content_type=row.media_type)
    return guarded(response, row.name, row.sha256, is_download=True)


@require_POST
@needs(KEEP)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of a receipt's page asks."""
    row, do = _receipt(request, pk), _ACTS.get(request.POST.get("act", ""))
    try:
        if do is None:
            raise ValidationError(_("Choose what you decide."))
        return do(request, row)
    except _FAILURES as error:
        messages.error(request, _why(error))
    return redirect("receipt", pk)


def _why(error: Exception) -> str:
    """Say why a receipt was not filed."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, Refused):
        return own(explain(error.code))
    if isinstance(error, TooLarge):
        return _("It is larger than %(limit)s.") % {"limit": size(error.args[0])}
    return _("The store of files does not answer now. Try again later.")


@require_POST
@needs(KEEP)
def file_ready(request: HttpRequest) -> HttpResponse:
    """File all receipts of which every line was found, each by itself."""
    rows = queries.visible_receipts(request.user, KEEP).filter(state=ReceiptState.READY)
    done: list[str] = []
    left: list[str] = []
    for row in rows.select_related("organisation").defer("content", "text").order_by("pk")[:MOST_FILES]:
        found = queries.find(request.user, row.organisation, queries.items_of(row))
        events = [each.event.pk for each in found if each.event is not None and not each.why]
        try:
            if not found or len(events) != len(found):
                raise ValidationError(_("Choose the payments that it proves."))
            actions.file_receipt(receipt=row, events=events, by=member(request))
        except _FAILURES as error:
            left.append(f"{row.name}: {_why(error)}")
        else:
            done.append(row.name)
    _tell(request, done, left)
    return redirect("receipts")


def _tell(request: HttpRequest, done: Sequence[str], left: Sequence[str]) -> None:
    """Say which receipts were filed, and which not and why."""
    if done:
        words = ngettext("%(n)s receipt was filed.", "%(n)s receipts were filed.", len(done))
        messages.success(request, f"{words % {'n': number(len(done))}} {'; '.join(done)}")
    if left:
        words = ngettext("%(n)s receipt was not filed.", "%(n)s receipts were not filed.", len(left))
        messages.error(request, f"{words % {'n': number(len(left))}} {'; '.join(left)}")
    if not done and not left:
        messages.info(request, _("No receipt waits to be filed."))


def _file(request: HttpRequest, row: Receipt) -> HttpResponse:
    given = [pk for pk in request.POST.getlist("event")[:MOST_FILES] if pk.isascii() and pk.isdecimal()]
    events = [int(pk) for pk in given if len(pk) < 19]
    actions.file_receipt(receipt=row, events=events, by=member(request))
    messages.success(request, _("The receipt is a document of the payment now."))
    return redirect("receipt", row.pk)


def _aside(request: HttpRequest, row: Receipt) -> HttpResponse:
    actions.set_aside(receipt=row, reason=request.POST.get("reason", ""), by=member(request))
    messages.success(request, _("The receipt was set aside."))
    return redirect("receipts")


def _take_up(request: HttpRequest, row: Receipt) -> HttpResponse:
    actions.take_up(receipt=row, by=member(request))
    return redirect("receipt", row.pk)


_ACTS: dict[str, Callable[[HttpRequest, Receipt], HttpResponse]] = {
    "file": _file,
    "aside": _aside,
    "take_up": _take_up,
}


def _receipt(request: HttpRequest, pk: int) -> Receipt:
    found = queries.receipt(request.user, pk)
    if found is None:
        raise Http404(_("There is no receipt %(number)s, or you may not see it.") % {"number": pk})
    return found
