"""Which person an address means, for whoever asks."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from mainline.orgs.models import Person
from mainline.register.people.access import visible_person
from mainline.register.people.queries import can_keep

_LARGEST_ID = 2**63 - 1


def person_of(request: HttpRequest, pk: int) -> Person:
    """Return the row that stands for a person, or 404 in the same words whether there is none or not for this user."""
    found = visible_person(request.user, pk) if pk <= _LARGEST_ID else None
    if found is None:
        raise Http404(gone(pk))
    return found


def kept_person(request: HttpRequest, pk: int) -> Person:
    """Return a person whom the user keeps; others, though their pages may be open, can't be changed here."""
    found = person_of(request, pk)
    if not can_keep(request.user, found):
        raise Http404(gone(pk))
    return found


def gone(pk: int) -> str:
    """Say that a person is not there."""
    return _("There is no person %(number)s, or you may not know of them.") % {"number": pk}
