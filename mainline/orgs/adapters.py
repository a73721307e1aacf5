"""How the login library fits this house: what it says, what it keeps secret, where it leads."""

from __future__ import annotations

import base64
import logging
import secrets
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_lazy

from mainline.orgs import letters, mail, throttle
from mainline.orgs.receivers import login_failed, login_locked

log = logging.getLogger("mainline.accounts")
_WRONG = gettext_lazy(
    "Name and password do not fit any open account. Upper and lower case of the password matter."
)
_CODE = gettext_lazy(
    "This code is not right, or was used before. Wait for the next one, and check the clock of your phone."
)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by invitation alone; words of our own; nothing that tells whether an account exists."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _WRONG,
        "email_password_mismatch": _WRONG,
        "incorrect_password": gettext_lazy("This is not your password."),
        "enter_current_password": gettext_lazy("This is not your password until now."),
        "incorrect_code": _CODE,
        "rate_limited": gettext_lazy("Too many attempts. Wait a few minutes."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Wait a few minutes."),
        "invalid_password_reset": gettext_lazy("This link was used or is too old."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account without an invitation."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether to go there after a login: within this site alone."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count by what was typed alone: a host that goes by two names must not let one try twice as often."""
        return str(credentials.get("email") or credentials.get("username") or "").lower()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse who erred too often, and say until when."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            key = self._get_login_attempts_cache_key(request, **credentials)
            login_locked(request, key)
            raise throttle.locked(request, key) from error

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record it, without what was typed: people type passwords into the wrong field."""
        login_failed(request, str(credentials.get("username") or ""))

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Ask for the password again before a sensitive act, unless it was just given to log in."""
        request = context.request
        records = get_authentication_records(request, request.user)
        newest = max((record["at"] for record in records), default=0.0)
        return bool(time.time() - newest > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Name the ways to show that it is still the same person, in words of our own."""
        words = {
            "reauthenticate": gettext("With the password"),
            "mfa_reauthenticate": gettext("With a code of the app, or a recovery code"),
            "mfa_reauthenticate:webauthn": gettext("With a passkey"),
        }
        return [
            each | {"description": words[each["id"]]} for each in super().get_reauthentication_methods(user)
        ]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to what the password belongs to."""
        return reverse("mfa_index")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter in both languages; the only one of the library's own is the link to a new password."""
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
        mail.send(
            subject,
            mail.in_both_languages(lambda: render_to_string(f"{template_prefix}_message.txt", context)),
            email,
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the owner of an account what was changed on it."""
        letters.tell_owner(user, template_prefix.rpartition("/")[2], self.get_client_ip(self.request))


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are encrypted where they are kept."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _CODE,
        "incorrect_passkey": gettext_lazy("This passkey was not accepted. Try again, or take another way."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt what is kept of a second factor."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read it again, under this installation's key or one that it had before.

        What no key opens becomes a secret that nobody has: every code is wrong then, and no page fails.
        """
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error("A second factor can't be read: was MAINLINE_SECRET_KEY changed? Name the old key too.")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Name the account in the app on the phone."""
        return user.get_username()

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """Name a passkey by its number, until its owner knows better."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(n)s") % {"n": count + 1}


def _cipher() -> MultiFernet:
    """The cipher of this installation's key, and of those it had before."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(secret: str) -> bytes:
    """Derive a key that serves this end alone (RFC 5869)."""
    key = HKDF(SHA256(), 32, salt=None, info=b"mainline second factors").derive(secret.encode())
    return base64.urlsafe_b64encode(key)
