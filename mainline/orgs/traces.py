"""How the audit names accounts."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser


def subject(user: AbstractBaseUser) -> str:
    """Name an account as the subject of an entry."""
    return f"account:{user.pk}"
