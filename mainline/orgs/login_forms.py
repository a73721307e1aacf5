"""The forms of the login library, with what this house does otherwise."""

from __future__ import annotations

from allauth.account import forms as account
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base import forms as factor
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.exceptions import ValidationError

from mainline.orgs import throttle
from mainline.orgs.adapters import FactorAdapter

_REMEMBERED = 120
"""Seconds for which a code could be right: the step of now, one before, one after, and some room."""


class LoginForm(account.LoginForm):
    """Name or e-mail, and password; the field goes by the name that password managers know."""

    def add_prefix(self, field_name: str) -> str:
        """Name the field of the login ``username``."""
        return str(super().add_prefix("username" if field_name == "login" else field_name))


class ChangePasswordForm(account.ChangePasswordForm):
    """The new password is typed once: it can be looked at."""

    password2 = None


class ResetPasswordForm(account.ResetPasswordKeyForm):
    """The new password is typed once: it can be looked at."""

    password2 = None


class _CodeOnce(factor.BaseAuthenticateForm):
    """A code of the app is taken once, and who erred too often is told until when to wait."""

    def clean_code(self) -> str:
        """Return a code that is right and was not used before."""
        try:
            code = str(super().clean_code())
        except ValidationError as error:
            if error.code == throttle.LOCKED:
                raise throttle.locked(context.request, f"mfa-auth-user-{self.user.pk}") from error
            raise
        if self.authenticator.type == Authenticator.Type.TOTP:
            name = f"totp:{self.user.pk}:{normalize_user_code(code)}"
            # The library forgets a used code after one step, and takes it for three.
            if not cache.add(name, True, _REMEMBERED):
                raise FactorAdapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(_CodeOnce, factor.AuthenticateForm):
    """The second step of a login."""


class SecondFactorAgainForm(_CodeOnce, factor.ReauthenticateForm):
    """A code before a sensitive act."""
