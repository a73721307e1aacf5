"""USPTO grants and applications in XML of every generation since 2001."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from mainline.offices.base import Piece
from mainline.offices.pieces import reject, xml_documents
from mainline.offices.record import Record, Rejected

NAME = "uspto.xml"
LABEL = ("美国专利商标局 XML", "USPTO patent XML")
_ROOTS = (
    b"<us-patent-grant",
    b"<us-patent-application",
    b"<PATDOC",
    b"<patent-application-publication",
    b"<sequence-cwu",
)


def sniff(head: bytes, name: str) -> bool:
    """Whether a root element of the office's publications stands in the first 64 KiB."""
    return any(root in head for root in _ROOTS)


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """One piece a publication; weekly bulk files are concatenated documents."""
    return xml_documents(stream, member)


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """Read one publication."""
    yield reject(NAME, piece, "reader.failed", "not read yet")
