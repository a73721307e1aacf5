"""Pages of whoever discloses: one's own disclosures, the form, what is checked before it is handed in."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mainline.creation.disclosures import actions, queries
from mainline.creation.disclosures.access import EDITED, MAKE, employers, is_writer
from mainline.creation.disclosures.colleagues import colleagues
from mainline.creation.disclosures.logic import draft_of, typed
from mainline.creation.disclosures.models import Disclosure
from mainline.creation.disclosures.shown import check_of, form_of, total
from mainline.creation.disclosures.tables import OWN
from mainline.creation.disclosures.views.gate import FILE_FAULTS, disclosure_of, sentence
from mainline.orgs import clock
from mainline.orgs.gate import member, needs, signed_in
from mainline.orgs.list_pages import lists
from mainline.orgs.models import Organisation
from mainline.register.storable import storable
from mainline.web.addresses import is_id
from mainline.web.tables import as_file, files


@require_safe
@signed_in
@lists(OWN)
def index(request: HttpRequest) -> HttpResponseBase:
    """The disclosures that one made or is named in."""
    context = {
        "table": OWN.shown(request, queries.own(request.user)),
        "files": files("disclosures_export"),
        "employers": employers(request.user) if queries.may_begin(request.user) else (),
    }
    return OWN.answer(request, "creation/disclosures/index.html", context)


@require_safe
@signed_in
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = OWN.asked(request, queries.own(request.user))
    return as_file(request, OWN, rows.iterator(chunk_size=500), format, "disclosures")


@require_POST
@needs(MAKE)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a disclosure to the employer that the form names, or the only one."""
    row = actions.begin(organisation=_employer(request), by=member(request))
    return redirect("disclosure_edit", row.pk)


def _employer(request: HttpRequest) -> Organisation:
    asked = request.POST.get("organisation", "")
    found = [one for one in employers(request.user) if not asked or str(one.pk) == asked]
    if not found:
        raise PermissionDenied(_("One discloses to one's employer."))
    return found[0]


@require_safe
@signed_in
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; who may only read it, or when it is handed in, is led to its page."""
    row = disclosure_of(request, pk)
    if not is_writer(request.user, row) or row.state not in EDITED:
        return redirect("disclosure", pk)
    return render(request, "creation/disclosures/form.html", form_of(member(request), row, clock.today()))


@require_POST
@needs(MAKE)
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed; asked by the form itself while somebody types, and by its button."""
    row, is_part = disclosure_of(request, pk), bool(request.headers.get("HX-Request"))
    try:
        row = _save(request, row)
    except ValidationError as error:
        if is_part:
            context = {"row": row, "revision": _revision(request), "problem": sentence(error)}
            return render(request, "creation/disclosures/saved.html", context)
        messages.error(request, sentence(error))
        return redirect("disclosure_edit", pk)
    if is_part:
        context = {"row": row, "revision": row.revision, "total": total(draft_of(row.content))}
        return render(request, "creation/disclosures/saved.html", context)
    messages.success(request, _("Saved."))
    return redirect("disclosure_edit", pk)


def _save(request: HttpRequest, row: Disclosure) -> Disclosure:
    given = {name: storable(text) for name, text in request.POST.dict().items()}
    draft = typed(given, colleagues(row.organisation))
    return actions.save(disclosure=row, draft=draft, revision=_revision(request), by=member(request))


def _revision(request: HttpRequest) -> int:
    asked = request.POST.get("revision", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else -1


@require_POST
@needs(MAKE)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of the form asks, after what is typed beside it was kept."""
    row, (what, _dash, number) = disclosure_of(request, pk), request.POST.get("act", "").partition("-")
    try:
        if what == "discard":
            actions.discard(disclosure=row, by=member(request))
            messages.success(request, _("Thrown away."))
            return redirect("disclosures")
        row = _save(request, row)
        if what == "check":
            return redirect("disclosure_check", pk)
        if what == "remove" and is_id(number):
            actions.remove_file(disclosure=row, file=int(number), by=member(request))
        if what == "add":
            _add(request, row)
    except (ValidationError, *FILE_FAULTS) as error:
        messages.error(request, sentence(error))
    place = "#files" if what in ("add", "remove") else "#inventors" if what == "rows" else ""
    return redirect(reverse("disclosure_edit", args=[pk]) + place)


def _add(request: HttpRequest, row: Disclosure) -> None:
    given = request.FILES.getlist("file")
    if not given:
        raise ValidationError(_("Choose a file first."))
    for one in given:
        actions.add_file(disclosure=row, chunks=one.chunks(), name=one.name or "", by=member(request))


@require_safe
@signed_in
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What is read before it is handed in."""
    row = disclosure_of(request, pk)
    if not is_writer(request.user, row) or row.state not in EDITED:
        return redirect("disclosure", pk)
    return render(request, "creation/disclosures/check.html", check_of(member(request), row, clock.today()))


@require_POST
@needs(MAKE)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it in, as it was looked at."""
    row = disclosure_of(request, pk)
    try:
        version = actions.submit(
            disclosure=row, revision=_revision(request), by=member(request), on=clock.today()
        )
    except ValidationError as error:
        messages.error(request, sentence(error))
        return redirect("disclosure_check", pk)
    messages.success(request, _("Handed in and sealed. This is your receipt."))
    return redirect("disclosure_receipt", pk, version.number)
