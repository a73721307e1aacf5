"""The page of one person, by what the reader may know of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from mainline.orgs.list_pages import lists
from mainline.orgs.persons import queries as kept
from mainline.register.people import queries
from mainline.register.people.views.gate import gone, person_of
from mainline.register.views.lines import answer_line, line_context
from mainline.register.views.tables import FORMATS, RIGHTS, rights_file
from mainline.web.tables import files, is_print


@require_GET
@lists(RIGHTS)
def page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A person with the rights that name them and what happened to these."""
    person = person_of(request, pk)
    if person.pk != pk:
        return redirect("person", person.pk)
    shown = queries.person_page(request.user, pk)
    if shown is None:
        raise Http404(gone(pk))
    rights = queries.rights_of_person(request.user, person)
    href = reverse("person_line", args=[pk])
    context = {
        "shown": shown,
        "person": person,
        "i_am_known": kept.person_of(request.user) is not None,
        "accounts": kept.unconnected_colleagues(request.user, person) if shown.can_keep else (),
        "table": RIGHTS.shown(request, rights),
        "about": shown.name,
        "files": files("person_export", FORMATS.items(), pk=pk),
        **({} if is_print(request) else line_context(request, rights, href, first=True)),
    }
    return RIGHTS.answer(request, "people/page.html", context)


@require_GET
def line(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The events of all rights that name a person, as one line."""
    person = person_of(request, pk)
    shown = queries.person_page(request.user, person.pk)
    rights = queries.rights_of_person(request.user, person)
    here = reverse("person", args=[person.pk])
    return answer_line(request, rights, request.path, shown.name if shown else "", here)


@require_GET
def export(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """The rights that name a person as a file, narrowed and in the order of the table."""
    shown = queries.person_page(request.user, pk)
    rights = queries.rights_of_person(request.user, person_of(request, pk))
    rows = RIGHTS.asked(request, rights).iterator(chunk_size=500)
    return rights_file(request, RIGHTS, rows, format, f"person-{pk}", shown.name if shown else "")
