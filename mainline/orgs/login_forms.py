"""The forms of the login library, with what this house does otherwise."""

from __future__ import annotations

import struct

from allauth.account import forms as account
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base import forms as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as passkey
from cryptography.exceptions import InvalidSignature
from django import forms
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
                raise throttle.locked(context.request, throttle.key_of(self.user)) from error
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


_UNREADABLE = (
    AttributeError, InvalidSignature, LookupError, RecursionError, TypeError, ValueError, struct.error,
)  # fmt: skip
"""What the library and its reader of CBOR run into when what a browser sent was never a device's answer."""


class _FromDevice(forms.Form):
    """The answer of a device: whatever else was sent is refused in words, and never a fault of the program."""

    def full_clean(self) -> None:
        """Read the answer; tell of all that can be wrong with it as one thing."""
        try:
            super().full_clean()
        except _UNREADABLE:
            self.add_error("credential", FactorAdapter().validation_error("incorrect_passkey"))
            return
        errors = [error for field in self.errors.as_data().values() for error in field]
        if not errors:
            return
        self.errors.clear()
        if any(error.code == throttle.LOCKED for error in errors):
            self.add_error("credential", throttle.locked(context.request, throttle.key_of(self.user)))
        else:
            self.add_error("credential", FactorAdapter().validation_error("incorrect_passkey"))


class AddPasskeyForm(_FromDevice, passkey.AddWebAuthnForm):
    """A new passkey."""


class PasskeyForm(_FromDevice, passkey.AuthenticateWebAuthnForm):
    """The second step of a login."""


class PasskeyLoginForm(_FromDevice, passkey.LoginWebAuthnForm):
    """A login by passkey alone."""


class PasskeyAgainForm(_FromDevice, passkey.ReauthenticateWebAuthnForm):
    """A passkey before a sensitive act."""
