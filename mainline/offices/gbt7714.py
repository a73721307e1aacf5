"""Reference lists in the form of GB/T 7714 (rules for references): the patents, marked ``[P]``.

Forms read, all of one entry after an optional ``[n]``:

* GB/T 7714-2015: ``applicant. title: number[P]. date`` (and before it a country, as in the edition of 2005)
* as exported by Chinese literature databases: ``inventors. title[P]. place: number,date.``

An entry may go over several lines and be followed by blank ones.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from mainline.offices.answers import fold, ordered, pairs
from mainline.offices.base import Piece
from mainline.offices.kinds import right_kind_of
from mainline.offices.pieces import RAW_LIMIT, lines, position_of, reject
from mainline.offices.record import (
    Flag,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Position,
    Record,
    Rejected,
    Text,
)

NAME = "gbt7714.lines"
LABEL = ("GB/T 7714 参考文献（专利 [P]）", "GB/T 7714 reference list (patents [P])")

_ENTRY = re.compile(rb"^[ \t\xef\xbb\xbf]*\[\d{1,6}\]", re.MULTILINE)
_PATENT_MARK = re.compile("\\[\\s*[PＰ](?:/OL)?\\s*\\]", re.IGNORECASE)
_ANY_MARK = re.compile(r"\[\s*([A-Z]{1,2}(?:/[A-Z]{2})?)\s*\]")
_SNIFFED = re.compile(rb"^[ \t]*\[\d{1,6}\][^\r\n]*\[(?:P|J|D|M|C|N|S|R)(?:/OL)?\]", re.MULTILINE)
_LEADING = re.compile(r"^\[(\d+)\]\s*")
_AFTER = re.compile(
    r"^[.．]?\s*+(?:([^\s:：,，][^:：,，]{0,23})\s*+[:：]\s*+)?([A-Z]{2}\s*+\d[\dXx.]*+(?:\s*+(?:[A-Z]\d?|\d))?)\s*+[,，]\s*+(\S+?)[.．。]?$"
)
_INSIDE = re.compile(
    r"^(.*?)[:：]\s*+(?:([^\s:：,，\d][^:：,，\d]{0,23})[,，]\s*+)?((?:(?:ZL|[A-Z]{2})\s*+)?\d[\dXx.]*+[A-Z]?\d?)\s*+$"
)
_NUMBER = re.compile(r"^(ZL|[A-Z]{2})?\s*([\dXx.]+?)\s*([A-Z]\d?)?$")
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})")
_BODY = re.compile(
    "公司|集团|大学|学院|研究[院所]|医院|中心|实验室|株式会社|学校|工厂|[厂局院社所]$|\\b(?:Inc|Ltd|LLC|Corp|GmbH|University)\\b"
)
_WITHHELD = re.compile("[(（]?请求不公布姓名[)）]?")
_JOINED = "…"
_OFFICES = {
    "中国": "CN", "美国": "US", "日本": "JP", "韩国": "KR", "德国": "DE", "英国": "GB", "法国": "FR",
    "欧洲专利局": "EP", "世界知识产权组织": "WO", "俄罗斯": "RU", "加拿大": "CA", "澳大利亚": "AU",
}  # fmt: skip
_BATCH = 200


class _Entry(NamedTuple):
    people: str
    title: str
    place: str
    number: str
    day: str
    is_exported: bool


def sniff(head: bytes, name: str) -> bool:
    """Numbered entries with a document mark in brackets, in UTF-8 or GB 18030."""
    return len(_SNIFFED.findall(head[:16384])) >= 1


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """Batches of whole entries: lines are put together up to the next one that begins with ``[n]``."""
    kept, offset, ordinal = b"", 0, 1
    for piece in lines(stream, member, _BATCH):
        if piece.problem:
            yield from _closed(member, kept, offset, ordinal)
            yield piece
            kept = b""
            continue
        offset = offset if kept else piece.offset
        kept += piece.data
        starts = [match.start() for match in _ENTRY.finditer(kept)]
        if len(starts) > 1:
            yield Piece(member, kept[: starts[-1]], offset, ordinal)
            ordinal += len(starts) - 1 + bool(kept[: starts[0]].strip())
            offset += starts[-1]
            kept = kept[starts[-1] :]
    yield from _closed(member, kept, offset, ordinal)


def _closed(member: str, kept: bytes, offset: int, ordinal: int) -> Iterator[Piece]:
    if kept.strip():
        yield Piece(member, kept, offset, ordinal)


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """One answer an entry; entries that are no patents are rejected as such."""
    if piece.problem:
        yield reject(NAME, piece, piece.problem, "cut short before reading")
        return
    starts = [match.start() for match in _ENTRY.finditer(piece.data)]
    if not starts or piece.data[: starts[0]].strip():
        starts.insert(0, 0)
    ends = [*starts[1:], len(piece.data)]
    nth = 0
    for start, end in zip(starts, ends, strict=True):
        raw = piece.data[start:end]
        if raw.strip():
            yield _read(raw, position_of(piece, offset=start, nth=nth))
            nth += 1


def _decode(raw: bytes) -> tuple[str, bool]:
    """The text, and whether some bytes were no text: UTF-8, else GB 18030."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding), False
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", errors="replace"), True


def _read(raw: bytes, position: Position) -> Record | Rejected:
    decoded, is_damaged = _decode(raw)
    entry = _joined(decoded)
    mark = _PATENT_MARK.search(entry)
    shown = entry[:200] + (_JOINED if len(entry) > 200 else "")
    if not mark:
        other = _ANY_MARK.search(_LEADING.sub("", entry))
        reason = "gbt7714.not_a_patent" if other else "gbt7714.no_mark"
        return Rejected(NAME, reason, shown, position, raw[:RAW_LIMIT])
    found = _take_apart(entry, mark)
    if isinstance(found, str):
        return Rejected(NAME, found, shown, position, raw[:RAW_LIMIT])
    flags = {Flag.REPLACED_CHARACTERS} if is_damaged or "\ufffd" in decoded else set()
    return _to_record(found, _leading_number(entry), position, flags)


def _joined(decoded: str) -> str:
    """The lines of an entry as one; a line that breaks off after a comma goes on without a blank."""
    folded = fold(decoded.replace("\ufeff", ""))
    return re.sub(r"([,，])\s+", r"\1", folded)


def _leading_number(entry: str) -> str:
    match = _LEADING.match(entry)
    return match[1] if match else ""


def _take_apart(entry: str, mark: re.Match[str]) -> _Entry | str:
    """The parts of an entry, or the reason why they cannot be told apart."""
    before = _LEADING.sub("", entry[: mark.start()]).strip()
    after = entry[mark.end() :].strip()
    people, title = _people_and_title(before)
    if exported := _AFTER.match(after):
        place, number, day = exported.groups()
        return _Entry(people, title, fold(place or ""), number, day, True)
    standard = _INSIDE.match(title)
    if standard:
        title, place, number = standard.groups()
        return _Entry(people, title.strip(), fold(place or ""), number, after.strip(" .．。"), False)
    if after.strip(" .．。") and not _DAY.search(after):
        return "gbt7714.broken"
    return "record.no_number"


def _people_and_title(before: str) -> tuple[str, str]:
    """Names end at the first full stop with a blank after it (initials are written ``J·M·罗博尔``)."""
    people, stop, title = before.partition(". ")
    if not stop:
        people, stop, title = before.partition("．")
    if not stop:
        people, stop, title = before.partition(".")
    return (people.strip(), title.strip()) if stop and title.strip() else ("", before)


def _to_record(entry: _Entry, ordinal: str, position: Position, flags: set[Flag]) -> Record | Rejected:
    number = _number_of(entry, flags)
    if number is None:
        return Rejected(
            NAME, "record.no_number", f"number {entry.number!r} of {entry.title[:80]!r}", position
        )
    parties = _parties(entry)
    if not entry.title:
        flags.add(Flag.NO_TITLE)
    if not any(party.role is PartyRole.APPLICANT for party in parties):
        flags.add(Flag.NO_APPLICANT)
    is_withheld = bool(_WITHHELD.search(entry.people))
    return Record(
        format=NAME,
        office=number.office,
        right_kind=right_kind_of(number.office, number.kind_code),
        numbers=(number,),
        position=position,
        language="zh",
        document_kind="citation",
        titles=(Text("zh", entry.title),) if entry.title else (),
        parties=parties,
        as_of=number.date,
        flags=ordered(flags),
        extra=pairs(place=entry.place, reference=ordinal, names_withheld="yes" if is_withheld else ""),
    )


def _number_of(entry: _Entry, flags: set[Flag]) -> Number | None:
    """A publication number, or an application number where it has a check digit or a ``ZL`` before it."""
    match = _NUMBER.match(entry.number.upper())
    if not match:
        return None
    prefix, digits, kind = match.groups()
    office = "CN" if prefix in (None, "ZL") else prefix
    if prefix is None:
        office = _OFFICES.get(entry.place, "CN")
    is_application = prefix == "ZL" or "." in digits
    role = NumberRole.APPLICATION if is_application else NumberRole.PUBLICATION
    printed = entry.number.upper().replace(" ", "") if is_application else digits
    stated_on = _day_of(entry.day, flags)
    return Number(role, office, printed, kind or "", None if is_application else stated_on)


def _day_of(written: str, flags: set[Flag]) -> dt.date | None:
    match = _DAY.search(written)
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        flags.add(Flag.IMPOSSIBLE_DATE)
        return None


def _parties(entry: _Entry) -> tuple[Party, ...]:
    """Databases print inventors; the standard asks for applicants or owners. Bodies are always applicants."""
    names = [name.strip() for name in re.split(r"[,，;；]", entry.people)]
    others = {"等", "et al", "et al."}
    kept = [name for name in names if name and name not in others and not _WITHHELD.search(name)]
    return tuple(_party(name, entry.is_exported, nth) for nth, name in enumerate(kept, 1))


def _party(name: str, is_exported: bool, nth: int) -> Party:
    if _BODY.search(name):
        return Party(PartyRole.APPLICANT, name, "zh", False, sequence=nth)
    role = PartyRole.INVENTOR if is_exported else PartyRole.APPLICANT
    return Party(role, name, "zh", True if is_exported else None, sequence=nth)
