"""Pages of agreements: their list, drafting one, one agreement, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.access import own_organisations
from mainline.orgs.gate import member, needs, signed_in
from mainline.orgs.list_pages import lists
from mainline.orgs.models import Organisation
from mainline.utilization.agreements import actions, queries
from mainline.utilization.agreements.access import KEEP, VIEW
from mainline.utilization.agreements.enums import AgreementKind, Side
from mainline.utilization.agreements.forms import Reader, form_context, shown, terms_from, typed_again
from mainline.utilization.agreements.logic import Terms, terms_of
from mainline.utilization.agreements.models import Agreement
from mainline.utilization.agreements.shown import page_of
from mainline.utilization.agreements.tables import AGREEMENTS
from mainline.utilization.royalties import money
from mainline.web.tables import as_file, files

_KINDS = {code: label for code, label in AgreementKind.choices if code != AgreementKind.OPEN}


@require_safe
@needs(VIEW)
@lists(AGREEMENTS)
def index(request: HttpRequest) -> HttpResponseBase:
    """The agreements of one's organisations."""
    context = {
        "table": AGREEMENTS.shown(request, queries.agreements(request.user)),
        "files": files("agreements_export"),
        "can_write": bool(own_organisations(request.user, KEEP)),
    }
    return AGREEMENTS.answer(request, "utilization/agreements/index.html", context)


@require_safe
@needs(VIEW)
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = AGREEMENTS.asked(request, queries.agreements(request.user))
    return as_file(request, AGREEMENTS, rows.iterator(chunk_size=500), format, "agreements")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(KEEP)
def new(request: HttpRequest) -> HttpResponse:
    """Draft an agreement as one of its sides."""
    if request.method == "POST":
        given, problems = typed_again(request.POST), []
        try:
            return redirect("agreement", _drafted(request).pk)
        except ValidationError as error:
            problems = error.messages
    else:
        given = {
            "rights": request.GET.get("right", ""),
            "territory": "中国",
            "other": request.GET.get("other", ""),
        }
        problems = []
    context = {
        **form_context(given), "problems": problems, "kinds": _KINDS, "own": own_organisations(request.user, KEEP),
        "others": queries.counterparts(request.user), "is_new": True, "title": _("New agreement"),
    }  # fmt: skip
    return render(request, "utilization/agreements/edit.html", context)


def _drafted(request: HttpRequest) -> Agreement:
    read = Reader(request.POST)
    own = _chosen(own_organisations(request.user, KEEP), read.text("own"))
    other = _chosen(list(queries.counterparts(request.user)), read.text("other"))
    if own is None or other is None:
        raise ValidationError(_("Choose both sides."))
    side = Side.LICENSEE if read.text("side") == Side.LICENSEE else Side.LICENSOR
    licensor, licensee = (own, other) if side is Side.LICENSOR else (other, own)
    return actions.draft(
        kind=read.text("kind"), licensor=licensor, licensee=licensee, side=side,
        terms=terms_from(request.POST, request.user), reference=read.text("reference"), by=member(request),
    )  # fmt: skip


def _chosen(bodies: list[Organisation], asked: str) -> Organisation | None:
    if not asked and len(bodies) == 1:
        return bodies[0]
    return next((body for body in bodies if str(body.pk) == asked), None)


@require_safe
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement: its clauses, who signed, what stands in the way, its money."""
    row = _agreement(request, pk)
    return render(request, "utilization/agreements/page.html", page_of(request.user, row, clock.today()))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(KEEP)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft, or propose other terms of an agreement in effect."""
    row, problems = _agreement(request, pk), []
    if getattr(row, "is_theirs", False):
        raise Http404(_("There is no agreement %(number)s, or you may not see it.") % {"number": pk})
    given: dict[str, object] = {
        **shown(terms_of(row.terms), queries.rights_of(row)),
        "reference": row.reference,
    }
    if request.method == "POST":
        given = typed_again(request.POST)
        try:
            _changed(request, row, terms_from(request.POST, request.user))
            return redirect("agreement", row.pk)
        except ValidationError as error:
            problems = error.messages
    context = {
        **form_context(given), "row": row, "problems": problems, "revision": request.POST.get("revision", row.revision),
        "title": _("Change the draft") if row.state == "draft" else _("Propose a change"),
    }  # fmt: skip
    return render(request, "utilization/agreements/edit.html", context)


def _changed(request: HttpRequest, row: Agreement, terms: Terms) -> None:
    if row.state == "signed":
        actions.propose_change(agreement=row, terms=terms, by=member(request))
        return
    read = Reader(request.POST)
    revision = read.whole("revision", _("Version"), 99_999)
    actions.save(
        agreement=row, terms=terms, reference=read.text("reference"), revision=revision, by=member(request)
    )


@require_POST
@signed_in
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of an agreement's page asks."""
    row, do = _agreement(request, pk), _ACTS.get(request.POST.get("act", ""))
    try:
        if do is None:
            raise ValidationError(_("Choose what you decide."))
        messages.success(request, do(request, row))
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    still_there = queries.agreement(request.user, pk) is not None
    return redirect("agreement", pk) if still_there else redirect("agreements")


def _send(request: HttpRequest, row: Agreement) -> str:
    actions.send(agreement=row, by=member(request))
    return _("The other side sees it now. It holds once both have signed.")


def _sign(request: HttpRequest, row: Agreement) -> str:
    version = actions.sign(
        agreement=row, digest_seen=request.POST.get("digest", ""), by=member(request), on=clock.today()
    )
    return _("Both sides have signed: it is in effect.") if version.is_signed else _("Signed for your side.")


def _take_back(request: HttpRequest, row: Agreement) -> str:
    actions.take_back(agreement=row, words=request.POST.get("words", ""), by=member(request))
    return _("The version is taken back to work; signatures under it are void.")


def _discard(request: HttpRequest, row: Agreement) -> str:
    actions.discard(agreement=row, by=member(request))
    return _("The draft is given up.")


def _record(request: HttpRequest, row: Agreement) -> str:
    read = Reader(request.POST)
    day = read.day("recorded_on", _("Recorded on"))
    read.done()
    actions.enter_recordal(
        agreement=row, number=read.text("number"), recorded_on=day or clock.today(), by=member(request),
        on=clock.today(),
    )  # fmt: skip
    return _("The recordal is entered; its date is done.")


def _end(request: HttpRequest, row: Agreement) -> str:
    read = Reader(request.POST)
    day = read.day("ended_on", _("Ended on"))
    read.done()
    actions.end(
        agreement=row,
        ended_on=day or clock.today(),
        reason=read.text("reason"),
        by=member(request),
        on=clock.today(),
    )
    return _("The agreement is ended. What is owed until then is still reported and paid.")


def _receive(request: HttpRequest, row: Agreement) -> str:
    read = Reader(request.POST)
    currency = queries.terms_in_force(row).currency
    minor = read.amount(read.text("amount"), _("Amount"), currency)
    day = read.day("received_on", _("Received on"))
    read.done()
    money.enter_receipt(
        agreement=row, minor=minor or 0, received_on=day or clock.today(), reference=read.text("reference"),
        key=read.text("key")[:80], by=member(request), on=clock.today(),
    )  # fmt: skip
    return _("The money is entered: it pays what is due first, the rest stays as credit.")


_ACTS: dict[str, Callable[[HttpRequest, Agreement], str]] = {
    "send": _send,
    "sign": _sign,
    "take_back": _take_back,
    "discard": _discard,
    "record": _record,
    "end": _end,
    "receive": _receive,
}


def _agreement(request: HttpRequest, pk: int) -> Agreement:
    found = queries.agreement(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no agreement %(number)s, or you may not see it.") % {"number": pk})
    return found
