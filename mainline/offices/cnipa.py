"""Chinese publications in the office's own standardised XML: ``business:PatentDocumentAndRelated``.

Applications and grants of all three kinds of patent. Each fact stands twice, as printed
(``dataFormat="original"``) and standardised; the printed one is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from mainline.offices import chinese
from mainline.offices.base import Piece
from mainline.offices.kinds import right_kind_of
from mainline.offices.pieces import position_of, reject, xml_documents
from mainline.offices.record import (
    Citation,
    Classification,
    Flag,
    Image,
    LegalEvent,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Priority,
    Record,
    Rejected,
    RightKind,
    Text,
)
from mainline.offices.symbols import read_symbol
from mainline.offices.tree import (
    after_each,
    every,
    first,
    is_impossible_day,
    named,
    readable,
    value,
    words,
)
from mainline.offices.xml import date_of

NAME = "cnipa.xml"
LABEL = ("国家知识产权局公布文献 XML", "CNIPA publication XML")

_ROOT = "PatentDocumentAndRelated"
_START = re.compile(rb"<(?:[A-Za-z_][\w.\-]*:)?PatentDocumentAndRelated[\s>]")
_KINDS = {
    "10": RightKind.INVENTION,
    "20": RightKind.UTILITY_MODEL,
    "30": RightKind.DESIGN,
    "80": RightKind.INVENTION,
    "90": RightKind.UTILITY_MODEL,
}
_PHASES = {"SEA": "search", "EXA": "examination", "APP": "applicant", "ISR": "international_search"}
_STEPS = {
    "A": "发明专利申请公布",
    "B": "发明专利授权公告",
    "C": "发明专利授权公告",
    "U": "实用新型专利授权公告",
    "Y": "实用新型专利授权公告",
    "S": "外观设计专利授权公告",
    "D": "外观设计专利授权公告",
}
_ROLES = (
    ("Parties/ApplicantDetails/Applicant", PartyRole.APPLICANT),
    ("AssigneeDetails/Assignee", PartyRole.HOLDER),
    ("Parties/InventorDetails/Inventor", PartyRole.INVENTOR),
    ("Parties/DesignerDetails/Designer", PartyRole.DESIGNER),
    ("ExaminerDetails/Examiner", PartyRole.EXAMINER),
)

_BLOCKS = after_each("Paragraphs", "InventionTitle", "Heading")


def sniff(head: bytes, name: str) -> bool:
    """Whether the root element of the office's publications stands in the first 64 KiB."""
    return _START.search(head) is not None


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """One piece a publication."""
    return xml_documents(stream, member)


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """Read one publication."""
    parsed = readable(NAME, piece)
    if isinstance(parsed, Rejected):
        yield parsed
        return
    root = parsed.root
    biblio = root.find("BibliographicData")
    if root.tag != _ROOT:
        yield reject(NAME, piece, "xml.unknown_root", f"<{root.tag}>")
    elif biblio is None:
        yield reject(NAME, piece, "record.no_body", "BibliographicData")
    elif not (numbers := _numbers(biblio)):
        yield reject(NAME, piece, "record.no_number", "PublicationReference, ApplicationReference")
    else:
        yield _record(piece, root, biblio, numbers, parsed.flags)


def _record(
    piece: Piece, root: Element, biblio: Element, numbers: tuple[Number, ...], flags: tuple[Flag, ...]
) -> Record:
    kind = root.get("kind", "")
    titles, parties = _titles(biblio), tuple(_parties(biblio))
    application = _printed(biblio, "ApplicationReference")
    code = "" if application is None else application.get("applType", "")
    if not titles:
        flags += (Flag.NO_TITLE,)
    if not any(party.role in (PartyRole.APPLICANT, PartyRole.HOLDER) for party in parties):
        flags += (Flag.NO_APPLICANT,)
    if any(is_impossible_day(day.text) for day in biblio.iter("Date")):
        flags += (Flag.IMPOSSIBLE_DATE,)
    return Record(
        format=NAME,
        office="CN",
        right_kind=_KINDS.get(code) or right_kind_of("CN", kind),
        numbers=numbers,
        position=position_of(piece),
        language=root.get("lang", "zh").lower(),
        document_kind=kind,
        titles=titles,
        images=_images(root),
        abstracts=_texts(root, "Abstract"),
        claims=_claims(root),
        descriptions=_texts(root, "Description"),
        parties=parties,
        priorities=tuple(_priorities(biblio)),
        classifications=_classifications(biblio),
        citations=tuple(_citation(each) for each in every(biblio, "ReferencesCited/Citation")),
        events=tuple(_events(biblio, kind)),
        related=tuple(_related(biblio)),
        as_of=next((n.date for n in numbers if n.role is NumberRole.PUBLICATION), None),
        flags=flags,
        extra=tuple(_extra(root, biblio)),
    )


def _printed(holder: Element, tag: str) -> Element | None:
    """The element in the form printed by the office; else the first there is."""
    found = holder.findall(tag)
    return next((each for each in found if each.get("dataFormat") == "original"), found[0] if found else None)


def _number(document: Element | None, role: NumberRole) -> Number | None:
    text = "" if document is None else value(document, "DocNumber")
    if document is None or not text:
        return None
    office = value(document, "WIPOST3Code") or "CN"
    return Number(role, office, text, value(document, "Kind"), date_of(value(document, "Date")))


def _numbers(biblio: Element) -> tuple[Number, ...]:
    roles = (
        ("PublicationReference", NumberRole.PUBLICATION),
        ("ApplicationReference", NumberRole.APPLICATION),
    )
    found = []
    for tag, role in roles:
        reference = _printed(biblio, tag)
        found.append(_number(None if reference is None else reference.find("DocumentID"), role))
    return tuple(number for number in found if number)


def _titles(biblio: Element) -> tuple[Text, ...]:
    """One title a language, as printed."""
    best: dict[str, str] = {}
    for title in biblio.findall("InventionTitle") + biblio.findall("DesignTitle"):
        language, text = title.get("lang", "zh").lower(), chinese.words(title)
        if text and (language not in best or title.get("dataFormat") == "original"):
            best[language] = text
    return tuple(Text(language, text) for language, text in best.items())


def _texts(root: Element, tag: str) -> tuple[Text, ...]:
    found = (
        Text(
            each.get("lang", "zh").lower(),
            chinese.paragraphs(each, _BLOCKS),
        )
        for each in root.findall(tag)
    )
    return tuple(text for text in found if text.text)


def _claims(root: Element) -> tuple[Text, ...]:
    found = (
        Text(claims.get("lang", "zh").lower(), chinese.words(claim))
        for claims in root.findall("Claims")
        for claim in claims.findall("Claim")
    )
    return tuple(claim for claim in found if claim.text)


def _parties(biblio: Element) -> Iterator[Party]:
    for path, role in _ROLES:
        for element in every(biblio, path):
            book = element.find("AddressBook")
            yield from _party(element, element if book is None else book, role)
    for agent in every(biblio, "Parties/AgentDetails/Agent"):
        for book in every(agent, "Agency/AddressBook"):
            yield from _party(agent, book, PartyRole.AGENT, is_person=False)
        for book in agent.findall("AddressBook"):
            yield from _party(agent, book, PartyRole.AGENT, is_person=True)


def _party(
    element: Element, book: Element, role: PartyRole, *, is_person: bool | None = None
) -> Iterator[Party]:
    name = chinese.words(book.find("Name")) or chinese.words(book.find("OrganizationName"))
    if not name:
        return
    code = value(element, "OrganizationCode")
    sequence = element.get("sequence", "0")
    if role in (PartyRole.INVENTOR, PartyRole.DESIGNER, PartyRole.EXAMINER):
        is_person = True
    yield Party(
        role=role,
        name=name,
        language=element.get("lang", "zh").lower(),
        is_person=is_person,
        country=value(book, "Address/WIPOST3Code"),
        address=_address(book),
        identifier=f"cn-org:{code}" if code.strip("0") else "",
        sequence=int(sequence) if sequence.isdecimal() else 0,
    )


def _address(book: Element) -> str:
    """The address in one line; its parts are 0 where the office did not take it apart."""
    printed = chinese.words(first(book, "Address/Text"))
    parts = (words(first(book, f"Address/{tag}")) for tag in ("Province", "City", "County", "Street"))
    return printed or "".join(part for part in parts if part not in ("", "0"))


def _priorities(biblio: Element) -> Iterator[Priority]:
    for claim in named(biblio, ("Priority", "PriorityClaim")):
        if claim.get("dataFormat", "original") == "original":
            document = claim.find("DocumentID")
            number = _number(claim if document is None else document, NumberRole.APPLICATION)
            if number:
                yield Priority(number.office, number.text, number.date)


def _classifications(biblio: Element) -> tuple[Classification, ...]:
    found: list[Classification | None] = []
    for element in every(biblio, "ClassificationIPCRDetails/ClassificationIPCR"):
        found.append(read_symbol("ipc", _ipcr(element), is_main=element.get("sequence") == "1"))
    for element in every(biblio, "ClassificationIPC/*"):
        if element.get("dataFormat") == "original":
            found.append(read_symbol("ipc", words(element), is_main=element.tag == "MainClassification"))
    for above in biblio.iter():
        for element in above if "Locarno" in above.tag else ():
            is_main = element.tag == "MainClassification"
            if (is_main or element.tag == "FurtherClassification") and element.get(
                "dataFormat"
            ) != "standard":
                found.append(Classification("locarno", words(element), is_main))
    return tuple(dict.fromkeys(symbol for symbol in found if symbol))


def _ipcr(element: Element) -> str:
    printed = value(element, "Text")
    if printed:
        return printed
    parts = [value(element, tag) for tag in ("Section", "MainClass", "Subclass", "MainGroup", "Subgroup")]
    return f"{''.join(parts[:3])} {parts[3]}/{parts[4]} {value(element, 'IPCVersionDate')}"


def _citation(citation: Element) -> Citation:
    printed = citation.get("srepPhase", "")
    phase = _PHASES.get(printed, printed.lower())
    category = "".join(words(found) for found in named(citation, ("Category", "CitationCategory")))
    for cited in citation:
        reference = _printed(cited, "PublicationReference")
        number = None if reference is None else _number(reference.find("DocumentID"), NumberRole.PUBLICATION)
        if number:
            return Citation(
                number.office, number.text, number.kind_code, "", number.date, category=category, phase=phase
            )
    return Citation(text=chinese.words(citation), category=category, phase=phase)


def _events(biblio: Element, kind: str) -> Iterator[LegalEvent]:
    for gazette in every(biblio, "PublicAvailabilityDate/GazetteReference"):
        issue = value(gazette, "GazetteNumber")
        text = _STEPS.get(kind[:1], "公告")
        details = (("gazette", issue),) if issue else ()
        yield LegalEvent("CN", f"gazette.{kind}", date_of(value(gazette, "Date")), text, details=details)


def _related(biblio: Element) -> Iterator[tuple[str, Number]]:
    """Earlier publications of the same application, the parent of a division, the international filing."""
    for holder in every(biblio, "RelatedDocuments/*"):
        tag = holder.tag
        is_filing = "Publication" not in tag
        relation = "division" if "Divi" in tag else "previous_publication"
        role = NumberRole.APPLICATION if is_filing else NumberRole.PUBLICATION
        for document in holder.iter("DocumentID"):
            if number := _number(document, role):
                yield relation, number
    for holder in biblio:
        tag = holder.tag
        if "PCT" in tag or tag.startswith("International"):
            role = NumberRole.PUBLICATION if "Publi" in tag else NumberRole.APPLICATION
            for document in holder.iter("DocumentID"):
                if number := _number(document, role):
                    yield "pct", number


def _images(root: Element) -> tuple[Image, ...]:
    """Drawings, the figure of the abstract, and pictures inside the text."""
    found: dict[str, Image] = {}
    for section in root:
        kind = {"Drawings": "drawing", "Abstract": "abstract"}.get(section.tag, "inline")
        for image in section.iter("Image"):
            reference = image.get("file", "")
            if reference:
                found.setdefault(reference, Image(reference, kind))
    return tuple(found.values())


def _extra(root: Element, biblio: Element) -> Iterator[tuple[str, str]]:
    standard = (
        (f"{name}_standard", value(reference, "DocumentID/DocNumber"))
        for tag, name in (("ApplicationReference", "application"), ("PublicationReference", "publication"))
        for reference in biblio.findall(tag)
        if reference.get("dataFormat") == "standard"
    )
    said = (
        ("document_status", root.get("status", "")),
        ("produced_on", root.get("dateProduced", "")),
        ("schema_version", root.get("xsdVersion", "")),
        *standard,
    )
    yield from ((key, text) for key, text in said if text)
