"""The SDOBI of a European publication: what each of its B-tags means, by INID code.

Source: the comments of the office's own document type ``ep-patent-document`` 1.0 to 1.5.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from mainline.offices.record import (
    Citation,
    Classification,
    LegalEvent,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Priority,
    Text,
)
from mainline.offices.symbols import read_symbol
from mainline.offices.tree import every, named, value, words
from mainline.offices.xml import date_of

EVENTS: dict[str, str] = {
    "B0121EP": "Revocation requested by the proprietor",
    "B0126EP": "Decision on revocation despatched",
    "B0127EP": "Revocation takes legal effect",
    "B0753EP": "Petition for review",
    "B0755EP": "Decision on petition for review",
    "B078EP": "No opposition filed within the time limit",
    "B0911EP": "Limitation requested",
    "B0914EP": "Limitation fee paid",
    "B0922EP": "Decision on limitation despatched",
    "B0923EP": "Limitation takes effect",
    "B0931EP": "Limitation: communication",
    "B235": "Application refused",
    "B236": "Application withdrawn",
    "B237": "Application deemed to be withdrawn",
    "B238EP": "Re-establishment of rights requested",
    "B238": "Decision on re-establishment of rights",
    "B239": "Patent revoked",
    "B241": "Request for examination",
    "B242": "First examination report despatched",
    "B243": "Patent maintained as amended",
    "B244": "Request for conversion into a national application",
    "B245": "Proceedings suspended or interrupted",
    "B246": "Proceedings resumed",
    "B248": "Rights restored after appeal",
    "B430": "Application published",
    "B440": "Examined document published without grant",
    "B450": "Mention of the grant published",
    "B451EP": "Intention to grant announced",
    "B452EP": "Intention to grant announced",
    "B4530EP": "Mention of the limitation published",
    "B473": "Disclaimer",
    "B475": "Patent lapsed in a contracting state",
    "B475EP": "Patent lapsed in a validation state",
    "B476": "Patent invalidated",
    "B477": "Amended specification published",
    "B480": "Corrected document issued",
    "B565": "Search report completed",
    "B565EP": "Supplementary search report drawn up",
    "B566": "Search report mailed",
    "B566EP": "Correction of search report despatched",
    "B718EP": "Transfer takes effect",
    "B738EP": "Transfer takes effect",
    "B787": "Opposition rejected",
    "B788": "Opposition proceedings terminated",
    "B850": "National phase begins",
    "B880": "Search report published later",
    "B910": "Other date",
}
"""B-tags that date a step of the procedure, and what the office's document type calls the step."""

_PARTY_TAGS: dict[str, PartyRole] = {
    "B711": PartyRole.APPLICANT,
    "B721": PartyRole.INVENTOR,
    "B731": PartyRole.HOLDER,
    "B741": PartyRole.AGENT,
    "B746": PartyRole.EXAMINER,
    "B747": PartyRole.EXAMINER,
    "B781": PartyRole.OPPONENT,
    "B791": PartyRole.LICENSEE,
}

_RELATIONS: dict[str, str] = {
    "B610": "addition",
    "B620": "division",
    "B620EP": "division",
    "B631": "continuation",
    "B632": "continuation_in_part",
    "B633": "continuing_reissue",
    "B640": "reissue",
    "B645": "reexamination",
    "B650": "previous_publication",
    "B655": "previous_publication_elsewhere",
    "B660": "substitution",
    "B670": "utility_model",
}

_ADMISSIBILITY: dict[str, str] = {
    "0": "Opposition filed",
    "1": "Opposition admissible",
    "2": "Opposition inadmissible",
    "3": "Opposition deemed not to be filed",
    "4": "Opposition withdrawn",
    "5": "Intervention under Article 105 EPC",
    "6": "Intervention admissible",
    "7": "Intervention inadmissible",
    "8": "Intervention deemed not to be filed",
    "9": "Intervention withdrawn",
}

_CITED = re.compile(r"\A([A-Z]{2})\s*+-\s*+([A-Z]\d?)\s*+-\s*+([A-Z]?\s*+\d[\d\s./\-]*)\Z")


def titles(sdobi: Element) -> tuple[Text, ...]:
    """(54): language and title stand in turn."""
    found, language = [], ""
    for element in every(sdobi, "B500/B540/*"):
        if element.tag == "B541":
            language = words(element).lower()
        elif element.tag == "B542" and (text := words(element)):
            found.append(Text(language, text))
    return tuple(found)


def numbers(sdobi: Element) -> tuple[Number, ...]:
    """(11) publication and (21) application."""
    office = value(sdobi, "B100/B190") or "EP"
    kind = value(sdobi, "B100/B130")
    printed = value(sdobi, "B100/B110"), value(sdobi, "B200/B210")
    published_on = date_of(value(sdobi, "B100/B140/date"))
    filed_on = date_of(value(sdobi, "B200/B220/date"))
    found = (
        Number(NumberRole.PUBLICATION, office, printed[0], kind, published_on),
        Number(NumberRole.APPLICATION, office, printed[1], "", filed_on),
    )
    return tuple(number for number in found if number.text)


def related(sdobi: Element) -> tuple[tuple[str, Number], ...]:
    """(60) and (86), (87): parents, children, and the international application behind."""
    found: list[tuple[str, Number]] = []
    holders = (
        (above.tag, holder)
        for part in sdobi.findall("B600")
        for above in part.iter()
        for holder in above.findall("parent")
    )
    for above_tag, holder in holders:
        relation = _RELATIONS.get(above_tag, "related")
        for document in holder:
            suffix = "_child" if document.tag == "cdoc" else ""
            found.extend((relation + suffix, number) for number in _document_numbers(document, "EP"))
    for tag, office in (("B861", "WO"), ("B871", "WO")):
        for document in sdobi.iterfind(f"B800//{tag}"):
            found.extend(("pct", number) for number in _document_numbers(document, office))
    return tuple(found)


def _document_numbers(document: Element, office: str) -> Iterator[Number]:
    day = date_of(value(document, "date"))
    country = value(document, "ctry") or office
    application = value(document, "dnum/anum")
    publication = value(document, "dnum/pnum")
    kind = value(document, "kind")
    if application:
        yield Number(NumberRole.APPLICATION, country, application, "", day)
    if publication:
        published_on = None if application else day
        yield Number(NumberRole.PUBLICATION, country, publication, kind, published_on)


def priorities(sdobi: Element) -> tuple[Priority, ...]:
    """(30): number, date and country stand in turn."""
    found: list[Priority] = []
    number = day = ""
    for element in every(sdobi, "B300/*"):
        if element.tag == "B310":
            number, day = words(element), ""
        elif element.tag == "B320":
            day = value(element, "date")
        elif element.tag == "B330" and number:
            found.append(Priority(value(element, "ctry"), number, date_of(day)))
            number = ""
    return tuple(found)


def classifications(sdobi: Element) -> tuple[Classification, ...]:
    """(51), (52): IPC of every edition, then CPC."""
    found = []
    edition = value(sdobi, "B500/B510/B516")
    for element in every(sdobi, "B500/B510/*"):
        if element.tag in ("B511", "B512", "B513", "B514", "B515"):
            symbol = (element.text or "").strip()
            printed = symbol if symbol[:1].isdigit() else f"{edition} {symbol}"
            found.append(read_symbol("ipc", printed, is_main=element.tag == "B511"))
    for text in every(sdobi, "B500/B510EP/classification-ipcr/text"):
        found.append(read_symbol("ipc", text.text or ""))
    for text in sdobi.iterfind("B500/B520EP//classification-cpc/text"):
        found.append(read_symbol("cpc", text.text or ""))
    return tuple(symbol for symbol in found if symbol)


def citations(sdobi: Element) -> tuple[Citation, ...]:
    """(56): the documents on the title page; category and claims follow the document they belong to.

    The title page names what the office cited and not in which step, so the phase is ``office``.
    """
    found: list[Citation] = []
    for element in every(sdobi, "B500/B560/*"):
        text = words(element)
        if element.tag == "B561" and text:
            found.append(patent_citation(text, phase="office"))
        elif element.tag == "B562" and text:
            found.append(Citation(text=text, phase="office"))
        elif element.tag == "B563" and found:
            found[-1] = replace(found[-1], category=text)
        elif element.tag == "B564" and found:
            found[-1] = replace(found[-1], claims=", ".join(filter(None, (found[-1].claims, text))))
    return tuple(found)


def patent_citation(text: str, *, phase: str) -> Citation:
    """``EP-A- 0 361 708`` as office, kind and number; anything else as text."""
    match = _CITED.match(text)
    if match is None:
        return Citation(text=text, phase=phase)
    office, kind, number = match.groups()
    return Citation(office, "".join(number.split()), kind, text, phase=phase)


def parties(sdobi: Element) -> tuple[Party, ...]:
    """(70): applicants, inventors, proprietors, agents, opponents, licensees, in the order printed."""
    found: list[Party] = []
    for element in every(sdobi, "B700/*/*"):
        role = _PARTY_TAGS.get(element.tag)
        if role is None:
            continue
        sequence = 1 + sum(1 for party in found if party.role is role)
        party = _party(element, role, sequence)
        if party:
            found.append(party)
    return tuple(found)


def _party(element: Element, role: PartyRole, sequence: int) -> Party | None:
    surname, first = value(element, "snm"), value(element, "fnm")
    names = [name for name in (surname, first) if name] or [value(element, "onm")]
    name = " ".join(filter(None, (", ".join(names), value(element, "sfx"))))
    if not name.strip():
        return None
    code = value(element, "iid")
    is_person = True if role in (PartyRole.INVENTOR, PartyRole.EXAMINER) else None
    return Party(
        role=role,
        name=name,
        is_person=is_person,
        country=value(element, "adr/ctry"),
        address=_address(element),
        identifier=f"epo:{code}" if code else "",
        sequence=sequence,
    )


def _address(element: Element) -> str:
    parts = [words(part) for part in every(element, "adr/*") if part.tag != "ctry"]
    return ", ".join(part for part in parts if part)


def events(sdobi: Element, office: str = "EP") -> tuple[LegalEvent, ...]:
    """Every dated step that the title page tells of, by the code of its B-tag."""
    found: list[LegalEvent] = []
    for element in named(sdobi, EVENTS):
        if element.tag in ("B475", "B475EP"):
            found.extend(_lapses(element, office))
        elif (day := date_of(value(element, "date"))) is not None:
            found.append(LegalEvent(office, element.tag, day, EVENTS[element.tag], details=_details(element)))
    found.extend(_oppositions(sdobi, office))
    return tuple(found)


def _details(element: Element) -> tuple[tuple[str, str], ...]:
    said = (
        ("bulletin", value(element, "bnum")),
        ("kind", value(element, "kind")),
        ("states", " ".join(words(state) for state in element.findall("ctry"))),
    )
    return tuple((key, value) for key, value in said if value)


def _lapses(element: Element, office: str) -> Iterator[LegalEvent]:
    """Date and country stand in turn, one lapse a state."""
    day = None
    for part in element:
        if part.tag == "date":
            day = date_of(part.text)
        elif part.tag == "ctry":
            tag = element.tag
            yield LegalEvent(office, tag, day, EVENTS[tag], details=(("states", words(part)),))


def _oppositions(sdobi: Element, office: str) -> Iterator[LegalEvent]:
    for opposition in every(sdobi, "B700/B780/B781"):
        kind = value(opposition, "kind")
        details = (
            ("opposition", value(opposition, "dnum/text")),
            ("opponent", value(opposition, "snm")),
            ("agent", value(opposition, "B784/snm")),
            ("kind", kind),
        )
        yield LegalEvent(
            office,
            "B781",
            date_of(value(opposition, "date")),
            _ADMISSIBILITY.get(kind, "Opposition"),
            details=tuple((key, value) for key, value in details if value),
        )


def further_facts(sdobi: Element) -> tuple[tuple[str, str], ...]:
    """What has no field of its own: states, languages, notes."""
    said: list[tuple[str, str]] = [
        ("document_name", value(sdobi, "B100/B120/B121")),
        ("document_note", value(sdobi, "B100/B120/B121EP")),
        ("correction_code", value(sdobi, "B100/B150/B151")),
        ("language_of_filing", value(sdobi, "B200/B250").lower()),
        ("language_of_publication", value(sdobi, "B200/B260").lower()),
        ("bulletin", value(sdobi, "B400/B405/bnum")),
        ("designated_states", _states(sdobi, "B800/B840/ctry")),
        ("extension_states", _states(sdobi, "B800/B844EP/B845EP/ctry")),
        ("validation_states", _states(sdobi, "B800/B848EP/B849EP/ctry")),
        ("applicant_reference", value(sdobi, "B700/B710/B711/irf")),
        ("holder_reference", value(sdobi, "B700/B730/B731/irf")),
        ("inventors_note", value(sdobi, "B700/B720/B725EP")),
        ("deposit", value(sdobi, "B800/B830/B831")),
    ]
    said.extend(("note", text) for text in _notes(sdobi))
    return tuple((key, value) for key, value in said if value)


def _states(sdobi: Element, path: str) -> str:
    return " ".join(words(state) for state in every(sdobi, path))


def _notes(sdobi: Element) -> Iterator[str]:
    for tag in ("B009EP/text", "B050EP/B052EP", "B053EP", "B070EP"):
        for note in every(sdobi, f"B000/eptags/{tag}"):
            yield words(note)
