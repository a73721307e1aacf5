"""A thread under construction: events are added in any order and come out by date, none after today."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from mainline.demo.phrases import Pair, pair
from mainline.demo.plans import Plan
from mainline.demo.province import DemoEvent, DemoOrganisation, DemoPerson
from mainline.regions import Region

CURRENCY = "CNY"
CNIPA = "CN"
"""Office letters of WIPO ST.3 stand for an office that acts."""
OFFICE_RECORD = pair("专利登记簿|Patent register")
NOTICE = pair("国家知识产权局通知书|Notice of the patent office")
GAZETTE = pair("专利公报|Patent gazette")
RECEIPT = pair("电子票据|Electronic receipt")
CONTRACT = pair("合同文本|Contract")
BANK_SLIP = pair("银行回单|Bank slip")
MINUTES = pair("内部流程记录|Internal record")
PLATFORM = pair("平台记录|Platform record")


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who can act in a thread."""

    region: Region
    organisations: Mapping[str, DemoOrganisation]
    people: Mapping[str, DemoPerson]

    def name(self, code: str) -> Pair:
        """The name of an organisation or a person."""
        found = self.organisations.get(code) or self.people[code]
        return found.name

    def office_of(self, place: str) -> str:
        """The demonstration office of a place, else that of the region."""
        own = [
            body.code
            for body in self.organisations.values()
            if body.kind == "city_office" and body.place == place
        ]
        return own[0] if own else "po"

    def of_kind(self, kind: str, industry: str = "") -> list[str]:
        """Codes of the organisations of a kind, those of an industry first where there are any."""
        bodies = [body for body in self.organisations.values() if body.kind == kind]
        return [body.code for body in bodies if industry in body.industries] or [body.code for body in bodies]

    def place_of(self, code: str) -> Pair:
        """The name of the place where an organisation stands."""
        name = self.region.place(self.organisations[code].place).name
        return Pair(name.zh, name.short("en"))


@dataclass(slots=True)
class Thread:
    """The events of one right so far."""

    plan: Plan
    cast: Cast
    today: dt.date
    rng: random.Random
    events: list[DemoEvent] = field(default_factory=list)
    published_on: dt.date | None = None
    granted_on: dt.date | None = None
    ended_on: dt.date | None = None
    burdened_on: list[dt.date] = field(default_factory=list)
    """Days on which a licence or pledge began."""
    transfer: tuple[dt.date, str] | None = None
    """The day on which the right passed to another organisation, and to whom."""

    @property
    def holder(self) -> str:
        """The first holder at the time of filing."""
        return self.plan.holders[0]

    @property
    def pair(self) -> Pair:
        """The holder's name."""
        return self.cast.name(self.holder)

    @property
    def holders(self) -> tuple[str, ...]:
        """Who holds the right today."""
        return (self.transfer[1],) if self.transfer else self.plan.holders

    def holder_on(self, day: dt.date) -> str:
        """The first holder on a day."""
        return self.transfer[1] if self.transfer and day >= self.transfer[0] else self.holder

    @property
    def last_day(self) -> dt.date:
        """The last day on which something can happen to the right itself."""
        return min(self.today, self.ended_on) if self.ended_on else self.today

    def add(
        self,
        code: str,
        on: dt.date,
        by: str,
        source: Pair,
        amount: int | None = None,
        currency: str = "",
        **detail: str | int | Pair | dt.date,
    ) -> None:
        """Record an event unless it lies after today."""
        if on > self.today:
            return
        money = currency or (CURRENCY if amount is not None else "")
        self.events.append(DemoEvent(code, on, _told(detail), by, source, amount, money))

    def has(self, code: str) -> bool:
        """Whether an event of that code has been recorded."""
        return any(event.code == code for event in self.events)

    def day_of(self, code: str) -> dt.date | None:
        """The day of the first event of a code."""
        return min((event.happened_on for event in self.events if event.code == code), default=None)

    def told(self) -> tuple[DemoEvent, ...]:
        """The events, oldest first; those of one day in the order recorded."""
        return tuple(sorted(self.events, key=lambda event: event.happened_on))


def _told(detail: Mapping[str, str | int | Pair | dt.date]) -> dict[str, str | int]:
    """Details as plain values: a bilingual one as ``x``, ``x_zh`` and ``x_en``; a date in ISO form."""
    told: dict[str, str | int] = {}
    for name, value in detail.items():
        if isinstance(value, Pair):
            told |= {name: value.zh, f"{name}_zh": value.zh, f"{name}_en": value.en}
        elif isinstance(value, dt.date):
            told[name] = value.isoformat()
        else:
            told[name] = value
    return told
