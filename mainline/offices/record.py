"""What one official publication says about one right, in one shape for every office.

A reader turns bytes into these frozen records and knows nothing of the database. Text is
kept as printed; numbers are parsed by :mod:`mainline.offices.numbers`, not here.

Codes: office = WIPO ST.3 two letters; kind code = WIPO ST.16; language = ISO 639-1 lower
case ("" unknown); country = ISO 3166 alpha-2 as printed ("" unknown); dates = ``datetime.date``
or ``None`` where the source has none or an impossible one (then a flag says so).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class RightKind(StrEnum):
    """Kinds of right; the codes of the glossary."""

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"
    TRADEMARK = "trademark"
    PLANT_VARIETY = "plant_variety"
    GI = "gi"
    IC_LAYOUT = "ic_layout"
    SOFTWARE_COPYRIGHT = "software_copyright"
    COPYRIGHT = "copyright"
    TRADE_SECRET = "trade_secret"


class NumberRole(StrEnum):
    """What a number numbers. A grant's own publication number is a publication."""

    APPLICATION = "application"
    PUBLICATION = "publication"
    REGISTRATION = "registration"
    INTERNATIONAL = "international"
    INTERNAL = "internal"
    """What an organisation gave a disclosure before any office knew of it."""


class PartyRole(StrEnum):
    """Who stands in which role."""

    APPLICANT = "applicant"
    HOLDER = "holder"
    INVENTOR = "inventor"
    DESIGNER = "designer"
    BREEDER = "breeder"
    AUTHOR = "author"
    AGENT = "agent"
    CORRESPONDENT = "correspondent"
    EXAMINER = "examiner"
    ASSIGNOR = "assignor"
    ASSIGNEE = "assignee"
    LICENSEE = "licensee"
    PLEDGEE = "pledgee"
    OPPONENT = "opponent"
    OTHER = "other"


class Flag(StrEnum):
    """What a reader had to do, or could not do, to a record it did return."""

    RECOVERED = "recovered"
    """The XML was malformed; the standard parser's recovery was used."""
    IMPOSSIBLE_DATE = "impossible_date"
    UNREAD_NUMBER = "unread_number"
    """A number in no form of its office."""
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    NO_TITLE = "no_title"
    NO_APPLICANT = "no_applicant"
    REPLACED_CHARACTERS = "replaced_characters"
    """Some bytes were not text in the declared encoding."""
    TRUNCATED = "truncated"


@dataclass(frozen=True, slots=True)
class Text:
    """Text in one language, as printed, white space folded."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed, with what the source says around it."""

    role: NumberRole
    office: str
    text: str
    kind_code: str = ""
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A person or body in a role. ``is_person`` is ``None`` where the source does not say."""

    role: PartyRole
    name: str
    language: str = ""
    is_person: bool | None = None
    country: str = ""
    address: str = ""
    identifier: str = ""
    """An office's own code or a national one, prefixed by its scheme: ``uscc:9123…``."""
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Priority:
    """A claim to an earlier filing."""

    office: str
    text: str
    date: dt.date | None = None
    kind_code: str = ""


@dataclass(frozen=True, slots=True)
class Classification:
    """One symbol. Scheme: ipc, cpc, locarno, nice, uspc, fi, vienna, ecla.

    IPC and CPC symbols are printed the one way: ``H01M 4/36`` (one blank, no padding).
    Nice and Locarno: ``9``, ``14-02``.
    """

    scheme: str
    symbol: str
    is_main: bool = False
    is_inventive: bool | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A document cited: a patent by office and number, other literature by text."""

    office: str = ""
    number: str = ""
    kind_code: str = ""
    text: str = ""
    date: dt.date | None = None
    category: str = ""
    """WIPO ST.14 letters: X, Y, A, D, E, …"""
    phase: str = ""
    """applicant, examiner, search, examination, opposition, international_search, …"""
    claims: str = ""

    @property
    def is_patent(self) -> bool:
        """Whether the cited document is named by a patent number."""
        return bool(self.number)


@dataclass(frozen=True, slots=True)
class LegalEvent:
    """What an office recorded on a day, by its own code."""

    office: str
    code: str
    date: dt.date | None = None
    text: str = ""
    effective: dt.date | None = None
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Image:
    """A drawing or specimen by its reference in the source."""

    reference: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class FamilyId:
    """A family number of somebody else's: docdb_simple, inpadoc_extended, lens_simple, …"""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods and services of a mark in one Nice class and language."""

    nice: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Position:
    """Where a record stood: the member (path, with ``!`` inside archives), byte offset, ordinal from 1."""

    member: str = ""
    offset: int = 0
    ordinal: int = 1


@dataclass(frozen=True, slots=True)
class Record:
    """One publication of one right, as one source states it."""

    format: str
    office: str
    right_kind: RightKind
    numbers: tuple[Number, ...]
    position: Position = field(default_factory=Position)
    language: str = ""
    document_kind: str = ""
    """The source's own word: ``grant``, ``application``, ``A1``, ``search-report``, …"""
    titles: tuple[Text, ...] = ()
    abstracts: tuple[Text, ...] = ()
    claims: tuple[Text, ...] = ()
    """One entry a claim, in the order printed; all claims of one language together."""
    descriptions: tuple[Text, ...] = ()
    """One entry a language: the whole description, paragraphs divided by a line feed."""
    parties: tuple[Party, ...] = ()
    priorities: tuple[Priority, ...] = ()
    classifications: tuple[Classification, ...] = ()
    citations: tuple[Citation, ...] = ()
    events: tuple[LegalEvent, ...] = ()
    families: tuple[FamilyId, ...] = ()
    related: tuple[tuple[str, Number], ...] = ()
    """Parents and children: (relation, number); relation: division, continuation, reissue, pct, …"""
    goods: tuple[Goods, ...] = ()
    images: tuple[Image, ...] = ()
    status: str = ""
    """The source's own word for the status, as printed."""
    as_of: dt.date | None = None
    """The day the source speaks for: publication date, or date of the answer. Newer wins."""
    flags: tuple[Flag, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    """Facts that have no field here, kept and shown, never used for rules."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something that stood where a record should and could not be read. Nothing is dropped in silence."""

    format: str
    reason: str
    """A stable code, e.g. ``xml.malformed``; its sentences in zh and en are in ``reasons.py``."""
    detail: str
    """What was seen, for a person: which element, which column, which value."""
    position: Position = field(default_factory=Position)
    raw: bytes = b""
    """The bytes themselves, for another try after a fix; at most 1 MiB, then the first part."""
