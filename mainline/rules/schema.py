"""The form of a rule pack: what a TOML file under ``data/`` may hold. A file of another form is refused, with the place.

Every value that comes from a law stands beside where it was read, since when, and how sure we are: ``H`` read in the
text of the law or in several sources that agree, ``M`` one good secondary source, ``L`` recalled, to be checked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

Confidence = Literal["H", "M", "L"]
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
RuleId = Annotated[str, Meta(pattern=r"^[a-z]+(\.[a-z0-9_]+)+$", max_length=80)]


class Text(Struct, frozen=True, forbid_unknown_fields=True):
    """Words in both languages."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """Return the words for a reader of ``zh`` or ``en``."""
        return self.zh if language.startswith("zh") else self.en


class Span(Struct, frozen=True, forbid_unknown_fields=True):
    """Days from the first to the last, both counted."""

    first: dt.date
    last: dt.date


class ClosedDays(Struct, frozen=True, forbid_unknown_fields=True):
    """A feast with the days on which an office is closed for it: ``2026-10-01/2026-10-07`` or one day."""

    name: Text
    days: tuple[str, ...]


class EveryYear(Struct, frozen=True, forbid_unknown_fields=True):
    """A feast that comes by a rule: on a date, on the nth weekday of a month, or so many days after Easter Sunday."""

    name: Text
    month: int = 0
    day: int = 0
    weekday: str = ""
    nth: int = 0
    easter: int | None = None
    observed: bool = False
    """On a Saturday kept on the Friday before, on a Sunday on the Monday after."""
    since: int | None = None
    until: int | None = None
    years: tuple[int, int] | None = None
    """(a year in which it is kept, every so many years)."""


class HolidayList(Struct, frozen=True, forbid_unknown_fields=True):
    """Closed days as somebody published them."""

    id: Name
    source: Text
    checked: dt.date
    confidence: Confidence
    closed: tuple[ClosedDays, ...] = ()
    every: tuple[EveryYear, ...] = ()
    open: tuple[dt.date, ...] = ()
    """Days of weekly rest declared working days."""


class CalendarData(Struct, frozen=True, forbid_unknown_fields=True):
    """How one office counts working days."""

    id: Name
    title: Text
    weekly_rest: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...]
    lists: tuple[Name, ...]
    published: tuple[Span, ...]
    """The years whose lists were published and are here."""
    beyond: Text
    """What to tell of a date outside them."""
    cite: tuple[str, ...]
    confidence: Confidence
    offices: tuple[str, ...] = ()
    """Codes of offices that it stands for, where a rule asks for an office."""
    makeup_counts_as_work: bool = False
    """Whether days of weekly rest that were declared working days are working days here."""
    makeup_until: dt.date | None = None
    """Only before this day."""
    caveat: Text | None = None
    """Told with every date, published or not."""


class Calendars(Struct, frozen=True, forbid_unknown_fields=True):
    """``calendars.toml``: lists and the calendars made of them."""

    schema: Literal[1]
    version: str
    list: tuple[HolidayList, ...]
    calendar: tuple[CalendarData, ...]


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """A text of law: its articles are cited as ``KEY 5`` or ``KEY 5(2)``."""

    key: Annotated[str, Meta(pattern=r"^[A-Z][A-Za-z0-9]*$")]
    title: Text
    act: str
    """How it is cited: number and body."""
    in_force: dt.date | None
    checked: dt.date
    until: dt.date | None = None
    """The first day on which it no longer holds."""


class Fact(Struct, frozen=True, forbid_unknown_fields=True):
    """What a rule may ask of a right, an event or a person."""

    type: Literal["date", "number", "bool", "text", "money", "list:date"]
    label: Text
    optional: bool = False
    """Where nothing is said of it there is none; else not knowing it leaves the answer open."""


class Delivery(Struct, frozen=True, forbid_unknown_fields=True):
    """When a notice counts as received, by how it was sent."""

    id: Name
    version: tuple[DeliveryVersion, ...]


class DeliveryVersion(Struct, frozen=True, forbid_unknown_fields=True):
    """One version, chosen by the day of the notice."""

    since: dt.date
    days: Mapping[str, int]
    """Days after the day of the notice, by delivery: ``electronic``, ``mail``, ``direct``."""
    cite: tuple[str, ...]
    confidence: Confidence
    until: dt.date | None = None
    months: Mapping[str, int] = {}
    """Months, for ``publication``."""
    proved: bool = False
    """Whether a receipt that is proved prevails."""


class FeeTable(Struct, frozen=True, forbid_unknown_fields=True):
    """Amounts by row, in minor units of one currency."""

    id: Name
    title: Text
    currency: Literal["CNY", "EUR", "USD", "CHF"]
    version: tuple[FeeVersion, ...]


class FeeVersion(Struct, frozen=True, forbid_unknown_fields=True):
    """One version, chosen by the day of payment."""

    since: dt.date
    rows: Mapping[str, int]
    """Row → minor units. A row is a word, a number, or a span of numbers (``4-6``, ``10+``)."""
    cite: tuple[str, ...]
    confidence: Confidence
    until: dt.date | None = None
    caveat: Text | None = None


class Bar(Struct, frozen=True, forbid_unknown_fields=True):
    """A day by which somebody must act, among the values of a rule."""

    due: Name = "due_date"
    nominal: Name = ""
    code: str = ""
    """Which of the rule's bars, where it has several."""
    title: Text | None = None
    consequence: Name = ""
    fee: Name = ""
    is_critical: bool = False
    severity: Literal["loss", "cost", "chance", "office"] = "loss"
    """What missing it brings: loss of the right, more cost, a chance forgone, or it is the office's act."""


class Version(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule as the law had it from ``since`` up to the day before ``until``."""

    since: dt.date
    cite: tuple[str, ...]
    confidence: Confidence
    until: dt.date | None = None
    let: Mapping[Name, str] = {}
    """Formulas in place of the rule's of the same name; others stay, new ones come after them."""
    caveat: Text | None = None
    not_encoded: Text | None = None
    """The law of these days is known to be other and was not read: the rule says that in place of a date."""


class Example(Struct, frozen=True, forbid_unknown_fields=True):
    """Facts and what must come of them; run as a test."""

    facts: Mapping[str, object]
    gives: Mapping[str, object]
    source: str = ""


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """One rule. Its id never changes and is never used again."""

    id: RuleId
    title: Text
    rights: tuple[str, ...]
    """Kinds of right that it is for; empty: any."""
    triggers: tuple[str, ...]
    """Events that set it running."""
    by: Name
    """The date that chooses the version."""
    gives: tuple[Name, ...]
    """Which of its values are the answer; the others are steps to it."""
    version: tuple[Version, ...]
    let: Mapping[Name, str] = {}
    """Named formulas in order; each may use the facts and those before it."""
    when: str = ""
    """Condition on facts; unknown facts in it leave the answer open."""
    only_with: tuple[Name, ...] = ()
    """Facts that a thread must tell (and not as false) for it to run there; who asks about a single case need not."""
    unless: tuple[str, ...] = ()
    """Events after which it does not run."""
    clears: tuple[str, ...] = ()
    """Events that do what it asks for; each does one item, the first that waits for it."""
    proven_by: tuple[str, ...] = ()
    """Later events that come only where it was done, as a grant after a reply: they settle all items before them. Of many
    numbers they settle those whose day had come."""
    follows: RuleId | None = None
    """The rule that it goes on from where that one was missed."""
    counted_from: Literal["nominal", "rolled", ""] = ""
    """For what follows: from the nominal or the rolled end of that."""
    each: tuple[Name, int | str, int | str] | None = None
    """(fact, from, to): it runs once for each number, as annuities by year. From and to are numbers or formulas of facts;
    for a number outside them it does not apply."""
    bars: tuple[Bar, ...] = ()
    consequence: Text | None = None
    calendar: Name = ""
    delivery: Name = ""
    example: tuple[Example, ...] = ()
    note: Text | None = None


class PackHead(Struct, frozen=True, forbid_unknown_fields=True):
    """What a pack is."""

    id: Annotated[str, Meta(pattern=r"^[a-z]+(-[a-z0-9]+)*$")]
    version: Annotated[str, Meta(pattern=r"^\d{4}\.\d{1,2}\.\d+$")]
    jurisdiction: Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
    law_as_of: dt.date
    title: Text


class Pack(Struct, frozen=True, forbid_unknown_fields=True):
    """One file of rules."""

    schema: Literal[1]
    pack: PackHead
    source: tuple[Source, ...]
    rule: tuple[Rule, ...]
    delivery: tuple[Delivery, ...] = ()
    fee: tuple[FeeTable, ...] = ()


class Names(Struct, frozen=True, forbid_unknown_fields=True):
    """``names.toml``: what rules may ask for, and the words for what they say."""

    fact: Mapping[Name, Fact]
    value: Mapping[Name, Text]
    word: Mapping[str, Text] = {}
    """Words for what a fact may be (``utility_model``) and for the rows of fee tables."""
