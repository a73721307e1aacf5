"""JSON answers of the United States Patent and Trademark Office, every service but the assignment search.

Application data (Open Data Portal and its forerunner PEDS), Patent Public Search, Global Dossier, trials and
appeals (PTAB), trademark status (TSDR). Which service an answer comes from shows in the keys of its outermost
object; each has its module here. What somebody's program made of such answers (keys in snake case) is not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from mainline.offices import answers
from mainline.offices.base import Piece
from mainline.offices.pieces import reject, whole
from mainline.offices.record import Record, Rejected
from mainline.offices.uspto_json import dossier, odp, peds, ppubs, ptab, tsdr
from mainline.offices.uspto_json.names import NAME, NoSubject, Read

__all__ = ["LABEL", "NAME", "parse", "sniff", "split"]

LABEL = ("美国专利商标局 API 应答（JSON）", "USPTO API answer (JSON)")

_MARKS = tuple(
    (re.compile(outer), inner)
    for outer, inner in (
        (rb'"patent(?:Bag|FileWrapperDataBag)"\s*:\s*\[', b""),
        (rb'"documentBag"\s*:\s*\[', b'"applicationNumberText"'),
        (rb'"queryResults"\s*:', b'"searchResponse"'),
        (rb'"guid"\s*:\s*"US-', b'"publicationReferenceDocumentNumber"'),
        (rb'"corrAppNum"\s*:', b'"list"'),
        (rb'"patent(?:TrialProceeding|TrialDocument|Appeal|Interference)DataBag"\s*:\s*\[', b""),
        (rb'"(?:patentTrialData|interferenceData)"\s*:\s*\[', b""),
        (rb'"respondentPatentNumber"\s*:', b'"proceedingNumber"'),
        (rb'"trademarks"\s*:\s*\[\s*\{\s*"status"\s*:\s*\{', b'"serialNumber"'),
    )
)

_READERS: tuple[Callable[[object], Iterator[Read] | None], ...] = (
    odp.read,
    peds.read,
    ppubs.read,
    dossier.read,
    ptab.read,
    tsdr.read,
)


def sniff(head: bytes, name: str) -> bool:
    """JSON with the keys of one of the services."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return False
    return any(outer.search(head) and inner in head for outer, inner in _MARKS)


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """One answer is one file."""
    return whole(stream, member)


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """Every application, publication, proceeding or mark in the answer."""
    decoded = answers.decode(piece, NAME)
    if isinstance(decoded, Rejected):
        yield decoded
        return
    found = next((each for each in (read(decoded) for read in _READERS) if each is not None), None)
    if found is None:
        yield reject(NAME, piece, "answer.empty", f"keys of the answer: {_keys(decoded)}")
        return
    nth = -1
    for nth, read in enumerate(found):
        yield _placed(piece, nth, read)
    if nth < 0:
        yield reject(NAME, piece, "answer.empty", f"an empty list under {_keys(decoded)}")


def _placed(piece: Piece, nth: int, read: Read) -> Record | Rejected:
    if isinstance(read, NoSubject):
        detail = f"entry {nth + 1}: {read.detail}"
        return answers.reject_entry(NAME, piece, nth, "answer.no_subject", detail, read.kept)
    return read(piece, nth)


def _keys(decoded: object) -> str:
    return ", ".join(list(decoded)[:8]) if isinstance(decoded, dict) else type(decoded).__name__
