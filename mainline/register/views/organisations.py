"""Organisations: their list, and the page of one."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from mainline.orgs.access import can_for
from mainline.orgs.list_pages import lists
from mainline.orgs.models import Organisation
from mainline.register import bodies, queries
from mainline.register.enums import RightKindLabel, StatusLabel
from mainline.register.models import Right
from mainline.register.people.queries import number_at
from mainline.register.queries import Counted
from mainline.register.search import value_label
from mainline.register.views.lines import answer_line, line_context
from mainline.register.views.tables import FORMATS, ORGANISATIONS, RIGHTS, rights_file
from mainline.web.tables import as_file, files, is_print
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
def index_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The organisations of the list as a file, in its order."""
    rows = ORGANISATIONS.asked(request, queries.organisations(request.user))
    return as_file(request, ORGANISATIONS, rows.iterator(chunk_size=500), format, "organisations")


@require_GET
@lists(RIGHTS)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: its rights, what happened to them, who works there and with whom."""
    user, organisation = request.user, _organisation(request, pk)
    if organisation.merged_into is not None:
        return redirect("organisation", organisation.merged_into.pk)
    rights = queries.organisation_rights(user, organisation)
    counted = queries.counted(rights)
    narrowed, agency = _by_agency(request, rights)
    context = {
        "organisation": organisation,
        "other_names": _other_names(organisation),
        "place": value_label("region", organisation.place, page_language()),
        "counted": counted,
        "statuses": [
            (code, StatusLabel(code).label, count) for code, count in counted.by_status.most_common()
        ],
        "kinds": [(code, RightKindLabel(code).label, count) for code, count in counted.by_kind.most_common()],
        "merged": bodies.merged_names(user, organisation),
        "table": RIGHTS.shown(request, narrowed, total=None if agency else lambda: counted.rights),
        "agency": agency,
        "proposals": bodies.proposals_of(user, organisation),
        "about": organisation.display_name,
        "files": files("organisation_export", FORMATS.items(), pk=pk),
        **_around(request, organisation, rights, counted),
    }
    return RIGHTS.answer(request, "orgs/page.html", context)


def _around(
    request: HttpRequest, organisation: Organisation, rights: QuerySet[Right], counted: Counted
) -> dict[str, object]:
    """Return what stands beside the rights of an organisation; nothing of it on paper."""
    if is_print(request):
        return {}
    user = request.user
    is_colleague = bodies.is_colleague(user, organisation)
    return {
        "may_manage": can_for(user, "member.manage", organisation.pk),
        "may_export": can_for(user, "organisation.export", organisation.pk),
        "may_tell": can_for(user, "webhook.manage", organisation.pk),
        "years": bodies.years(counted.by_year),
        "agencies": bodies.agencies(user, rights),
        "is_colleague": is_colleague,
        "members": bodies.members(user, organisation),
        "people": number_at(user, organisation) if is_colleague else 0,
        **line_context(request, rights, reverse("organisation_line", args=[organisation.pk]), first=True),
    }


@require_GET
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """The events of all rights of an organisation that the user may see, as one line."""
    organisation = _organisation(request, pk)
    rights = queries.organisation_rights(request.user, organisation)
    here = reverse("organisation", args=[organisation.pk])
    return answer_line(request, rights, request.path, organisation.display_name, here)


def _by_agency(request: HttpRequest, rights: QuerySet[Right]) -> tuple[QuerySet[Right], Organisation | None]:
    """Narrow rights to those that an agency handles, if the address names one that there is."""
    asked = request.GET.get("agency", "")
    pk = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0
    agency = queries.organisation(request.user, pk) if pk else None
    return (bodies.handled_by(rights, agency), agency) if agency else (rights, None)


def _other_names(organisation: Organisation) -> list[str]:
    """Names beside the one that is shown, each once."""
    names = dict.fromkeys([organisation.name, organisation.name_zh, organisation.name_en])
    return [name for name in names if name and name != organisation.display_name]


@require_GET
def export(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """The rights of an organisation as a file, narrowed and in the order of its table."""
    organisation = _organisation(request, pk)
    rights = queries.organisation_rights(request.user, organisation)
    rows = RIGHTS.asked(request, _by_agency(request, rights)[0]).iterator(chunk_size=500)
    return rights_file(request, RIGHTS, rows, format, f"organisation-{pk}", organisation.display_name)


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    found = queries.organisation(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(gettext("There is no organisation %(number)s.") % {"number": pk})
    return found
