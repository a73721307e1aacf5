"""Organisations, as those who run the platform see them: their list, what each is, and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mainline.administration import actions, queries
from mainline.administration.forms import NewOrganisationForm, OrganisationForm
from mainline.administration.gate import administrators
from mainline.administration.tables import ORGANISATIONS
from mainline.orgs.gate import member
from mainline.orgs.list_pages import lists
from mainline.orgs.models import Membership, Organisation
from mainline.web.tables import as_file, files


@require_GET
@administrators
@lists(ORGANISATIONS)
def index(request: HttpRequest) -> HttpResponse:
    """All organisations, those with members first."""
    context = {
        "table": ORGANISATIONS.shown(request, queries.organisations()),
        "files": files("administration_organisations_export"),
    }
    return ORGANISATIONS.answer(request, "administration/organisations.html", context)


@require_GET
@administrators
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The organisations as a file."""
    rows = ORGANISATIONS.asked(request, queries.organisations()).iterator(chunk_size=500)
    return as_file(request, ORGANISATIONS, rows, format, "organisations")


@administrators
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What one organisation is, to be changed."""
    organisation = queries.organisation(pk)
    if organisation is None:
        raise Http404(_("There is no organisation %(number)s.") % {"number": pk})
    form = OrganisationForm(request.POST) if request.method == "POST" else OrganisationForm.of(organisation)
    if request.method == "POST" and form.is_valid():
        try:
            torn = actions.describe_organisation(
                organisation=organisation, about=form.about(), by=member(request)
            )
        except ValidationError as error:
            form.take(error)
        else:
            _tell(request, organisation, torn)
            return redirect("administration_organisation", pk)
    context = {"organisation": organisation, "form": form, "same": actions.of_same_code(organisation)}
    return render(request, "administration/organisation.html", context)


def _tell(request: HttpRequest, organisation: Organisation, torn: list[Membership]) -> None:
    """Say that it was saved, and of members whose role this kind of organisation does not give."""
    messages.success(request, _("Saved."))
    for one in torn:
        words = _(
            "%(name)s is %(role)s there, which this kind of organisation does not give: set another role."
        )
        messages.warning(request, words % {"name": one.user.get_username(), "role": one.get_role_display()})


@administrators
def add(request: HttpRequest) -> HttpResponse:
    """Enter an organisation that no file has named yet."""
    form = NewOrganisationForm(request.POST or None, initial={"country": "CN"})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_organisation(
                name=form.fields_given()["name"], about=form.about(), by=member(request)
            )
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("The organisation was entered. Invite its first administrator."))
            return redirect("invited", made.pk)
    return render(request, "administration/organisation_add.html", {"form": form})
