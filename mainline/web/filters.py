"""What a list can be narrowed by: a text, codes, days, numbers. Read from an address, nothing in it can raise.

No domain word. A column declares its filter once; page, count, file and print narrow by it alike.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, Protocol, TypeVar

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainline.web import periods
from mainline.web.asking import Asker
from mainline.web.templatetags.web import number

UNKNOWN = "unknown"
"""In place of a period: rows without a day."""
LONGEST_TEXT = 200
"""Characters of a text that is looked for."""
MOST_CODES = 50
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_NUMBER = re.compile(r"-?\d[\d,]{0,17}")
_FIRST_YEAR, _LAST_YEAR = 1000, 9998
"""Years whose every instant a database can hold, wherever the platform stands."""
_PROBLEM = gettext_lazy("%(label)s: “%(value)s” was left out: %(why)s.")
_Value = TypeVar("_Value", dt.date, int)

Asks = Callable[[], Asker]


def _nobody() -> Asker:
    raise LookupError("a period that moves with time was asked for, and nobody says which day it is")


Codes = Mapping[str, object] | Iterable[tuple[str, object]]
"""Codes with their labels, which may be lazy."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing by which a list is narrowed, in words, and the parameters to leave out so that it is no more."""

    text: str
    without: Mapping[str, str | None]
    """Parameter to the value of it that goes; ``None``: all of them."""


@dataclass(frozen=True, slots=True)
class Field:
    """What the form of filters shows of one: ``kind`` says how it is drawn."""

    kind: Literal["text", "choice", "range"]
    name: str
    label: str
    value: str = ""
    options: Sequence[tuple[str, str, bool]] = ()
    """(code, label, whether it is chosen)."""
    ends: tuple[str, str] = ("", "")
    """From and to."""
    sort: str = ""
    """Sort of input of a range: ``date`` or ``number``."""
    periods: Sequence[tuple[str, str, bool]] = ()
    """Of days: periods that move with time, as (word, label, whether it is chosen)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one filter made of an address."""

    field: Field
    condition: Q | None = None
    chips: Sequence[Chip] = ()
    problems: Sequence[str] = ()
    """What made no sense and was left out, in sentences."""


class Filter(Protocol):
    """One way to narrow."""

    @property
    def name(self) -> str:
        """Its parameter, where that is not the column's code; else empty."""

    def parameters(self, name: str) -> Sequence[str]:
        """Return the parameters of an address that it reads."""

    def read(self, name: str, label: str, given: QueryDict, asker: Asks = _nobody) -> Reading:
        """Read what an address asks for; what makes no sense is left out and told. ``asker`` is asked where it matters
        who looks, and on which day."""


@dataclass(frozen=True, slots=True)
class Contains:
    """Rows that hold a text in one of some fields, large and small letters alike, or for which :attr:`by` holds."""

    fields: tuple[str, ...] = ()
    name: str = ""
    by: Callable[[str], Q] | None = None
    """Text to the condition, where it is not that a field holds it."""

    def parameters(self, name: str) -> Sequence[str]:
        """Return the one parameter."""
        return (name,)

    def read(self, name: str, label: str, given: QueryDict, asker: Asks = _nobody) -> Reading:
        """Read a text, without the character that no database takes."""
        text = given.get(name, "").replace("\0", "").strip()
        if len(text) > LONGEST_TEXT:
            words = {"label": label, "n": number(len(text)), "most": LONGEST_TEXT}
            problem = _(
                "%(label)s: the text has %(n)s characters, at most %(most)s are looked for; left out."
            )
            return Reading(Field("text", name, label), problems=(problem % words,))
        if not text:
            return Reading(Field("text", name, label))
        condition = self.by(text) if self.by else Q()
        for field_name in self.fields:
            condition |= Q(**{f"{field_name}__icontains": text})
        chip = Chip(_("%(label)s: %(value)s") % {"label": label, "value": text}, {name: None})
        return Reading(Field("text", name, label, text), condition, (chip,))


@dataclass(frozen=True, slots=True)
class Choice:
    """Rows whose field has one of the codes chosen, or for which :attr:`by` holds."""

    field: str
    codes: Codes | Callable[[], Codes]
    by: Callable[[Sequence[str]], Q] | None = None
    """Codes to the condition, where it is not that the field has one of them."""
    name: str = ""

    def parameters(self, name: str) -> Sequence[str]:
        """Return the one parameter, which may be given several times."""
        return (name,)

    def read(self, name: str, label: str, given: QueryDict, asker: Asks = _nobody) -> Reading:
        """Read the codes; of an unknown one is told."""
        known = dict(self.codes() if callable(self.codes) else self.codes)
        asked = list(dict.fromkeys(value for value in given.getlist(name)[:MOST_CODES] if value))
        chosen = [code for code in asked if code in known]
        options = [(code, str(words), code in chosen) for code, words in known.items()]
        shown = Field("choice", name, label, options=options)
        problem = _("%(label)s: “%(value)s” is none of the choices; left out.")
        problems = [problem % {"label": label, "value": code[:40]} for code in asked if code not in known]
        if not chosen:
            return Reading(shown, problems=problems)
        condition = self.by(chosen) if self.by else Q(**{f"{self.field}__in": chosen})
        words = [_("%(label)s: %(value)s") % {"label": label, "value": known[code]} for code in chosen]
        chips = [Chip(text, {name: code}) for text, code in zip(words, chosen, strict=True)]
        return Reading(shown, condition, chips, problems)


@dataclass(frozen=True, slots=True)
class Days:
    """Rows with a day from one to another, both among them. A year or a month stands for all its days.

    Beside or in place of both an address may name a period that moves with time (:mod:`mainline.web.periods`).
    """

    field: str
    is_instant: bool = False
    """Whether the field is an instant, of which the day where the platform stands is meant."""
    name: str = ""
    unknown: dt.date | None = None
    """The day that the field has where none is known: it is in no range."""

    def parameters(self, name: str) -> Sequence[str]:
        """Return where the days begin and end, and the period."""
        return (*_ends(name), _in(name))

    def read(self, name: str, label: str, given: QueryDict, asker: Asks = _nobody) -> Reading:
        """Read both days and the period; what is asked for by both ways must hold of both."""
        ends = _range(name, label, given, "date", _day, self._condition)
        text = given.get(_in(name), "").replace("\0", "").rstrip()
        try:
            of = periods.period(text) if text and text != UNKNOWN else None
        except ValueError as error:
            of, problem = None, _PROBLEM % {"label": label, "value": text.strip()[:40], "why": error}
            ends = replace(ends, problems=[*ends.problems, problem])
        chosen = of.word if of else text if text == UNKNOWN else ""
        offered = [(word, periods.said(periods.period(word))) for word in self._offered(chosen)]
        options = [(word, words, word == chosen) for word, words in (*offered, (UNKNOWN, _("Not known")))]
        ends = replace(ends, field=replace(ends.field, periods=options))
        if not chosen:
            return ends
        words, condition = self._in_period(of, asker)
        both = condition if ends.condition is None else ends.condition & condition
        chip = Chip(_("%(label)s: %(value)s") % {"label": label, "value": words}, {_in(name): None})
        return replace(ends, condition=both, chips=(*ends.chips, chip))

    @staticmethod
    def _offered(chosen: str) -> Iterable[str]:
        return dict.fromkeys([*periods.OFFERED, *([chosen] if chosen and chosen != UNKNOWN else [])])

    def _in_period(self, of: periods.Period | None, asker: Asks) -> tuple[str, Q]:
        """Return a period in words, with its days, and the condition of being in it; ``None``: no day is known."""
        if of is None:
            return _("Not known"), Q(**{self.field: self.unknown})
        who = asker()
        first, last = periods.span(of, who.today, who.year_begins)
        words = {"period": periods.said(of), "first": first, "last": last}
        return _("%(period)s (%(first)s to %(last)s)") % words, self._condition(first, last)

    def _condition(self, first: dt.date | None, last: dt.date | None) -> Q:
        if not self.is_instant:
            known = ~Q(**{self.field: self.unknown}) if self.unknown else Q()
            return _between(self.field, "gte", first, "lte", last) & known
        after = last + dt.timedelta(days=1) if last else None
        return _between(self.field, "gte", _midnight(first), "lt", _midnight(after))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Rows with a number from one to another, both among them, given in whole numbers."""

    field: str
    name: str = ""
    parts: int = 1
    """Into how many parts one is cut: 100 where hundredths are given."""
    units: int = 1
    """How many the field counts for one that is given: 100 where it holds hundredths."""

    def parameters(self, name: str) -> Sequence[str]:
        """Return where the numbers begin and end."""
        return _ends(name)

    def read(self, name: str, label: str, given: QueryDict, asker: Asks = _nobody) -> Reading:
        """Read both numbers."""
        return _range(name, label, given, "number", _whole, self._condition)

    def _condition(self, least: int | None, most: int | None) -> Q:
        return _between(self.field, "gte", self._cut(least), "lte", self._cut(most))

    def _cut(self, value: int | None) -> object:
        if value is None:
            return None
        return value * self.units if self.parts == 1 else Decimal(value * self.units) / self.parts


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What all filters of a list made of an address."""

    readings: Sequence[Reading] = field(default=())

    @property
    def conditions(self) -> list[Q]:
        """What rows must fulfil."""
        return [reading.condition for reading in self.readings if reading.condition is not None]

    @property
    def fields(self) -> list[Field]:
        """What the form shows."""
        return [reading.field for reading in self.readings]

    @property
    def chips(self) -> list[Chip]:
        """What is set, one by one."""
        return [chip for reading in self.readings for chip in reading.chips]

    @property
    def problems(self) -> list[str]:
        """What made no sense."""
        return [problem for reading in self.readings for problem in reading.problems]


def yes_no(field_name: str) -> Choice:
    """Return a filter of a field that is true or false."""

    def condition(chosen: Sequence[str]) -> Q:
        return Q(**{f"{field_name}__in": [code == "yes" for code in chosen]})

    return Choice(field_name, lambda: {"yes": _("Yes"), "no": _("No")}, condition)


def _ends(name: str) -> tuple[str, str]:
    return f"{name}-from", f"{name}-to"


def _in(name: str) -> str:
    return f"{name}-in"


def _range(
    name: str,
    label: str,
    given: QueryDict,
    sort: str,
    parse: Callable[[str, bool], _Value],
    condition: Callable[[_Value | None, _Value | None], Q],
) -> Reading:
    """Read both ends of a range; an end that is none, or ends the wrong way round, are left out and told."""
    first_name, last_name = _ends(name)
    said = {end: given.get(end, "").replace("\0", "").strip() for end in (first_name, last_name)}
    ends: dict[str, _Value | None] = {first_name: None, last_name: None}
    problems = []
    for end, text in said.items():
        try:
            ends[end] = parse(text, end == last_name) if text else None
        except ValueError as error:
            problems.append(_PROBLEM % {"label": label, "value": text[:40], "why": error})
    first, last = ends[first_name], ends[last_name]
    if first is not None and last is not None and first > last:
        problems.append(_("%(label)s: from is after to, so nothing could fit; left out.") % {"label": label})
        first = last = None
    shown = Field("range", name, label, ends=(_written(first), _written(last)), sort=sort)
    if first is None and last is None:
        return Reading(shown, problems=problems)
    chip = Chip(_said(label, first, last), {first_name: None, last_name: None})
    return Reading(shown, condition(first, last), (chip,), problems)


def _said(label: str, first: object, last: object) -> str:
    """Say a range in words."""
    words = {"label": label, "first": _written(first), "last": _written(last)}
    if last is None:
        return _("%(label)s: from %(first)s") % words
    if first is None:
        return _("%(label)s: to %(last)s") % words
    return _("%(label)s: %(first)s to %(last)s") % words


def _written(value: object) -> str:
    return "" if value is None else str(value)


def _day(text: str, is_last: bool) -> dt.date:
    """Read a day; of a year or a month its first, or its last. Raises ``ValueError`` with what to write."""
    parts = _DAY.fullmatch(text)
    if parts is None or not _FIRST_YEAR <= int(parts[1]) <= _LAST_YEAR:
        raise ValueError(_("write a day as 2024-03-18"))
    year, month, day = int(parts[1]), parts[2], parts[3]
    try:
        if day:
            return dt.date(year, int(month), int(day))
        if not is_last:
            return dt.date(year, int(month or 1), 1)
        following = (
            dt.date(year + 1, 1, 1) if not month or int(month) == 12 else dt.date(year, int(month) + 1, 1)
        )
    except ValueError:
        raise ValueError(_("there is no such day")) from None
    return following - dt.timedelta(days=1)


def _whole(text: str, _is_last: bool) -> int:
    """Read a whole number. Raises ``ValueError`` with what to write."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(_("write a whole number"))
    return int(text.replace(",", ""))


def _midnight(day: dt.date | None) -> dt.datetime | None:
    """Return the instant at which a day begins where the platform stands."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min)) if day else None


def _between(name: str, from_: str, first: object, to: str, last: object) -> Q:
    condition = Q()
    if first is not None:
        condition &= Q(**{f"{name}__{from_}": first})
    if last is not None:
        condition &= Q(**{f"{name}__{to}": last})
    return condition
