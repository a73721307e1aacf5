"""Reads of accounts and their memberships."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model


def accounts() -> list[dict[str, Any]]:
    """Return every account with its organisations and roles, by name."""
    users = get_user_model().objects.prefetch_related("memberships__organisation").order_by("username")
    return [
        {
            "name": user.get_username(),
            "is_admin": user.is_superuser,
            "memberships": [
                {"organisation": membership.organisation.name, "role": membership.role}
                for membership in user.memberships.all()
            ],
        }
        for user in users
    ]
