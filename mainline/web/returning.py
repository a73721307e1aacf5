"""Where a browser goes after a form was acted on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest, otherwise: str, *arguments: object) -> HttpResponse:
    """Return to the page that the button stood on, which ``next`` names, if it is one of ours; else to another."""
    target = request.POST.get("next", "")
    if target and url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return redirect(target)
    return redirect(otherwise, *arguments)
