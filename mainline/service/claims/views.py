"""Pages of claims: their list, one claim for who makes it and for the office, its papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.gate import member, needs
from mainline.orgs.list_pages import lists
from mainline.register.access import visible_documents
from mainline.register.documents.responses import guarded, streamed
from mainline.register.documents.storage import store
from mainline.register.documents.views import stored
from mainline.rules.money import Money
from mainline.rules.policies.loading import policybook
from mainline.service.claims import actions, deciding, queries
from mainline.service.claims.access import MAKE, VIEW, decidable_claims
from mainline.service.claims.judged import open_clauses
from mainline.service.claims.models import Claim
from mainline.service.claims.tables import CLAIMS
from mainline.service.policies import queries as policies
from mainline.service.policies import shown
from mainline.service.policies.access import own_organisations
from mainline.service.policies.cases import BadValue, read
from mainline.service.policies.tables import call_words
from mainline.web.addresses import is_id
from mainline.web.tables import as_file, files


@require_safe
@needs(VIEW)
@lists(CLAIMS)
def index(request: HttpRequest) -> HttpResponseBase:
    """The claims of one's own organisations; for an office those handed in, by the working days left."""
    deciding_now = decidable_claims(request.user)
    context = {
        "table": CLAIMS.shown(request, queries.claims(request.user)),
        "files": files("claims_export"),
        "budgets": [call_words(call) for call in policies.calls().filter(year=clock.today().year)]
        if deciding_now.exists()
        else [],
    }
    return CLAIMS.answer(request, "service/claims/index.html", context)


@require_safe
@needs(VIEW)
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = CLAIMS.asked(request, queries.claims(request.user))
    return as_file(request, CLAIMS, rows.iterator(chunk_size=500), format, "claims")


@require_POST
@needs(MAKE)
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a claim, or open the one that stands."""
    given = request.POST
    body = own_organisations(request.user, MAKE).filter(pk=_id(given.get("organisation", ""))).first()
    ready = shown.ready_of(given.get("policy", ""))
    if body is None or ready is None:
        raise Http404(_("There is no such organisation or policy, or you may not claim under it."))
    try:
        claim = actions.begin(
            organisation=body, policy=ready.policy.id, ref=given.get("ref", ""), by=member(request), on=clock.today()
        )  # fmt: skip
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("policy_mine", ready.policy.code)
    return redirect("claim", claim.pk)


@require_safe
@needs(VIEW)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim: its clauses as judged, its papers, what was done, and what can be done now."""
    return _shown(request, _claim(request, pk))


def _shown(request: HttpRequest, claim: Claim, status: int = 200) -> HttpResponse:
    """Show a claim; what was typed and refused is there to be mended."""
    on = clock.today()
    makes = queries.can_make(request.user, claim)
    decides = decidable_claims(request.user).filter(pk=claim.pk).exists()
    judged = claim.judged | {"contract": claim.contract}
    call = policies.call_of(claim.policy, claim.year)
    ready = policybook().policies[claim.policy]
    context = {
        "claim": claim, "title": queries.title_of(claim), "policy": ready.policy, "about": claim.judged.get("about", {}),
        "clauses": shown.clauses(judged, organisation=claim.organisation_id, say=makes and claim.state in ("draft", "returned")),
        "open": open_clauses(claim.judged), "papers": queries.papers(claim), "left": queries.working_days_left(claim, on),
        "steps": claim.steps.select_related("by").order_by("pk"), "computed": shown.money_text(claim.computed_minor),
        "approved": Money(claim.approved_minor, "CNY") if claim.approved_minor else None, "today": on,
        "edits": makes and claim.state in ("draft", "returned"), "makes": makes, "decides": decides and claim.state == "submitted",
        "pays": decides and claim.state == "approved", "takes_back": decides and claim.state in ("approved", "paid"),
        "documents": queries.documents_for(request.user, claim) if makes else [], "call": call_words(call) if call else None,
        "money": shown.money_text, "given": request.POST, "does": request.POST.get("act", ""),
    }  # fmt: skip
    return render(request, "service/claims/page.html", context, status=status)


@require_POST
@needs(VIEW)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of a claim's page asks."""
    claim, do = _claim(request, pk), _ACTS.get(request.POST.get("act", ""))
    try:
        if do is None:
            raise ValidationError(_("Choose what you decide."))
        messages.success(request, do(request, claim, clock.today()))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _shown(request, _claim(request, pk), status=400)
    return redirect("claim", pk)


@require_safe
@needs(VIEW)
@stored
def paper(request: HttpRequest, pk: int, paper: int) -> HttpResponseBase:
    """The file of a paper, to be saved: for who makes the claim, and for the office once it is handed in."""
    row = queries.paper_file(request.user, _claim(request, pk), paper)
    if row is None:
        raise Http404(_("There is no such paper, or you may not see it."))
    response = streamed(store().open(row.sha256), row.media_type, row.size)
    return guarded(response, row.name, row.sha256, is_download=True)


def _set_paper(request: HttpRequest, claim: Claim, on: dt.date) -> str:
    given = request.POST
    asked = given.get("document", "")
    document = visible_documents(request.user).filter(pk=_id(asked)).first() if asked else None
    actions.set_paper(
        claim=claim, code=given.get("code", ""), document=document, reference=given.get("reference", ""),
        by=member(request),
    )  # fmt: skip
    return _("The paper is with the claim.")


def _submit(request: HttpRequest, claim: Claim, on: dt.date) -> str:
    row = actions.submit(claim=claim, by=member(request), on=on)
    return _("Handed in. The office decides by %(day)s.") % {"day": row.due_on}


def _withdraw(request: HttpRequest, claim: Claim, on: dt.date) -> str:
    actions.withdraw(claim=claim, words=request.POST.get("words", ""), by=member(request), on=on)
    return _("Withdrawn.")


def _send_back(request: HttpRequest, claim: Claim, on: dt.date) -> str:
    clause, words = request.POST.get("clause", ""), request.POST.get("words", "")
    deciding.send_back(claim=claim, clause=clause, words=words, by=member(request), on=on)
    return _("Sent back with the clause and your words.")


def _refuse(request: HttpRequest, claim: Claim, on: dt.date) -> str:
    clause, words = request.POST.get("clause", ""), request.POST.get("words", "")
    deciding.refuse(claim=claim, clause=clause, words=words, by=member(request), on=on)
    return _("Refused, with the clause and your words.")


def _approve(request: HttpRequest, claim: Claim, on: dt.date) -> str:
    given = request.POST
    said = [(one, given.get(f"confirm-{one}", "")) for one in open_clauses(claim.judged)]
    deciding.approve(
        claim=claim, amount=_typed(given.get("amount", "")), confirmed=said, words=given.get("words", ""),
        by=member(request), on=on,
    )  # fmt: skip
    return _("Approved, and taken from the budget.")


def _pay(request: HttpRequest, claim: Claim, on: dt.date) -> str:
    deciding.pay(claim=claim, by=member(request), on=on)
    return _("Paid: it stands in both books and on the thread.")


def _take_back(request: HttpRequest, claim: Claim, on: dt.date) -> str:
    deciding.take_back(claim=claim, words=request.POST.get("words", ""), by=member(request), on=on)
    return _("Taken back: every posting is reversed, and the budget has it again.")


def _typed(text: str) -> Money | None:
    if not text.strip():
        return None
    try:
        value = read(policybook().facts["loan_interest"], text)
    except BadValue as error:
        raise ValidationError(
            _("Give an amount of yuan with two decimals at most, such as 50000.00.")
        ) from error
    return value if isinstance(value, Money) else None


_ACTS: dict[str, Callable[[HttpRequest, Claim, dt.date], str]] = {
    "paper": _set_paper,
    "submit": _submit,
    "withdraw": _withdraw,
    "return": _send_back,
    "refuse": _refuse,
    "approve": _approve,
    "pay": _pay,
    "take_back": _take_back,
}


def _id(text: str) -> int:
    return int(text) if is_id(text) else 0


def _claim(request: HttpRequest, pk: int) -> Claim:
    found = queries.claim(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no claim %(number)s, or you may not see it.") % {"number": pk})
    return found
