"""Shapes of who asks."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from mainline.api.shapes.lists import Listed


class TokenRow(Schema):
    """A token, without its secret."""

    id: int
    name: str
    hint: str = Field(description="Its first characters")
    scopes: list[str]
    made_at: dt.datetime
    expires_at: dt.datetime
    last_used_at: dt.datetime | None = Field(description="To the minute")
    revoked_at: dt.datetime | None
    is_own: bool = Field(description="Whether this request came by it")


class Tokens(Listed):
    """Some of one's own tokens, newest first."""

    items: list[TokenRow]


class Membership(Schema):
    """A role in an organisation."""

    organisation: int
    name: str
    role: str
    verbs: list[str] = Field(description="What the role allows")


class Me(Schema):
    """Who asks."""

    id: int
    name: str
    is_admin: bool = Field(description="Whether the user administers the whole platform")
    memberships: list[Membership]
    token: TokenRow | None = Field(description="The token that this request came by")
