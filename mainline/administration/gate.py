"""Who is let in: the platform's administrators; to everybody else these pages are not there."""

from __future__ import annotations

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from mainline.orgs.access import can, is_admin
from mainline.orgs.gate import View
from mainline.orgs.views.gate import own_page


def administrators(view: View) -> View:
    """Let in the platform's administrators; what changes something asks for the password again if that is long ago."""
    asked_again = own_page(view)

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
        return _let_in(request, is_admin(request.user)) or asked_again(request, *arguments, **named)

    return guarded


def auditors(view: View) -> View:
    """Let in who may see a part of the record: the platform's administrators, and those of organisations."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
        refused = _let_in(request, can(request.user, "audit.view"))
        if refused is not None:
            return refused
        response = view(request, *arguments, **named)
        add_never_cache_headers(response)
        return response

    return guarded


def _let_in(request: HttpRequest, is_allowed: bool) -> HttpResponseBase | None:
    """Send a visitor to the login; raise ``Http404`` for who may not know of these pages."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not is_allowed:
        raise Http404(_("There is no such page."))
    return None
