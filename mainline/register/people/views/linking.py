"""Who the names on rights are: on one right name by name, and for one person all names after a preview."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mainline.orgs.access import can
from mainline.orgs.models import Person
from mainline.orgs.persons import queries as kept
from mainline.register import queries as register
from mainline.register.models import Party, Right
from mainline.register.people import actions, queries
from mainline.register.people.access import linkable_parties
from mainline.register.people.candidates import SURE
from mainline.register.people.views.gate import kept_person
from mainline.register.views.gate import member, needs
from mainline.web.templatetags.web import number

_LARGEST_ID = 2**63 - 1
_SHOWN = 200
_FOUND = 20


@require_http_methods(["GET", "HEAD", "POST"])
@needs("person.record")
def names(request: HttpRequest, pk: int) -> HttpResponse:
    """The inventors of a right, each with who it is or may be."""
    right = _right(request, pk)
    found = queries.names_on(request.user, right)
    if not any(name.can_link for name in found):
        raise Http404(_gone(pk))
    if request.method == "POST":
        _act(request, [name.party for name in found])
        return redirect("right_people", pk)
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    context = {
        "right": right,
        "names": found,
        "text": text,
        "people": queries.people_found(request.user, text)[:_FOUND] if text else (),
        "may_add": can(request.user, "person.record"),
    }
    return render(request, "people/names.html", context)


def _act(request: HttpRequest, parties: Sequence[Party]) -> None:
    """Link or unlink the name that a button stands beside."""
    chosen = next((one for one in parties if str(one.pk) == request.POST.get("party")), None)
    if chosen is None:
        messages.error(request, _("The names of this right were read anew meanwhile. Look again."))
        return
    try:
        if request.POST.get("act") == "unlink":
            actions.unlink_party(party=chosen, by=member(request))
            return
        person = _person(request, request.POST.get("person", ""))
        actions.link_party(party=chosen, person=person, by=member(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))


def _person(request: HttpRequest, text: str) -> Person:
    pk = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
    found = kept.own_people(request.user, "person.record").filter(pk=pk).first()
    if found is None:
        raise ValidationError(_("Choose a person of your organisation."))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@needs("person.record")
def waiting(request: HttpRequest, pk: int) -> HttpResponse:
    """Names that may be one person, with reasons; those marked are linked at once."""
    person = kept_person(request, pk)
    if request.method == "POST":
        ids = [
            int(one)
            for one in request.POST.getlist("pk")
            if one.isascii() and one.isdecimal() and len(one) < 19
        ]
        parties = list(linkable_parties(request.user).filter(pk__in=ids[:_SHOWN], person=None).order_by("pk"))
        try:
            count = actions.link_parties(parties=parties, person=person, by=member(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("person_names", pk)
        words = ngettext("%(n)s name was linked.", "%(n)s names were linked.", count)
        messages.success(request, words % {"n": number(count)})
        return redirect("person", person.pk)
    found = queries.names_waiting(request.user, person)
    context = {
        "person": person,
        "waiting": found,
        "rows": found.names[:_SHOWN],
        "left": max(0, len(found.names) - _SHOWN),
        "sure": SURE,
    }
    return render(request, "people/waiting.html", context)


def _right(request: HttpRequest, pk: int) -> Right:
    found = register.rights_by_id(request.user, [pk], with_texts=False) if pk <= _LARGEST_ID else []
    if not found:
        raise Http404(_gone(pk))
    return found[0]


def _gone(pk: int) -> str:
    return _("There is no right %(number)s, or you may not see it.") % {"number": pk}
