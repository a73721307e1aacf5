"""The books that rules look things up in: calendars, ways of delivery, tables of fees."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mainline.rules.calendars import Calendar, Rolled
from mainline.rules.money import Money
from mainline.rules.periods import DAY, add_months
from mainline.rules.schema import Delivery, DeliveryVersion, FeeTable, FeeVersion, Text
from mainline.rules.values import Unknown


def no_answer(zh: str, en: str) -> Unknown:
    """Return what is raised where a book has no answer."""
    return Unknown(why=[Text(zh=zh, en=en)])


@dataclass(frozen=True, slots=True)
class Received:
    """When a notice counts as received, and by which version of the rule of delivery."""

    on: dt.date
    days: int
    is_proved: bool
    version: DeliveryVersion


@dataclass(slots=True)
class Fees:
    """One table of fees, ready to be asked."""

    table: FeeTable
    _since: list[dt.date] = field(init=False)
    _rows: list[dict[str, int]] = field(init=False)

    def __post_init__(self) -> None:
        self._since = [version.since for version in self.table.version]
        self._rows = [_spread(version.rows) for version in self.table.version]

    def at(self, day: dt.date) -> FeeVersion:
        """Return the version for payments on a day. Raises :class:`Unknown` outside the years that are known."""
        place = bisect.bisect_right(self._since, day) - 1
        version = self.table.version[place] if place >= 0 else None
        if version is None or (version.until is not None and day >= version.until):
            raise no_answer(
                f"{self.table.title.zh}：{day}的标准未收录",
                f"{self.table.title.en}: the amounts of {day} are not here",
            )
        return version

    def fee(self, row: str, day: dt.date) -> Money:
        """Return the amount of a row. Raises :class:`Unknown`."""
        rows = self._rows[self.table.version.index(self.at(day))]
        if row not in rows:
            raise no_answer(f"{self.table.title.zh}：无“{row}”一项", f"{self.table.title.en}: no row “{row}”")
        return Money(rows[row], self.table.currency)

    def all(self, day: dt.date) -> dict[str, Money]:
        """Return the whole table as printed."""
        return {row: Money(minor, self.table.currency) for row, minor in self.at(day).rows.items()}


@dataclass(frozen=True, slots=True)
class Books:
    """All of them, by id."""

    calendars: Mapping[str, Calendar]
    deliveries: Mapping[str, Delivery]
    fees: Mapping[str, Fees]
    offices: Mapping[str, str] = field(default_factory=dict)
    """Code of an office → its calendar."""

    def calendar(self, name: str) -> Calendar:
        """Return a calendar by its id or the code of its office. Raises :class:`Unknown`."""
        found = self.calendars.get(self.offices.get(name, name))
        if found is None:
            raise no_answer(f"未收录{name}的工作日历", f"The calendar of {name} is not here")
        return found

    def roll(self, name: str, day: dt.date) -> Rolled:
        """Return the first open day on or after a day."""
        return self.calendar(name).roll(day)

    def received(self, rule: str, day: dt.date, delivery: str, proved: dt.date | None = None) -> Received:
        """Return when a notice of a day counts as received. Raises :class:`Unknown`."""
        version = _version(self.deliveries[rule].version, day)
        if version is None or (delivery not in version.days and delivery not in version.months):
            raise no_answer(
                f"未收录{day}以“{delivery}”方式送达的规则",
                f"How a notice of {day} is served by “{delivery}” is not here",
            )
        if proved is not None and version.proved:
            return Received(proved, 0, True, version)
        if delivery in version.months:
            return Received(add_months(day, version.months[delivery]), 0, False, version)
        days = version.days[delivery]
        return Received(day + days * DAY, days, False, version)


def _version(versions: Sequence[DeliveryVersion], day: dt.date) -> DeliveryVersion | None:
    return next((v for v in versions if v.since <= day and (v.until is None or day < v.until)), None)


def _spread(rows: Mapping[str, int]) -> dict[str, int]:
    """Give each number of a span a row of its own; ``10+`` goes to 99."""
    spread: dict[str, int] = {}
    for row, minor in rows.items():
        spread[row] = minor
        first, _, last = row.removesuffix("+").partition("-")
        if row.endswith("+") and first.isdecimal():
            spread |= {str(number): minor for number in range(int(first), 100)}
        elif first.isdecimal() and last.isdecimal():
            spread |= {str(number): minor for number in range(int(first), int(last) + 1)}
    return spread
