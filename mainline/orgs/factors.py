"""Second factors: who has one, who must, and the gate that leads there who must and has none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from mainline.orgs.access import User, is_admin, roles_of
from mainline.orgs.enums import Role

CHOICES = ("none", "staff", "all")
"""Values of ``MAINLINE_REQUIRE_SECOND_FACTOR``."""
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes only stand in for one."""
_OPEN = {
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes",
    "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "logout", "account_logout", "set_language",
}  # fmt: skip
"""Names of the addresses that lead to a second factor, and out."""


def has_second_factor(user: User) -> bool:
    """Whether logging in as this user takes more than a password."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=KINDS).exists()


def is_staff(user: User) -> bool:
    """Whether the user can do harm to others: the platform's administrators, an organisation's, IP office staff."""
    return is_admin(user) or not roles_of(user).isdisjoint((Role.ADMIN, Role.OFFICER))


def is_required(user: User) -> bool:
    """Whether this installation lets the user work only with a second factor."""
    wanted = settings.REQUIRE_SECOND_FACTOR
    return bool(wanted == "all" or (wanted == "staff" and is_staff(user)))


def is_lacking(user: User) -> bool:
    """Whether the user must have a second factor here and has none: then nothing else is open, to no page and no token."""
    return user.is_authenticated and is_required(user) and not has_second_factor(user)


def is_advised(user: User) -> bool:
    """Whether to remind the user of a second factor: who can do harm to others and has none."""
    return user.is_authenticated and is_staff(user) and not has_second_factor(user)


class Gate:
    """Middleware: who must have a second factor and has none is led to where one is set up, and to nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand before the views."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let a request through to the view, before which it is looked at."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, arguments: object, named: Any
    ) -> HttpResponseBase | None:
        """Send to the page on second factors whoever lacks one.

        The API asks by itself, once it knows whose token it was shown (:class:`mainline.api.gate.Gate`).
        """
        match = request.resolver_match
        if settings.REQUIRE_SECOND_FACTOR == "none" or match is None or match.url_name in _OPEN:
            return None
        if "api" in match.namespaces or not is_lacking(request.user):
            return None
        return redirect("mfa_index")
