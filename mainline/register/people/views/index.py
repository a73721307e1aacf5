"""The people of one's own organisations, as a table."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from mainline.orgs.access import can
from mainline.orgs.list_pages import lists
from mainline.orgs.models import Organisation, Person
from mainline.orgs.persons import queries as persons
from mainline.register import queries as register
from mainline.register.people import queries
from mainline.register.people.tables import PEOPLE
from mainline.register.views.gate import signed_in
from mainline.web.tables import as_file, files


@require_GET
@signed_in
@lists(PEOPLE)
def index(request: HttpRequest) -> HttpResponseBase:
    """Who works at my organisations; of others nobody is listed."""
    rows, organisation = _asked(request)
    user = request.user
    context = {
        "table": PEOPLE.shown(request, rows),
        "files": files("people_export"),
        "organisation": organisation,
        "may_add": can(user, "person.record"),
        "waiting": persons.open_proposals(user).count() if can(user, "person.decide") else 0,
        "me": persons.person_of(user),
    }
    return PEOPLE.answer(request, "people/index.html", context)


@require_GET
@signed_in
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The same as a file, narrowed and in the order of the table."""
    rows = PEOPLE.asked(request, _asked(request)[0])
    return as_file(request, PEOPLE, rows.iterator(chunk_size=500), format, "people")


def _asked(request: HttpRequest) -> tuple[QuerySet[Person], Organisation | None]:
    """Return the people to list, and the organisation by which the address narrows them."""
    asked = request.GET.get("at", "")
    pk = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0
    organisation = register.organisation(request.user, pk) if pk else None
    if organisation is None:
        return queries.people(request.user), None
    return queries.people_at(request.user, organisation), organisation
