"""Organisations, their rights, and proposals that two of them are one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from mainline.orgs.access import can_for
from mainline.orgs.list_pages import lists
from mainline.orgs.models import Organisation
from mainline.register import exports, queries
from mainline.register.enums import RightKindLabel, StatusLabel
from mainline.register.search import value_label
from mainline.register.views.tables import ORGANISATIONS, RIGHTS
from mainline.web.downloads import download
from mainline.web.tables import as_file, files
from mainline.web.templatetags.web import page_language


@require_GET
@lists(ORGANISATIONS)
def index(request: HttpRequest) -> HttpResponse:
    """Organisations, most rights first."""
    context = {
        "table": ORGANISATIONS.shown(request, queries.organisations(request.user)),
        "files": files("organisations_export"),
    }
    return ORGANISATIONS.answer(request, "orgs/index.html", context)


@require_GET
def index_export(request: HttpRequest, format: str) -> StreamingHttpResponse:
    """The organisations of the list as a file, in its order."""
    rows = ORGANISATIONS.asked(request, queries.organisations(request.user))
    return as_file(ORGANISATIONS, rows.iterator(chunk_size=500), format, "organisations")


@require_GET
@lists(RIGHTS)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation with its rights."""
    organisation = _organisation(request, pk)
    if organisation.merged_into is not None:
        return redirect("organisation", organisation.merged_into.pk)
    rights = queries.organisation_rights(request.user, organisation)
    table = RIGHTS.shown(request, rights)
    counted = queries.counted(rights)
    context = {
        "organisation": organisation,
        "may_manage": can_for(request.user, "member.manage", organisation.pk),
        "other_names": _other_names(organisation),
        "place": value_label("region", organisation.place, page_language()),
        "counted": counted,
        "statuses": [(code, StatusLabel(code).label, count) for code, count in counted.by_status],
        "kinds": [(code, RightKindLabel(code).label, count) for code, count in counted.by_kind],
        "merged": queries.merged_names(organisation),
        "table": table,
        "page": table.page,
        "proposals": queries.proposals_of(organisation),
        "about": organisation.display_name,
        "files": files("organisation_export", exports.FORMATS.items(), pk=pk),
    }
    return RIGHTS.answer(request, "orgs/page.html", context)


def _other_names(organisation: Organisation) -> list[str]:
    """Names beside the one that is shown, each once."""
    names = dict.fromkeys([organisation.name, organisation.name_zh, organisation.name_en])
    return [name for name in names if name and name != organisation.display_name]


@require_GET
def export(request: HttpRequest, pk: int, format: str) -> StreamingHttpResponse:
    """The rights of an organisation as a file, narrowed and in the order of its table."""
    if format not in exports.FORMATS:
        raise Http404(gettext("There is no export as %(format)s.") % {"format": format})
    rights = queries.organisation_rights(request.user, _organisation(request, pk))
    rows = RIGHTS.asked(request, rights).iterator(chunk_size=500)
    media_type, ending = exports.media_type(format)
    return download(exports.write(rows, format), media_type, f"organisation-{pk}.{ending}")


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    found = queries.organisation(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(gettext("There is no organisation %(number)s.") % {"number": pk})
    return found
