"""Shapes of dates by which something must be done."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from mainline.api.shapes.lists import Listed
from mainline.api.shapes.rights import Pair


class DeadlineRow(Schema):
    """Something to be done by a day, as the rules derive it from the thread of a right."""

    id: int
    right: int
    number: str = Field(description="Of the right, as printed")
    organisation: int = Field(description="Whose docket it stands in")
    rule: str
    bar: str = Field(description="Which of the rule's days, where it has several")
    of_number: int | None = Field(description="Of many, as the patent year")
    title: Pair
    state: str = Field(
        description="overdue, check, unknown, second, open, past, waived, closed, done, void, gone"
    )
    nominal_on: dt.date | None = Field(description="The end of the period itself, before days of rest")
    due_on: dt.date | None = Field(description="null while facts are missing")
    internal_on: dt.date | None = Field(description="By when people want it done")
    missing: list[str] = Field(description="Facts without which there is no date")
    fee_minor: int | None = Field(description="Minor units; null where no rule names the amount")
    currency: str
    severity: str = Field(description="What missing it brings: loss, cost, chance, office")
    responsible: str = Field(description="Login name; empty: nobody yet")
    url: str


class DeadlineStep(Schema):
    """One value and how it came about."""

    name: str
    label: Pair
    formula: str
    value: str = Field(description="Days as ISO 8601")
    text: Pair


class DeadlineFact(Schema):
    """What was known and used."""

    name: str
    label: Pair
    value: str


class DeadlineWhy(Schema):
    """What the rules say of a date today, from the event that set it running to the day."""

    base_event: str = Field(description="In the words of the rule")
    base_event_id: int | None = Field(description="Id of the event; null where the right itself tells of it")
    base_date: dt.date
    version_since: dt.date | None = Field(description="The version of the rule by which it is counted")
    pack: str = Field(description="The pack of rules with its version")
    facts: list[DeadlineFact]
    steps: list[DeadlineStep]
    calendar: Pair | None
    citations: list[Pair]
    caveats: list[Pair]
    consequence: Pair | None


class DeadlineChangeRow(Schema):
    """What a date was before and after something changed it."""

    at: dt.datetime
    cause: str = Field(description="event, facts, rules, day or person")
    by: str
    before: dict[str, object]
    after: dict[str, object]


class DeadlineDetail(DeadlineRow):
    """One date with why, what was decided, and how it changed."""

    why: DeadlineWhy | None = Field(description="null where it follows from nothing any more")
    act: str = Field(description="What people decided: waived, closed; empty: nothing")
    act_reason: str
    act_by: str
    confirmed_by: str = Field(description="The second person, where it needs two")
    changes: list[DeadlineChangeRow]


class Deadlines(Listed):
    """Some dates, in the order in which they were first derived."""

    items: list[DeadlineRow]


class Kept(Schema):
    """What keeping the dates of a right came to."""

    right: int
    organisation: int
    new: int = Field(description="Dates derived")
