"""Answers of the EPO's Open Patent Services: ``world-patent-data``, in XML and in JSON.

Bibliographic data, full cycle, abstracts, search results, claims, descriptions, families, INPADOC legal
events and lists of images. The service's own JSON is the XML with every element a key; it becomes a tree
again and is read by the same code. Answers that a client library stored in its own JSON are read by
:mod:`mainline.offices.epo_ops_stored`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO
from xml.etree.ElementTree import Element

import msgspec

from mainline.offices import epo_exchange, epo_legal, epo_ops_stored
from mainline.offices.base import Piece
from mainline.offices.epo_claims import split_claims
from mainline.offices.kinds import right_kind_of
from mainline.offices.pieces import position_of, reject, whole
from mainline.offices.record import (
    FamilyId,
    Flag,
    Image,
    Number,
    NumberRole,
    Position,
    Record,
    Rejected,
    Text,
)
from mainline.offices.tree import every, first, named, paragraphs, raw, readable, value, words

NAME = "epo.ops"
LABEL = ("欧洲专利局 OPS 应答", "EPO Open Patent Services answer")

_ANSWER = re.compile(rb"<(?:[A-Za-z_][\w.\-]*:)?world-patent-data[\s>]|\"(?:ops:)?world-patent-data\"\s*:")
_FAULT = re.compile(rb"<(?:[A-Za-z_][\w.\-]*:)?(?:fault|error)\b[^>]*http://ops\.epo\.org|\"SERVER\.\w+\"")
_DEEPEST = 64


def sniff(head: bytes, name: str) -> bool:
    """Whether the service's root element or key, a fault of it, or a stored answer stands there."""
    if _ANSWER.search(head) or _FAULT.search(head):
        return True
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and epo_ops_stored.is_stored(head)


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """The whole answer: the service never sends more than some megabytes."""
    return whole(stream, member)


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """Read one answer: a record for each document or family member in it."""
    if not piece.problem and piece.data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _parse_json(piece)
        return
    parsed = readable(NAME, piece)
    if isinstance(parsed, Rejected):
        yield parsed
    else:
        yield from _read(piece, parsed.root, parsed.flags)


def _parse_json(piece: Piece) -> Iterator[Record | Rejected]:
    try:
        answer = msgspec.json.decode(piece.data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        yield reject(NAME, piece, "json.malformed", str(error))
        return
    keys = [key for key in answer if key.rpartition(":")[2] in ("world-patent-data", "fault", "error")]
    if keys:
        yield from _read(piece, _as_tree(keys[0], answer[keys[0]]), ())
    elif "code" in answer and "message" in answer:
        yield from _read(piece, _as_tree("fault", answer), ())
    else:
        yield from epo_ops_stored.read(piece, answer, NAME)


def _as_tree(name: str, node: object, depth: int = 0) -> Element:
    """The service's JSON (``@`` an attribute, ``$`` the text, a list repeated elements) as the XML it was."""
    element = Element(_tag(name))
    if not isinstance(node, Mapping):
        element.text = _plain("" if node is None else str(node))
        return element
    for key, inside in node.items():
        if key == "$":
            element.text = _plain(str(inside))
        elif key.startswith("@"):
            if isinstance(inside, str):
                element.set(_tag(key[1:]), _plain(inside))
        elif depth < _DEEPEST:
            for each in inside if isinstance(inside, list) else [inside]:
                element.append(_as_tree(key, each, depth + 1))
    return element


def _tag(name: str) -> str:
    return re.sub(r"[^\w.\-]", "_", name.rpartition(":")[2], flags=re.ASCII).lstrip("0123456789.-") or "_"


def _plain(text: str) -> str:
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def _read(piece: Piece, root: Element, flags: tuple[Flag, ...]) -> Iterator[Record | Rejected]:
    found = list(_records(piece, root, flags))
    if found:
        yield from found
    elif root.tag in ("fault", "error") or root.find(".//fault") is not None:
        fault = root if root.tag in ("fault", "error") else root.find(".//fault")
        yield _fault(piece, root if fault is None else fault)
    elif root.tag != "world-patent-data":
        yield reject(NAME, piece, "xml.unknown_root", f"<{root.tag}>")
    elif root.find("biblio-search") is not None or root.find("patent-family") is not None:
        yield reject(NAME, piece, "ops.no_result", value(root, "biblio-search/query"))
    else:
        inside = ", ".join(f"<{child.tag}>" for child in root if child.tag != "meta")
        yield reject(NAME, piece, "ops.no_document", inside or "<world-patent-data/>")


def _fault(piece: Piece, fault: Element) -> Rejected:
    code, message = value(fault, "code"), value(fault, "message") or words(fault)
    reason = "ops.not_found" if code.endswith("NotFound") else "ops.fault"
    return reject(NAME, piece, reason, ": ".join(filter(None, (code, message))))


def _records(piece: Piece, root: Element, flags: tuple[Flag, ...]) -> Iterator[Record | Rejected]:
    """Every document of an answer, in the order printed, numbered from the piece's ordinal."""
    nth = 0
    for kind, element in _documents(root):
        position = position_of(piece, nth=nth)
        for record in _READ[kind](element, position, flags):
            yield record or reject(NAME, piece, "record.no_number", f"<{element.tag}>", nth=nth)
            nth += 1


def _documents(root: Element) -> Iterator[tuple[str, Element]]:
    families = []
    for element in named(root, _READ):
        if element.tag == "patent-family":
            families.append(element)
        else:
            yield element.tag, element
    for family in families:
        if first(family, "family-member/application-reference") is not None or family in root:
            yield "patent-family", family


def _exchange(document: Element, position: Position, flags: tuple[Flag, ...]) -> Iterator[Record | None]:
    yield epo_exchange.read(document, name=NAME, position=position, flags=flags)


def _fulltext(document: Element, position: Position, flags: tuple[Flag, ...]) -> Iterator[Record | None]:
    """Claims or description of one publication; nothing else is in the answer."""
    number = _publication(every(document, "bibliographic-data/publication-reference"))
    if number is None:
        yield None
        return
    claims = tuple(claim for each in document.findall("claims") for claim in _claims(each))
    described = (
        Text(each.get("lang", "").lower(), paragraphs(each, epo_exchange.PARAGRAPHS))
        for each in document.findall("description")
    )
    yield _bare(number, position, flags, claims=claims, descriptions=tuple(t for t in described if t.text))


def _claims(claims: Element) -> Iterator[Text]:
    language = claims.get("lang", "").lower()
    printed = [raw(text) for text in claims.iter("claim-text")]
    for claim in split_claims(printed):
        yield Text(language, claim)


def _found(result: Element, position: Position, flags: tuple[Flag, ...]) -> Iterator[Record | None]:
    """The hits of a search that asked for numbers only."""
    for nth, reference in enumerate(result.findall("publication-reference")):
        number = _publication([reference])
        family = reference.get("family-id", "")
        place = Position(position.member, position.offset, position.ordinal + nth)
        families = (FamilyId("docdb_simple", family),) if family else ()
        yield _bare(number, place, flags, families=families) if number else None


def _images(result: Element, position: Position, flags: tuple[Flag, ...]) -> Iterator[Record | None]:
    number = _publication(result.findall("publication-reference"))
    images = (
        Image(instance.get("link", ""), instance.get("desc", ""))
        for instance in result.findall("document-instance")
    )
    shown = tuple(image for image in images if image.reference)
    yield _bare(number, position, flags, images=shown) if number else None


def _publication(references: Iterator[Element] | list[Element]) -> Number | None:
    return epo_exchange.number_of(NumberRole.PUBLICATION, epo_exchange.printed_ids(references))


def _bare(
    number: Number,
    position: Position,
    flags: tuple[Flag, ...],
    *,
    claims: tuple[Text, ...] = (),
    descriptions: tuple[Text, ...] = (),
    images: tuple[Image, ...] = (),
    families: tuple[FamilyId, ...] = (),
) -> Record:
    """A record of an answer that says one thing about one publication."""
    return Record(
        format=NAME,
        office=number.office,
        right_kind=right_kind_of(number.office, number.kind_code),
        numbers=(number,),
        position=position,
        document_kind=number.kind_code,
        claims=claims,
        descriptions=descriptions,
        images=images,
        families=families,
        as_of=number.date,
        flags=flags,
    )


def _family(family: Element, position: Position, flags: tuple[Flag, ...]) -> Iterator[Record | None]:
    return epo_legal.read_family(family, name=NAME, position=position, flags=flags)


_READ = {
    "exchange-document": _exchange,
    "fulltext-document": _fulltext,
    "search-result": _found,
    "inquiry-result": _images,
    "patent-family": _family,
}
