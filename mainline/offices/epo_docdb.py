"""DOCDB, the EPO's master file of bibliographic data: weekly and backfile exchange documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from mainline.offices import epo_exchange
from mainline.offices.base import Piece
from mainline.offices.pieces import position_of, reject, xml_elements
from mainline.offices.record import Record, Rejected
from mainline.offices.tree import without_namespaces
from mainline.offices.xml import error_of, flags_of, parse_piece

NAME = "epo.docdb"
LABEL = ("欧洲专利局 DOCDB 著录数据", "EPO DOCDB bibliographic data")

_TAG = "exchange-document"
_START = re.compile(rb"<(?:[A-Za-z_][\w.\-]*:)?exchange-documents?[\s>]")
_ANSWER = re.compile(rb"<(?:[A-Za-z_][\w.\-]*:)?world-patent-data[\s>]")
_UNDECLARED = b'<wrapper xmlns:exch="http://www.epo.org/exchange">'


def sniff(head: bytes, name: str) -> bool:
    """Whether exchange documents stand in the first 64 KiB, and not inside an answer of OPS."""
    return _START.search(head) is not None and _ANSWER.search(head) is None


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """One piece an exchange document; a fragment without its namespace declaration is given one."""
    for piece in xml_elements(stream, member, tag=_TAG):
        if piece.data.startswith(b"<exch:") and b"xmlns:exch" not in piece.header + piece.data[:2048]:
            yield replace(piece, header=piece.header.replace(b"<wrapper", _UNDECLARED[:-1]) or _UNDECLARED)
        else:
            yield piece


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """Read one exchange document."""
    if piece.problem:
        yield reject(NAME, piece, piece.problem, "")
        return
    parsed = parse_piece(piece)
    if parsed.root is None:
        yield reject(NAME, piece, parsed.problem, error_of(piece.data))
        return
    root = without_namespaces(parsed.root)
    document = root if root.tag == _TAG else root.find(f".//{_TAG}")
    if document is None:
        yield reject(NAME, piece, "xml.unknown_root", f"<{root.tag}>")
        return
    record = epo_exchange.read(document, name=NAME, position=position_of(piece), flags=flags_of(parsed))
    yield record or reject(NAME, piece, "record.no_number", "publication-reference, application-reference")
