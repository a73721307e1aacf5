"""Google Patents Public Data as lines of JSON: the published schema of the table ``patents.publications``.

Days are integers ``yyyymmdd`` and 0 for none; numbers are ``US-7650331-B1`` and ``US-8767701-A``; texts come as
lists of ``{text, language, truncated}``; exports may write integers as text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import BinaryIO

from mainline.offices import answers
from mainline.offices.answers import Answer, children, fold, ordered, pairs, text, texts
from mainline.offices.base import Piece
from mainline.offices.kinds import right_kind_of
from mainline.offices.pieces import lines
from mainline.offices.record import (
    Citation,
    Classification,
    FamilyId,
    Flag,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Position,
    Priority,
    Record,
    Rejected,
    RightKind,
    Text,
)

NAME = "google_patents.jsonl"
LABEL = ("谷歌专利公共数据（JSON 行）", "Google Patents public data (JSON lines)")

_NUMBER = re.compile(r"([A-Z]{2})-(.+?)(?:-([A-Z]\d?))?$")
_CLAIM_START = re.compile(r"(?:^|\s|(?<=[。；;]))(\d{1,3})\s?[.．、]\s*(?=[^\s\d])")
_LONGEST_PREAMBLE = 80
"""Characters before the first claim that are but "What is claimed is"."""
_PHASES = {
    "APP": "applicant", "SEA": "search", "ISR": "international_search", "EXA": "examination",
    "PRS": "pre_search", "OPP": "opposition", "115": "third_party", "FOP": "opposition",
    "APL": "appeal", "TPO": "third_party", "CH2": "chapter_2", "SUP": "supplementary_search",
}  # fmt: skip
"""Origin codes of citations as EPO's DOCDB defines them, which this table carries."""


def sniff(head: bytes, name: str) -> bool:
    """The first line is an object with the keys of the publications table."""
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    is_object = first.startswith(b"{") and b'"publication_number"' in first
    return is_object and (b'"title_localized"' in first or b'"country_code"' in first)


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """Batches of lines."""
    return lines(stream, member)


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """One record a line."""
    return answers.parse_lines(piece, NAME, _read)


def _read(node: Answer, position: Position) -> Record | Rejected:
    flags: set[Flag] = set()
    numbers = _numbers(node, flags)
    if not numbers:
        detail = f"publication_number {node.get('publication_number')!r}"
        return Rejected(NAME, "record.no_number", detail, position)
    office = answers.first(text(node, "country_code"), numbers[0].office)
    kind_code = answers.first(text(node, "kind_code"), numbers[0].kind_code)
    titles = _texts(node, "title_localized", flags)
    if not titles:
        flags.add(Flag.NO_TITLE)
    parties = _parties(node, flags)
    return Record(
        format=NAME,
        office=office,
        right_kind=_right_kind(node, office, kind_code),
        numbers=numbers,
        position=position,
        document_kind=kind_code,
        titles=titles,
        abstracts=_texts(node, "abstract_localized", flags),
        claims=_claims(node, flags),
        descriptions=_descriptions(node, flags),
        parties=parties,
        priorities=_priorities(node, flags),
        classifications=_classifications(node),
        citations=_citations(node, flags),
        families=_families(node),
        related=_related(node, flags),
        as_of=numbers[0].date,
        flags=ordered(flags),
        extra=_extra(node),
    )


def _right_kind(node: Answer, office: str, kind_code: str) -> RightKind:
    """By ``application_kind`` where that says utility model or design, else by the kind code."""
    by_kind = {"U": RightKind.UTILITY_MODEL, "F": RightKind.DESIGN}
    return by_kind.get(text(node, "application_kind").upper()) or right_kind_of(office, kind_code)


def _day(node: Answer, key: str, flags: set[Flag]) -> dt.date | None:
    """0 is the table's word for no date."""
    written = text(node, key)
    return None if written in ("", "0") else answers.day(written, flags)


def _numbers(node: Answer, flags: set[Flag]) -> tuple[Number, ...]:
    found = []
    if published := _split_number(text(node, "publication_number")):
        office, serial, kind = published
        found.append(
            Number(NumberRole.PUBLICATION, office, serial, kind, _day(node, "publication_date", flags))
        )
    if filed := _split_number(text(node, "application_number")):
        office, serial, kind = filed
        found.append(Number(NumberRole.APPLICATION, office, serial, kind, _day(node, "filing_date", flags)))
    if international := text(node, "pct_number"):
        found.append(Number(NumberRole.INTERNATIONAL, "WO", international))
    return tuple(found)


def _split_number(printed: str) -> tuple[str, str, str] | None:
    match = _NUMBER.match(printed)
    return (match[1], match[2], match[3] or "") if match else None


def _texts(node: Answer, key: str, flags: set[Flag]) -> tuple[Text, ...]:
    return tuple(Text(_language(each), fold(each_text)) for each, each_text in _localized(node, key, flags))


def _localized(node: Answer, key: str, flags: set[Flag]) -> Iterator[tuple[Answer, str]]:
    """Each language's text with its line breaks; a text the table cut off is flagged."""
    for each in children(node, key):
        printed = each.get("text")
        if isinstance(printed, str) and printed.strip():
            if each.get("truncated") is True:
                flags.add(Flag.TRUNCATED)
            yield each, printed.replace("\x00", " ")


def _language(node: Answer) -> str:
    return text(node, "language").lower()[:2]


def _descriptions(node: Answer, flags: set[Flag]) -> tuple[Text, ...]:
    found = []
    for each, printed in _localized(node, "description_localized", flags):
        paragraphs = (fold(line) for line in printed.splitlines())
        found.append(Text(_language(each), "\n".join(line for line in paragraphs if line)))
    return tuple(found)


def _claims(node: Answer, flags: set[Flag]) -> tuple[Text, ...]:
    return tuple(
        Text(_language(each), claim)
        for each, printed in _localized(node, "claims_localized", flags)
        for claim in cut_claims(printed)
    )


def cut_claims(printed: str) -> list[str]:
    """Claims cut where the numbers 1., 2., 3., … follow one another; one text if they do not.

    A short preamble before the first is left out.
    """
    folded = fold(printed)
    starts, wanted = [], 1
    for match in _CLAIM_START.finditer(folded):
        if int(match[1]) == wanted:
            starts.append(match.start(1))
            wanted += 1
    if len(starts) < 2 or starts[0] > _LONGEST_PREAMBLE:
        return [folded]
    return [folded[a:b].strip() for a, b in zip(starts, [*starts[1:], len(folded)], strict=True)]


def _parties(node: Answer, flags: set[Flag]) -> tuple[Party, ...]:
    rows = ((PartyRole.APPLICANT, "assignee"), (PartyRole.INVENTOR, "inventor"))
    found: list[Party] = []
    for role, key in rows:
        harmonized = children(node, f"{key}_harmonized")
        named = [(text(each, "name"), text(each, "country_code")) for each in harmonized]
        listed = named or [(each, "") for each in texts(node, key)]
        found += [
            Party(role, name, country=country, sequence=nth)
            for nth, (name, country) in enumerate(listed, 1)
            if name
        ]
    found += [
        Party(PartyRole.EXAMINER, text(each, "name"), is_person=True)
        for each in children(node, "examiner")
        if text(each, "name")
    ]
    if not any(party.role is PartyRole.APPLICANT for party in found):
        flags.add(Flag.NO_APPLICANT)
    return tuple(found)


def _priorities(node: Answer, flags: set[Flag]) -> tuple[Priority, ...]:
    found = []
    for each in children(node, "priority_claim"):
        claimed = _split_number(text(each, "application_number"))
        claimed = claimed or _split_number(text(each, "publication_number"))
        if claimed:
            found.append(Priority(claimed[0], claimed[1], _day(each, "filing_date", flags), claimed[2]))
    return tuple(dict.fromkeys(found))


_CODES = (("ipc", "ipc"), ("cpc", "cpc"), ("uspc", "uspc"), ("fi", "fi"), ("locarno", "locarno"))


def _classifications(node: Answer) -> tuple[Classification, ...]:
    found: list[Classification] = []
    for scheme, key in _CODES:
        for each in children(node, key):
            printed = text(each, "code")
            inventive = each.get("inventive") if scheme in ("ipc", "cpc") else None
            plain = answers.symbol(scheme, printed, inventive if isinstance(inventive, bool) else None)
            if plain:
                is_first = each.get("first") is True
                found.append(Classification(plain.scheme, plain.symbol, is_first, plain.is_inventive))
    return tuple(dict.fromkeys(found))


def _citations(node: Answer, flags: set[Flag]) -> tuple[Citation, ...]:
    found = (_citation(each, flags) for each in children(node, "citation"))
    return tuple(each for each in found if each.number or each.text)


def _citation(node: Answer, flags: set[Flag]) -> Citation:
    cited = _split_number(text(node, "publication_number")) or _split_number(text(node, "application_number"))
    office, number, kind = cited or ("", "", "")
    phase = text(node, "category").upper()
    return Citation(
        office,
        number,
        kind,
        text(node, "npl_text"),
        _day(node, "filing_date", flags) if not cited else None,
        text(node, "type").upper(),
        _PHASES.get(phase, phase.lower()),
    )


def _families(node: Answer) -> tuple[FamilyId, ...]:
    family = text(node, "family_id")
    return (FamilyId("docdb_simple", family),) if family not in ("", "-1", "0") else ()


def _related(node: Answer, flags: set[Flag]) -> tuple[tuple[str, Number], ...]:
    found = []
    for key, relation in (("parent", "parent"), ("child", "child")):
        for each in children(node, key):
            if filed := _split_number(text(each, "application_number")):
                filed_on = _day(each, "filing_date", flags)
                number = Number(NumberRole.APPLICATION, filed[0], filed[1], filed[2], filed_on)
                found.append((text(each, "type").lower() or relation, number))
    return tuple(found)


def _extra(node: Answer) -> tuple[tuple[str, str], ...]:
    return pairs(
        granted_on=_iso(node, "grant_date"),
        earliest_priority_on=_iso(node, "priority_date"),
        entity_status=text(node, "entity_status"),
        art_unit=text(node, "art_unit"),
        formatted_application=text(node, "application_number_formatted"),
    )


def _iso(node: Answer, key: str) -> str:
    found = _day(node, key, set())
    return found.isoformat() if found else ""
