"""Numbers of patents, marks and other rights: read, check, print and convert, for every office.

One right is met under many prints: ``ZL201710601862.3``, ``CN 201710601862``, ``16/123,456``,
``US 201816123456 A``, ``EP19980938302``, ``特開平10-123456``. :attr:`ParsedNumber.key` is the one
identity of all prints of one number; numbers of different rights never share it.
"""

from __future__ import annotations

import datetime as dt

from mainline.offices.numbers import us
from mainline.offices.numbers.forms import search_forms
from mainline.offices.numbers.parsed import NumberError, ParsedNumber
from mainline.offices.numbers.reading import read
from mainline.offices.record import NumberRole, RightKind

__all__ = ["NumberError", "ParsedNumber", "convert", "keys", "parse", "search_forms"]


def parse(
    text: str,
    *,
    office: str = "",
    role: NumberRole | None = None,
    right_kind: RightKind | None = None,
    kind_code: str = "",
    filed_on: dt.date | None = None,
) -> ParsedNumber:
    """Read one number in any form.

    ``office`` (ST.3), ``role``, ``right_kind``, ``kind_code`` (ST.16) and ``filed_on`` are what the
    source says around the number; they decide where one string has two readings. A form that is
    not understood is kept, with ``understood`` false; it never raises.

    Raises:
        NumberError: the number is wrong: a check digit that does not fit, a year that cannot be.
    """
    return read(text, office, role, right_kind, kind_code, filed_on)


def keys(
    text: str,
    *,
    office: str = "",
    role: NumberRole | None = None,
    right_kind: RightKind | None = None,
    kind_code: str = "",
    filed_on: dt.date | None = None,
) -> tuple[str, ...]:
    """The identity, then other names under which a source may honestly know the same number.

    The first is the identity. The rest are candidates to look up, never proof: a US filing by year
    and serial as DOCDB names it, a Chinese publication of seven digits printed with no kind code.

    Raises:
        NumberError: as :func:`parse`.
    """
    parsed = read(text, office, role, right_kind, kind_code, filed_on)
    if not parsed.understood:
        return (parsed.key,)
    if parsed.office == "US" and parsed.role is NumberRole.APPLICATION:
        other = us.other_name(parsed)
        return (parsed.key, other) if other else (parsed.key,)
    is_old_chinese = parsed.office == "CN" and len(parsed.serial) == 7 and not parsed.kind_code
    if is_old_chinese and parsed.series == "" and parsed.role is not NumberRole.APPLICATION:
        return (parsed.key, f"CN/P/C{parsed.serial}")
    return (parsed.key,)


def convert(
    text: str,
    to: str,
    *,
    office: str = "",
    role: NumberRole | None = None,
    right_kind: RightKind | None = None,
    kind_code: str = "",
    filed_on: dt.date | None = None,
) -> str:
    """Print a number in another form: ``original``, ``docdb`` (``CN 201710601862 A``) or ``epodoc``.

    Raises:
        NumberError: as :func:`parse`.
        ValueError: ``to`` is none of the three.
    """
    parsed = read(text, office, role, right_kind, kind_code, filed_on)
    if to == "original":
        return parsed.original
    if to == "docdb":
        return " ".join(part for part in parsed.docdb if part)
    if to == "epodoc":
        return parsed.epodoc
    raise ValueError(f"unknown form {to!r}: use original, docdb or epodoc")
