"""Reads of accounts, their memberships, and what keeps them safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from mainline.audit.models import Entry
from mainline.orgs import factors
from mainline.orgs.access import VERBS, is_admin, words_of
from mainline.orgs.members import members_of
from mainline.orgs.models import ApiToken, Membership, Organisation


def accounts() -> list[dict[str, Any]]:
    """Return every account with its organisations and roles, by name."""
    users = get_user_model().objects.prefetch_related("memberships__organisation").order_by("username")
    return [
        {
            "name": user.get_username(),
            "is_admin": user.is_superuser,
            "is_open": user.is_active,
            "memberships": [
                {"organisation": membership.organisation.name, "role": membership.role}
                for membership in user.memberships.all()
            ],
        }
        for user in users
    ]


def member_rows(organisation: Organisation) -> QuerySet[Membership]:
    """Return the memberships of an organisation with whether the member has a second factor and was last seen when."""
    factor = Authenticator.objects.filter(user=OuterRef("user"), type__in=factors.KINDS)
    seen = (
        UserSession.objects.filter(user=OuterRef("user"))
        .values("user")
        .annotate(newest=Max("last_seen_at"))
        .values("newest")
    )
    return (
        members_of(organisation)
        .select_related("user", "added_by")
        .annotate(
            asked_for=Value(organisation.pk),
            has_factor=Exists(factor),
            seen_at=Coalesce(Subquery(seen), F("user__last_login")),
        )
    )


@dataclass(frozen=True, slots=True)
class Place:
    """What a user is in one organisation. ``may`` says it in phrases."""

    membership: Membership
    may: Sequence[str]
    can_manage: bool


def memberships_in_words(user: AbstractBaseUser) -> list[Place]:
    """Return a user's memberships with what each role may."""
    rows = (
        Membership.objects.filter(user_id=user.pk).select_related("organisation", "added_by").order_by("pk")
    )
    return [Place(row, words_of(row.role), row.role in VERBS["member.manage"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Security:
    """How well an account is kept."""

    has_app: bool
    passkeys: Sequence[Authenticator]
    codes_left: int
    sessions: int
    tokens: int
    is_required: bool
    """Whether this installation asks a second factor of the user."""

    @property
    def has_second_factor(self) -> bool:
        """Whether logging in takes more than a password."""
        return self.has_app or bool(self.passkeys)


def security_of(user: AbstractBaseUser) -> Security:
    """Say how well an account is kept."""
    found = list(Authenticator.objects.filter(user_id=user.pk).order_by("pk"))
    codes = next((one for one in found if one.type == Authenticator.Type.RECOVERY_CODES), None)
    works = ApiToken.objects.filter(user_id=user.pk, revoked_at=None, expires_at__gt=timezone.now())
    return Security(
        has_app=any(one.type == Authenticator.Type.TOTP for one in found),
        passkeys=[one for one in found if one.type == Authenticator.Type.WEBAUTHN],
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
        sessions=UserSession.objects.filter(user_id=user.pk).count(),
        tokens=works.count(),
        is_required=factors.is_required(user),
    )


def unguarded_admins() -> int:
    """Return how many of the platform's administrators log in by a password alone."""
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type__in=factors.KINDS)
    admins = get_user_model().objects.filter(is_superuser=True, is_active=True)
    return admins.filter(~Exists(factor)).count()


def tokens_of(user: AbstractBaseUser) -> QuerySet[ApiToken]:
    """Return all API tokens of a user, those that no longer work among them."""
    return ApiToken.objects.filter(user_id=user.pk)


_KEPT = {
    "memberships": ("organisation__name", "role", "added_at"),
    "usersession_set": ("ip", "user_agent", "created_at", "last_seen_at"),
    "api_tokens": ("name", "hint", "scopes", "made_at", "expires_at", "last_used_at", "revoked_at"),
    "authenticator_set": ("type", "created_at", "last_used_at"),
    "saved_searches": ("name", "query", "sort", "saved_at"),
    "saved_views": ("table", "name", "address", "saved_at"),
    "calendar_feeds": ("name", "hint", "is_mine_only", "made_at", "last_used_at", "revoked_at"),
    "reminders": ("on", "due_on", "lead", "step", "channel", "outcome", "sent_at"),
}
"""What belongs to an account, by the name of its relation; no column that holds a secret or its hash."""


def data_of(user: Any) -> dict[str, object]:
    """Return all that is kept of a user as an account: for the user alone. What was done on rights stays with them."""
    own = ("username", "first_name", "email", "date_joined", "last_login", "is_superuser", "is_active")
    return {
        "account": {name: getattr(user, name) for name in own} | {"is_admin": is_admin(user)},
        **{name: list(getattr(user, name).values(*columns)) for name, columns in _KEPT.items()},
        "acts": list(
            Entry.objects.filter(by=user.pk).order_by("number").values("at", "code", "subject", "data")
        ),
    }
