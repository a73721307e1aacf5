"""Chinese electronic filing packages: a zip of zips of ``cn-application-body``, one part a file code.

100001 claims, 100002 description, 100003 drawings, 100004 abstract, 100005 figure of the abstract, 110101,
120101 and 130101 the request for an invention, a utility model, a design. No part carries the application
number: it stands in the name of the folder or archive, and counts only if its check digit fits.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO
from xml.etree.ElementTree import Element

from mainline.offices import chinese
from mainline.offices.base import Piece
from mainline.offices.numbers.checks import cn_check
from mainline.offices.pieces import RAW_LIMIT, position_of, reject, xml_documents
from mainline.offices.record import (
    Flag,
    Image,
    Number,
    NumberRole,
    Position,
    Record,
    Rejected,
    RightKind,
    Text,
)
from mainline.offices.tree import after_each, parse_plain, with_marks
from mainline.offices.xml import error_of

NAME = "cnipa.filing"
LABEL = ("国家知识产权局电子申请文件包", "CNIPA electronic filing package")

MAX_UNPACKED = 256 << 20
"""Bytes that a package may unpack to, drawings not counted: they are never unpacked."""
MAX_DEPTH = 3

_ROOT = "cn-application-body"
_CODE = re.compile(r"(?:\A|[/!])(1[0-3]\d{4})(?:-[^/!]*)?(?=[/!]|\.(?:xml|zip)\Z)", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<!\d)(?:ZL|CN)?((?:19|20)\d{2}[12389]\d{7}|8[5-9]\d{6}|9\d{7}|0[0-3]\d{6})\.?([\dX])(?!\d)"
)
_PART_CODES = frozenset(("100001", "100002", "100003", "100004", "100005", "110101", "120101", "130101"))
_CELLS = after_each("entry", mark=" ")
_BLOCKS = after_each("p", "heading", "invention-title", "row")
_RIGHT_BY_REQUEST = {"120101": RightKind.UTILITY_MODEL, "130101": RightKind.DESIGN}
_RIGHT_BY_DIGIT = {"2": RightKind.UTILITY_MODEL, "3": RightKind.DESIGN, "9": RightKind.UTILITY_MODEL}
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError)


@dataclass(frozen=True, slots=True)
class _File:
    """One XML file of a package, by its path through the archives; ``reason`` says why it has no data."""

    path: str
    data: bytes
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """What one XML file of a package says."""

    path: str
    titles: tuple[Text, ...] = ()
    claims: tuple[Text, ...] = ()
    descriptions: tuple[Text, ...] = ()
    abstracts: tuple[Text, ...] = ()
    images: tuple[Image, ...] = ()
    flags: tuple[Flag, ...] = ()


def sniff(head: bytes, name: str) -> bool:
    """Whether the root element of a part stands in the first 64 KiB."""
    return b"<cn-application-body" in head


def sniff_zip(names: list[str]) -> bool:
    """Whether a zip with these names inside is a package: a part under its file code, XML or zipped."""
    codes = (_CODE.search(name) for name in names if name.lower().endswith((".xml", ".zip")))
    return any(match is not None and match.group(1) in _PART_CODES for match in codes)


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """One piece a part; a package comes whole, see :func:`sniff_zip`."""
    return xml_documents(stream, member)


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """Read one package, or one part that lies about by itself."""
    if piece.problem:
        yield reject(NAME, piece, piece.problem, "")
    elif piece.data.startswith(b"PK"):
        yield from _parse_package(piece)
    else:
        part = _read_part(_File(piece.member, piece.data))
        if isinstance(part, _File):
            yield reject(NAME, piece, part.reason, part.detail)
        else:
            yield _record(piece, [part], (), "filing-part")


def claims_in(data: bytes, path: str) -> tuple[Text, ...]:
    """Return the claims of a part or a package, whatever right they are for; none where there are none or none can be read.

    ``path`` is its name, by which a part is known.
    """
    files = _files(data, path, 1, [0]) if data.startswith(b"PK") else iter([_File(path, data)])
    for file in files:
        part = _read_part(file)
        if isinstance(part, _Part) and part.claims:
            return part.claims
    return ()


def _parse_package(piece: Piece) -> Iterator[Record | Rejected]:
    """One record of the whole package, and a rejection for each part that could not be read."""
    parts: list[_Part] = []
    codes: set[str] = set()
    for file in _files(piece.data, piece.member, 1, [0]):
        codes.update(_CODE.findall(file.path))
        part = _read_part(file)
        if isinstance(part, _Part):
            parts.append(part)
        else:
            yield Rejected(NAME, part.reason, part.detail, position_of(piece), part.data[:RAW_LIMIT])
    if not parts:
        yield reject(NAME, piece, "cnipa.empty_package", piece.member)
        return
    record = _record(piece, _latest(parts), tuple(sorted(codes)), "filing")
    if isinstance(record, Record):
        wanting = (Flag.NO_APPLICANT,) if record.titles else (Flag.NO_TITLE, Flag.NO_APPLICANT)
        record = replace(record, flags=tuple(dict.fromkeys((*record.flags, *wanting))))
    yield record


def _files(data: bytes, path: str, depth: int, spent: list[int]) -> Iterator[_File]:
    """Every XML file of a zip and of the zips inside it, in the order of their names."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in sorted(archive.infolist(), key=lambda each: each.filename):
                if info.filename.lower().endswith((".xml", ".zip")):
                    yield from _entry(archive, info, f"{path}!{info.filename}", depth, spent)
    except _UNREADABLE as error:
        yield _File(path, data, "container.unreadable", f"{path}: {error}")


def _entry(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, depth: int, spent: list[int]
) -> Iterator[_File]:
    if info.flag_bits & 1:
        yield _File(path, b"", "container.encrypted", path)
        return
    limit = MAX_UNPACKED - spent[0]
    with archive.open(info) as stream:
        data = stream.read(limit + 1)
    spent[0] += len(data)
    if len(data) > limit:
        yield _File(path, b"", "container.bomb", path)
    elif not data:
        yield _File(path, b"", "stream.empty", path)
    elif not path.lower().endswith(".zip"):
        yield _File(path, data)
    elif depth < MAX_DEPTH:
        yield from _files(data, path, depth + 1, spent)
    else:
        yield _File(path, b"", "container.too_deep", path)


def _read_part(file: _File) -> _Part | _File:
    """What an XML file says; the file itself, with its reason, where it says nothing that can be read."""
    if file.reason:
        return file
    parsed = parse_plain(Piece(file.path, file.data))
    if isinstance(parsed, str):
        return replace(file, reason=parsed, detail=f"{file.path}: {error_of(file.data)}")
    if parsed.root.tag != _ROOT:
        return replace(file, reason="xml.unknown_root", detail=f"{file.path}: <{parsed.root.tag}>")
    root, language = parsed.root, parsed.root.get("lang", "zh").lower()
    with_marks(root, _CELLS)
    title = chinese.words(root.find(".//invention-title"))
    return _Part(
        path=file.path,
        titles=(Text(language, title),) if title else (),
        claims=_texts(language, (chinese.words(claim) for claim in root.iter("claim"))),
        descriptions=_texts(language, (_prose(each) for each in root.iter("description"))),
        abstracts=_texts(language, (_prose(each) for each in root.iter("cn-abstract"))),
        images=tuple(_images(root)),
        flags=parsed.flags,
    )


def _texts(language: str, texts: Iterator[str]) -> tuple[Text, ...]:
    return tuple(Text(language, text) for text in texts if text)


def _prose(element: Element) -> str:
    return chinese.paragraphs(element, _BLOCKS)


def _images(root: Element) -> Iterator[Image]:
    in_abstract = {image for figure in root.iter("cn-abst-figure") for image in figure.iter("img")}
    in_drawings = {image for drawings in root.iter("cn-drawings") for image in drawings.iter("img")}
    for image in root.iter("img"):
        kind = "abstract" if image in in_abstract else "drawing" if image in in_drawings else "inline"
        if image.get("file"):
            yield Image(image.get("file", ""), kind)


def _latest(parts: list[_Part]) -> list[_Part]:
    """Of several files that say the same kind of thing (an amendment, an unpacked twin) the last."""
    kinds = ("claims", "descriptions", "abstracts")
    latest = {kind: part for part in parts for kind in kinds if getattr(part, kind)}
    kept = [part for part in parts if part in latest.values()]
    return kept + [part for part in parts if part not in kept and not any(getattr(part, k) for k in kinds)]


def _record(
    piece: Piece, parts: list[_Part], codes: tuple[str, ...], document_kind: str
) -> Record | Rejected:
    """One record of the parts; without an application number around them, a rejection."""
    number = application_number(" ".join([piece.member, *(part.path for part in parts)]))
    if not number:
        titles = [title.text for part in parts for title in part.titles]
        return reject(NAME, piece, "cnipa.no_number", "; ".join([piece.member, *titles]))
    by_request = (_RIGHT_BY_REQUEST[code] for code in codes if code in _RIGHT_BY_REQUEST)
    serial = number.partition(".")[0]
    digit = serial[4] if len(serial) == 12 else serial[2]
    images = dict.fromkeys(image for part in parts for image in part.images)
    return Record(
        format=NAME,
        office="CN",
        right_kind=next(by_request, _RIGHT_BY_DIGIT.get(digit, RightKind.INVENTION)),
        numbers=(Number(NumberRole.APPLICATION, "CN", number),),
        position=Position(piece.member, piece.offset, piece.ordinal),
        language="zh",
        document_kind=document_kind,
        titles=tuple(dict.fromkeys(title for part in parts for title in part.titles)),
        abstracts=tuple(text for part in parts for text in part.abstracts),
        claims=tuple(claim for part in parts for claim in part.claims),
        descriptions=tuple(text for part in parts for text in part.descriptions),
        images=tuple(images),
        flags=tuple(dict.fromkeys(flag for part in parts for flag in part.flags)),
        extra=(("file_codes", " ".join(codes)),) if codes else (),
    )


def application_number(path: str) -> str:
    """The first Chinese application number in a path whose check digit fits, as ``201810392222.0``; else ""."""
    for match in _NUMBER.finditer(path.upper()):
        serial, check = match.groups()
        if cn_check(serial) == check:
            return f"{serial}.{check}"
    return ""
