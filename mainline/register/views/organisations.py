"""Organisations, their rights, and proposals that two of them are one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet, TextChoices
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import MergeProposal, Organisation
from mainline.register import actions, exports, queries
from mainline.register.enums import RightKindLabel, StatusLabel
from mainline.register.search import value_label
from mainline.register.views import tables
from mainline.register.views.gate import member, needs
from mainline.web.downloads import download
from mainline.web.templatetags.web import page_language, query_string

_PAGE = 25
_NARROWING: dict[str, type[TextChoices]] = {"status": StatusLabel, "kind": RightKindLabel}
"""What the table of an organisation's rights is narrowed by, and its codes."""


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Organisations by name and kind, most rights first."""
    text, kind, rows = _listed(request)
    context = {
        "table": tables.ORGANISATIONS.shown(request, rows),
        "files": tables.files("organisations_export"),
        "text": text,
        "kind": kind,
        "kinds": OrganisationKind.choices,
    }
    return tables.ORGANISATIONS.remember(request, render(request, "orgs/index.html", context))


@require_GET
def index_export(request: HttpRequest, format: str) -> StreamingHttpResponse:
    """The organisations of the list as a file, in its order."""
    rows = tables.ORGANISATIONS.in_order(request, _listed(request)[2])
    return tables.as_file(tables.ORGANISATIONS, rows.iterator(chunk_size=500), format, "organisations")


def _listed(request: HttpRequest) -> tuple[str, str, QuerySet[Organisation]]:
    """Return the text and the kind asked for, made safe, and the organisations with them."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    kind = request.GET.get("kind", "")
    kind = kind if kind in OrganisationKind else ""
    return text, kind, queries.organisations(request.user, text, kind)


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation with its rights."""
    organisation = _organisation(request, pk)
    if organisation.merged_into is not None:
        return redirect("organisation", organisation.merged_into.pk)
    rights = queries.organisation_rights(request.user, organisation)
    narrowed = _narrowed(request)
    table = tables.RIGHTS.shown(request, rights.filter(**narrowed))
    counted = queries.counted(rights)
    context = {
        "organisation": organisation,
        "other_names": _other_names(organisation),
        "place": value_label("region", organisation.place, page_language()),
        "counted": counted,
        "statuses": [(code, StatusLabel(code).label, count) for code, count in counted.by_status],
        "kinds": [(code, RightKindLabel(code).label, count) for code, count in counted.by_kind],
        "narrowed": [
            (_NARROWING[name](value).label, query_string(request, page=None, **{name: None}))
            for name, value in narrowed.items()
        ],
        "merged": queries.merged_names(organisation),
        "table": table,
        "page": table.page,
        "proposals": queries.proposals_of(organisation),
        "files": tables.files("organisation_export", exports.FORMATS.items(), pk=pk),
    }
    return tables.RIGHTS.remember(request, render(request, "orgs/page.html", context))


def _narrowed(request: HttpRequest) -> dict[str, str]:
    """Return by which status and kind the table is narrowed; what makes no sense is left out."""
    asked = {name: request.GET.get(name, "") for name in _NARROWING}
    return {name: value for name, value in asked.items() if value in _NARROWING[name].values}


def _other_names(organisation: Organisation) -> list[str]:
    """Names beside the one that is shown, each once."""
    names = dict.fromkeys([organisation.name, organisation.name_zh, organisation.name_en])
    return [name for name in names if name and name != organisation.display_name]


@require_GET
def export(request: HttpRequest, pk: int, format: str) -> StreamingHttpResponse:
    """The rights of an organisation as a file, narrowed and in the order of its table."""
    if format not in exports.FORMATS:
        raise Http404(gettext("There is no export as %(format)s.") % {"format": format})
    rights = queries.organisation_rights(request.user, _organisation(request, pk)).filter(
        **_narrowed(request)
    )
    rows = tables.RIGHTS.in_order(request, rights).iterator(chunk_size=500)
    media_type, ending = exports.media_type(format)
    return download(exports.write(rows, format), media_type, f"organisation-{pk}.{ending}")


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
