"""Shapes of dates by which something must be done."""

from __future__ import annotations

import datetime as dt

from mainline.client.base import Pair, Shape


class DeadlineRow(Shape, frozen=True, kw_only=True):
    """Something to be done by a day; ``due_on`` is ``None`` while facts are ``missing``."""

    id: int
    right: int
    number: str
    organisation: int
    rule: str
    bar: str
    of_number: int | None
    title: Pair
    state: str
    nominal_on: dt.date | None
    due_on: dt.date | None
    internal_on: dt.date | None
    missing: list[str]
    fee_minor: int | None
    currency: str
    severity: str
    responsible: str
    url: str


class DeadlineFact(Shape, frozen=True, kw_only=True):
    """What was known and used."""

    name: str
    label: Pair
    value: str


class DeadlineStep(Shape, frozen=True, kw_only=True):
    """One value and how it came about."""

    name: str
    label: Pair
    formula: str
    value: str
    text: Pair


class DeadlineWhy(Shape, frozen=True, kw_only=True):
    """What the rules say of a date, from the event that set it running to the day."""

    base_event: str
    base_event_id: int | None
    base_date: dt.date
    version_since: dt.date | None
    pack: str
    facts: list[DeadlineFact]
    steps: list[DeadlineStep]
    calendar: Pair | None
    citations: list[Pair]
    caveats: list[Pair]
    consequence: Pair | None


class DeadlineChangeRow(Shape, frozen=True, kw_only=True):
    """What a date was before and after something changed it."""

    at: dt.datetime
    cause: str
    by: str
    before: dict[str, object]
    after: dict[str, object]


class DeadlineDetail(DeadlineRow, frozen=True, kw_only=True):
    """One date with why, what was decided, and how it changed."""

    why: DeadlineWhy | None
    act: str
    act_reason: str
    act_by: str
    confirmed_by: str
    changes: list[DeadlineChangeRow]


class Kept(Shape, frozen=True, kw_only=True):
    """What keeping the dates of a right came to."""

    right: int
    organisation: int
    new: int
