"""Organisations, their rights, and proposals that two of them are one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import MergeProposal, Organisation
from mainline.register import actions, exports, queries
from mainline.register.enums import StatusLabel
from mainline.register.search import value_label
from mainline.register.views.gate import member, needs
from mainline.web.downloads import download
from mainline.web.templatetags.web import page_language

_PAGE = 25
COLUMNS = (
    ("number", "number", _("Number")),
    ("title", "title", _("Title")),
    ("kind", "kind", _("Kind")),
    ("status", "status", _("Status")),
    ("filed", "filed_on", _("Filed on")),
    ("granted", "granted_on", _("Granted on")),
)
"""(code in the address, field, header) of the table of rights."""


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Organisations by name and kind, most rights first."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    kind = request.GET.get("kind", "")
    rows = queries.organisations(request.user, text, kind if kind in OrganisationKind else "")
    context = {
        "page": Paginator(rows, _PAGE).get_page(request.GET.get("page")),
        "text": text,
        "kind": kind,
        "kinds": OrganisationKind.choices,
    }
    return render(request, "orgs/index.html", context)


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation with its rights."""
    organisation = _organisation(request, pk)
    if organisation.merged_into is not None:
        return redirect("organisation", organisation.merged_into.pk)
    rights = queries.organisation_rights(request.user, organisation)
    counted = queries.counted(rights)
    names = dict(StatusLabel.choices)
    context = {
        "organisation": organisation,
        "other_names": _other_names(organisation),
        "place": value_label("region", organisation.place, page_language()),
        "counted": counted,
        "statuses": [(code, names[code], count) for code, count in counted.by_status],
        "columns": [(code, label) for code, _field, label in COLUMNS],
        "merged": queries.merged_names(organisation),
        "page": Paginator(_sorted(rights, request), _PAGE).get_page(request.GET.get("page")),
        "sort": request.GET.get("sort", "-filed"),
        "proposals": queries.proposals_of(organisation),
        "formats": exports.FORMATS,
    }
    return render(request, "orgs/page.html", context)


def _other_names(organisation: Organisation) -> list[str]:
    """Names beside the one that is shown, each once."""
    names = dict.fromkeys([organisation.name, organisation.name_zh, organisation.name_en])
    return [name for name in names if name and name != organisation.display_name]


def _sorted(rights: queries.Rights, request: HttpRequest) -> queries.Rights:
    """Sort by the column asked for, then by id, so that pages never overlap."""
    wanted = request.GET.get("sort", "")
    column = {code: field for code, field, _label in COLUMNS}.get(wanted.removeprefix("-"))
    if column is None:
        return rights
    return rights.order_by(f"-{column}" if wanted.startswith("-") else column, "-pk")


@require_GET
def export(request: HttpRequest, pk: int, format: str) -> StreamingHttpResponse:
    """The rights of an organisation as a file."""
    if format not in exports.FORMATS:
        raise Http404(gettext("There is no export as %(format)s.") % {"format": format})
    rights = queries.organisation_rights(request.user, _organisation(request, pk)).iterator(chunk_size=500)
    media_type, ending = exports.media_type(format)
    return download(exports.write(rights, format), media_type, f"organisation-{pk}.{ending}")


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    found = queries.organisation(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(gettext("There is no organisation %(number)s.") % {"number": pk})
    return found


@needs("proposal.decide")
def proposals(request: HttpRequest) -> HttpResponse:
    """Proposals that await a decision, and those decided last."""
    page = Paginator(queries.open_proposals(), _PAGE).get_page(request.GET.get("page"))
    return render(request, "orgs/proposals.html", {"page": page, "decided": queries.decided_proposals()[:10]})


@require_POST
@needs("proposal.decide")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or refuse a proposal."""
    proposal = get_object_or_404(MergeProposal, pk=pk)
    actions.decide_proposal(
        proposal=proposal, accept=request.POST.get("answer") == "accept", by=member(request)
    )
    return _back(request)


@require_POST
@needs("proposal.decide")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back."""
    actions.undo_proposal(proposal=get_object_or_404(MergeProposal, pk=pk), by=member(request))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """Return to the page that the button stood on, if it is one of ours."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return redirect(target)
    return redirect("proposals")
