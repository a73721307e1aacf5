"""One ``exchange-document``: the bibliographic data that the EPO keeps for every office's publications.

DOCDB's weekly files and OPS's answers carry the same element; in DOCDB each form of a number (docdb,
epodoc, original) has a reference of its own, in OPS one reference holds them all. Names of elements are
expected without namespaces (see :func:`mainline.offices.tree.without_namespaces`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import etree

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
from mainline.offices.tree import is_impossible_day, paragraphs, value, words
from mainline.offices.xml import date_of

_SCHEMES = {"CPCI": "cpc", "CPCA": "cpc", "CPCNO": "cpc", "CPC": "cpc", "UC": "uspc", "EC": "ecla"}
_NAME_FORMS = ("original", "docdba", "intermediate", "docdb", "epodoc", "")
"""Forms of a name, the one printed by the office first."""
_NUMBER_FORMS = ("docdb", "epodoc", "original", "")
_COUNTRY = re.compile(r"\s*\[([A-Z]{2})\]\s*\Z")
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
    country: str
    number: str
    kind: str
    day: str
    name: str
    language: str


def printed_ids(references: Iterable[etree._Element]) -> list[Printed]:
    """Every ``document-id`` of some references, with the form that it or its reference declares."""
    found = []
    for reference in references:
        for document in reference.iterfind("document-id"):
            said = {str(part.tag): words(part) for part in document}
            form = document.get("document-id-type") or reference.get("data-format") or ""
            number = said.get("doc-number", "")
            if number:
                found.append(
                    Printed(
                        form,
                        said.get("country", ""),
                        number,
                        said.get("kind", ""),
                        said.get("date", ""),
                        said.get("name", ""),
                        document.get("lang", "").lower(),
                    )
                )
    return found


def preferred(ids: list[Printed]) -> Printed | None:
    """The form that says country, number and kind apart; else the next that there is."""
    return min(ids, key=lambda each: _rank(_NUMBER_FORMS, each.form), default=None)


def _rank(forms: tuple[str, ...], form: str) -> int:
    return forms.index(form) if form in forms else len(forms)


def number_of(role: NumberRole, ids: list[Printed]) -> Number | None:
    """One number out of its forms; the date from whichever form has one."""
    best = preferred(ids)
    if best is None:
        return None
    day = next((found for each in ids if (found := date_of(each.day))), None)
    office = best.country or (best.number[:2] if best.number[:2].isalpha() else "")
    return Number(role, office, best.number, best.kind, day)


def read(
    document: etree._Element, *, name: str, position: Position, flags: tuple[Flag, ...] = ()
) -> Record | None:
    """The record of one exchange document; ``None`` if it carries no number."""
    biblio = document.find("bibliographic-data")
    if biblio is None:
        biblio = etree.Element("bibliographic-data")
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
        priorities=priorities(biblio),
        classifications=_classifications(biblio),
        citations=_citations(biblio),
        events=_availability(biblio, office),
        families=_families(document),
        related=_related(document),
        as_of=publication.date if publication else None,
        flags=flags + _found_wanting(document, titles, parties),
        extra=_extra(document, biblio),
    )


def _own_numbers(document: etree._Element, biblio: etree._Element) -> tuple[Number | None, Number | None]:
    publication = number_of(NumberRole.PUBLICATION, printed_ids(biblio.iterfind("publication-reference")))
    application = number_of(NumberRole.APPLICATION, printed_ids(biblio.iterfind("application-reference")))
    if publication is None and document.get("doc-number"):
        publication = Number(
            NumberRole.PUBLICATION,
            document.get("country", ""),
            document.get("doc-number", ""),
            document.get("kind", ""),
            date_of(document.get("date-publ")),
        )
    return publication, application


def _found_wanting(
    document: etree._Element, titles: tuple[Text, ...], parties: tuple[Party, ...]
) -> tuple[Flag, ...]:
    wanting = []
    if any(is_impossible_day(day.text) for day in _own_days(document)):
        wanting.append(Flag.IMPOSSIBLE_DATE)
    if not titles:
        wanting.append(Flag.NO_TITLE)
    if not any(party.role is PartyRole.APPLICANT for party in parties):
        wanting.append(Flag.NO_APPLICANT)
    return tuple(wanting)


def _own_days(document: etree._Element) -> Iterator[etree._Element]:
    for path in ("publication-reference", "application-reference", "priority-claims/priority-claim"):
        yield from document.iterfind(f"bibliographic-data/{path}/document-id/date")


def _language(biblio: etree._Element) -> str:
    said = value(biblio, "language-of-publication")
    ids = printed_ids(biblio.iterfind("publication-reference"))
    return said.lower() or next((each.language for each in ids if each.language), "")


def _titles(biblio: etree._Element) -> tuple[Text, ...]:
    return _by_language((title, words(title)) for title in biblio.iterfind("invention-title"))


def _abstracts(document: etree._Element) -> tuple[Text, ...]:
    return _by_language((each, paragraphs(each, "p")) for each in document.iterfind(".//abstract"))


def _by_language(found: Iterable[tuple[etree._Element, str]]) -> tuple[Text, ...]:
    """One text a language, in the form printed by the office where several are given."""
    best: dict[str, tuple[int, str]] = {}
    for element, text in found:
        language = element.get("lang", "").lower()
        rank = _rank(_NAME_FORMS, element.get("data-format", ""))
        if text and (language not in best or rank < best[language][0]):
            best[language] = rank, text
    return tuple(Text(language, text) for language, (_, text) in best.items())


def _parties(biblio: etree._Element) -> tuple[Party, ...]:
    return (
        *_role(biblio, "applicant", PartyRole.APPLICANT),
        *_role(biblio, "inventor", PartyRole.INVENTOR),
        *_role(biblio, "agent", PartyRole.AGENT),
    )


def _role(biblio: etree._Element, tag: str, role: PartyRole) -> Iterator[Party]:
    """The parties of one role, one a sequence number however many forms of the name there are."""
    by_sequence: dict[str, list[etree._Element]] = {}
    for element in biblio.iterfind(f"parties/{tag}s/{tag}"):
        by_sequence.setdefault(element.get("sequence", "0"), []).append(element)
    for sequence, forms in by_sequence.items():
        forms.sort(key=lambda each: _rank(_NAME_FORMS, each.get("data-format", "")))
        names = [value(each, f"{tag}-name/name") or value(each, "name") for each in forms]
        name = next((_COUNTRY.sub("", each).rstrip(" ,;") for each in names if each), "")
        if name:
            yield Party(
                role=role,
                name=name,
                is_person=True if role is PartyRole.INVENTOR else None,
                country=_country(forms, names),
                address=next(filter(None, map(_address, forms)), ""),
                sequence=int(sequence) if sequence.isdecimal() else 0,
            )


def _country(forms: list[etree._Element], names: list[str]) -> str:
    said = next(filter(None, (value(each, "residence/country") for each in forms)), "")
    marked = (match.group(1) for name in names if (match := _COUNTRY.search(name)))
    return said or next(marked, "")


def _address(element: etree._Element) -> str:
    parts = (words(part) for part in element.iterfind("address/*") if part.tag != "country")
    return ", ".join(part for part in parts if part)


def priorities(holder: etree._Element) -> tuple[Priority, ...]:
    """Claims to earlier filings, one a sequence number, in the form that names the office apart."""
    by_sequence: dict[str, list[etree._Element]] = {}
    for claim in holder.iter("priority-claim"):
        by_sequence.setdefault(claim.get("sequence", str(len(by_sequence))), []).append(claim)
    numbers = (number_of(NumberRole.APPLICATION, printed_ids(claims)) for claims in by_sequence.values())
    return tuple(
        Priority(number.office, number.text, number.date, number.kind_code) for number in numbers if number
    )


def _classifications(biblio: etree._Element) -> tuple[Classification, ...]:
    found: dict[tuple[str, str], Classification] = {}
    for symbol in (*_ipc(biblio), *_other_schemes(biblio)):
        if symbol:
            found.setdefault((symbol.scheme, symbol.symbol), symbol)
    return tuple(found.values())


def _ipc(biblio: etree._Element) -> Iterator[Classification | None]:
    for text in biblio.iterfind("classifications-ipcr/classification-ipcr/text"):
        yield read_symbol("ipc", text.text or "")
    for old in biblio.iterfind("classification-ipc"):
        for tag, is_main in (
            ("main-classification", True),
            ("further-classification", False),
            ("text", False),
        ):
            for element in old.iterfind(tag):
                yield read_symbol("ipc", element.text or "", is_main=is_main)


def _other_schemes(biblio: etree._Element) -> Iterator[Classification | None]:
    for element in biblio.iter("patent-classification"):
        said: dict[str, str] = {}
        scheme = version = ""
        for part in element:
            if part.tag == "classification-scheme":
                scheme, version = part.get("scheme", ""), value(part, "date")
            else:
                said[str(part.tag)] = (part.text or "").strip()
        yield _patent_classification(said, _SCHEMES.get(scheme, scheme.lower()), version)


def _patent_classification(said: dict[str, str], scheme: str, version: str) -> Classification | None:
    printed = said.get("classification-symbol", "")
    if not printed and said.get("section"):
        subclass = "".join(said.get(part, "") for part in ("section", "class", "subclass"))
        printed = f"{subclass} {said.get('main-group', '')}/{said.get('subgroup', '')}"
    symbol = read_symbol(scheme, printed) if scheme in ("cpc", "ecla") else None
    if symbol is None:
        return Classification(scheme, printed) if printed else None
    return Classification(
        scheme,
        symbol.symbol,
        said.get("symbol-position") == "F",
        {"I": True, "A": False}.get(said.get("classification-value", "")),
        f"{version[:4]}.{version[4:6]}" if len(version) == 8 else "",
    )


def _citations(biblio: etree._Element) -> tuple[Citation, ...]:
    return tuple(_citation(each) for each in biblio.iterfind("references-cited/citation"))


def _citation(citation: etree._Element) -> Citation:
    phase, category, claims = phase_of(citation), category_of(citation), claims_of(citation)
    patent = citation.find("patcit")
    if patent is None:
        text = literature(citation.find("nplcit")) or words(citation)
        return Citation(text=text, category=category, phase=phase, claims=claims)
    best = preferred(printed_ids([patent]))
    if best is None:
        return Citation(
            text=words(patent) or patent.get("dnum", ""), category=category, phase=phase, claims=claims
        )
    return Citation(
        office=best.country or best.number[:2],
        number=best.number,
        kind_code=best.kind,
        text=best.name,
        date=date_of(best.day),
        category=category,
        phase=phase,
        claims=claims,
    )


def _availability(biblio: etree._Element, office: str) -> tuple[LegalEvent, ...]:
    """The days on which the public could see it, by the kind of publication (WIPO INID 41 to 48)."""
    events = []
    for element in biblio.iterfind("dates-of-public-availability/*"):
        code = str(element.tag)
        day = date_of(value(element, "document-id/date") or value(element, "date"))
        if day:
            events.append(LegalEvent(office, code, day, _AVAILABILITY.get(code, code.replace("-", " "))))
    return tuple(events)


def _families(document: etree._Element) -> tuple[FamilyId, ...]:
    family = document.get("family-id", "")
    return (FamilyId("docdb_simple", family),) if family else ()


def _related(document: etree._Element) -> tuple[tuple[str, Number], ...]:
    """Publications of the family, where the document lists them."""
    found: dict[Number, str] = {}
    for member in document.iterfind("patent-family/family-member"):
        by_sequence: dict[str, list[etree._Element]] = {}
        for reference in member.iterfind("publication-reference"):
            by_sequence.setdefault(reference.get("sequence", ""), []).append(reference)
        for references in by_sequence.values():
            number = number_of(NumberRole.PUBLICATION, printed_ids(references))
            if number:
                found.setdefault(number, "family")
    return tuple((relation, number) for number, relation in found.items())


def _extra(document: etree._Element, biblio: etree._Element) -> tuple[tuple[str, str], ...]:
    said = [
        ("exchange_status", document.get("status", "")),
        ("exchanged_on", document.get("date-of-last-exchange", "")),
        ("document_id", document.get("doc-id", "")),
        ("language_of_filing", value(biblio, "language-of-filing").lower()),
    ]
    said.extend(_other_forms(biblio))
    said.extend(_designations(biblio))
    said.extend(_priority_notes(biblio))
    return tuple((key, text) for key, text in said if text)


def _other_forms(biblio: etree._Element) -> Iterator[tuple[str, str]]:
    """The number as the office itself printed it, where the exchange form differs."""
    for tag, name in (("publication-reference", "publication"), ("application-reference", "application")):
        ids = printed_ids(biblio.iterfind(tag))
        best = preferred(ids)
        for each in ids:
            if best and each.form == "original" and each.number != best.number:
                yield f"{name}_original", each.number


def _designations(biblio: etree._Element) -> Iterator[tuple[str, str]]:
    states = biblio.find("designation-of-states")
    if states is not None:
        yield "designated_states", " ".join(dict.fromkeys(words(state) for state in states.iter("country")))


def _priority_notes(biblio: etree._Element) -> Iterator[tuple[str, str]]:
    """What a priority claim has beyond a number: whether it counts, and how it is linked."""
    for claim in biblio.iterfind("priority-claims/priority-claim"):
        active = value(claim, "priority-active-indicator")
        linkage = value(claim, "priority-linkage-type")
        sequence = claim.get("sequence", "")
        if active[:1] == "N":
            yield "priority_inactive", sequence
        if linkage:
            yield "priority_linkage", f"{sequence}:{linkage}"
