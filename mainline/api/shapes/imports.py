"""Shapes of imports and of what they could not read."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from ninja import Field, Schema

from mainline.api.shapes.lists import Listed
from mainline.api.shapes.rights import Pair


class Counts(Schema):
    """What became of records: read = new + changed + same + quarantined; recovered and warned are among them."""

    read: int
    new: int
    changed: int
    same: int
    recovered: int
    warned: int = Field(description="Taken, with a warning")
    quarantined: int


class ImportRow(Schema):
    """An import in a list."""

    id: int
    name: str
    state: str = Field(description="queued, running, cancelling, cancelled, done, failed")
    is_dry_run: bool
    requested_by: str = Field(description="Login name; empty for the command line")
    requested_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    bytes_total: int
    bytes_done: int
    counts: Counts
    url: str


class Imports(Listed):
    """Some imports, newest first."""

    items: list[ImportRow]


class Unrecognised(Schema):
    """A file that is no record of any known format."""

    file: str
    bytes: int
    reason: Pair


class Rejected(Schema):
    """A piece that could not be read."""

    file: str
    record: int
    reason: Pair
    detail: str


class Warned(Schema):
    """A record that was taken, though something of it should be mended in the file."""

    file: str
    record: int
    reason: Pair
    detail: str = Field(description="Column and value")


class Rehearsed(Schema):
    """A record of a dry run, and what would become of it."""

    file: str
    record: int
    outcome: Literal["new", "changed", "same"]
    right: int | None = Field(description="The right that is there already, where you may see it")
    number: str
    title: str
    holder: str
    filed_on: dt.date | None


class ImportDetail(ImportRow):
    """An import with what its page tells."""

    by_format: dict[str, Counts]
    unrecognised: list[Unrecognised] = Field(description="The first 200")
    rejected: list[Rejected] = Field(description="The first 100; the quarantine holds all")
    warnings: list[Warned] = Field(description="The first 100")
    rehearsed: list[Rehearsed] = Field(description="Of a dry run the first 100")
    quarantine: int = Field(description="Pieces still in quarantine")
    error: str = Field(description="Why it failed")
    can_confirm: bool
    can_run_again: bool


class QuarantineRow(Schema):
    """A piece that could not be read."""

    id: int
    format: str
    file: str
    record: int
    offset: int = Field(description="Bytes before it")
    reason: Pair
    code: str = Field(description="Of the reason")
    detail: str
    tried_at: dt.datetime


class Quarantine(Listed):
    """Some pieces that are still in quarantine, newest first."""

    items: list[QuarantineRow]


class Retried(Schema):
    """What reading a piece again gave."""

    records: int = Field(description="Records read; 0: still not readable, nothing was changed")
