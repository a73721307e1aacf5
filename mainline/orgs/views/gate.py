"""Who is let in to the pages of accounts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponseBase]


def own_page(view: View) -> View:
    """Let in whoever is logged in; what changes something asks for the password again if it was not given lately.

    Such pages show secrets, so nothing keeps them.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
        response = view(request, *arguments, **named)
        add_never_cache_headers(response)
        return response

    asking = reauthentication_required(allow_get=True)(guarded)
    answer: View = require_http_methods(["GET", "HEAD", "POST"])(login_required(asking))
    return answer


def member(request: HttpRequest) -> AbstractBaseUser:
    """Return who acts; behind a login that is never a visitor."""
    if not isinstance(request.user, AbstractBaseUser):
        raise PermissionDenied
    return request.user
