"""The record of who did what: its list, one entry, and the signed checkpoints that everybody may keep."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mainline.administration import tables
from mainline.administration.access import visible_entries
from mainline.administration.gate import auditors
from mainline.administration.tables import CHECKPOINTS, ENTRIES
from mainline.administration.words import facts, subject_link, told
from mainline.audit import queries
from mainline.audit.canonical import NotCanonical
from mainline.audit.chain import body_hash, link_hash
from mainline.audit.models import Entry
from mainline.audit.seals import BrokenSeals, unpack
from mainline.audit.signing import fingerprint
from mainline.orgs.access import is_admin
from mainline.orgs.list_pages import lists
from mainline.web.downloads import download
from mainline.web.tables import as_file, files


@require_GET
@auditors
@lists(ENTRIES)
def index(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first: all of it, or an organisation's part."""
    context = {
        "table": ENTRIES.shown(request, visible_entries(request.user)),
        "files": files("audit_export"),
        "is_whole": is_admin(request.user),
        "checkpoint": queries.checkpoints().first(),
    }
    return ENTRIES.answer(request, "administration/audit.html", context)


@require_GET
@auditors
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The entries as a file."""
    rows = ENTRIES.asked(request, visible_entries(request.user)).iterator(chunk_size=500)
    return as_file(request, ENTRIES, rows, format, "audit")


@require_GET
@auditors
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry: what it says, its place in the chain, and how to verify it."""
    seen = visible_entries(request.user)
    found = seen.defer(None).filter(pk=number).first() if number < 2**63 else None
    if found is None:
        raise Http404(_("There is no entry %(number)s, or you may not see it.") % {"number": number})
    context = {
        "entry": found,
        "told": told(found),
        "who": tables.who(found),
        "at": tables.at(found.at),
        "subject": subject_link(found),
        "data": facts(found),
        "rows": _rows(found),
        "previous": bytes(found.previous).hex(),
        "hash": bytes(found.hash).hex(),
        "is_intact": _is_intact(found),
        "before": seen.filter(pk__lt=number).first(),
        "after": seen.filter(pk__gt=number).order_by("number").first(),
        "checkpoint": queries.checkpoints().filter(entry__gte=number).last(),
    }
    return render(request, "administration/entry.html", context)


def _rows(found: Entry) -> int | None:
    """Count the rows under seal in an entry; ``None`` where its seals can't be read."""
    try:
        return sum(1 for _one in unpack(bytes(found.seals)))
    except BrokenSeals:
        return None


def _is_intact(found: Entry) -> bool:
    """Whether an entry's hash is that of what it says."""
    link = queries.link_of(found)
    try:
        return link_hash(link.previous, body_hash(link)) == link.hash
    except NotCanonical:
        return False


@require_GET
@lists(CHECKPOINTS)
def checkpoints(request: HttpRequest) -> HttpResponse:
    """The signed checkpoints. Public: who keeps a copy can prove later what stood before it."""
    newest = queries.checkpoints().first()
    context = {
        "table": CHECKPOINTS.shown(request, queries.checkpoints()),
        "files": files("checkpoints_export"),
        "newest": newest,
        "key": bytes(newest.public_key).hex() if newest else "",
        "fingerprint": fingerprint(bytes(newest.public_key)) if newest else "",
    }
    return CHECKPOINTS.answer(request, "administration/checkpoints.html", context)


@require_GET
def checkpoints_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The checkpoints as a file for people."""
    rows = CHECKPOINTS.asked(request, queries.checkpoints()).iterator(chunk_size=500)
    return as_file(request, CHECKPOINTS, rows, format, "checkpoints")


@require_GET
def stamps(request: HttpRequest) -> HttpResponseBase:
    """The checkpoints as ``mainline verify --known`` reads them: one JSON object a line, oldest first."""
    return download(_lines(), "application/x-ndjson", "mainline-checkpoints.jsonl")


def _lines() -> Iterator[bytes]:
    yield from (f"{stamp.as_line()}\n".encode() for stamp in queries.stamps())
