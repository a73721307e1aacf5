"""Shapes of documents."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from mainline.api.shapes.lists import Listed


class DocumentRow(Schema):
    """A document in a list."""

    id: int
    right: int
    event: int | None = Field(description="Id of the event that it proves")
    organisation: int | None = Field(description="Id of the organisation whose member brought it")
    name: str
    media_type: str = Field(description="As its bytes say, not its name")
    size: int = Field(description="Bytes")
    sha256: str
    language: str
    confidentiality: str = Field(
        description="public; holder: those the right is entrusted to; own: who brought it"
    )
    pages: int | None
    text_state: str = Field(description="waiting, read, none, failed")
    replaces: int | None = Field(description="Id of the version before")
    added_at: dt.datetime
    added_by: str = Field(description="Login name; empty for the command line")
    url: str
    file_url: str


class DocumentDetail(DocumentRow):
    """A document with its text."""

    text: str = Field(description="As far as it could be read")


class Documents(Listed):
    """Some documents, newest first."""

    items: list[DocumentRow]
