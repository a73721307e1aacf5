"""Changing what is known of somebody: names and keys, where they work, whose account it is."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mainline.orgs.access import require
from mainline.orgs.models import Person
from mainline.orgs.persons import actions
from mainline.orgs.persons import queries as kept
from mainline.register.people.forms import EmploymentForm, NamesForm
from mainline.register.people.views.gate import kept_person, person_of
from mainline.register.views.gate import member, needs, signed_in

_POST_OR_GET = require_http_methods(["GET", "HEAD", "POST"])


@_POST_OR_GET
@needs("person.record")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Names and ORCID iD."""
    person = kept_person(request, pk)
    initial = {"name_zh": person.name_zh, "name_en": person.name_en, "orcid": person.orcid}
    form = NamesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_person(person=person, by=member(request), **form.fields_given())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("What you changed is kept."))
            return redirect("person", person.pk)
    return render(request, "people/change.html", {"person": person, "form": form, "is_work": False})


@_POST_OR_GET
@needs("person.record")
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """Where somebody works and under which number."""
    person = kept_person(request, pk)
    own = kept.own_organisations(request.user, "person.record")
    job = kept.employments_of([person.pk]).filter(organisation__in=own.values("pk")).first()
    initial = (
        {
            "organisation": job.organisation_id,
            "employee_no": job.employee_no,
            "since": job.since,
            "until": job.until,
        }
        if job
        else {}
    )
    form = EmploymentForm(own, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.employ(person=person, by=member(request), **form.fields_given())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("What you changed is kept."))
            return redirect("person", person.pk)
    return render(request, "people/change.html", {"person": person, "form": form, "is_work": True})


@require_POST
@signed_in
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Connect an account with somebody, or take the two apart."""
    person = person_of(request, pk)
    try:
        if request.POST.get("act") == "disconnect":
            if actions.disconnect_account(person=person, by=member(request)):
                messages.success(request, _("The account and the person are no longer connected."))
        else:
            _connect(request, person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("person", person.pk)


def _connect(request: HttpRequest, person: Person) -> None:
    """Connect the account that a keeper chooses; whether there is one by a name is for keepers alone."""
    user, name = member(request), request.POST.get("username", "").replace("\0", "").strip()
    require(user, "person.record")
    found = get_user_model().objects.filter(username=name, is_active=True).first()
    if found is None:
        raise ValidationError(_("There is no account “%(name)s”.") % {"name": name[:150]})
    actions.connect_account(person=person, user=found, by=user)
    messages.success(request, _("The account and the person are connected."))


@require_POST
@needs("person.record")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody out who was added by mistake."""
    person = kept_person(request, pk)
    try:
        actions.remove_person(person=person, by=member(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("person", person.pk)
    messages.success(request, _("%(name)s was removed.") % {"name": person})
    return redirect("people")
