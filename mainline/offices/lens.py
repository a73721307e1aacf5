"""Patents exported from Lens.org as lines of JSON, one publication a line.

``filingNumber`` is ``office serial code``: code ``W`` is an international filing with that receiving office
(``US 2007/0088754 W`` is PCT/US2007/088754), ``P`` a provisional, ``U`` a utility model, ``D`` a design, ``A``
any other. Priorities are ``office serial code yyyymmdd``. Names carry no country and no role of person or body.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO

from mainline.offices import answers
from mainline.offices.answers import Answer, children, day, fold, ordered, text
from mainline.offices.base import Piece
from mainline.offices.kinds import right_kind_of
from mainline.offices.pieces import lines
from mainline.offices.record import (
    Citation,
    Classification,
    Flag,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Position,
    Priority,
    Record,
    Rejected,
    RightKind,
    Text,
)

NAME = "lens.jsonl"
LABEL = ("Lens.org 专利导出（JSON 行）", "Lens.org patent export (JSON lines)")

_FILING = re.compile(r"([A-Z]{2}) (\S.*?) ([A-Z])$")
_PRIORITY = re.compile(r"([A-Z]{2}) (\S.*?) ([A-Z]\d?) (\d{8})$")
_PCT_NEW = re.compile(r"(20(?:0[4-9]|[1-9]\d))[/ ]?0?(\d{6})$")
_PCT_OLD = re.compile(r"(\d\d)(\d{5})$")
_KIND_BY_TYPE = {"Limited Patent": RightKind.UTILITY_MODEL, "Design Right": RightKind.DESIGN}
_COUNTS = (
    ("simple_family_size", "simpleFamilySize"),
    ("extended_family_size", "familySize"),
    ("cited_by_count", "citedByPatentCount"),
    ("sequence_count", "seqCount"),
)


def sniff(head: bytes, name: str) -> bool:
    """The first line is an object with the keys that only this export has."""
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return first.startswith(b"{") and b'"lensId"' in first and b'"displayKey"' in first


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """Batches of lines."""
    return lines(stream, member)


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """One record a line."""
    return answers.parse_lines(piece, NAME, _read)


def _read(node: Answer, position: Position) -> Record | Rejected:
    office, kind = text(node, "jurisdiction"), text(node, "kindCode")
    flags: set[Flag] = set()
    numbers = _numbers(node, office, kind, flags)
    if not numbers or not office:
        detail = f"displayKey {text(node, 'displayKey')!r}, jurisdiction {office!r}"
        return Rejected(NAME, "record.no_number", detail, position)
    title = text(node, "title")
    parties = _parties(node)
    if not title:
        flags.add(Flag.NO_TITLE)
    if not node.get("applicants"):
        flags.add(Flag.NO_APPLICANT)
    abstract = text(node, "abstract")
    return Record(
        format=NAME,
        office=office,
        right_kind=_right_kind(node, office, kind),
        numbers=numbers,
        position=position,
        document_kind=text(node, "docType"),
        titles=(Text("", title),) if title else (),
        abstracts=(Text("", abstract),) if abstract else (),
        parties=parties,
        priorities=_priorities(node, flags),
        classifications=_classifications(node),
        citations=_citations(node),
        status=text(node, "legalStatus"),
        as_of=numbers[0].date,
        flags=ordered(flags),
        extra=_extra(node),
    )


def _right_kind(node: Answer, office: str, kind_code: str) -> RightKind:
    by_type = _KIND_BY_TYPE.get(text(node, "docType"))
    return by_type or right_kind_of(office, kind_code)


def _numbers(node: Answer, office: str, kind_code: str, flags: set[Flag]) -> tuple[Number, ...]:
    """The publication first, then the filing: international where the code is ``W``."""
    found = []
    if shown := text(node, "displayKey"):
        published_on = day(node.get("publicationDate"), flags)
        serial = shown.removeprefix(f"{office} ").removesuffix(f" {kind_code}" if kind_code else "")
        found.append(Number(NumberRole.PUBLICATION, office, serial, kind_code, published_on))
    if printed := text(node, "filingNumber"):
        found.append(_filing(printed, office, day(node.get("filingDate"), flags)))
    return tuple(found)


def _filing(printed: str, office: str, filed_on: dt.date | None) -> Number:
    match = _FILING.match(printed)
    if not match:
        return Number(NumberRole.APPLICATION, office, printed, "", filed_on)
    filed_at, serial, code = match.groups()
    if code == "W":
        return Number(NumberRole.INTERNATIONAL, "WO", _pct(filed_at, serial), code, filed_on)
    return Number(NumberRole.APPLICATION, filed_at, serial, code, filed_on)


def _pct(receiving_office: str, serial: str) -> str:
    """``US`` with ``2007/0088754`` is ``PCT/US2007/088754``; before 2004 ``EP`` with ``0350228`` is ``PCT/EP03/50228``.

    Six digits after a four-digit year since 2004, five after two digits before (Administrative
    Instructions under the PCT, section 307). Anything else stays as printed.
    """
    if match := _PCT_NEW.match(serial):
        return f"PCT/{receiving_office}{match[1]}/{int(match[2]):06d}"
    if match := _PCT_OLD.match(serial):
        return f"PCT/{receiving_office}{match[1]}/{match[2]}"
    return f"{receiving_office} {serial} W"


def _parties(node: Answer) -> tuple[Party, ...]:
    owners = node.get("owners")
    names = [_name_of(each) for each in owners] if isinstance(owners, list) else []
    return (
        *_named("applicant", node.get("applicants")),
        *_named("inventor", node.get("inventors")),
        *_named("holder", list(dict.fromkeys(names))),
    )


def _name_of(owner: object) -> str:
    return text(owner, "name") if isinstance(owner, dict) else answers.to_text(owner)


def _named(role: str, names: object) -> Iterator[Party]:
    for nth, name in enumerate(names if isinstance(names, list) else (), 1):
        if isinstance(name, str) and name:
            yield _party(role, name, nth)


@lru_cache(maxsize=65536)
def _party(role: str, name: str, nth: int) -> Party:
    """Kept, because the same names stand in every member of a family."""
    return Party(PartyRole(role), fold(name), sequence=nth)


def _priorities(node: Answer, flags: set[Flag]) -> tuple[Priority, ...]:
    printed = node.get("priorityFilingKeysActive")
    if not isinstance(printed, list):
        return ()
    found = []
    for each in dict.fromkeys(each for each in printed if isinstance(each, str) and each):
        priority, is_impossible = _priority(each)
        found.append(priority)
        if is_impossible:
            flags.add(Flag.IMPOSSIBLE_DATE)
    return tuple(found)


@lru_cache(maxsize=16384)
def _priority(printed: str) -> tuple[Priority, bool]:
    """The claim, and whether its day is impossible."""
    match = _PRIORITY.match(printed)
    if not match:
        return Priority("", fold(printed)), False
    office, serial, code, filed = match.groups()
    flags: set[Flag] = set()
    claimed_on = day(filed, flags)
    if code == "W":
        return Priority("WO", _pct(office, serial), claimed_on, code), bool(flags)
    return Priority(office, serial, claimed_on, code), bool(flags)


_SCHEMES = (("ipc", "ipcrClassifications"), ("cpc", "cpcClassifications"), ("uspc", "usClassifications"))


def _classifications(node: Answer) -> tuple[Classification, ...]:
    found: list[Classification | None] = []
    for scheme, key in _SCHEMES:
        printed = node.get(key)
        if isinstance(printed, list):
            each_once = dict.fromkeys(each for each in printed if isinstance(each, str))
            found += [answers.symbol(scheme, each) for each in each_once]
    return tuple(each for each in found if each)


def _citations(node: Answer) -> tuple[Citation, ...]:
    printed = node.get("nplCitations")
    if not isinstance(printed, list):
        return ()
    return tuple(Citation(text=fold(each)) for each in printed if isinstance(each, str) and each.strip())


def _extra(node: Answer) -> tuple[tuple[str, str], ...]:
    facts = [("lens_id", text(node, "lensId")), ("url", text(node, "url"))]
    facts += [(name, text(node, key)) for name, key in _COUNTS]
    facts += [
        ("owner", f"{text(each, 'name')}, {text(each, 'executionDate')}") for each in children(node, "owners")
    ]
    facts += [("npl_lens_id", each) for each in answers.texts(node, "nplResolvedLensIDs")]
    facts += [("npl_external_id", each) for each in answers.texts(node, "nplResolvedExternalIDs")]
    return tuple(fact for fact in facts if fact[1])
