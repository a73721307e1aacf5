"""Who stands behind a name and a password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.http import HttpRequest


class NameOrEmail(ModelBackend):
    """Logs in by user name or e-mail. An account that is not there takes as long as a wrong password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> AbstractBaseUser | None:
        """Return the account, or nothing: the same for one that does not exist, is closed or has another password."""
        login = username or str(credentials.get("email") or "")
        if not login or password is None:
            return None
        user = account_of(login)
        if user is None:
            get_user_model()().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


def account_of(login: str) -> Any | None:
    """Return the one account of this user name, upper and lower case alike, else the one of this e-mail.

    Two accounts with the same are told apart by nothing that was typed: then it is nobody's.
    """
    found = list(get_user_model().objects.filter(Q(username__iexact=login) | Q(email__iexact=login))[:9])
    for fits in (
        [user for user in found if user.username == login],
        [user for user in found if user.username.lower() == login.lower()],
        [user for user in found if user.email.lower() == login.lower()],
    ):
        if fits:
            return fits[0] if len(fits) == 1 else None
    return None
