"""Pages of offers: their list and each one for everybody, listing and withdrawing for holders."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.access import organisation_ids, own_organisations
from mainline.orgs.gate import member, needs
from mainline.orgs.list_pages import lists
from mainline.utilization.bodies import body_of
from mainline.utilization.market import labels, licences, queries
from mainline.utilization.market.access import DEAL
from mainline.utilization.market.actions import offers as actions
from mainline.utilization.market.enums import OfferState, Reason
from mainline.utilization.market.forms import OfferForm
from mainline.utilization.market.models import Offer
from mainline.utilization.market.tables import OFFERS, price_words
from mainline.utilization.market.terms import terms
from mainline.web.addresses import is_id
from mainline.web.tables import as_file, files


@require_safe
@lists(OFFERS)
def index(request: HttpRequest) -> HttpResponseBase:
    """All standing offers, for everybody; one's own withdrawn ones too."""
    context = {
        "table": OFFERS.shown(request, queries.offers(request.user)),
        "files": files("offers_export"),
        "can_list": queries.may_deal(request.user),
    }
    return OFFERS.answer(request, "utilization/market/offers.html", context)


@require_safe
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = OFFERS.asked(request, queries.offers(request.user))
    return as_file(request, OFFERS, rows.iterator(chunk_size=500), format, "offers")


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One offer: its terms and rights, and for its holder the needs that it fits."""
    row = _offer(request, pk)
    own = organisation_ids(request.user, DEAL) if request.user.is_authenticated else set()
    is_own, rights = row.organisation_id in own, [part.right for part in row.parts.all()]
    context = {
        "offer": row, "rights": rights, "open": licences.open_terms(row), "is_own": is_own, "price": price_words(row),
        "industry": labels.industry(row.industry), "place": labels.place(row.organisation.place),
        "can_deal": queries.may_deal(request.user), "reasons": Reason.choices, "weights": terms().weights,
        "found": queries.needs_for(request.user, rights) if is_own and row.state == OfferState.LISTED else [],
    }  # fmt: skip
    return render(request, "utilization/market/offer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(DEAL)
def new(request: HttpRequest) -> HttpResponse:
    """Offer rights of one's own."""
    bodies = own_organisations(request.user, DEAL)
    asked = [int(one) for one in (request.POST or request.GET).getlist("right") if is_id(one)]
    form = OfferForm(request.POST or None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        try:
            body = body_of(request.user, DEAL, request.POST.get("organisation", ""))
            rights = queries.chosen_rights(request.user, asked)
            row = actions.list_offer(
                organisation=body, rights=rights, said=form.said(), by=member(request), on=clock.today()
            )
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("Listed: everybody sees it now."))
            return redirect("offer", row.pk)
    rows = [right for body in bodies for right in queries.own_rights(body)[: queries.MOST_CHOICES]]
    return render(
        request, "utilization/market/offer_form.html", {"form": form, "rights": rows, "chosen": asked}
    )


@require_POST
@needs(DEAL)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an offer back."""
    row = _offer(request, pk)
    try:
        actions.withdraw_offer(
            offer=row, reason=request.POST.get("reason", ""), by=member(request), on=clock.today()
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Withdrawn."))
    return redirect("offer", pk)


def _offer(request: HttpRequest, pk: int) -> Offer:
    found = queries.offer(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no offer %(number)s, or it was withdrawn.") % {"number": pk})
    return found
