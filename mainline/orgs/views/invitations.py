"""Taking an invitation up: with a new account, or the one that is logged in."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.decorators import rate_limit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from mainline.orgs import invitations
from mainline.orgs.access import words_of
from mainline.orgs.forms import NewAccountForm
from mainline.orgs.gate import member
from mainline.orgs.models import Invitation

_KEY = "invitation"
"""Where a session keeps the hash of the invitation that its visitor came with."""


@require_GET
@never_cache
def arrive(request: HttpRequest, secret: str) -> HttpResponse:
    """The address of an invitation: remembers it and goes on to a page whose own address holds no secret.

    What is wrong with it is said there too: the log of the program names the addresses of pages that fail.
    """
    request.session[_KEY] = invitations.hash_of(secret)
    response = redirect("accept_invitation")
    response["Referrer-Policy"] = "no-referrer"
    return response


def _refusal(request: HttpRequest, found: Invitation | None) -> HttpResponse | None:
    """Say why an invitation can't be taken up, if so."""
    if found is None:
        words = _("There is no such invitation. Was the link copied whole?")
        return render(request, "orgs/invitation_void.html", {"words": words}, status=404)
    state = invitations.state_of(found, timezone.now())
    if state == invitations.State.OPEN:
        return None
    words = invitations.words_of_state(state)
    return render(request, "orgs/invitation_void.html", {"words": words}, status=410)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password")
@rate_limit(action="signup")
def accept(request: HttpRequest) -> HttpResponseBase:
    """Show what an invitation offers, and take it up."""
    found = invitations.invitation_of(request.session.get(_KEY, ""))
    refusal = _refusal(request, found)
    if found is None or refusal is not None:
        return refusal or redirect("home")
    form = NewAccountForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST":
        try:
            done = _taken_up(request, found, form)
        except ValidationError as error:
            form.take(error)
            done = None
        if done is not None:
            return done
    context = {"invitation": found, "form": form, "may": words_of(found.role)}
    return render(request, "orgs/invitation.html", context)


def _taken_up(request: HttpRequest, found: Invitation, form: NewAccountForm) -> HttpResponseBase | None:
    """Take an invitation up as who is logged in, or as somebody new, who is then logged in; nothing if a field lacks."""
    if request.user.is_authenticated:
        invitations.accept(invitation=found, user=member(request))
        response: HttpResponseBase = redirect("account")
    elif form.is_valid():
        user = invitations.accept_as_new(invitation=found, **form.fields_given())
        record_authentication(request, user, method="password")
        response = perform_login(request, user)
    else:
        return None
    request.session.pop(_KEY, None)
    messages.success(request, _("You now belong to %(name)s.") % {"name": found.organisation.display_name})
    return response
