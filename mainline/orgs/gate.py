"""Who is let in: the visitor to the login page, the member without the role to a clear refusal."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from mainline.orgs.access import asked_once, require

View = Callable[..., HttpResponseBase]


def asks_once(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: while a request is answered, who belongs where is asked once."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        with asked_once():
            return get_response(request)

    return answer


def needs(verb: str) -> Callable[[View], View]:
    """Let in only who may do what ``verb`` names (see :data:`mainline.orgs.access.VERBS`)."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            require(request.user, verb)
            return view(request, *arguments, **named)

        return guarded

    return guard


def signed_in(view: View) -> View:
    """Let in whoever is logged in."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *arguments, **named)

    return guarded


def member(request: HttpRequest) -> AbstractBaseUser:
    """Return who acts; behind ``needs`` that is never a visitor."""
    if not isinstance(request.user, AbstractBaseUser):
        raise PermissionDenied
    return request.user
