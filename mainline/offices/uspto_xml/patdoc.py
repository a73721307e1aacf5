"""``PATDOC``, document types 2.4 and 2.5: grants of 2001 to 2004 by INID-like B-numbers (WIPO ST.32)."""

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
    RightKind,
    Text,
)
from mainline.offices.symbols import read_symbol
from mainline.offices.uspto_xml import parts
from mainline.offices.xml import child_text, date_of, text_of

_BLOCKS = ("PARA", "H", "LI", "row", "CLMSTEP")
_CITED_BY = {"CITED-BY-EXAMINER": "cited by examiner", "CITED-BY-OTHER": "cited by other"}
_RELATIONS = {
    "B610": "addition",
    "B620": "division",
    "B631": "continuation",
    "B632": "continuation_in_part",
    "B633": "continuing_reissue",
    "B640": "reissue",
    "B641US": "divisional_reissue",
    "B645": "reexamination",
    "B646US": "reexamination_reissue_merger",
    "B660": "substitution",
    "B680US": "provisional",
    "B690US": "previous_publication",
}


def read(root: etree._Element, position: Position, flags: tuple[Flag, ...]) -> Record | str:
    """The record, or a reason code and detail, divided by a blank."""
    bib = root.find("SDOBI")
    if bib is None:
        return "record.no_body <SDOBI> is missing from <PATDOC>"
    kind_code = child_text(bib, "B100/B130")
    publication, is_odd = parts.dated(
        NumberRole.PUBLICATION, child_text(bib, "B100/B110"), kind_code, child_text(bib, "B100/B140")
    )
    application, is_odd_too = parts.dated(
        NumberRole.APPLICATION, child_text(bib, "B200/B210"), "", child_text(bib, "B200/B220")
    )
    numbers = tuple(number for number in (publication, application) if number is not None)
    if not numbers:
        return "record.no_number neither <B110> nor <B210> has a number"
    right_kind = parts.kind_of(kind_code)
    titles = parts.in_english(child_text(bib, "B500/B540"))
    parties = parts.numbered(_parties(bib, right_kind))
    return Record(
        format="uspto.xml",
        office=parts.OFFICE,
        right_kind=right_kind,
        numbers=numbers,
        position=position,
        language="en",
        document_kind="grant",
        titles=titles,
        abstracts=parts.in_english(_text(root.find("SDOAB"))),
        claims=tuple(_claims(root)),
        descriptions=parts.in_english(_text(root.find("SDODE"))),
        parties=parties,
        priorities=tuple(_priorities(bib)),
        classifications=parts.distinct(_classifications(bib, right_kind)),
        citations=tuple(_citations(bib)),
        related=tuple(_related(bib)),
        images=parts.images(image.get("FILE") for image in root.iterfind("SDODR/EMI")),
        as_of=date_of(child_text(bib, "B100/B140")),
        flags=parts.flags_for(flags, title=titles, parties=parties, impossible=is_odd or is_odd_too),
        extra=parts.kept(_extra(root, bib)),
    )


def _text(element: etree._Element | None) -> str:
    return parts.paragraphs(element, _BLOCKS, ("entry",))


def _claims(root: etree._Element) -> Iterator[Text]:
    for claim in root.iterfind("SDOCL/CL/CLM"):
        yield from parts.in_english(text_of(claim))


def _document(holder: etree._Element | None, role: NumberRole) -> Number | None:
    said = parts.said_by(None if holder is None else next(holder.iterchildren("DOC"), None))
    text = said.get("DNUM", "")
    if not text:
        return None
    office = parts.office_of(text, said.get("CTRY", ""))
    return Number(role, office, text, parts.kind_code_of(said.get("KIND", "")), date_of(said.get("DATE", "")))


def _parties(bib: etree._Element, right_kind: RightKind) -> Iterator[Party | None]:
    inventors = bib.findall("B700/B720/B721/PARTY-US")
    # 35 U.S.C. 111(a)(1) as it stood to 15 September 2012: the inventor makes the application.
    for element in inventors:
        yield _party(element, PartyRole.APPLICANT)
    for element in inventors:
        is_design = right_kind is RightKind.DESIGN
        yield _party(element, PartyRole.DESIGNER if is_design else PartyRole.INVENTOR)
    for path, role in (
        ("B730/B731", PartyRole.HOLDER),
        ("B740/B741", PartyRole.AGENT),
        ("B745/B746", PartyRole.EXAMINER),
        ("B745/B747", PartyRole.EXAMINER),
    ):
        for element in bib.iterfind(f"B700/{path}/PARTY-US"):
            yield _party(element, role)


def _party(element: etree._Element, role: PartyRole) -> Party:
    said = parts.said_by(next(element.iterchildren("NAM"), None))
    where = parts.said_by(next(element.iterchildren("ADR"), None))
    organisation = said.get("ONM", "")
    person = " ".join(said[tag] for tag in ("TTL", "FNM", "SNM", "SFX") if said.get(tag))
    # The document type prints a country for foreign addresses alone; a state is one of the Union.
    country = parts.fixed(where.pop("CTRY", "")) or (parts.OFFICE if where.get("STATE") else "")
    return Party(
        role=role,
        name=organisation or person,
        is_person=False if organisation else (True if person else None),
        country=country,
        address=", ".join(line for line in where.values() if line),
    )


def _priorities(bib: etree._Element) -> Iterator[Priority]:
    for claim in bib.iterfind("B300"):
        number, day = child_text(claim, "B310"), child_text(claim, "B320")
        country = child_text(claim, "B330")
        if number or country:
            yield Priority(country, number, date_of(day))


def _classifications(bib: etree._Element, right_kind: RightKind) -> Iterator[Classification | None]:
    edition = child_text(bib, "B500/B510/B516")
    for element in bib.iterfind("B500/B510/*"):
        if element.tag in ("B511", "B512"):
            raw, is_main = parts.raw_text(element), element.tag == "B511"
            if right_kind is RightKind.DESIGN:
                yield parts.locarno(raw, edition=edition, is_main=is_main)
            else:
                yield read_symbol("ipc", f"{edition} {_spelled(raw)}", is_main=is_main)
    symbols = [element for element in bib.iterfind("B500/B520/*") if element.tag in ("B521", "B522")]
    raw_symbols = [element.findtext("PDAT") or text_of(element) for element in symbols]
    is_fixed = any(raw.startswith(" ") for raw in raw_symbols)
    for element, raw in zip(symbols, raw_symbols, strict=True):
        yield parts.uspc(raw, is_main=element.tag == "B521", is_fixed=is_fixed)


def _spelled(raw: str) -> str:
    """``A47L  514`` as ``A47L 5/14``: three characters hold the group, fewer where a blank was folded."""
    symbol = raw.strip()
    subclass, rest = symbol[:4], symbol[4:]
    cut = 3 if len(rest) >= 5 else len(rest) - 2
    if cut < 1 or not rest[:cut].strip().isdecimal() or not rest[cut:].strip().isdecimal():
        return symbol
    return f"{subclass} {rest[:cut].strip()}/{rest[cut:].strip()}"


def _citations(bib: etree._Element) -> Iterator[Citation]:
    for element in bib.iterfind("B500/B560/*"):
        children = {str(child.tag): child for child in element}
        category = next((said for tag, said in _CITED_BY.items() if tag in children), "")
        cited = children.get("PCIT")
        number = _document(cited, NumberRole.PUBLICATION)
        if cited is not None and number is not None:
            name, day = child_text(cited, "PARTY-US/NAM"), child_text(cited, "DOC/DATE")
            yield parts.citation(number.office, number.text, number.kind_code, name, day, category)
        elif text := text_of(element):
            yield Citation(text=text, phase=parts.phase_of(category))


def _related(bib: etree._Element) -> Iterator[tuple[str, Number]]:
    holder = bib.find("B600")
    for element in () if holder is None else holder.iter(*_RELATIONS):
        yield from _relation(element, _RELATIONS[str(element.tag)])
    for path, role in (("B860/B861", NumberRole.APPLICATION), ("B870/B871", NumberRole.PUBLICATION)):
        number = _document(bib.find(f"B800/{path}"), role)
        if number is not None:
            yield "pct", number


def _relation(element: etree._Element, relation: str) -> Iterator[tuple[str, Number]]:
    published = NumberRole.PUBLICATION if relation == "previous_publication" else NumberRole.APPLICATION
    found = (
        _document(element, published),
        _document(element.find("PARENT-US/PDOC"), NumberRole.APPLICATION),
        _document(element.find("PARENT-US/PPUB"), NumberRole.PUBLICATION),
    )
    for number in found:
        if number is not None:
            yield relation, number


def _extra(root: etree._Element, bib: etree._Element) -> Iterator[tuple[str, str]]:
    term = bib.find("B400/B472")
    yield "dtd_version", root.get("DTD", "")
    yield "series_code", child_text(bib, "B200/B211US")
    yield "length_of_grant_years", child_text(term, "B474")
    yield "term_extension_days", child_text(term, "B474US")
    has_disclaimer = term is not None and (term.find("B473") is not None or term.find("B473US") is not None)
    yield "disclaimer", "yes" if has_disclaimer else ""
    yield "latin_name", child_text(bib, "B500/BOTANIC/LATIN-NAME")
    yield "variety", child_text(bib, "B500/BOTANIC/VARIETY")
    yield "number_of_claims", child_text(bib, "B500/B570/B577")
    yield "drawing_sheets", child_text(bib, "B500/B590/B595")
    yield "number_of_figures", child_text(bib, "B500/B590/B596")
    yield "art_unit", child_text(bib, "B700/B745/B748US")
    yield "us_371_on", parts.iso(child_text(bib, "B800/B860/B864US"))
