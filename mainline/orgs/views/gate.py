"""Who is let in to the pages of accounts."""

from __future__ import annotations

from functools import wraps

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from mainline.orgs.gate import View, signed_in


def own_page(view: View) -> View:
    """Let in whoever is logged in; what changes something asks for the password again if it was not given lately.

    Such pages show secrets, so nothing keeps them.
    """

    @wraps(view)
    def kept_nowhere(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
        response = view(request, *arguments, **named)
        add_never_cache_headers(response)
        return response

    asking: View = reauthentication_required(allow_get=True)(kept_nowhere)
    answer: View = require_http_methods(["GET", "HEAD", "POST"])(signed_in(asking))
    return answer
