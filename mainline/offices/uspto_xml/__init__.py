"""USPTO grants and applications in XML: every generation since 2001, one document or a weekly bulk file.

ST.36 ``us-patent-grant`` and ``us-patent-application`` 4.0 to 4.7 (2005 on), ``PATDOC`` 2.4 and 2.5 (grants
2001 to 2004, the first in SGML), ``patent-application-publication`` 1.5 and 1.6 (2001 to 2004). Source: the
office's own document types and their comments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from lxml import etree

from mainline.offices.base import Piece
from mainline.offices.pieces import position_of, reject, xml_documents
from mainline.offices.record import Flag, Position, Record, Rejected
from mainline.offices.uspto_xml import pap, patdoc, st36
from mainline.offices.xml import Parsed, error_of, flags_of, local_name, parse_xml, root_of

NAME = "uspto.xml"
LABEL = ("美国专利商标局专利 XML", "USPTO patent XML")

_READERS: dict[str, Callable[[etree._Element, Position, tuple[Flag, ...]], Record | str]] = {
    "us-patent-grant": st36.read,
    "us-patent-application": st36.read,
    "PATDOC": patdoc.read,
    "patent-application-publication": pap.read,
}
_SEQUENCES = frozenset(("sequence-cwu", "sequence-list"))
_HEAD = 1 << 16

_SGML_EMPTY = re.compile(
    rb"<((?:B221US|B473US|B597US|CHEMCDX|CHEMMOL|CITED-BY-EXAMINER|CITED-BY-OTHER|CLREF|CRF|CUSTOM-CHARACTER"
    rb"|DEL-E|DEL-S|DFREF|EMI|EMR|FOR|INS-E|INS-S|LSTREF|MATHEMATICA|PAREF|TBLREF|SEQREF)\b[^>]*?)/?>"
)
"""Elements that the SGML of 2001 (document type 2.4) leaves open because they hold nothing."""


def sniff(head: bytes, name: str) -> bool:
    """Whether the first element, or the document type, is one of the office's publications."""
    root = root_of(head)
    return root in _READERS or root in _SEQUENCES


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """One piece a publication; weekly bulk files are concatenated documents."""
    return xml_documents(stream, member)


def passes_over(piece: Piece) -> str:
    """Sequence listings stand between the publications of a bulk file and are no records themselves."""
    head = piece.data[:_HEAD]
    # Looking for the names costs a hundredth of taking the head apart, and nearly no piece has them.
    if not any(name.encode() in head for name in _SEQUENCES):
        return ""
    return "unrecognised.sequence" if root_of(head) in _SEQUENCES else ""


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """Read one publication."""
    parsed = _parsed(piece.data)
    if parsed.root is None:
        yield reject(NAME, piece, parsed.problem, error_of(piece.data))
        return
    read = _READERS.get(local_name(parsed.root))
    if read is None:
        yield reject(NAME, piece, "xml.unknown_root", local_name(parsed.root))
        return
    found = read(parsed.root, position_of(piece), flags_of(parsed))
    if isinstance(found, Record):
        yield found
    else:
        reason, _, detail = found.partition(" ")
        yield reject(NAME, piece, reason, detail)


def _parsed(data: bytes) -> Parsed:
    """The document; SGML that XML cannot read is closed first, which is no damage and no recovery."""
    parsed = parse_xml(data)
    if parsed.recovered and parsed.root is not None and local_name(parsed.root) == "PATDOC":
        closed = parse_xml(_SGML_EMPTY.sub(rb"<\1/>", data))
        return parsed if closed.recovered else closed
    return parsed
