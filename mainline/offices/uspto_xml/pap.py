"""``patent-application-publication``, document types 1.5 and 1.6: applications of 2001 to 2004."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from mainline.offices.record import (
    Classification,
    Flag,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Position,
    Priority,
    Record,
    Text,
)
from mainline.offices.symbols import read_symbol
from mainline.offices.uspto_xml import parts
from mainline.offices.xml import child_text, date_of, text_of

_BLOCKS = ("paragraph", "heading", "row")
_RELATIONS = {
    "division-of": "division",
    "continuation-of": "continuation",
    "continuation-in-part-of": "continuation_in_part",
    "continuing-reissue-of": "continuing_reissue",
    "a-371-of-international": "pct",
    "substitution-for": "substitution",
    "reissue-of": "reissue",
    "non-provisional-of-provisional": "provisional",
    "corrected-republication-of": "correction",
}


def read(root: etree._Element, position: Position, flags: tuple[Flag, ...]) -> Record | str:
    """The record, or a reason code and detail, divided by a blank."""
    bib = root.find("subdoc-bibliographic-information")
    if bib is None:
        return "record.no_body <subdoc-bibliographic-information> is missing"
    kind_code = child_text(bib, "document-id/kind-code")
    published = child_text(bib, "document-id/document-date")
    publication, is_odd = parts.dated(
        NumberRole.PUBLICATION, child_text(bib, "document-id/doc-number"), kind_code, published
    )
    filing = bib.find("domestic-filing-data")
    application, is_odd_too = parts.dated(
        NumberRole.APPLICATION,
        child_text(filing, "application-number/doc-number"),
        "",
        child_text(filing, "filing-date"),
    )
    numbers = tuple(number for number in (publication, application) if number is not None)
    if not numbers:
        return "record.no_number neither <document-id> nor <application-number> has a number"
    titles = parts.in_english(child_text(bib, "technical-information/title-of-invention"))
    parties = parts.numbered(_parties(bib))
    filing_type = child_text(bib, "publication-filing-type")
    return Record(
        format="uspto.xml",
        office=parts.OFFICE,
        right_kind=parts.kind_of(kind_code, "plant" if filing_type.endswith("plant") else ""),
        numbers=numbers,
        position=position,
        language="en",
        document_kind="application",
        titles=titles,
        abstracts=parts.in_english(_text(root.find("subdoc-abstract"))),
        claims=tuple(_claims(root)),
        descriptions=parts.in_english(_text(root.find("subdoc-description"))),
        parties=parties,
        priorities=tuple(_priorities(bib)),
        classifications=parts.distinct(_classifications(bib)),
        related=tuple(_related(bib)),
        images=parts.images(image.get("file") for image in root.iterfind("subdoc-drawings/figure/image")),
        as_of=date_of(published),
        flags=parts.flags_for(flags, title=titles, parties=parties, impossible=is_odd or is_odd_too),
        extra=parts.kept(_extra(bib)),
    )


def _text(element: etree._Element | None) -> str:
    return parts.paragraphs(element, _BLOCKS, ("entry", "cell"))


def _claims(root: etree._Element) -> Iterator[Text]:
    for claim in root.iterfind("subdoc-claims/claim"):
        yield from parts.in_english(text_of(claim))


def _document(document: etree._Element | None, role: NumberRole) -> Number | None:
    said = parts.said_by(document)
    text = said.get("doc-number", "")
    if not text:
        return None
    office = parts.office_of(text, said.get("country-code", ""))
    return Number(role, office, text, said.get("kind-code", ""), date_of(said.get("document-date", "")))


def _parties(bib: etree._Element) -> Iterator[Party | None]:
    inventors = bib.findall("inventors/first-named-inventor") + bib.findall("inventors/inventor")
    for inventor in inventors:
        if child_text(inventor, "authority-applicant") in ("INV", ""):
            yield _party(inventor, PartyRole.APPLICANT)
    for inventor in inventors:
        yield _party(inventor, PartyRole.INVENTOR)
    for assignee in bib.iterfind("assignee"):
        yield _party(assignee, PartyRole.ASSIGNEE)
    for address in bib.iterfind("correspondence-address"):
        names = (child_text(address, "name-1"), child_text(address, "name-2"))
        yield Party(
            PartyRole.CORRESPONDENT,
            ", ".join(name for name in names if name),
            country=child_text(address, "address/country/country-code"),
            address=_address(address.find("address")),
        )


def _party(element: etree._Element, role: PartyRole) -> Party:
    organisation = child_text(element, "organization-name")
    said = parts.said_by(element.find("name"))
    tags = ("name-prefix", "given-name", "middle-name", "family-name", "name-suffix")
    person = " ".join(said[tag] for tag in tags if said.get(tag))
    residence = element.find("residence/*")
    address = element.find("address")
    where = residence if address is None else address
    country = child_text(address, "country/country-code") or child_text(residence, "country-code")
    return Party(
        role=role,
        name=organisation or person,
        is_person=False if organisation else (True if person else None),
        country=parts.fixed(country),
        address=_address(where),
    )


def _address(address: etree._Element | None) -> str:
    if address is None:
        return ""
    skipped = ("country", "country-code")
    return ", ".join(text for part in address if part.tag not in skipped and (text := text_of(part)))


def _priorities(bib: etree._Element) -> Iterator[Priority]:
    for claim in bib.iterfind("foreign-priority-data"):
        number = child_text(claim, "priority-application-number/doc-number")
        country = child_text(claim, "country-code")
        if number or country:
            yield Priority(country, number, date_of(child_text(claim, "filing-date")))


def _classifications(bib: etree._Element) -> Iterator[Classification | None]:
    holder = bib.find("technical-information/classification-ipc")
    edition = child_text(holder, "classification-ipc-edition").lstrip("0")
    for path, is_main in (("classification-ipc-primary", True), ("classification-ipc-secondary", False)):
        for element in () if holder is None else holder.iterfind(f"{path}/ipc"):
            yield read_symbol("ipc", f"{edition} {text_of(element)}", is_main=is_main)
    for path, is_main in (("classification-us-primary", True), ("classification-us-secondary", False)):
        for element in bib.iterfind(f"technical-information/classification-us/{path}/uspc"):
            symbol = child_text(element, "class").zfill(3) + child_text(element, "subclass").zfill(6)
            yield parts.uspc(symbol, is_main=is_main)
        for element in bib.iterfind(f"technical-information/classification-us/{path}/uspc-freeform"):
            yield Classification("uspc", text_of(element), is_main)


def _related(bib: etree._Element) -> Iterator[tuple[str, Number]]:
    continuity = bib.find("continuity-data")
    for element in () if continuity is None else continuity.iter(*_RELATIONS):
        found = (
            _document(element.find("document-id"), NumberRole.APPLICATION),
            _document(element.find("parent-child/parent/document-id"), NumberRole.APPLICATION),
            _document(element.find("parent-child/parent-patent/document-id"), NumberRole.PUBLICATION),
        )
        relation = _RELATIONS[str(element.tag)]
        yield from ((relation, number) for number in found if number is not None)
    for path, relation, role in (
        ("international-conventions/pct-application", "pct", NumberRole.APPLICATION),
        ("international-conventions/pct-publication", "pct", NumberRole.PUBLICATION),
        ("prior-publication", "previous_publication", NumberRole.PUBLICATION),
    ):
        for element in bib.iterfind(f"{path}/document-id"):
            number = _document(element, role)
            if number is not None:
                yield relation, number


def _extra(bib: etree._Element) -> Iterator[tuple[str, str]]:
    yield "filing_type", child_text(bib, "publication-filing-type")
    yield "series_code", child_text(bib, "domestic-filing-data/application-number-series-code")
    yield "latin_name", child_text(bib, "technical-information/botanic/latin-name")
    yield "variety", child_text(bib, "technical-information/botanic/variety")
