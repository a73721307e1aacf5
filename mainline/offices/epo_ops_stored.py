"""Answers of OPS as a widespread client library stores them: its own keys, one JSON object a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from mainline.offices import answers
from mainline.offices.answers import Answer, day, pairs
from mainline.offices.base import Piece
from mainline.offices.epo_cited import PHASES
from mainline.offices.epo_claims import split_claims
from mainline.offices.kinds import right_kind_of
from mainline.offices.pieces import position_of, reject
from mainline.offices.record import (
    Citation,
    Classification,
    FamilyId,
    Flag,
    Image,
    LegalEvent,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Position,
    Priority,
    Record,
    Rejected,
    Text,
)

_SHAPES: dict[str, tuple[bytes, ...]] = {
    "documents": (b'"documents"', b'"publication_reference_docdb"'),
    "results": (b'"results"', b'"id_type"', b'"doc_number"'),
    "claim_text": (b'"document_id"', b'"doc_number"', b'"claims"'),
    "description": (b'"document_id"', b'"doc_number"', b'"description"'),
    "events": (b'"publication_reference"', b'"events"', b'"event_code"'),
    "family_members": (b'"publication_reference"', b'"family_members"'),
    "full_document": (b'"publication_number"', b'"full_document"', b'"sections"'),
}
"""The key that tells one kind of stored answer from another, and what stands in the head of its file."""

_DOCDB = re.compile(r"\A([A-Z]{2})[. ]?([0-9A-Z]*?\d)[. ]?([A-Z]\d?)?\Z")
_COUNTRY = re.compile(r"(?<!\s)\s*+\[([A-Z]{2})\]\s*+\Z")
_KNOWN = frozenset(
    [
        "event_code",
        "country_code",
        "event_date",
        "effective_date",
        "event_description",
        "metadata",
        "text_record",
        "document_number",
    ]
)


def is_stored(head: bytes) -> bool:
    """Whether the head of a JSON file has the keys of a stored answer."""
    return any(all(mark in head for mark in marks) for marks in _SHAPES.values())


def read(piece: Piece, answer: object, name: str) -> Iterator[Record | Rejected]:
    """The records of one stored answer."""
    shape = next((key for key in _SHAPES if isinstance(answer, dict) and key in answer), "")
    if not isinstance(answer, dict) or not shape:
        yield reject(name, piece, "ops.no_document", "no key of an answer: " + ", ".join(_SHAPES))
        return
    found = _READ[shape](answer)
    for nth, record in enumerate(found):
        if record is None:
            yield reject(name, piece, "record.no_number", shape, nth=nth)
        else:
            yield _placed(record, name, position_of(piece, nth=nth))
    if not found:
        yield reject(name, piece, "ops.no_result", answers.text(answer, "query"))


def _placed(record: Record, name: str, position: Position) -> Record:
    return replace(record, format=name, position=position)


def _bare(numbers: tuple[Number | None, ...]) -> Record | None:
    """A record with its numbers alone, to be filled in."""
    known = tuple(number for number in numbers if number)
    if not known:
        return None
    office, kind = known[0].office, known[0].kind_code
    return Record(
        format="",
        office=office,
        right_kind=right_kind_of(office, kind),
        numbers=known,
        document_kind=kind,
        as_of=known[0].date if known[0].role is NumberRole.PUBLICATION else None,
    )


def _number(node: object, role: NumberRole) -> Number | None:
    """``{country, number or doc_number, kind, date}``."""
    printed = answers.text(node, "number") or answers.text(node, "doc_number")
    if not printed:
        return None
    office = answers.text(node, "country") or printed[:2]
    return Number(role, office, printed, answers.text(node, "kind"), day(answers.at(node, "date")))


def _documents(answer: Answer) -> list[Record | None]:
    return [_document(document) for document in answers.children(answer, "documents")]


def _document(document: Answer) -> Record | None:
    publication = _number(answers.child(document, "publication_reference_docdb"), NumberRole.PUBLICATION)
    publication = publication or _number(document, NumberRole.PUBLICATION)
    application = _number(answers.child(document, "application_reference_docdb"), NumberRole.APPLICATION)
    filed_on = day(answers.at(document, "application_reference_epodoc", "date"))
    if application and application.date is None:
        application = replace(application, date=filed_on)
    record = _bare((publication, application))
    if record is None:
        return None
    titles = _titles(document)
    parties = (
        *_parties(document, "applicants", PartyRole.APPLICANT),
        *_parties(document, "inventors", PartyRole.INVENTOR),
    )
    abstract, family = answers.text(document, "abstract"), answers.text(document, "family_id")
    wanting = (
        (Flag.NO_TITLE, not titles),
        (Flag.NO_APPLICANT, not answers.texts(document, "applicants_original")),
    )
    return replace(
        record,
        titles=titles,
        abstracts=(Text("", abstract),) if abstract else (),
        parties=parties,
        priorities=tuple(_priorities(document)),
        classifications=tuple(_classifications(document)),
        citations=tuple(_citation(each) for each in answers.children(document, "citations")),
        families=(FamilyId("docdb_simple", family),) if family else (),
        flags=tuple(flag for flag, is_wanting in wanting if is_wanting),
    )


def _titles(document: Answer) -> tuple[Text, ...]:
    found = (
        Text(answers.text(each, "lang").lower(), answers.text(each, "text"))
        for each in answers.children(document, "titles")
    )
    return tuple(title for title in found if title.text)


def _parties(document: Answer, key: str, role: PartyRole) -> Iterator[Party]:
    """The names as printed, with the country that the standardised twin at the same place carries."""
    standard = answers.texts(document, f"{key}_epodoc")
    printed = answers.texts(document, f"{key}_original") or standard
    for nth, name in enumerate(printed):
        marked = _COUNTRY.search(standard[nth]) if len(standard) == len(printed) else None
        country = marked.group(1) if marked else ""
        is_person = True if role is PartyRole.INVENTOR else None
        yield Party(role, _COUNTRY.sub("", name).rstrip(" ,;"), "", is_person, country, sequence=nth + 1)


def _priorities(document: Answer) -> Iterator[Priority]:
    """Each claim in one form: several forms of one filing stand side by side, on the same day."""
    claims = [_number(each, NumberRole.APPLICATION) for each in answers.children(document, "priority_claims")]
    dated = [claim for claim in claims if claim and claim.date]
    for claim in dated or [claim for claim in claims if claim]:
        yield Priority(claim.office, claim.text, claim.date, claim.kind_code)


def _classifications(document: Answer) -> Iterator[Classification]:
    for key, scheme in (("intl_class", "ipc"), ("cpc_class", "cpc"), ("us_class", "uspc")):
        yield from answers.symbols(scheme, answers.texts(document, key))


def _citation(cited: Answer) -> Citation:
    number = _number(answers.child(cited, "docdb"), NumberRole.PUBLICATION)
    number = number or _number(answers.child(cited, "epodoc"), NumberRole.PUBLICATION)
    printed = answers.text(cited, "cited_phase")
    phase = "applicant" if answers.text(cited, "cited_by") == "applicant" else PHASES.get(printed, printed)
    if number is None:
        return Citation(text=answers.text(cited, "text"), phase=phase)
    text = answers.text(cited, "docdb", "name")
    return Citation(number.office, number.text, number.kind_code, text, number.date, phase=phase)


def _results(answer: Answer) -> list[Record | None]:
    return [_result(each) for each in answers.children(answer, "results")]


def _result(found: Answer) -> Record | None:
    record, family = _bare((_number(found, NumberRole.PUBLICATION),)), answers.text(found, "family_id")
    return record and replace(record, families=(FamilyId("docdb_simple", family),) if family else ())


def _claims(answer: Answer) -> list[Record | None]:
    record = _bare((_number(answers.child(answer, "document_id"), NumberRole.PUBLICATION),))
    printed = answers.at(answer, "claim_text")
    claims = split_claims([printed]) if isinstance(printed, str) else []
    return [record and replace(record, claims=tuple(Text("", claim) for claim in claims))]


def _description(answer: Answer) -> list[Record | None]:
    record = _bare((_number(answers.child(answer, "document_id"), NumberRole.PUBLICATION),))
    printed = answers.at(answer, "description")
    lines = [answers.fold(line) for line in printed.splitlines()] if isinstance(printed, str) else []
    text = "\n".join(line for line in lines if line)
    return [record and replace(record, descriptions=(Text("", text),) if text else ())]


def _events(answer: Answer) -> list[Record | None]:
    """The events of one right; its application is named by the events, not by the answer."""
    publication = _number(answers.child(answer, "publication_reference"), NumberRole.PUBLICATION)
    told = answers.children(answer, "events")
    filed = (answers.text(each, "document_number") for each in told if _is_filing(each))
    application = _docdb(next(filed, ""), NumberRole.APPLICATION)
    record = _bare((publication, application))
    exchanged = [day(answers.at(each, "metadata", "subscriber_exchange_date")) for each in told]
    return [
        record
        and replace(
            record,
            events=tuple(dict.fromkeys(_event(each) for each in told)),
            as_of=max((on for on in exchanged if on), default=None),
        )
    ]


def _is_filing(event: Answer) -> bool:
    return answers.text(event, "filing_or_publication") == "F"


def _docdb(printed: str, role: NumberRole) -> Number | None:
    """``EP99203729A`` as office, number and kind."""
    match = _DOCDB.match(printed)
    if match is None:
        return None
    office, number, kind = match.groups()
    return Number(role, office, number, kind or "")


def _event(event: Answer) -> LegalEvent:
    """An event; a reference to a national register is stored under the code that it refers to."""
    office = answers.text(event, "country_code")
    prefix, _, code = answers.text(event, "event_code").rpartition(".")
    details = {key: answers.text(event, key) for key in event if key not in _KNOWN}
    if prefix and prefix != office:
        details = {"ref_country_code": prefix, "ref_legal_event_code": code, **details}
        code = "REG"
    return LegalEvent(
        office=office,
        code=code,
        date=day(answers.at(event, "event_date")),
        text=answers.text(event, "event_description"),
        effective=day(answers.at(event, "effective_date")),
        details=pairs(**details),
    )


def _members(answer: Answer) -> list[Record | None]:
    return [_member(each) for each in answers.children(answer, "family_members")]


def _member(member: Answer) -> Record | None:
    publications = answers.children(member, "publication_reference")
    applications = answers.children(member, "application_reference")
    record = _bare(
        (
            _number(_docdb_form(publications), NumberRole.PUBLICATION),
            _number(_docdb_form(applications), NumberRole.APPLICATION),
        )
    )
    claims = (
        _number(answers.child(each, "application_reference"), NumberRole.APPLICATION)
        for each in answers.children(member, "priority_claims")
    )
    family = answers.text(member, "family_id")
    return record and replace(
        record,
        priorities=tuple(
            Priority(claim.office, claim.text, claim.date, claim.kind_code) for claim in claims if claim
        ),
        families=(FamilyId("inpadoc_extended", family),) if family else (),
    )


def _docdb_form(references: list[Answer]) -> Answer:
    return next((each for each in references if answers.text(each, "id_type") == "docdb"), answers.NOTHING)


def _images(answer: Answer) -> list[Record | None]:
    record = _bare((_docdb(answers.text(answer, "publication_number"), NumberRole.PUBLICATION),))
    instances = (answers.child(answer, key) for key in ("full_document", "drawing", "first_page"))
    images = (Image(answers.text(each, "link"), answers.text(each, "description")) for each in instances)
    return [record and replace(record, images=tuple(image for image in images if image.reference))]


_READ: dict[str, Callable[[Answer], list[Record | None]]] = {
    "documents": _documents,
    "results": _results,
    "claim_text": _claims,
    "description": _description,
    "events": _events,
    "family_members": _members,
    "full_document": _images,
}
