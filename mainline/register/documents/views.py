"""Pages of documents: the list, one document, its file and pictures; adding, replacing and taking back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from mainline.files import apart
from mainline.files.kinds import BY_MEDIA_TYPE, ENDINGS
from mainline.files.names import clean_name
from mainline.files.refusals import Refused, explain
from mainline.files.store import Altered, Missing, TooLarge, Unavailable
from mainline.orgs.list_pages import lists
from mainline.register.access import visible_events, visible_rights
from mainline.register.documents import actions, queries
from mainline.register.documents.access import ADD, WITHDRAW
from mainline.register.documents.responses import guarded, streamed, unchanged
from mainline.register.documents.storage import copied, store
from mainline.register.documents.tables import DOCUMENTS
from mainline.register.models import Document, Event, Right
from mainline.register.views.gate import member, needs, signed_in
from mainline.web.tables import as_file, files
from mainline.web.templatetags.web import own, page_language, size

SHEETS = 4
"""Pages of a document that its page shows at once, each with its picture."""
MOST_FILES = 50
"""Files that one form brings."""
log = logging.getLogger("mainline.documents")
View = Callable[..., HttpResponseBase]


def stored(view: View) -> View:
    """Answer 503 with a sentence where the store of files does not give what it holds."""

    @wraps(view)
    def guarded_view(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        try:
            return view(request, *arguments, **named)
        except (Missing, Altered, Unavailable, apart.ReaderFailed):
            log.exception("A document could not be handed out")
            return render(request, "documents/unavailable.html", status=503)

    return guarded_view


@require_GET
@signed_in
@lists(DOCUMENTS)
def index(request: HttpRequest) -> HttpResponse:
    """The documents of the user's organisations."""
    context = {
        "table": DOCUMENTS.shown(request, queries.own_documents(request.user)),
        "files": files("documents_export"),
    }
    return DOCUMENTS.answer(request, "documents/index.html", context)


@require_GET
@signed_in
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file, narrowed and in its order."""
    rows = DOCUMENTS.asked(request, queries.own_documents(request.user))
    return as_file(request, DOCUMENTS, rows.iterator(chunk_size=500), format, "documents")


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One document: pictures of its pages and its text, its versions, what it proves, and the proof of itself."""
    found = queries.document_page(request.user, pk, page_language())
    if found is None:
        raise _none(pk)
    numbers = range(1, max(found.shown.document.pages or 0, len(found.sheets)) + 1)
    at = Paginator(numbers, SHEETS if found.shown.kind.has_pages else 1).get_page(request.GET.get("page"))
    texts = {sheet.number: sheet for sheet in found.sheets}
    context = {
        "page": found,
        "document": found.shown.document,
        "right": found.shown.document.right,
        "at": at,
        "sheets": [(number, texts.get(number)) for number in at],
        "limit": settings.DOCUMENT_MAX_BYTES,
        "endings": ",".join(ENDINGS),
        "longest_reason": actions.LONGEST_REASON,
    }
    return render(request, "documents/page.html", context)


@require_GET
@stored
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, to be saved: never shown by the browser, whatever it is."""
    row = _document(request, pk)
    if answer := unchanged(request, row.sha256):
        return answer
    response = streamed(store().open(row.sha256), row.media_type, row.size)
    return guarded(response, row.name, row.sha256, is_download=True)


@require_GET
@stored
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A picture as it is, for the page of its document; of another kind of file there is none."""
    row = _document(request, pk)
    if not BY_MEDIA_TYPE[row.media_type].is_picture:
        raise _none(pk)
    if answer := unchanged(request, row.sha256):
        return answer
    response = streamed(store().open(row.sha256), row.media_type, row.size)
    return guarded(response, row.name, row.sha256, is_download=False)


@require_GET
@stored
def sheet(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """The picture of one page of a PDF."""
    row = _document(request, pk)
    if not BY_MEDIA_TYPE[row.media_type].has_pages or not 1 <= number <= (row.pages or 0):
        raise _none(pk)
    tag = f"{row.sha256}-{number}"
    if answer := unchanged(request, tag):
        return answer
    with copied(row.sha256) as path:
        png = apart.picture(path, number)
    return guarded(HttpResponse(png, content_type="image/png"), f"{number}.png", tag, is_download=False)


@require_POST
@needs(ADD)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add files to a right; each is taken or refused for itself, and the page says which and why."""
    right = visible_rights(request.user).filter(pk=pk).first() if pk <= queries.LARGEST_ID else None
    if right is None:
        raise Http404(_("There is no right %(number)s, or you may not see it.") % {"number": pk})
    event = _event(request, right)
    for each in _files(request):
        _enter(
            request,
            each,
            right=right,
            confidentiality=request.POST.get("confidentiality", ""),
            event=event,
        )
    return _gone_to(request, reverse("right", args=[right.pk]), "#documents")


@require_POST
@needs(ADD)
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the next version of a document."""
    before = _document(request, pk)
    new = [_enter(request, each, right=before.right, replaces=before) for each in _files(request)[:1]]
    row = next((row for row in new if row is not None), before)
    return _gone_to(request, reverse("document", args=[row.pk]))


@require_POST
@needs(ADD)
def set_confidentiality(request: HttpRequest, pk: int) -> HttpResponse:
    """Say anew who may see a document."""
    row = _document(request, pk)
    asked = request.POST.get("confidentiality", "")
    try:
        row = actions.set_confidentiality(document=row, confidentiality=asked, by=member(request))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        words = {"name": row.name, "who": row.get_confidentiality_display()}
        messages.success(request, _("Who may see “%(name)s”: %(who)s.") % words)
    return redirect("document", pk)


@require_POST
@needs(WITHDRAW)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a document back, with a reason."""
    row = _document(request, pk)
    try:
        actions.withdraw_document(document=row, by=member(request), reason=request.POST.get("reason", ""))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("document", pk)
    messages.success(
        request, _("“%(name)s” was taken back: nobody is shown it any more.") % {"name": row.name}
    )
    return redirect(f"{reverse('right', args=[row.right_id])}#documents")


def _gone_to(request: HttpRequest, address: str, place: str = "") -> HttpResponse:
    """Send the browser on; to script that sent the form, in the words it knows, so that the next page tells what happened."""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return redirect(f"{address}{place}")


def _enter(request: HttpRequest, given: UploadedFile, **facts: Any) -> Document | None:
    """Add one file and say what became of it; ``None`` where it was refused."""
    name, begun = clean_name(given.name or ""), timezone.now()
    try:
        row = actions.add_document(chunks=given.chunks(), name=given.name or "", by=member(request), **facts)
    except Refused as refused:
        detail = f" ({refused.detail})" if refused.detail else ""
        messages.error(request, f"{name}: {own(explain(refused.code))}{detail}")
    except TooLarge as error:
        words = {"name": name, "limit": size(error.args[0])}
        messages.error(
            request, _("%(name)s: larger than %(limit)s. Split it, or make its pictures smaller.") % words
        )
    except Unavailable:
        log.exception("The store of documents is away")
        messages.error(
            request, _("%(name)s: the store of files does not answer now. Try again later.") % {"name": name}
        )
    else:
        is_new = row.added_at >= begun
        said = (
            _("“%(name)s” was added.") if is_new else _("“%(name)s” is here already with the same content.")
        )
        (messages.success if is_new else messages.info)(request, said % {"name": row.name})
        return row
    return None


def _files(request: HttpRequest) -> list[UploadedFile]:
    """Return the files that came with a form, and say so where there are none or more than are taken at once."""
    given = request.FILES.getlist("files")
    if not given:
        messages.error(request, _("No file came with the form. Choose a file, then try again."))
    if len(given) > MOST_FILES:
        words = {"most": MOST_FILES, "n": len(given) - MOST_FILES}
        messages.error(request, _("At most %(most)s files at once: the last %(n)s were left out.") % words)
    return given[:MOST_FILES]


def _document(request: HttpRequest, pk: int) -> Document:
    """Return a document, or 404 in the same words whether it is missing or not for this user."""
    row = queries.document(request.user, pk)
    if row is None:
        raise _none(pk)
    return row


def _none(pk: int) -> Http404:
    return Http404(_("There is no document %(number)s, or you may not see it.") % {"number": pk})


def _event(request: HttpRequest, right: Right) -> Event | None:
    """Return the event that the files are said to prove, if it is one of this right that the user may know of."""
    asked = request.POST.get("event", "")
    if not asked.isdecimal() or len(asked) > 18:
        return None
    return visible_events(request.user).filter(right=right, pk=int(asked)).first()
