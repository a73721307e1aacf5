"""What a number is, once read: the frozen answer of the parser, and the error for a wrong one."""

from __future__ import annotations

from typing import NamedTuple

from mainline.offices.numbers import printing
from mainline.offices.record import NumberRole, RightKind


class NumberError(ValueError):
    """A number that cannot be right: a check digit that does not fit, a year that cannot be.

    ``position`` counts characters of the cleaned number from 0 and points at what is wrong. ``right`` is
    the check digit that would fit, "" where something else is wrong.
    """

    def __init__(self, code: str, message_zh: str, message_en: str, position: int, right: str = "") -> None:
        super().__init__(message_en)
        self.code = code
        self.message_zh = message_zh
        self.message_en = message_en
        self.position = position
        self.right = right


class ParsedNumber(NamedTuple):
    """One number of one office in canonical parts; a tuple, for ingest makes some ten for each record.

    ``series`` tells apart the runs of numbers of one office ("" the main run, "D" design,
    "TM" mark, …). ``serial`` is canonical within series. ``year`` is the year inside the
    number, ``None`` where it carries none. ``check`` is the check digit where the office has
    one and it is known. ``understood`` is false where the form is kept as it stood.
    """

    office: str
    role: NumberRole
    series: str
    serial: str
    year: int | None = None
    kind_code: str = ""
    right_kind: RightKind | None = None
    check: str = ""
    understood: bool = True

    @property
    def key(self) -> str:
        """Identity that every printed form shares: ``CN/A/201710601862``, ``US/P/D864889``.

        ``A`` for filings, ``P`` for publications and registrations (an office's patent number is
        both). A form not understood has ``~`` before the serial, so it never meets another.
        """
        letter = "A" if self.role in _FILINGS else "P"
        mark = "" if self.understood else "~"
        return f"{self.office or '??'}/{letter}/{self.series}{mark}{self.serial}"

    @property
    def original(self) -> str:
        """As the office itself prints the number today."""
        return printing.original(self)

    @property
    def docdb(self) -> tuple[str, str, str]:
        """Country code, number and kind code as the EPO's DOCDB writes them."""
        return printing.docdb(self)

    @property
    def epodoc(self) -> str:
        """The EPO's EPODOC form, one word."""
        return printing.epodoc(self)


_FILINGS = (NumberRole.APPLICATION, NumberRole.INTERNATIONAL)
