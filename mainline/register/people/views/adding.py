"""How people come to be known: a member adds one, somebody says "this is me", a source prints a key."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mainline.orgs.access import is_admin, organisation_ids, require
from mainline.orgs.models import Organisation
from mainline.orgs.persons import actions as persons
from mainline.orgs.persons import queries as kept
from mainline.register.people import actions, queries
from mainline.register.people.access import linkable_parties
from mainline.register.people.forms import PersonForm
from mainline.register.views.gate import member, needs, signed_in
from mainline.web.templatetags.web import number

_POST_OR_GET = require_http_methods(["GET", "HEAD", "POST"])
_MOST = 200
"""Organisations that an administrator of the platform can choose from; of more, the address names one."""


@_POST_OR_GET
@needs("person.record")
def add(request: HttpRequest) -> HttpResponse:
    """Add somebody; with ``name`` and ``party`` in the address whom a right prints, who is then linked."""
    printed = request.GET.get("name", "").replace("\0", "")[:200]
    is_chinese = any("\u3400" <= letter <= "\u9fff" for letter in printed)
    initial = {"name_zh" if is_chinese else "name_en": printed}
    form = PersonForm(_organisations(request), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            person = persons.add_person(by=member(request), **form.fields_given())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": person})
            return _linked(request, person.pk)
    return render(request, "people/add.html", {"form": form, "is_me": False})


def _linked(request: HttpRequest, person: int) -> HttpResponse:
    """Link the name that the address brought along, and go back to its right; else to the new page."""
    text = request.GET.get("party", "")
    pk = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
    party = linkable_parties(request.user).filter(pk=pk).first() if pk else None
    if party is None:
        return redirect("person", person)
    try:
        row = kept.own_people(request.user, "person.record").get(pk=person)
        actions.link_party(party=party, person=row, by=member(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("right_people", party.right_id)


def _organisations(request: HttpRequest) -> QuerySet[Organisation]:
    """Return the organisations for which the user adds people; to an administrator the one that is asked for too."""
    own = kept.own_organisations(request.user, "person.record")
    if not is_admin(request.user):
        return own
    asked = request.GET.get("at", "")
    pk = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0
    rows = Organisation.objects.filter(merged_into=None)
    return rows.filter(pk=pk) if pk else rows.filter(memberships__isnull=False).distinct()[:_MOST]


@_POST_OR_GET
@signed_in
def me(request: HttpRequest) -> HttpResponse:
    """Say which person the account is of; who keeps no people is told whom to ask."""
    user = member(request)
    known = kept.person_of(user)
    if known is not None:
        return redirect("person", known.pk)
    if not organisation_ids(user):
        raise Http404(_("Your account belongs to no organisation yet."))
    own = kept.own_organisations(user, "person.record")
    if not own:
        return _ask(request)
    form = PersonForm(own, request.POST or None, initial={"name_zh": user.get_full_name()})
    if request.method == "POST" and form.is_valid():
        try:
            person = persons.this_is_me(user=user, **form.fields_given())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("Your account is connected with %(name)s.") % {"name": person})
            return redirect("person", person.merged_into_id or person.pk)
    return render(request, "people/add.html", {"form": form, "is_me": True})


def _ask(request: HttpRequest) -> HttpResponse:
    """Name those who keep the people of the user's organisations: they say whose account it is, nobody else."""
    if request.method == "POST":
        require(member(request), "person.record")
    keepers = kept.keepers_of(organisation_ids(request.user))
    return render(request, "people/ask.html", {"keepers": keepers})


@_POST_OR_GET
@needs("person.record")
def printed(request: HttpRequest) -> HttpResponse:
    """Names that sources print with a key and nobody has linked: shown first, then taken over."""
    organisations = list(_organisations(request))
    if request.method == "POST":
        chosen = [one for one in organisations if str(one.pk) == request.POST.get("organisation")]
        for organisation in chosen:
            _take(request, organisation)
        return redirect("printed_keys")
    rows = [(one, sorted(queries.printed_on(one).items())) for one in organisations]
    return render(request, "people/printed.html", {"rows": [row for row in rows if row[1]]})


def _take(request: HttpRequest, organisation: Organisation) -> None:
    try:
        taken = actions.take_printed(organisation=organisation, by=member(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    made = ngettext("%(n)s person was made", "%(n)s people were made", taken.made) % {"n": number(taken.made)}
    linked = ngettext("%(n)s name was linked", "%(n)s names were linked", taken.linked)
    messages.success(request, f"{made} · {linked % {'n': number(taken.linked)}}")
    if taken.refused:
        words = ngettext(
            "%(n)s key contradicts what is known and was left.",
            "%(n)s keys contradict what is known and were left.",
            taken.refused,
        )
        messages.warning(request, words % {"n": number(taken.refused)})
