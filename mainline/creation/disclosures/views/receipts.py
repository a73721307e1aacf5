"""What was handed in, to take away: the receipt as page and paper, the sealed text itself, and the files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainline.creation.disclosures import queries, thread
from mainline.creation.disclosures.models import Disclosure, DisclosureVersion
from mainline.creation.disclosures.papers import receipt
from mainline.creation.disclosures.shown import receipt_of
from mainline.creation.disclosures.views.gate import LARGEST_ID, disclosure_of, none
from mainline.orgs.gate import signed_in
from mainline.register.documents.responses import guarded, streamed, unchanged
from mainline.register.documents.storage import store
from mainline.register.documents.views import stored
from mainline.typesetting import NoFonts, NotTypeset


@require_safe
@signed_in
def page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The receipt: what was sealed when, and how anybody checks it."""
    row, version = _version(request, pk, number)
    context = receipt_of(row, version, thread.handed_in(version), thread.files_in(version))
    return render(request, "creation/disclosures/receipt.html", context)


@require_safe
@signed_in
def paper(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The receipt as PDF."""
    row, version = _version(request, pk, number)
    try:
        pdf = receipt(row, version, thread.handed_in(version), thread.files_in(version))
    except (NoFonts, NotTypeset):
        words = _("The typesetter is not ready now. Try again in a moment, or print the page.")
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")
    name = f"{row.number}-v{version.number}.pdf"
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_safe
@signed_in
def content(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The sealed text, byte for byte: its SHA-256 is the digest."""
    row, version = _version(request, pk, number)
    name = f"{row.number}-v{version.number}.json"
    return HttpResponse(
        version.content.encode(), content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-cache"},
    )  # fmt: skip


@require_safe
@signed_in
@stored
def file(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """A file of a disclosure, to be saved: never shown by the browser, whatever it is."""
    row = disclosure_of(request, pk)
    found = queries.file(request.user, row, file) if file <= LARGEST_ID else None
    if found is None:
        raise none(pk)
    if answer := unchanged(request, found.sha256):
        return answer
    response = streamed(store().open(found.sha256), found.media_type, found.size)
    return guarded(response, found.name, found.sha256, is_download=True)


def _version(request: HttpRequest, pk: int, number: int) -> tuple[Disclosure, DisclosureVersion]:
    row = disclosure_of(request, pk)
    found = queries.version(request.user, row, number) if number < 32768 else None
    if found is None:
        raise none(pk)
    return row, found
