"""Proposals that two persons are one. They are decided one by one, and never in bulk."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mainline.orgs.models import PersonProposal
from mainline.orgs.persons import actions as persons
from mainline.orgs.persons import queries as kept
from mainline.register.people import actions, queries
from mainline.register.views.gate import member, needs
from mainline.web.returning import back

_PAGE = 20
_DECIDED = 10


@require_GET
@needs("person.decide")
def index(request: HttpRequest) -> HttpResponse:
    """What waits, surest first, and what was decided last."""
    page = Paginator(kept.open_proposals(request.user), _PAGE).get_page(request.GET.get("page"))
    decided = kept.decided_proposals(request.user)[:_DECIDED]
    context = {
        "page": page,
        "waiting": queries.proposed(request.user, page.object_list),
        "decided": queries.proposed(request.user, decided),
    }
    return render(request, "people/proposals.html", context)


@require_POST
@needs("person.decide")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or refuse a proposal."""
    proposal, answer = _proposal(request, pk), request.POST.get("answer")
    if answer not in ("accept", "refuse"):
        messages.error(request, _("Nothing was decided: say that they are one, or that they are not."))
        return back(request, "person_proposals")
    try:
        actions.decide_proposal(proposal=proposal, accept=answer == "accept", by=member(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return back(request, "person_proposals")


@require_POST
@needs("person.decide")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back."""
    try:
        persons.undo_proposal(proposal=_proposal(request, pk), by=member(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return back(request, "person_proposals")


def _proposal(request: HttpRequest, pk: int) -> PersonProposal:
    found = kept.proposals(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no proposal %(number)s.") % {"number": pk})
    return found
