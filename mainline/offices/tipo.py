"""Open-data answers of the Taiwan Intellectual Property Office (TIPO): patent and trademark applications.

Shape: ``{"version", "status", "total-count", "tw-patent-applI": {"patentcontent": […]}}`` for patents (the
letter at the end of the key: I invention, M utility model, D design) and ``{"tmarkappl": {"tmarkcontent":
[…]}}`` for marks.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import BinaryIO

from mainline.offices import answers
from mainline.offices.answers import Answer, child, children, day, ordered, pairs, text
from mainline.offices.base import Piece
from mainline.offices.pieces import position_of, reject, whole
from mainline.offices.record import (
    Classification,
    Flag,
    Goods,
    Image,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Position,
    Record,
    Rejected,
    RightKind,
    Text,
)

NAME = "tipo.json"
LABEL = ("台湾智慧财产局开放数据（JSON）", "Taiwan Intellectual Property Office open data (JSON)")

_PATENTS = re.compile(rb'"tw-patent-[A-Za-z]+"\s*:')
_MARKS = re.compile(rb'"tmark[A-Za-z]+"\s*:\s*\{')
_KINDS = {"I": RightKind.INVENTION, "M": RightKind.UTILITY_MODEL, "D": RightKind.DESIGN}
_NICE_SINCE = dt.date(1994, 7, 15)
"""Marks filed before carry the former national classes, which are not Nice classes (Enforcement Rules of
the Trademark Act, version of 15 July 1994)."""


def sniff(head: bytes, name: str) -> bool:
    """The envelope of the open-data service with patents or marks in it."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") or b'"total-count"' not in head:
        return False
    return bool(_PATENTS.search(head) or _MARKS.search(head))


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """One answer is one file."""
    return whole(stream, member)


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """Every application in the answer."""
    decoded = answers.decode(piece, NAME)
    if isinstance(decoded, Rejected):
        yield decoded
        return
    nth = 0
    for key, envelope in decoded.items() if isinstance(decoded, dict) else ():
        as_of = day(answers.at(envelope, "-create-date"))
        for each in children(envelope, "patentcontent"):
            yield _read_patent(piece, nth, key, each, as_of)
            nth += 1
        for each in children(envelope, "tmarkcontent"):
            yield _read_mark(piece, nth, each, as_of)
            nth += 1
    if not nth:
        message = text(decoded, "message") or text(decoded, "status") or "no patentcontent or tmarkcontent"
        yield reject(NAME, piece, "answer.empty", message)


def _number(node: Answer, flags: set[Flag]) -> tuple[Number, ...]:
    rows = (
        (NumberRole.APPLICATION, "appl-no", "appl-date"),
        (NumberRole.PUBLICATION, "publish-no", "publish-date"),
        (NumberRole.PUBLICATION, "notice-no", "notice-date"),
        (NumberRole.REGISTRATION, "patent-no", "notice-date"),
        (NumberRole.REGISTRATION, "exam-no", "regi-date"),
    )
    return tuple(
        Number(role, "TW", text(node, key), "", day(node.get(date_key), flags))
        for role, key, date_key in rows
        if text(node, key)
    )


def _no_number(piece: Piece, nth: int, node: Answer, kept: Answer) -> Rejected:
    detail = f"entry {text(node, '-sequence') or nth + 1}: appl-no is empty"
    return answers.reject_entry(NAME, piece, nth, "record.no_number", detail, kept)


def _read_patent(piece: Piece, nth: int, key: str, node: Answer, as_of: dt.date | None) -> Record | Rejected:
    flags: set[Flag] = set()
    numbers = _number(node, flags)
    if not numbers:
        return _no_number(piece, nth, node, {key: {"patentcontent": [node]}})
    titles = _titles(node, "patent-title-c", "patent-title-e")
    if not titles:
        flags.add(Flag.NO_TITLE)
    return Record(
        format=NAME,
        office="TW",
        right_kind=_KINDS.get(key[-1:], RightKind.INVENTION),
        numbers=numbers,
        position=position_of(piece, nth=nth),
        language="zh",
        document_kind=key,
        titles=titles,
        parties=_parties(node),
        classifications=_ipc(children(node, "classification-ipc")),
        as_of=as_of,
        flags=ordered(flags),
        extra=pairs(
            publish_flag=text(node, "publish-flag"), applicant_country=text(node, "appl-countrycode")
        ),
    )


def _ipc(nodes: list[Answer]) -> tuple[Classification, ...]:
    found = (_one_ipc(node) for node in nodes)
    return tuple(each for each in found if each)


def _one_ipc(node: Answer) -> Classification | None:
    plain = answers.symbol("ipc", text(node, "ipc-full"))
    is_main = text(node, "-sequence") == "1"
    return plain and Classification("ipc", plain.symbol, is_main, version=text(node, "ipc-version"))


def _titles(node: Answer, zh_key: str, en_key: str) -> tuple[Text, ...]:
    found = (Text("zh", text(node, zh_key)), Text("en", text(node, en_key)))
    return tuple(each for each in found if each.text)


def _read_mark(piece: Piece, nth: int, node: Answer, as_of: dt.date | None) -> Record | Rejected:
    flags: set[Flag] = set()
    numbers = _number(node, flags)
    if not numbers:
        return _no_number(piece, nth, node, {"tmarkappl": {"tmarkcontent": [node]}})
    has_nice = bool(numbers[0].date and numbers[0].date >= _NICE_SINCE)
    goods = children(node, "goodsclasses")
    return Record(
        format=NAME,
        office="TW",
        right_kind=RightKind.TRADEMARK,
        numbers=numbers,
        position=Position(piece.member, piece.offset, piece.ordinal + nth),
        language="zh",
        document_kind="trademark-application",
        titles=_mark_texts(node),
        parties=_parties(child(node, "parties")),
        classifications=_nice(goods) if has_nice else (),
        goods=tuple(_goods(each, has_nice) for each in goods if text(each, "goods-name")),
        images=_images(node),
        as_of=as_of,
        flags=ordered(flags),
        extra=_mark_extra(node, [] if has_nice else goods),
    )


def _mark_texts(node: Answer) -> tuple[Text, ...]:
    found = (
        Text("zh", text(node, "tmark-name")),
        Text("zh", text(node, "tmark-draft-c")),
        Text("en", text(node, "tmark-draft-e")),
        Text("ja", text(node, "tmark-draft-j")),
    )
    return tuple(dict.fromkeys(each for each in found if each.text))


def _nice(goods: list[Answer]) -> tuple[Classification, ...]:
    codes = (text(each, "goodsclass-code").lstrip("0") for each in goods)
    return tuple(dict.fromkeys(Classification("nice", code) for code in codes if code))


def _goods(node: Answer, has_nice: bool) -> Goods:
    return Goods(
        text(node, "goodsclass-code").lstrip("0") if has_nice else "", "zh", text(node, "goods-name")
    )


def _images(node: Answer) -> tuple[Image, ...]:
    return tuple(
        Image(answers.to_text(reference), "audio" if key.startswith("audio") else "mark")
        for each in children(node, "tmark-image-url")
        for key, reference in each.items()
        if answers.to_text(reference)
    )


def _mark_extra(node: Answer, national: list[Answer]) -> tuple[tuple[str, str], ...]:
    facts = pairs(
        mark_class=text(node, "tmark-class-desc"),
        mark_type=text(node, "tmark-type-desc"),
        mark_colour=text(node, "tmark-color-desc"),
        description=text(node, "tmark-desc"),
        disclaimer=text(node, "out-off-draft"),
    )
    classes = (text(each, "goodsclass-code") for each in national)
    return facts + tuple(("national_goods_class", each) for each in classes if each)


_ROLES = {
    "applicants": PartyRole.APPLICANT,
    "agents": PartyRole.AGENT,
    "attorneys": PartyRole.AGENT,
    "inventors": PartyRole.INVENTOR,
    "creators": PartyRole.DESIGNER,
}
_LANGUAGES = (("chinese-name", "zh"), ("english-name", "en"), ("japanese-name", "ja"))


def _parties(node: Answer) -> tuple[Party, ...]:
    return tuple(
        party
        for key, role in _ROLES.items()
        for nth, each in enumerate(children(node, key), 1)
        for party in _named(role, each, nth)
    )


def _named(role: PartyRole, node: Answer, nth: int) -> Iterator[Party]:
    country, address = text(node, "country-code"), text(node, "address")
    for key, language in _LANGUAGES:
        if name := text(node, key):
            yield Party(role, name, language, None, country, address, sequence=nth)
