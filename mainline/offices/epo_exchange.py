"""One ``exchange-document``: the bibliographic data that the EPO keeps for every office's publications.

DOCDB's weekly files and OPS's answers carry the same element; in DOCDB each form of a number (docdb,
epodoc, original) has a reference of its own, in OPS one reference holds them all. Names of elements are
expected without namespaces (see :func:`mainline.offices.tree.without_namespaces`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element

from mainline.offices.epo_cited import category_of, claims_of, literature, phase_of
from mainline.offices.kinds import right_kind_of
from mainline.offices.record import (
    Citation,
    Classification,
    FamilyId,
    Flag,
    LegalEvent,
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
from mainline.offices.tree import (
    after_each,
    by_tag,
    every,
    is_impossible_day,
    leaves,
    paragraphs,
    value,
    words,
)
from mainline.offices.xml import date_of

_SCHEMES = {"CPCI": "cpc", "CPCA": "cpc", "CPCNO": "cpc", "CPC": "cpc", "UC": "uspc", "EC": "ecla"}
PARAGRAPHS = after_each("p")
_NAME_FORMS = ("original", "docdba", "intermediate", "docdb", "epodoc", "")
"""Forms of a name, the one printed by the office first."""
_NUMBER_FORMS = ("docdb", "epodoc", "original", "")
_COUNTRY = re.compile(r"(?<!\s)\s*+\[([A-Z]{2})\]\s*+\Z")
_AVAILABILITY: dict[str, str] = {
    "unexamined-not-printed-without-grant": "Unexamined application open to inspection",
    "examined-not-printed-without-grant": "Examined application open to inspection",
    "unexamined-printed-without-grant": "Unexamined application published",
    "examined-printed-without-grant": "Examined application published",
    "printed-with-grant": "Published with grant",
    "claims-only-available": "Claims open to inspection",
    "not-printed-with-grant": "Granted document open to inspection",
    "invalidation-of-patent": "Invalidation of the patent",
    "printed-as-amended": "Published as amended",
    "gazette-reference": "Mentioned in the gazette",
    "gazette-pub-announcement": "Announced in the gazette",
    "modified-first-page-pub": "Corrected first page published",
    "modified-complete-spec-pub": "Corrected specification published",
    "supplemental-srep-reference": "Supplementary search report published",
}


class Printed(NamedTuple):
    """One ``document-id`` as its parts say it."""

    form: str
    language: str
    country: str
    number: str
    kind: str
    day: str
    name: str


def printed_ids(references: Iterable[Element]) -> list[Printed]:
    """Every ``document-id`` of some references, with the form that it or its reference declares."""
    found = []
    for reference in references:
        for document in reference.findall("document-id"):
            printed = _printed(document, reference)
            if printed.number:
                found.append(printed)
    return found


def _printed(document: Element, reference: Element) -> Printed:
    look = leaves(document).get
    return Printed(
        document.get("document-id-type") or reference.get("data-format") or "",
        document.get("lang", "").lower(),
        look("country", ""),
        look("doc-number", ""),
        look("kind", ""),
        look("date", ""),
        look("name", ""),
    )


def preferred(ids: list[Printed]) -> Printed | None:
    """The form that says country, number and kind apart; else the next that there is."""
    if len(ids) < 2 or ids[0].form == "docdb":
        return ids[0] if ids else None
    return min(ids, key=lambda each: _rank(_NUMBER_FORMS, each.form))


def _preferred_of(reference: Element) -> Printed | None:
    """The same of one reference: a search report cites dozens, so the other forms are not even read."""
    for document in reference.findall("document-id"):
        if (document.get("document-id-type") or reference.get("data-format")) == "docdb":
            printed = _printed(document, reference)
            if printed.number:
                return printed
    return preferred(printed_ids((reference,)))


def _rank(forms: tuple[str, ...], form: str) -> int:
    return forms.index(form) if form in forms else len(forms)


def number_of(role: NumberRole, ids: list[Printed]) -> Number | None:
    """One number out of its forms; the date from whichever form has one."""
    best = preferred(ids)
    if best is None:
        return None
    day = date_of(best.day)
    if day is None and len(ids) > 1:
        day = next((found for each in ids if each.day and (found := date_of(each.day))), None)
    office = best.country or (best.number[:2] if best.number[:2].isalpha() else "")
    return Number(role, office, best.number, best.kind, day)


class _Biblio(NamedTuple):
    """The parts of the bibliographic data, taken apart once."""

    parts: dict[str, list[Element]]
    publications: list[Printed]
    applications: list[Printed]
    claims: list[list[Printed]]

    def all(self, tag: str) -> list[Element]:
        """The parts of one tag."""
        return self.parts.get(tag, [])

    def inside(self, *tags: str) -> Iterator[Element]:
        """The elements down a path of tags: ``("priority-claims", "priority-claim")``."""
        for holder in self.parts.get(tags[0], ()):
            yield from (child for child in holder if child.tag in tags) if len(tags) > 1 else holder


def _taken_apart(document: Element) -> _Biblio:
    biblio = document.find("bibliographic-data")
    parts = {} if biblio is None else by_tag(biblio)
    claims = (claim for holder in parts.get("priority-claims", ()) for claim in holder)
    return _Biblio(
        parts=parts,
        publications=printed_ids(parts.get("publication-reference", ())),
        applications=printed_ids(parts.get("application-reference", ())),
        claims=claims_by_sequence(claim for claim in claims if claim.tag == "priority-claim"),
    )


def read(document: Element, *, name: str, position: Position, flags: tuple[Flag, ...] = ()) -> Record | None:
    """The record of one exchange document; ``None`` if it carries no number."""
    biblio = _taken_apart(document)
    publication, application = _own_numbers(document, biblio)
    numbers = tuple(number for number in (publication, application) if number)
    if not numbers:
        return None
    office = numbers[0].office
    titles, parties = _titles(biblio), _parties(biblio)
    kind = publication.kind_code if publication else ""
    return Record(
        format=name,
        office=office,
        right_kind=right_kind_of(office, kind),
        numbers=numbers,
        position=position,
        language=_language(biblio),
        document_kind=kind,
        titles=titles,
        abstracts=_abstracts(document),
        parties=parties,
        priorities=priorities(biblio.claims),
        classifications=_classifications(biblio),
        citations=tuple(_citation(each) for each in biblio.inside("references-cited", "citation")),
        events=_availability(biblio, office),
        families=_families(document),
        related=_related(document),
        as_of=publication.date if publication else None,
        flags=flags + _found_wanting(biblio, titles, parties),
        extra=_extra(document, biblio),
    )


def _own_numbers(document: Element, biblio: _Biblio) -> tuple[Number | None, Number | None]:
    publication = number_of(NumberRole.PUBLICATION, biblio.publications)
    application = number_of(NumberRole.APPLICATION, biblio.applications)
    if publication is None and document.get("doc-number"):
        publication = Number(
            NumberRole.PUBLICATION,
            document.get("country", ""),
            document.get("doc-number", ""),
            document.get("kind", ""),
            date_of(document.get("date-publ")),
        )
    return publication, application


def _found_wanting(biblio: _Biblio, titles: tuple[Text, ...], parties: tuple[Party, ...]) -> tuple[Flag, ...]:
    wanting = []
    printed = (biblio.publications, biblio.applications, *biblio.claims)
    if any(each.day and is_impossible_day(each.day) for forms in printed for each in forms):
        wanting.append(Flag.IMPOSSIBLE_DATE)
    if not titles:
        wanting.append(Flag.NO_TITLE)
    if not any(party.role is PartyRole.APPLICANT for party in parties):
        wanting.append(Flag.NO_APPLICANT)
    return tuple(wanting)


def _language(biblio: _Biblio) -> str:
    said = next(map(words, biblio.all("language-of-publication")), "")
    return said.lower() or next((each.language for each in biblio.publications if each.language), "")


def _titles(biblio: _Biblio) -> tuple[Text, ...]:
    return _by_language((title, words(title)) for title in biblio.all("invention-title"))


def _abstracts(document: Element) -> tuple[Text, ...]:
    return _by_language((each, paragraphs(each, PARAGRAPHS)) for each in document.iter("abstract"))


def _by_language(found: Iterable[tuple[Element, str]]) -> tuple[Text, ...]:
    """One text a language, in the form printed by the office where several are given."""
    best: dict[str, tuple[int, str]] = {}
    for element, text in found:
        language = element.get("lang", "").lower()
        rank = _rank(_NAME_FORMS, element.get("data-format", ""))
        if text and (language not in best or rank < best[language][0]):
            best[language] = rank, text
    return tuple(Text(language, text) for language, (_, text) in best.items())


def _parties(biblio: _Biblio) -> tuple[Party, ...]:
    return (
        *_role(biblio, "applicant", PartyRole.APPLICANT),
        *_role(biblio, "inventor", PartyRole.INVENTOR),
        *_role(biblio, "agent", PartyRole.AGENT),
    )


def _role(biblio: _Biblio, tag: str, role: PartyRole) -> Iterator[Party]:
    """The parties of one role, one a sequence number however many forms of the name there are."""
    by_sequence: dict[str, list[_Form]] = {}
    for group in biblio.inside("parties", f"{tag}s"):
        for element in group:
            by_sequence.setdefault(element.get("sequence", "0"), []).append(_form(element))
    for sequence, forms in by_sequence.items():
        name = min(forms, key=_form_rank).name
        if name:
            yield Party(
                role=role,
                name=name,
                is_person=True if role is PartyRole.INVENTOR else None,
                country=next((each.country for each in forms if each.country), ""),
                address=next((each.address for each in forms if each.address), ""),
                sequence=int(sequence) if sequence.isdecimal() else 0,
            )


class _Form(NamedTuple):
    """One form of a party's name: as the office printed it, standardised, in capitals."""

    rank: int
    name: str
    country: str
    address: str


def _form_rank(form: _Form) -> tuple[bool, int]:
    return not form.name, form.rank


def _form(element: Element) -> _Form:
    name = country = address = ""
    for part in element:
        tag = part.tag
        if tag.endswith("name"):
            name = " ".join((part.findtext("name") or part.text or "").split())
        elif tag == "residence":
            country = part.findtext("country") or ""
        elif tag == "address":
            address = ", ".join(filter(None, (words(line) for line in part if line.tag != "country")))
    if name.endswith("]") and (marked := _COUNTRY.search(name)):
        name, country = name[: marked.start()], country or marked.group(1)
    return _Form(_rank(_NAME_FORMS, element.get("data-format", "")), name.rstrip(" ,;"), country, address)


def claims_by_sequence(found: Iterable[Element]) -> list[list[Printed]]:
    """``priority-claim`` elements: the forms of each claim, one list a sequence number."""
    by_sequence: dict[str, list[Element]] = {}
    for claim in found:
        by_sequence.setdefault(claim.get("sequence", str(len(by_sequence))), []).append(claim)
    return [printed_ids(claims) for claims in by_sequence.values()]


def priorities(claims: list[list[Printed]]) -> tuple[Priority, ...]:
    """Claims to earlier filings, each in the form that names the office apart."""
    numbers = (number_of(NumberRole.APPLICATION, forms) for forms in claims)
    return tuple(
        Priority(number.office, number.text, number.date, number.kind_code) for number in numbers if number
    )


def _classifications(biblio: _Biblio) -> tuple[Classification, ...]:
    found: dict[tuple[str, str], Classification] = {}
    for symbol in (*_ipc(biblio), *_other_schemes(biblio)):
        if symbol:
            found.setdefault((symbol.scheme, symbol.symbol), symbol)
    return tuple(found.values())


def _ipc(biblio: _Biblio) -> Iterator[Classification | None]:
    for element in biblio.inside("classifications-ipcr", "classification-ipcr"):
        yield read_symbol("ipc", element.findtext("text") or "")
    for element in biblio.inside(
        "classification-ipc", "main-classification", "further-classification", "text"
    ):
        yield read_symbol("ipc", element.text or "", is_main=element.tag == "main-classification")


def _other_schemes(biblio: _Biblio) -> Iterator[Classification | None]:
    for holder in biblio.all("patent-classifications"):
        for element in holder.iter("patent-classification"):
            look = leaves(element).get
            printed = look("classification-symbol", "")
            if not printed and (section := look("section")):
                parts = look("class", ""), look("subclass", ""), look("main-group", "")
                printed = f"{section}{''.join(parts)}/{look('subgroup', '')}"
            named = element.find("classification-scheme")
            scheme = "" if named is None else named.get("scheme", "")
            version = "" if named is None else named.findtext("date") or ""
            yield _patent_classification(
                scheme, printed, look("symbol-position", ""), look("classification-value", ""), version
            )


@lru_cache(maxsize=65536)
def _patent_classification(
    scheme: str, printed: str, position: str, worth: str, version: str
) -> Classification | None:
    scheme = _SCHEMES.get(scheme, scheme.lower())
    symbol = read_symbol(scheme, printed) if scheme in ("cpc", "ecla") else None
    if symbol is None:
        return Classification(scheme, printed) if printed else None
    dated = f"{version[:4]}.{version[4:6]}" if len(version) == 8 else ""
    is_inventive = {"I": True, "A": False}.get(worth)
    return Classification(scheme, symbol.symbol, position == "F", is_inventive, dated)


def _citation(citation: Element) -> Citation:
    phase, category, claims = phase_of(citation), "", ""
    if len(citation) != 1 or len(citation[0]) > 1:
        category, claims = category_of(citation), claims_of(citation)
    patent = citation.find("patcit")
    if patent is None:
        text = literature(citation.find("nplcit")) or words(citation)
        return Citation(text=text, category=category, phase=phase, claims=claims)
    best = _preferred_of(patent)
    if best is None:
        text = words(patent) or patent.get("dnum", "")
        return Citation(text=text, category=category, phase=phase, claims=claims)
    office, day = best.country or best.number[:2], date_of(best.day)
    return Citation(office, best.number, best.kind, best.name, day, category, phase, claims)


def _availability(biblio: _Biblio, office: str) -> tuple[LegalEvent, ...]:
    """The days on which the public could see it, by the kind of publication (WIPO INID 41 to 48)."""
    events = []
    for element in biblio.inside("dates-of-public-availability"):
        code = element.tag
        day = date_of(value(element, "document-id/date") or value(element, "date"))
        if day:
            events.append(LegalEvent(office, code, day, _AVAILABILITY.get(code, code.replace("-", " "))))
    return tuple(events)


def _families(document: Element) -> tuple[FamilyId, ...]:
    family = document.get("family-id", "")
    return (FamilyId("docdb_simple", family),) if family else ()


def _related(document: Element) -> tuple[tuple[str, Number], ...]:
    """Publications of the family, where the document lists them."""
    found: dict[Number, str] = {}
    for member in every(document, "patent-family/family-member"):
        references = [each for each in member if each.tag == "publication-reference"]
        parted = [each for each in references if each.get("data-format") == "docdb"]
        for printed in printed_ids(parted or references):
            number = number_of(NumberRole.PUBLICATION, [printed])
            if number:
                found.setdefault(number, "family")
    return tuple((relation, number) for number, relation in found.items())


def _extra(document: Element, biblio: _Biblio) -> tuple[tuple[str, str], ...]:
    said = [
        ("exchange_status", document.get("status", "")),
        ("exchanged_on", document.get("date-of-last-exchange", "")),
        ("document_id", document.get("doc-id", "")),
        ("language_of_filing", next(map(words, biblio.all("language-of-filing")), "").lower()),
        *_other_forms("publication", biblio.publications),
        *_other_forms("application", biblio.applications),
        *_designations(biblio),
        *_priority_notes(biblio),
    ]
    return tuple((key, text) for key, text in said if text)


def _other_forms(name: str, ids: list[Printed]) -> Iterator[tuple[str, str]]:
    """The number as the office itself printed it, where the exchange form differs."""
    best = preferred(ids)
    for each in ids:
        if best and each.form == "original" and each.number != best.number:
            yield f"{name}_original", each.number


def _designations(biblio: _Biblio) -> Iterator[tuple[str, str]]:
    for states in biblio.all("designation-of-states"):
        yield "designated_states", " ".join(dict.fromkeys(words(state) for state in states.iter("country")))


def _priority_notes(biblio: _Biblio) -> Iterator[tuple[str, str]]:
    """What a priority claim has beyond a number: whether it counts, and how it is linked."""
    for claim in biblio.inside("priority-claims", "priority-claim"):
        said, sequence = leaves(claim), claim.get("sequence", "")
        if said.get("priority-active-indicator", "")[:1] == "N":
            yield "priority_inactive", sequence
        if said.get("priority-linkage-type"):
            yield "priority_linkage", f"{sequence}:{said['priority-linkage-type']}"
