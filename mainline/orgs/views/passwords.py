"""A forgotten password: a letter where letters can be sent, else the words whom to ask."""

from __future__ import annotations

from allauth.account.views import PasswordResetView
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

_by_letter = PasswordResetView.as_view()


def forgotten(request: HttpRequest) -> HttpResponseBase:
    """Ask where to send the link to a new password, or say who can make one."""
    if settings.HAS_EMAIL:
        return _by_letter(request)
    return render(request, "account/password_reset.html", {"has_email": False})
