"""Proposals that two organisations are one: their list, the two side by side, several decided at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from mainline.orgs.enums import ProposalState
from mainline.orgs.gate import member, needs
from mainline.orgs.list_pages import lists
from mainline.orgs.models import MergeProposal, Organisation
from mainline.register import actions, bodies, queries
from mainline.register.models import Right
from mainline.register.search import value_label
from mainline.register.views.tables import time
from mainline.web.filters import Choice, Contains, Days, Numbers
from mainline.web.returning import back
from mainline.web.tables import Column, ListTable, as_file, files
from mainline.web.templatetags.web import number, own, page_language

MOST = 200
"""Proposals accepted at once: so many can still be looked over."""
SUREST = 95
"""Hundredths from which a proposal is among the surest, unless another number is asked for."""
_EXAMPLES = 5


def _pair(proposal: MergeProposal) -> SafeString:
    href = reverse("proposal", args=[proposal.pk])
    return format_html(
        '<a href="{}">{} = {}</a>', href, proposal.left.display_name, proposal.right.display_name
    )


def _score(proposal: MergeProposal) -> str:
    return f"{proposal.hundredths} %"


def _reasons(proposal: MergeProposal) -> str:
    return _("; ").join(own(reason) for reason in proposal.reasons)


def _decided(proposal: MergeProposal) -> str:
    return time(proposal.decided_at) if proposal.decided_at else ""


def _box(proposal: MergeProposal) -> SafeString:
    if proposal.state != ProposalState.OPEN:
        return SafeString("")
    label = _("Mark %(left)s = %(right)s") % {
        "left": proposal.left.display_name,
        "right": proposal.right.display_name,
    }
    return format_html(
        '<input type="checkbox" form="act-proposals" name="pk" value="{}" aria-label="{}">',
        proposal.pk,
        label,
    )


def _button(proposal: MergeProposal) -> SafeString:
    if proposal.state == ProposalState.OPEN:
        return format_html(
            '<a class="btn btn-sm" href="{}">{}</a>', reverse("proposal", args=[proposal.pk]), _("Compare")
        )
    return format_html(
        '<button class="btn btn-sm" form="act-proposals" formaction="{}">{}</button>',
        reverse("undo_proposal", args=[proposal.pk]),
        _("Take back"),
    )


PROPOSALS = ListTable(
    "proposals",
    (
        Column(
            "pair",
            gettext_lazy("Organisations"),
            _pair,
            lambda p: f"{p.left.name} = {p.right.name}",
            look="wide",
            filter=Contains(
                tuple(
                    f"{side}__{name}" for side in ("left", "right") for name in ("name", "name_zh", "name_en")
                )
            ),
        ),
        Column(
            "score",
            gettext_lazy("Sureness"),
            _score,
            lambda p: float(p.score),
            sort="score",
            look="n",
            filter=Numbers("score", parts=100),
        ),
        Column("reasons", gettext_lazy("Reasons"), _reasons, look="wide"),
        Column(
            "state",
            gettext_lazy("State"),
            lambda p: p.get_state_display(),
            sort="state",
            filter=Choice("state", dict(ProposalState.choices)),
        ),
        Column(
            "by",
            gettext_lazy("Decided by"),
            lambda p: p.decided_by.get_username() if p.decided_by else "",
            sort="decided_by__username",
            filter=Contains(("decided_by__username",)),
        ),
        Column(
            "decided",
            gettext_lazy("Decided on"),
            _decided,
            sort="decided_at",
            filter=Days("decided_at", is_instant=True),
        ),
        Column("mark", gettext_lazy("Mark"), _box, is_action=True),
        Column("do", gettext_lazy("Actions"), _button, is_action=True),
    ),
    title=gettext_lazy("Same body?"),
)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two organisations that may be one, as they are compared."""

    organisation: Organisation
    names: Sequence[str]
    """All that it is called, also by what was found to be it."""
    place: str
    count: int
    newest: Sequence[Right]


def _side(request: HttpRequest, organisation: Organisation) -> Side:
    rights = queries.organisation_rights(request.user, organisation)
    names = [
        organisation.name,
        organisation.name_zh,
        organisation.name_en,
        *bodies.merged_names(request.user, organisation),
    ]
    return Side(
        organisation=organisation,
        names=[name for name in dict.fromkeys(names) if name],
        place=value_label("region", organisation.place, page_language()),
        count=rights.count(),
        newest=list(rights[:_EXAMPLES]),
    )


@require_GET
@needs("proposal.decide")
@lists(PROPOSALS)
def index(request: HttpRequest) -> HttpResponse:
    """All proposals, those that await a decision first, surest first."""
    rows = queries.proposals(request.user)
    context = {
        "table": PROPOSALS.shown(request, rows),
        "waiting": rows.filter(state=ProposalState.OPEN).count(),
        "files": files("proposals_export"),
    }
    return PROPOSALS.answer(request, "orgs/proposals.html", context)


@require_GET
@needs("proposal.decide")
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The proposals as a file, narrowed and in the order of their table."""
    rows = PROPOSALS.asked(request, queries.proposals(request.user))
    return as_file(request, PROPOSALS, rows.iterator(chunk_size=500), format, "proposals")


@require_GET
@needs("proposal.decide")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Two organisations side by side, with what speaks for their being one."""
    proposal = _proposal(request, pk)
    after = queries.proposals(request.user).filter(state=ProposalState.OPEN).exclude(pk=pk).first()
    context = {
        "proposal": proposal,
        "sides": [_side(request, proposal.left), _side(request, proposal.right)],
        "after": after,
        "next": reverse("proposal", args=[after.pk]) if after else reverse("proposals"),
    }
    return render(request, "orgs/proposal_page.html", context)


@require_POST
@needs("proposal.decide")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or refuse a proposal."""
    proposal, answer = _proposal(request, pk), request.POST.get("answer")
    if answer not in ("accept", "refuse"):
        messages.error(request, _("Nothing was decided: say that they are one, or that they are not."))
        return redirect("proposal", pk)
    try:
        if not actions.decide_proposal(proposal=proposal, accept=answer == "accept", by=member(request)):
            messages.info(request, _("Somebody has decided this meanwhile."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("proposal", pk)
    return back(request, "proposals")


@require_POST
@needs("proposal.decide")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back."""
    try:
        actions.undo_proposal(proposal=_proposal(request, pk), by=member(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return back(request, "proposals")


@needs("proposal.decide")
def preview(request: HttpRequest) -> HttpResponse:
    """What would be found to be one: the proposals marked in the list, else the surest. Nothing is written here."""
    rows = queries.proposals(request.user).filter(state=ProposalState.OPEN)
    asked = request.GET.get("from", "")
    told = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 0
    least = told if 50 <= told <= 100 else SUREST
    marked = _marked(request)
    rows = rows.filter(pk__in=marked) if marked else rows.filter(score__gte=least / 100)
    shown = list(rows.order_by("-score", "pk")[:MOST])
    left = rows.count() - len(shown)
    context = {"rows": shown, "least": least, "is_marked": bool(marked), "left": left}
    return render(request, "orgs/proposals_preview.html", context)


@require_POST
@needs("proposal.decide")
def accept_all(request: HttpRequest) -> HttpResponse:
    """Accept what was looked over, and lead to where it can be taken back."""
    decided = actions.accept_proposals(ids=_visible(request, _marked(request)), by=member(request))
    for _pk, why in decided.refused[:10]:
        messages.warning(request, why)
    if not decided.done:
        messages.info(request, _("Nothing was accepted: mark at least one proposal that is open."))
        return redirect("proposals")
    return redirect(f"{reverse('decided_proposals')}?{urlencode({'pk': decided.done}, doseq=True)}")


@require_GET
@needs("proposal.decide")
def decided(request: HttpRequest) -> HttpResponse:
    """What was accepted at once, to look at and to take back."""
    ids = [
        int(one)
        for one in request.GET.getlist("pk")[:MOST]
        if one.isascii() and one.isdecimal() and len(one) < 19
    ]
    rows = queries.proposals(request.user).filter(pk__in=ids, state=ProposalState.ACCEPTED)
    return render(request, "orgs/proposals_decided.html", {"rows": rows.order_by("-score", "pk")})


@require_POST
@needs("proposal.decide")
def undo_all(request: HttpRequest) -> HttpResponse:
    """Take back what was accepted at once."""
    count = actions.reopen_proposals(ids=_visible(request, _marked(request)), by=member(request))
    words = ngettext("%(count)s decision was taken back.", "%(count)s decisions were taken back.", count)
    messages.success(request, words % {"count": number(count)})
    return redirect("proposals")


def _marked(request: HttpRequest) -> list[int]:
    """Return the ids that a form marks; what is no id is none."""
    given = request.POST.getlist("pk")[:MOST]
    return [int(one) for one in given if one.isascii() and one.isdecimal() and len(one) < 19]


def _visible(request: HttpRequest, ids: Sequence[int]) -> list[int]:
    return list(queries.proposals(request.user).filter(pk__in=ids).values_list("pk", flat=True))


def _proposal(request: HttpRequest, pk: int) -> MergeProposal:
    found = queries.proposals(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no proposal %(number)s.") % {"number": pk})
    return found
