"""European patent publications in full text: ``ep-patent-document`` 1.0 to 1.5.1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from mainline.offices import epo_sdobi
from mainline.offices.base import Piece
from mainline.offices.epo_cited import category_of, claims_of, literature
from mainline.offices.pieces import position_of, reject, xml_documents
from mainline.offices.record import (
    Citation,
    Flag,
    Image,
    Number,
    PartyRole,
    Record,
    Rejected,
    RightKind,
    Text,
)
from mainline.offices.tree import (
    after_each,
    every,
    is_impossible_day,
    paragraphs,
    readable,
    value,
    with_marks,
    words,
)
from mainline.offices.xml import date_of

NAME = "epo.fulltext"
LABEL = ("欧洲专利局全文 XML", "EPO full-text XML")

_ROOT = "ep-patent-document"
_APART = dict.fromkeys(("claim-text", "li"), (" ", " ")) | after_each("br", "entry", "dt", "dd", mark=" ")
_BLOCKS = _APART | after_each("p", "heading", "row")
_PROSE = ("abstract", "description")


def sniff(head: bytes, name: str) -> bool:
    """Whether the root element of the office's full text stands in the first 64 KiB."""
    return b"<ep-patent-document" in head


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """One piece a publication; concatenated publications are cut apart."""
    return xml_documents(stream, member)


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """Read one publication."""
    parsed = readable(NAME, piece)
    if isinstance(parsed, Rejected):
        yield parsed
        return
    root = parsed.root if parsed.root.tag == _ROOT else parsed.root.find(f".//{_ROOT}")
    sdobi = root.find("SDOBI") if root is not None else None
    if root is None:
        yield reject(NAME, piece, "xml.unknown_root", f"<{parsed.root.tag}>")
    elif sdobi is None:
        yield reject(NAME, piece, "record.no_body", "SDOBI")
    elif not (numbers := epo_sdobi.numbers(sdobi)):
        yield reject(NAME, piece, "record.no_number", "B110, B210")
    else:
        yield _record(piece, root, sdobi, numbers, parsed.flags)


def _record(
    piece: Piece, root: Element, sdobi: Element, numbers: tuple[Number, ...], flags: tuple[Flag, ...]
) -> Record:
    for section in root:
        if section.tag not in _PROSE:
            with_marks(section, _APART)
    titles, parties = epo_sdobi.titles(sdobi), epo_sdobi.parties(sdobi)
    if not titles:
        flags += (Flag.NO_TITLE,)
    if not any(party.role in (PartyRole.APPLICANT, PartyRole.HOLDER) for party in parties):
        flags += (Flag.NO_APPLICANT,)
    if any(is_impossible_day(day.text) for day in sdobi.iter("date")):
        flags += (Flag.IMPOSSIBLE_DATE,)
    images = _images(root)
    return Record(
        format=NAME,
        office=value(sdobi, "B100/B190") or root.get("country", "EP"),
        right_kind=RightKind.INVENTION,
        numbers=numbers,
        position=position_of(piece),
        language=root.get("lang", "").lower(),
        document_kind=value(sdobi, "B100/B130") or root.get("kind", ""),
        titles=titles,
        abstracts=_texts(root, "abstract"),
        claims=_claims(root),
        descriptions=_texts(root, "description"),
        parties=parties,
        priorities=epo_sdobi.priorities(sdobi),
        classifications=epo_sdobi.classifications(sdobi),
        citations=epo_sdobi.citations(sdobi) + _searched(root) + _listed(root),
        events=epo_sdobi.events(sdobi),
        related=epo_sdobi.related(sdobi),
        images=images,
        as_of=date_of(value(sdobi, "B100/B140/date")) or date_of(root.get("date-publ")),
        flags=flags,
        extra=(*epo_sdobi.further_facts(sdobi), *_printed(root)),
    )


def _printed(root: Element) -> tuple[tuple[str, str], ...]:
    said = ("dtd_version", root.get("dtd-version", "")), ("document_status", root.get("status", ""))
    return tuple((key, value) for key, value in said if value)


def _texts(root: Element, tag: str) -> tuple[Text, ...]:
    elements = root.findall(tag)
    found = ((element.get("lang", "").lower(), paragraphs(element, _BLOCKS)) for element in elements)
    return tuple(Text(language, text) for language, text in found if text)


def _claims(root: Element) -> tuple[Text, ...]:
    """Sets of claims by language; several sets of one language (for several states) follow one another."""
    by_language: dict[str, list[Text]] = {}
    for claims in root.findall("claims"):
        language = claims.get("lang", "").lower()
        texts = (Text(language, words(claim)) for claim in claims.findall("claim"))
        by_language.setdefault(language, []).extend(text for text in texts if text.text)
    return tuple(text for texts in by_language.values() for text in texts)


def _images(root: Element) -> tuple[Image, ...]:
    drawings = (Image(img.get("file", ""), img.get("img-content", "drawing")) for img in root.iter("img"))
    pages = (
        Image(page.get("file", ""), "search_report")
        for report in root.findall("search-report-data")
        for page in report.iter("doc-page")
    )
    return tuple(image for image in (*drawings, *pages) if image.reference)


def _searched(root: Element) -> tuple[Citation, ...]:
    """Documents of the search report where it is text and not a picture."""
    return tuple(
        _citation(citation, "search")
        for report in root.findall("search-report-data")
        for citations in report.iter("srep-citations")
        for citation in citations.findall("citation")
    )


def _listed(root: Element) -> tuple[Citation, ...]:
    """The list at the end of what the applicant cites in the description."""
    return tuple(
        _citation(item, "applicant")
        for listed in root.findall("ep-reference-list")
        for item in listed.iter("li")
        if item.find("patcit") is not None or item.find("nplcit") is not None
    )


def _citation(holder: Element, phase: str) -> Citation:
    """A ``patcit`` or ``nplcit`` inside ``holder``, with category and claims where they are given."""
    patent, other = holder.find("patcit"), holder.find("nplcit")
    category, claims = category_of(holder), claims_of(holder)
    if patent is None:
        return Citation(text=literature(other), category=category, phase=phase, claims=claims)
    cited = {part.tag: words(part) for part in every(patent, "document-id/*")}
    number = cited.get("doc-number", "")
    return Citation(
        office=cited.get("country", ""),
        number=number,
        kind_code=cited.get("kind", ""),
        text=patent.get("dnum", "") if number else words(patent),
        date=date_of(cited.get("date")),
        category=category,
        phase=phase,
        claims=claims,
    )
