"""What the login library tells of logins, passwords and second factors, written into the audit."""

from __future__ import annotations

import hashlib

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import password_changed, password_reset, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.dispatch import receiver
from django.http import HttpRequest

from mainline.audit.actions import record
from mainline.orgs.backends import account_of
from mainline.orgs.sessions import address
from mainline.orgs.traces import subject

_LOCKS_TOLD_EVERY = 300
"""Seconds: who goes on trying while locked out does not fill the chain."""


def _facts(request: HttpRequest, user: AbstractBaseUser | None) -> dict[str, object]:
    return {"name": user.get_username() if user else "", "address": address(request)}


def login_failed(request: HttpRequest, typed: str) -> None:
    """Record a login that failed: of which account, if there is one. What was typed may be anything: a password too.

    An account that does not exist is recorded all the same, so that both take the same time.
    """
    user = account_of(typed)
    record(code="login.failed", by=None, subject=subject(user) if user else "", data=_facts(request, user))


def login_locked(request: HttpRequest, typed: str) -> None:
    """Record that somebody erred too often, once for the time that it lasts."""
    digest = hashlib.sha256(typed.encode()).hexdigest()
    if not cache.add(f"told-locked:{digest}", True, _LOCKS_TOLD_EVERY):
        return
    user = account_of(typed)
    record(code="login.locked", by=None, subject=subject(user) if user else "", data=_facts(request, user))


@receiver(user_logged_in)
def _logged_in(request: HttpRequest, user: AbstractBaseUser, **more: object) -> None:
    data = {**_facts(request, user), "how": _shown(request, user)}
    record(code="login.succeeded", by=user, subject=subject(user), data=data)


def _shown(request: HttpRequest, user: AbstractBaseUser) -> list[str]:
    """Name what was shown to log in, in its order: ``["password", "totp"]``, ``["webauthn"]``."""
    return [str(each.get("type") or each.get("method")) for each in get_authentication_records(request, user)]


@receiver(authentication_failed)
def _factor_failed(request: HttpRequest, user: AbstractBaseUser, **more: object) -> None:
    record(code="mfa.failed", by=None, subject=subject(user), data=_facts(request, user))


@receiver(password_changed)
def _password_changed(request: HttpRequest, user: AbstractBaseUser, **more: object) -> None:
    record(code="password.changed", by=user, subject=subject(user), data=_facts(request, user))


@receiver(password_reset)
def _password_reset(request: HttpRequest, user: AbstractBaseUser, **more: object) -> None:
    record(code="password.reset", by=None, subject=subject(user), data=_facts(request, user))


@receiver(authenticator_added)
def _factor_added(user: AbstractBaseUser, authenticator: Authenticator, **more: object) -> None:
    record(code="mfa.added", by=user, subject=subject(user), data={"kind": authenticator.type})


@receiver(authenticator_removed)
def _factor_removed(user: AbstractBaseUser, authenticator: Authenticator, **more: object) -> None:
    record(code="mfa.removed", by=user, subject=subject(user), data={"kind": authenticator.type})


@receiver(authenticator_reset)
def _codes_renewed(user: AbstractBaseUser, authenticator: Authenticator, **more: object) -> None:
    record(code="mfa.renewed", by=user, subject=subject(user), data={"kind": authenticator.type})
