"""Pages of pledges: the list, a new pack, one pledge with its rights, its paper, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.access import own_organisations
from mainline.orgs.gate import member, needs, signed_in
from mainline.orgs.list_pages import lists
from mainline.orgs.models import Organisation
from mainline.rules.money import CURRENCIES, Money
from mainline.typesetting import NoFonts, NotTypeset
from mainline.utilization.agreements.forms import Reader
from mainline.utilization.bodies import body_of
from mainline.utilization.pledges import actions, lending, queries, registering
from mainline.utilization.pledges.access import KEEP, lenders_here, lenders_of, visible_offers
from mainline.utilization.pledges.enums import Purpose
from mainline.utilization.pledges.forms import rights_from
from mainline.utilization.pledges.models import Pledge
from mainline.utilization.pledges.paper import paper as made_paper
from mainline.utilization.pledges.sheets import sheets
from mainline.utilization.pledges.tables import PLEDGES
from mainline.web.addresses import is_id
from mainline.web.asking import asker_of
from mainline.web.tables import as_file, files


@require_safe
@signed_in
@lists(PLEDGES)
def index(request: HttpRequest) -> HttpResponseBase:
    """The pledges of one's organisations, and the packs that they are invited to read."""
    context = {
        "table": PLEDGES.shown(request, queries.pledges(request.user)),
        "files": files("pledges_export"),
        "can_begin": bool(own_organisations(request.user, KEEP)),
    }
    return PLEDGES.answer(request, "utilization/pledges/index.html", context)


@require_safe
@signed_in
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = PLEDGES.asked(request, queries.pledges(request.user))
    return as_file(request, PLEDGES, rows.iterator(chunk_size=500), format, "pledges")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(KEEP)
def new(request: HttpRequest) -> HttpResponse:
    """Make a pack of rights."""
    problems: list[str] = []
    if request.method == "POST":
        try:
            return redirect("pledge", _begun(request, request.POST).pk)
        except ValidationError as error:
            problems = error.messages
    given = request.POST or request.GET
    context = {
        "given": given, "problems": problems, "own": own_organisations(request.user, KEEP), "purposes": dict(Purpose.choices),
        "currencies": list(CURRENCIES), "rights": given.get("rights") or given.get("right", ""), "today": clock.today(),
        "purpose": given.get("purpose", ""),
    }  # fmt: skip
    return render(request, "utilization/pledges/new.html", context, status=400 if problems else 200)


def _begun(request: HttpRequest, given: QueryDict) -> Pledge:
    read, currency = Reader(given), given.get("currency", "")
    currency = currency if currency in CURRENCIES else "CNY"
    minor = read.amount(read.text("amount"), _("Loan wished for"), currency)
    until = read.day("until", _("To be repaid by"))
    rights = rights_from(read, request.user)
    read.done()
    return actions.begin(
        holder=body_of(request.user, KEEP, given.get("own", "")), rights=rights, purpose=given.get("purpose", ""),
        money=Money(minor or 0, currency), until=until, note=given.get("note", ""), by=member(request), on=clock.today(),
    )  # fmt: skip


@require_safe
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One pledge: its rights with red flags first, who may read it, offers, and what is next."""
    row, on = _found(request, pk), clock.today()
    context = {
        "page": queries.page_of(request.user, row, on), "sheets": sheets(request.user, row, on), "today": on,
        "most_days": actions.MOST_DAYS,
    }  # fmt: skip
    return render(request, "utilization/pledges/page.html", context)


@require_safe
@signed_in
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The pack as PDF."""
    row, on = _found(request, pk), clock.today()
    told = queries.page_of(request.user, row, on), sheets(request.user, row, on), on
    try:
        content = made_paper(request.user, *told, asker_of(request).remark)
    except (NoFonts, NotTypeset):
        why = _("The typesetter is busy or not set up. Try again in a minute.")
        return render(request, "web/no_paper.html", {"why": why}, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{row.number}-{on}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _found(request: HttpRequest, pk: int) -> Pledge:
    found = queries.pledge_of(request.user, pk)
    if found is None:
        raise Http404(_("There is no pledge %(number)s.") % {"number": pk})
    return found


@require_POST
@signed_in
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of the page asks."""
    found, do = _found(request, pk), _ACTS.get(request.POST.get("act", ""))
    try:
        if do is None:
            raise ValidationError(_("There is no such act."))
        do(request, found, Reader(request.POST))
    except ValidationError as error:
        for words in error.messages:
            messages.error(request, words)
    # Whose bank has just declined can open the page no more.
    return redirect("pledge", pk) if queries.pledge_of(request.user, pk) else redirect("pledges")


def _named(rows: list[Organisation], text: str) -> Organisation:
    if not text and len(rows) == 1:
        return rows[0]
    found = next((row for row in rows if str(row.pk) == text), None)
    if found is None:
        raise ValidationError(_("Choose a bank or guarantor."))
    return found


def _invite(request: HttpRequest, row: Pledge, read: Reader) -> None:
    days = read.whole("days", _("Days"), actions.MOST_DAYS)
    read.done()
    actions.invite(
        pledge=row, organisation=_named(list(lenders_here()), read.text("bank")), days=days,
        shows_unpublished=bool(read.text("shows_unpublished")), by=member(request), on=clock.today(),
    )  # fmt: skip


def _revoke(request: HttpRequest, row: Pledge, read: Reader) -> None:
    text = read.text("invitation")
    found = row.invitations.filter(pk=int(text)).first() if is_id(text) else None
    if found is None:
        raise ValidationError(_("There is no such invitation."))
    actions.revoke(invitation=found, by=member(request))


def _offer(request: HttpRequest, row: Pledge, read: Reader) -> None:
    minor = read.amount(read.text("amount"), _("Loan"), row.currency)
    rate = read.part(read.text("rate"), _("Interest a year"))
    starts_on, until = read.day("starts_on", _("From")), read.day("until", _("To"))
    read.done()
    lending.offer(
        pledge=row, bank=_named(lenders_of(request.user, row), read.text("bank")), minor=minor, rate=rate,
        starts_on=starts_on, until=until, is_guaranteed=read.text("guaranteed") == "yes",
        conditions=request.POST.get("conditions", ""), by=member(request), on=clock.today(),
    )  # fmt: skip


def _decline(request: HttpRequest, row: Pledge, read: Reader) -> None:
    bank = _named(lenders_of(request.user, row), read.text("bank"))
    lending.decline(pledge=row, bank=bank, reason=read.text("reason"), by=member(request))


def _accept(request: HttpRequest, row: Pledge, read: Reader) -> None:
    text = read.text("offer")
    found = visible_offers(request.user, row).filter(pk=int(text)).first() if is_id(text) else None
    if found is None:
        raise ValidationError(_("There is no such offer."))
    actions.accept(offer=found, by=member(request), on=clock.today())


def _sign(request: HttpRequest, row: Pledge, read: Reader) -> None:
    registering.sign(pledge=row, digest_seen=read.text("digest"), by=member(request), on=clock.today())


def _register(request: HttpRequest, row: Pledge, read: Reader) -> None:
    day = read.day("registered_on", _("Registered on"))
    read.done()
    registering.register(
        pledge=row, number=read.text("number"), registered_on=day, by=member(request), on=clock.today()
    )


def _pay_out(request: HttpRequest, row: Pledge, read: Reader) -> None:
    minor, day = (
        read.amount(read.text("amount"), _("Paid out"), row.currency),
        read.day("paid_on", _("Paid out on")),
    )
    read.done()
    registering.pay_out(pledge=row, minor=minor, paid_on=day, by=member(request), on=clock.today())


def _repay(request: HttpRequest, row: Pledge, read: Reader) -> None:
    day = read.day("repaid_on", _("Repaid on"))
    read.done()
    registering.repay(pledge=row, repaid_on=day, by=member(request), on=clock.today())


def _release(request: HttpRequest, row: Pledge, read: Reader) -> None:
    day = read.day("released_on", _("Released on"))
    read.done()
    registering.release(
        pledge=row, number=read.text("number"), released_on=day, by=member(request), on=clock.today()
    )


_ACTS: dict[str, Callable[[HttpRequest, Pledge, Reader], object]] = {
    "invite": _invite,
    "revoke": _revoke,
    "offer": _offer,
    "decline": _decline,
    "accept": _accept,
    "sign": _sign,
    "take_back": lambda request, row, read: registering.take_back(
        pledge=row, reason=read.text("reason"), by=member(request)
    ),
    "register": _register,
    "pay_out": _pay_out,
    "repay": _repay,
    "release": _release,
    "give_up": lambda request, row, read: actions.give_up(
        pledge=row, reason=read.text("reason"), by=member(request)
    ),
}
