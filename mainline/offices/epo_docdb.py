"""DOCDB, the EPO's master file of bibliographic data: weekly and backfile exchange documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from mainline.offices import epo_exchange
from mainline.offices.base import Piece
from mainline.offices.pieces import position_of, reject, xml_elements
from mainline.offices.record import Record, Rejected
from mainline.offices.tree import readable

NAME = "epo.docdb"
LABEL = ("欧洲专利局 DOCDB 著录数据", "EPO DOCDB bibliographic data")

_TAG = "exchange-document"
_START = re.compile(rb"<(?:[A-Za-z_][\w.\-]*:)?exchange-documents?[\s>]")
_ANSWER = re.compile(rb"<(?:[A-Za-z_][\w.\-]*:)?world-patent-data[\s>]")
_OTHER_ENCODING = re.compile(rb"encoding\s*=\s*[\"'](?!utf-?8)", re.IGNORECASE)


def sniff(head: bytes, name: str) -> bool:
    """Whether exchange documents stand in the first 64 KiB, and not inside an answer of OPS."""
    return _START.search(head) is not None and _ANSWER.search(head) is None


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """One piece an exchange document, out of a file of 18,000 or a fragment of one."""
    return xml_elements(stream, member, tag=_TAG)


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """Read one exchange document."""
    parsed = readable(NAME, piece, _without_prefix(piece))
    if isinstance(parsed, Rejected):
        yield parsed
        return
    root = parsed.root
    document = root if root.tag == _TAG else root.find(f".//{_TAG}")
    if document is None:
        yield reject(NAME, piece, "xml.unknown_root", f"<{root.tag}>")
        return
    record = epo_exchange.read(document, name=NAME, position=position_of(piece), flags=parsed.flags)
    yield record or reject(NAME, piece, "record.no_number", "publication-reference, application-reference")


def _without_prefix(piece: Piece) -> Piece:
    """The piece without the prefix ``exch``: fragments never declare it, and nothing else is in its namespace."""
    data = piece.data.replace(b"<exch:", b"<").replace(b"</exch:", b"</")
    header = piece.header if _OTHER_ENCODING.search(piece.header) else b""
    return Piece(piece.member, data, piece.offset, piece.ordinal, header)
