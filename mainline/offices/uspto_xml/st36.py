"""ST.36 ``us-patent-grant`` and ``us-patent-application``, document types 4.0 to 4.7 (2005 on)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from mainline.offices.record import (
    Citation,
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

_NAME_PARTS = ("prefix", "first-name", "middle-name", "last-name", "suffix")
_VALUES = {"I": True, "A": False, "N": False}
"""Classification value: invention or additional information (ST.8); N in older files for the latter."""
_BLOCKS = ("p", "heading", "li", "row", "br")
_RELATIONS = {
    "addition": "addition",
    "division": "division",
    "continuation": "continuation",
    "continuation-in-part": "continuation_in_part",
    "continuing-reissue": "continuing_reissue",
    "reissue": "reissue",
    "us-divisional-reissue": "divisional_reissue",
    "reexamination": "reexamination",
    "us-reexamination-reissue-merger": "reexamination_reissue_merger",
    "substitution": "substitution",
    "us-provisional-application": "provisional",
    "utility-model-basis": "utility_model",
    "correction": "correction",
    "related-publication": "previous_publication",
}
_ROLE_CODES = {
    "02": False,
    "03": False,
    "04": True,
    "05": True,
    "06": False,
    "07": False,
    "08": False,
    "09": False,
}
"""Assignee role codes of the document type: 02, 03 companies, 04, 05 individuals, 06 to 09 governments;
a first digit 1 in place of 0 means a part interest."""


def read(root: etree._Element, position: Position, flags: tuple[Flag, ...]) -> Record | str:
    """The record, or a reason code and detail, divided by a blank."""
    is_grant = root.tag == "us-patent-grant"
    bib = root.find("us-bibliographic-data-grant" if is_grant else "us-bibliographic-data-application")
    if bib is None:
        return f"record.no_body <us-bibliographic-data> is missing from <{root.tag}>"
    numbers, is_impossible = _numbers(bib)
    if not numbers:
        return "record.no_number neither <publication-reference> nor <application-reference> has a number"
    kind_code = child_text(bib, "publication-reference/document-id/kind")
    reference = bib.find("application-reference")
    said = reference.get("appl-type", "") if reference is not None else ""
    titles = parts.in_english(child_text(bib, "invention-title"))
    parties = parts.numbered(_parties(bib, is_grant))
    return Record(
        format="uspto.xml",
        office=parts.OFFICE,
        right_kind=parts.kind_of(kind_code, said),
        numbers=numbers,
        position=position,
        language="en",
        document_kind="grant" if is_grant else "application",
        titles=titles,
        abstracts=tuple(_abstracts(root)),
        claims=tuple(_claims(root)),
        descriptions=parts.in_english(parts.paragraphs(root.find("description"), _BLOCKS, ("entry",))),
        parties=parties,
        priorities=tuple(_priorities(bib)),
        classifications=parts.distinct(_classifications(bib)),
        citations=tuple(_citations(bib)),
        related=tuple(_related(bib)),
        images=parts.images(image.get("file") for image in root.iterfind("drawings/figure/img")),
        as_of=date_of(child_text(bib, "publication-reference/document-id/date")),
        flags=parts.flags_for(flags, title=titles, parties=parties, impossible=is_impossible),
        extra=parts.kept(_extra(root, bib)),
    )


def _numbers(bib: etree._Element) -> tuple[tuple[Number, ...], bool]:
    found: list[Number] = []
    is_impossible = False
    for path, role in (
        ("publication-reference", NumberRole.PUBLICATION),
        ("application-reference", NumberRole.APPLICATION),
    ):
        document = bib.find(f"{path}/document-id")
        number, is_odd = parts.dated(
            role,
            child_text(document, "doc-number"),
            child_text(document, "kind"),
            child_text(document, "date"),
        )
        is_impossible |= is_odd
        if number is not None:
            found.append(number)
    hague = child_text(bib, "hague-agreement-data/international-registration-number")
    if hague:
        day = date_of(child_text(bib, "hague-agreement-data/international-registration-date/date"))
        found.append(Number(NumberRole.INTERNATIONAL, "WO", hague, "", day))
    return tuple(found), is_impossible


def _abstracts(root: etree._Element) -> Iterator[Text]:
    for abstract in root.iterfind("abstract"):
        yield from parts.in_english(text_of(abstract, _BLOCKS))


def _claims(root: etree._Element) -> Iterator[Text]:
    for claim in root.iterfind("claims/claim"):
        yield from parts.in_english(text_of(claim))


def _document(document: etree._Element | None, role: NumberRole) -> Number | None:
    return _number(parts.said_by(document), role)


def _number(said: dict[str, str], role: NumberRole) -> Number | None:
    text = said.get("doc-number", "")
    if not text:
        return None
    office = parts.office_of(text, said.get("country", ""))
    return Number(role, office, text, parts.kind_code_of(said.get("kind", "")), date_of(said.get("date", "")))


def _parties(bib: etree._Element, is_grant: bool) -> Iterator[Party | None]:
    inventor = PartyRole.DESIGNER if _is_design(bib) else PartyRole.INVENTOR
    for holder in bib.iterchildren("us-parties", "parties"):
        for group in holder:
            yield from _group(group, inventor)
    for assignee in bib.iterfind("assignees/assignee"):
        yield _party(assignee, PartyRole.HOLDER if is_grant else PartyRole.ASSIGNEE)
    for examiner in bib.iterfind("examiners/*"):
        yield _party(examiner, PartyRole.EXAMINER)


def _group(group: etree._Element, inventor: PartyRole) -> Iterator[Party | None]:
    """The parties of one element of ``parties`` or ``us-parties``."""
    if group.tag == "correspondence-address":
        yield _party(group, PartyRole.CORRESPONDENT)
        return
    for element in group:
        if element.tag in ("us-applicant", "applicant"):
            yield _party(element, PartyRole.APPLICANT)
        # Before the America Invents Act (applications to 15 September 2012) the inventor applied.
        if (
            element.tag in ("inventor", "deceased-inventor")
            or element.get("app-type") == "applicant-inventor"
        ):
            yield _party(element, inventor)
        if element.tag == "agent":
            yield _party(element, PartyRole.AGENT)


def _is_design(bib: etree._Element) -> bool:
    reference = bib.find("application-reference")
    return reference is not None and reference.get("appl-type") == "design"


def _party(element: etree._Element, role: PartyRole) -> Party | None:
    book = next(element.iterchildren("addressbook"), element)
    said: dict[str, str] = {}
    where: dict[str, str] = {}
    for child in book:
        if child.tag == "address":
            where = parts.said_by(child)
        elif child.tag not in said:
            said[child.tag] = " ".join((child.text or "").split()) if not len(child) else text_of(child)
    organisation = said.get("orgname", "")
    person = organisation or " ".join([said[tag] for tag in _NAME_PARTS if said.get(tag)])
    country = parts.fixed(where.pop("country", "")) or parts.fixed(child_text(element, "residence/country"))
    return Party(
        role=role,
        name=person or said.get("name", "") or said.get("text", ""),
        is_person=_ROLE_CODES.get("0" + said.get("role", "")[-1:], _is_person(role, organisation, person)),
        country=country,
        address=", ".join([text for text in where.values() if text]),
    )


def _is_person(role: PartyRole, organisation: str, person: str) -> bool | None:
    """What the kind of name says; agents' firms are printed under a surname too, so it says nothing there."""
    if organisation:
        return False
    return True if person and role is not PartyRole.AGENT else None


def _priorities(bib: etree._Element) -> Iterator[Priority]:
    for claim in bib.iterfind("priority-claims/priority-claim"):
        number = child_text(claim, "doc-number")
        country = parts.fixed(child_text(claim, "country"))
        if number or country:
            yield Priority(country, number, date_of(child_text(claim, "date")))


def _classifications(bib: etree._Element) -> Iterator[Classification | None]:
    for element in bib.iterfind("classifications-ipcr/classification-ipcr"):
        yield _symbol("ipc", element)
    for element in bib.iterfind("classification-ipc"):
        yield from _old_ipc(element)
    for path, is_main in (("main-cpc", True), ("further-cpc", False)):
        for element in bib.iterfind(f"classifications-cpc/{path}//classification-cpc"):
            yield _symbol("cpc", element, is_main)
    for element in bib.iterfind("classification-locarno"):
        edition = child_text(element, "edition")
        yield parts.locarno(child_text(element, "main-classification"), edition=edition, is_main=True)
        for further in element.iterfind("further-classification"):
            yield parts.locarno(text_of(further), edition=edition)
    for element in bib.iterfind("classification-national"):
        yield from _national(element)


def _symbol(scheme: str, element: etree._Element, is_main: bool | None = None) -> Classification:
    """A symbol in its parts; where ``is_main`` is not told, its own position (F first, L later) tells."""
    said = {str(child.tag): child.text or "" for child in element}
    group, subgroup = said.get("main-group", ""), said.get("subgroup", "")
    symbol = said.get("section", "") + said.get("class", "") + said.get("subclass", "")
    day = text_of(element[0]) if len(element) else ""
    return Classification(
        scheme,
        f"{symbol} {group}/{subgroup}" if group else symbol,
        said.get("symbol-position") == "F" if is_main is None else is_main,
        _VALUES.get(said.get("classification-value", "")),
        f"{day[:4]}.{day[4:6]}" if str(element[0].tag).endswith("version-indicator") else "",
    )


def _old_ipc(element: etree._Element) -> Iterator[Classification | None]:
    """IPC to the seventh edition; on a design grant the same element holds Locarno."""
    edition = child_text(element, "edition").lstrip("0")
    for child in element:
        if child.tag not in ("main-classification", "further-classification"):
            continue
        text, is_main = text_of(child), child.tag == "main-classification"
        if text[:1].isdigit():
            yield parts.locarno(text, edition=edition, is_main=is_main)
        else:
            yield read_symbol("ipc", f"{edition} {text}" if len(edition) == 1 else text, is_main=is_main)


def _national(element: etree._Element) -> Iterator[Classification]:
    raw = list(parts.raw_texts(element.iterfind("main-classification")))
    further = list(parts.raw_texts(element.iterfind("further-classification")))
    is_fixed = any(text.startswith(" ") for text in raw + further)
    for text in raw:
        yield parts.uspc(text, is_main=True, is_fixed=is_fixed)
    for text in further:
        yield parts.uspc(text, is_fixed=is_fixed)


def _citations(bib: etree._Element) -> Iterator[Citation]:
    for holder in bib.iterchildren("us-references-cited", "references-cited"):
        for element in holder:
            found = list(element)
            category = next((child.text or "" for child in found if child.tag == "category"), "")
            for cited in found:
                if cited.tag in ("patcit", "nplcit"):
                    yield _citation(cited, category)


def _citation(cited: etree._Element, category: str) -> Citation:
    # A grant cites dozens of documents, so this is the hot path: one pass, no folding of single words.
    said = {
        child.tag: child.text or "" for document in cited.iterchildren("document-id") for child in document
    }
    number = said.get("doc-number", "").strip()
    if not number:
        return Citation(text=text_of(cited), phase=parts.phase_of(category))
    return parts.citation(
        parts.office_of(number, said.get("country", "").strip()),
        number,
        parts.kind_code_of(said.get("kind", "").strip()),
        " ".join(said.get("name", "").split()),
        said.get("date", "").strip(),
        category,
    )


def _related(bib: etree._Element) -> Iterator[tuple[str, Number]]:
    for element in bib.iterfind("us-related-documents/*"):
        relation = _RELATIONS.get(str(element.tag), str(element.tag))
        yield from _relation(element, relation)
    for path, role in (
        ("pct-or-regional-filing-data", NumberRole.APPLICATION),
        ("pct-or-regional-publishing-data", NumberRole.PUBLICATION),
    ):
        number = _document(bib.find(f"{path}/document-id"), role)
        if number is not None:
            yield "pct", number


def _relation(element: etree._Element, relation: str) -> Iterator[tuple[str, Number]]:
    """The document itself, or the parent with its grant and its international application."""
    published = NumberRole.PUBLICATION if relation == "previous_publication" else NumberRole.APPLICATION
    document = element.find("document-id")
    if document is not None or element.tag == "related-publication":
        number = _document(document, published)
        if number is not None:
            yield relation, number
        return
    found = (
        (relation, _document(element.find("*/parent-doc/document-id"), NumberRole.APPLICATION)),
        (
            relation,
            _document(element.find("*/parent-doc/parent-grant-document/document-id"), NumberRole.PUBLICATION),
        ),
        (
            "pct",
            _document(element.find("*/parent-doc/parent-pct-document/document-id"), NumberRole.APPLICATION),
        ),
    )
    for word, number in found:
        if number is not None:
            yield word, number


def _extra(root: etree._Element, bib: etree._Element) -> Iterator[tuple[str, str]]:
    kind = bib.find("us-publication-filing-type/*")
    term = bib.find("us-term-of-grant")
    yield "dtd_version", root.get("dtd-version", "")
    yield "series_code", child_text(bib, "us-application-series-code")
    yield "filing_type", "" if kind is None else str(kind.tag)
    yield "length_of_grant_years", child_text(term, "length-of-grant")
    yield "term_extension_days", child_text(term, "us-term-extension")
    yield "disclaimer", "yes" if term is not None and term.find("disclaimer") is not None else ""
    yield "latin_name", child_text(bib, "us-botanic/latin-name")
    yield "variety", child_text(bib, "us-botanic/variety")
    yield "number_of_claims", child_text(bib, "number-of-claims")
    yield "number_of_figures", child_text(bib, "figures/number-of-figures")
    yield "drawing_sheets", child_text(bib, "figures/number-of-drawing-sheets")
    yield "art_unit", child_text(bib, "examiners/primary-examiner/department")
    day = child_text(bib, "pct-or-regional-filing-data/us-371c124-date/date")
    yield "us_371_on", parts.iso(day or child_text(bib, "pct-or-regional-filing-data/us-371c12-date/date"))
    yield "statutory_registration", "yes" if bib.find("us-sir-flag") is not None else ""
