"""API tokens: made and shown once, kept as a hash, revoked; and whose a presented one is."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection
from hmac import compare_digest

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import SCOPES, By, require
from mainline.orgs.models import ApiToken

PREFIX = "mlt_"
"""Begins every token, so that people and scanners know one where it should not be."""
MOST_DAYS = 365
MOST_TOKENS = 50
"""So many tokens that still work can one user have."""
_BYTES = 32
_HINT = 10
_USE_NOTED_EVERY = dt.timedelta(minutes=1)


@transaction.atomic
def make_token(
    *, user: AbstractBaseUser, name: str, scopes: Collection[str], days: int, by: By
) -> tuple[ApiToken, str]:
    """Make a token of ``user`` that works for ``days`` (1–365); return it and its secret, which is kept nowhere.

    Raises ``ValidationError`` by field for what will not do, ``PermissionDenied`` for a token of somebody else.
    """
    require(by, "token.make")
    if by is not None and by.pk != user.pk:
        raise PermissionDenied(_("A token acts as its user: you can make one for yourself only."))
    now = timezone.now()
    _validate(user, name.strip(), scopes, days, now)
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    token = ApiToken.objects.create(
        user=user,
        name=name.strip(),
        hint=secret[:_HINT],
        token_hash=_hash(secret),
        scopes=[scope for scope in SCOPES if scope in scopes],
        made_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    _audit("token.made", token, by)
    return token, secret


def _validate(
    user: AbstractBaseUser, name: str, scopes: Collection[str], days: int, now: dt.datetime
) -> None:
    wrong: dict[str, str] = {}
    most = ApiToken._meta.get_field("name").max_length or 0
    if not name or len(name) > most:
        wrong["name"] = _("Give the token a name of at most %(most)s characters.") % {"most": most}
    if not scopes or not set(scopes) <= set(SCOPES):
        wrong["scopes"] = _("Choose what the token may do: %(scopes)s.") % {"scopes": ", ".join(SCOPES)}
    if not 1 <= days <= MOST_DAYS:
        wrong["days"] = _("A token works for 1 to %(most)s days.") % {"most": MOST_DAYS}
    if ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=now).count() >= MOST_TOKENS:
        wrong["name"] = _("You have %(most)s tokens that work. Revoke one first.") % {"most": MOST_TOKENS}
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def revoke_token(*, token: ApiToken, by: By) -> bool:
    """End a token from now on; False if it was revoked before. Raises ``PermissionDenied`` for another's token.

    Whoever loses every role can still end their own: no verb is asked for.
    """
    if by is not None and by.pk != token.user_id and not getattr(by, "is_superuser", False):
        raise PermissionDenied(_("This token belongs to somebody else."))
    standing = ApiToken.objects.filter(pk=token.pk, revoked_at=None)
    is_ended = standing.update(revoked_at=timezone.now()) == 1
    token.refresh_from_db()
    if is_ended:
        _audit("token.revoked", token, by)
    return is_ended


def _audit(code: str, token: ApiToken, by: By) -> None:
    record(
        code=code,
        by=by,
        subject=f"token:{token.pk}",
        data={"name": token.name, "hint": token.hint},
        sealed=[token],
    )


def user_of_token(*, secret: str, at: dt.datetime) -> tuple[AbstractBaseUser, ApiToken] | None:
    """Return who acts by a token that works at an instant, and the token; ``None`` for any other."""
    presented = _hash(secret)
    token = ApiToken.objects.select_related("user").filter(token_hash=presented).first()
    if token is None or not compare_digest(token.token_hash, presented):
        return None
    if token.revoked_at is not None or token.expires_at <= at or not token.user.is_active:
        return None
    _note_use(token, at)
    return token.user, token


def _note_use(token: ApiToken, at: dt.datetime) -> None:
    """Write when a token was last used, at most once a minute; a database that is busy is not waited for twice."""
    before = at - _USE_NOTED_EVERY
    if token.last_used_at is not None and token.last_used_at > before:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=before)
    try:
        with transaction.atomic():
            ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=at)
    except OperationalError:
        # It is a convenience of its page: no request fails for it.
        return


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
