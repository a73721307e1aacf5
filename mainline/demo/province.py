"""What the demonstration consists of: plain frozen values that the caller puts into the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mainline.demo.phrases import Pair
from mainline.offices.record import Record, RightKind


class OrganisationKind(StrEnum):
    """Kinds of body; the codes of the organisation table."""

    ENTERPRISE = "enterprise"
    UNIVERSITY = "university"
    INSTITUTE = "institute"
    AGENCY = "agency"
    BANK = "bank"
    GUARANTOR = "guarantor"
    OFFICE = "office"
    CITY_OFFICE = "city_office"
    PROTECTION_CENTRE = "protection_centre"
    PUBLIC_BODY = "public_body"


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """A fictional body. ``uscc`` has a right check digit and an authority that issues no codes."""

    code: str
    kind: OrganisationKind
    name_zh: str
    name_en: str
    place: str
    industries: tuple[str, ...]
    uscc: str

    @property
    def name(self) -> Pair:
        """The name in both languages."""
        return Pair(self.name_zh, self.name_en)

    @property
    def industry(self) -> str:
        """The main industry, or ""."""
        return self.industries[0] if self.industries else ""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A fictional person. Two people may share a name; their employee numbers differ."""

    code: str
    name_zh: str
    name_en: str
    organisation: str
    employee_number: str

    @property
    def name(self) -> Pair:
        """The name in both languages."""
        return Pair(self.name_zh, self.name_en)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody who can sign in. The caller makes the password."""

    username: str
    name_zh: str
    name_en: str
    role: str
    """A code of the role table: manager, inventor, attorney, banker, officer, case_handler."""
    organisation: str
    person: str = ""
    """The person who signs in, where it is one of the inventors."""


@dataclass(frozen=True, slots=True)
class DemoEvent:
    """Something that happened to a right on a day, in a code of the register's table.

    ``detail`` holds the names that the code's sentence fills in; a name that differs by language comes
    as ``x``, ``x_zh`` and ``x_en``. ``amount_minor`` is in minor units (fen, cents).
    """

    code: str
    happened_on: dt.date
    detail: Mapping[str, str | int]
    by: str
    source: Pair
    amount_minor: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class DemoRight:
    """A right: what an office published of it, who holds it, and its thread, oldest event first."""

    code: str
    kind: RightKind
    record: Record
    holders: tuple[str, ...]
    """Codes of the organisations that hold it today."""
    place: str
    industry: str
    inventors: tuple[tuple[str, int], ...]
    """(person, share in hundredths of a per cent); the shares sum to 10,000."""
    events: tuple[DemoEvent, ...]
    family: str = ""
    """Rights with the same code here are one family; "" for a right alone."""
    fate: str = ""
    """What the generator meant to happen to it; tests compare the derived status with it."""


@dataclass(frozen=True, slots=True)
class DemoProvince:
    """Everything, in an order that never changes for the same arguments."""

    region: str
    seed: int
    today: dt.date
    organisations: tuple[DemoOrganisation, ...]
    people: tuple[DemoPerson, ...]
    rights: tuple[DemoRight, ...]
    accounts: tuple[DemoAccount, ...] = field(default=())

    def organisation(self, code: str) -> DemoOrganisation:
        """The organisation of that code; ``KeyError`` where there is none."""
        return {item.code: item for item in self.organisations}[code]

    def person(self, code: str) -> DemoPerson:
        """The person of that code; ``KeyError`` where there is none."""
        return {item.code: item for item in self.people}[code]
