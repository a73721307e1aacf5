"""What the API tells of the account that asks, and of its tokens."""

from __future__ import annotations

import datetime as dt

from mainline.client.base import Shape


class TokenRow(Shape, frozen=True, kw_only=True):
    """A token, without its secret."""

    id: int
    name: str
    hint: str
    scopes: tuple[str, ...]
    made_at: dt.datetime
    expires_at: dt.datetime
    last_used_at: dt.datetime | None
    revoked_at: dt.datetime | None
    is_own: bool


class Membership(Shape, frozen=True, kw_only=True):
    """A role in an organisation."""

    organisation: int
    name: str
    role: str
    verbs: tuple[str, ...]


class Me(Shape, frozen=True, kw_only=True):
    """Who asks."""

    id: int
    name: str
    is_admin: bool
    memberships: tuple[Membership, ...]
    token: TokenRow | None
