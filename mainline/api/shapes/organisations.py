"""Shapes of organisations."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from mainline.api.shapes.lists import Listed


class OrganisationRow(Schema):
    """An organisation with the number of its rights that the asker may see."""

    id: int
    name: str
    name_zh: str
    name_en: str
    kind: str
    country: str
    place: str
    rights: int


class Organisations(Listed):
    """Some organisations, in the order in which they came into the register."""

    items: list[OrganisationRow]


class ShareRow(Schema):
    """An organisation that may know of an unpublished right though it is no party to it."""

    organisation: int
    name: str
    is_named: bool = Field(description="Whether the holder named it; else it brought the right in")
    shared_at: dt.datetime
    shared_by: str = Field(description="Login name; empty for the platform itself")


class Shares(Schema):
    """With whom a right is shared."""

    items: list[ShareRow]
