"""JSON answers of the Japan Patent Office's information API: patents, designs and trademarks.

Shape: ``{"result": {"statusCode", "errorMessage", "remainAccessCount", "data": {…}}}``. One answer speaks of
one application. Look-ups of applicants name no right and are left to nobody. Field meanings follow the
office's published API definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from mainline.offices import answers
from mainline.offices.answers import Answer, children, day, fold, ordered, pairs, text, texts
from mainline.offices.base import Piece
from mainline.offices.pieces import position_of, reject, whole
from mainline.offices.record import (
    Citation,
    Classification,
    Flag,
    Goods,
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

NAME = "jpo.json"
LABEL = ("日本特许厅 API 应答（JSON）", "Japan Patent Office API answer (JSON)")

_ENVELOPE = re.compile(rb'^\s*+(?:\xef\xbb\xbf\s*+)?\{\s*+"result"\s*+:\s*+\{')
_FIXED_ADDRESS = re.compile(r"/(?:PU|DE|TR)/JP-([0-9]{4}-[0-9]{1,6})/[0-9A-F]+/([0-9]{2})/")
_ADDRESS_KINDS = {"10": RightKind.INVENTION, "30": RightKind.DESIGN, "40": RightKind.TRADEMARK}
"""The number before the language in a J-PlatPat address, where it stands for an application number."""

_ERAS = {"1": "M", "2": "T", "3": "S", "4": "H", "5": "R"}
_ERA_BEGINS = {"1": 1867, "2": 1911, "3": 1925, "4": 1988, "5": 2018}
_CITED = re.compile(r"JP([A-Z])\s*([1-5])(\d\d)(\d{6})$")
_WESTERN_NUMBERS_FROM = 2000
"""The office numbers publications by western years since 2000-01-01."""

_NUMBER_TYPES = {"01": "application", "02": "publication", "06": "registration"}


def sniff(head: bytes, name: str) -> bool:
    """An answer envelope that is not a look-up of applicants by name or code."""
    if not _ENVELOPE.match(head) or b'"remainAccessCount"' not in head:
        return False
    is_about_people = b'"applicantAttorneyName"' in head or b'"applicantAttorney"' in head
    return not is_about_people or b'"applicationNumber"' in head


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """One answer is one file."""
    return whole(stream, member)


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """The one record of an answer, or why it carries none."""
    decoded = answers.decode(piece, NAME)
    if isinstance(decoded, Rejected):
        yield decoded
        return
    status = text(decoded, "result", "statusCode")
    node = answers.child(decoded, "result", "data")
    if not node:
        message = text(decoded, "result", "errorMessage")
        yield reject(NAME, piece, "answer.empty", f"result.statusCode {status}: {message or 'no data'}")
        return
    yield _read(piece, node)


def _read(piece: Piece, node: Answer) -> Record | Rejected:
    if "URL" in node and not text(node, "applicationNumber"):
        return _read_address(piece, text(node, "URL"))
    kind = _kind_of(node)
    if kind is None:
        return reject(NAME, piece, "jpo.kind_unknown", f"fields of result.data: {', '.join(sorted(node))}")
    flags: set[Flag] = set()
    numbers = _numbers(node, flags)
    if not numbers:
        return reject(NAME, piece, "record.no_number", "result.data.applicationNumber is empty")
    title = answers.first(
        *(text(node, key) for key in ("inventionTitle", "designArticle", "trademarkForDisplay"))
    )
    events = _events(node, flags)
    return Record(
        format=NAME,
        office="JP",
        right_kind=kind,
        numbers=numbers,
        position=position_of(piece),
        language="ja",
        document_kind=_document_kind(node),
        titles=(Text("ja", title),) if title else (),
        parties=_parties(node),
        priorities=_priorities(node, flags),
        classifications=_classifications(node),
        citations=_citations(node),
        events=events,
        related=_related(node, flags),
        goods=_goods(node),
        status=text(node, "erasureIdentifier"),
        as_of=day(node.get("updateDate")) or answers.latest(*(event.date for event in events)),
        flags=ordered(flags),
        extra=_extra(node),
    )


def _read_address(piece: Piece, address: str) -> Record | Rejected:
    """The address of a document in J-PlatPat names its application."""
    match = _FIXED_ADDRESS.search(address)
    kind = _ADDRESS_KINDS.get(match[2]) if match else None
    if match is None or kind is None:
        return reject(
            NAME, piece, "record.no_number", f"no application number in result.data.URL {address!r}"
        )
    return Record(
        format=NAME,
        office="JP",
        right_kind=kind,
        numbers=(Number(NumberRole.APPLICATION, "JP", match[1]),),
        position=position_of(piece),
        language="ja",
        document_kind="address",
        extra=(("url", address),),
    )


def _kind_of(node: Answer) -> RightKind | None:
    """Patent, design or trademark, by the fields that only one of them has."""
    if any(key in node for key in ("trademarkForDisplay", "goodsServiceInformation", "transliteration")):
        return RightKind.TRADEMARK
    if any(key in node for key in ("designArticle", "designClass", "designNumber")):
        return RightKind.DESIGN
    marks = ("inventionTitle", "patentDoc", "ADPublicationNumber", "nationalPublicationNumber")
    if any(key in node for key in (*marks, "divisionalApplicationInformation")):
        return RightKind.INVENTION
    if any(
        "nationalPriorityApplicationNumber" in each for each in children(node, "priorityRightInformation")
    ):
        return RightKind.INVENTION
    return None


def _document_kind(node: Answer) -> str:
    kinds = {
        "bibliographyInformation": "progress",
        "rightPersonInformation": "registration",
        "patentDoc": "cited-documents",
        "priorityRightInformation": "priority",
        "divisionalApplicationInformation": "divisional",
    }
    return next((kind for key, kind in kinds.items() if key in node), "cross-reference")


def _numbers(node: Answer, flags: set[Flag]) -> tuple[Number, ...]:
    role = NumberRole
    published = answers.first(text(node, "ADPublicationNumber"), text(node, "publicationNumber"))
    national = answers.first(
        text(node, "ADNationalPublicationNumber"), text(node, "nationalPublicationNumber")
    )
    rows = (
        (role.APPLICATION, "JP", text(node, "applicationNumber"), "filingDate"),
        (role.PUBLICATION, "JP", published, "publicationDate"),
        (role.PUBLICATION, "JP", national, "nationalPublicationDate"),
        (role.REGISTRATION, "JP", text(node, "registrationNumber"), "registrationDate"),
        (
            role.INTERNATIONAL,
            "WO",
            text(node, "internationalApplicationNumber"),
            "internationalApplicationDate",
        ),
        (
            role.INTERNATIONAL,
            "WO",
            text(node, "internationalPublicationNumber"),
            "internationalPublicationDate",
        ),
        (role.INTERNATIONAL, "WO", text(node, "internationalRegistrationNumber"), ""),
    )
    return tuple(
        Number(row_role, office, printed, "", day(node.get(date_key), flags))
        for row_role, office, printed, date_key in rows
        if printed
    )


def _parties(node: Answer) -> tuple[Party, ...]:
    roles = {"1": PartyRole.APPLICANT, "2": PartyRole.AGENT}
    found = [
        _party(
            roles.get(text(each, "applicantAttorneyClass"), PartyRole.OTHER),
            each,
            "applicantAttorneyCd",
            "name",
            nth,
        )
        for nth, each in enumerate(children(node, "applicantAttorney"), 1)
    ]
    holders = [
        _party(PartyRole.HOLDER, each, "rightPersonCd", "rightPersonName", nth)
        for nth, each in enumerate(children(node, "rightPersonInformation"), 1)
    ]
    return tuple(party for party in found + holders if party.name)


def _party(role: PartyRole, node: Answer, code_key: str, name_key: str, nth: int) -> Party:
    code = text(node, code_key)
    return Party(role, text(node, name_key), "ja", identifier=f"jpo:{code}" if code else "", sequence=nth)


def _priorities(node: Answer, flags: set[Flag]) -> tuple[Priority, ...]:
    return tuple(
        priority for each in children(node, "priorityRightInformation") for priority in _priority(each, flags)
    )


def _priority(node: Answer, flags: set[Flag]) -> Iterator[Priority]:
    abroad = text(node, "parisPriorityApplicationNumber")
    if abroad:
        yield Priority(
            text(node, "parisPriorityCountryCd"), abroad, day(node.get("parisPriorityDate"), flags)
        )
    national_on = day(node.get("nationalPriorityDate"), flags)
    if national := text(node, "nationalPriorityApplicationNumber"):
        yield Priority("JP", national, national_on)
    elif international := text(node, "nationalPriorityInternationalApplicationNumber"):
        yield Priority("WO", international, national_on)


def _classifications(node: Answer) -> tuple[Classification, ...]:
    nice = (text(each, "goodsServiceClass") for each in children(node, "goodsServiceInformation"))
    vienna = node.get("viennaClass")
    codes = vienna.values() if isinstance(vienna, dict) else vienna if isinstance(vienna, list) else ()
    printed = [Classification("nice", each.lstrip("0")) for each in nice if each]
    printed += [Classification("vienna", code) for code in map(answers.to_text, codes) if code]
    return tuple(dict.fromkeys(printed))


def _goods(node: Answer) -> tuple[Goods, ...]:
    return tuple(
        Goods(text(each, "goodsServiceClass").lstrip("0"), "ja", text(each, "goodsServiceName"))
        for each in children(node, "goodsServiceInformation")
    )


def _events(node: Answer, flags: set[Flag]) -> tuple[LegalEvent, ...]:
    """Every document of the file, by the office's document code, and the day the right ended if it did."""
    events = [
        _event(text(group, "numberType"), each, flags)
        for group in children(node, "bibliographyInformation")
        for each in children(group, "documentList")
    ]
    ended = day(node.get("disappearanceDate"), flags)
    if ended:
        why = pairs(erasure_identifier=text(node, "erasureIdentifier"))
        events.append(LegalEvent("JP", "disappearanceDate", ended, "本権利消滅日", details=why))
    seen: dict[tuple[object, ...], LegalEvent] = {}
    for event in events:
        seen.setdefault((event.code, event.date, event.text), event)
    return tuple(seen.values())


def _event(number_type: str, node: Answer, flags: set[Flag]) -> LegalEvent:
    document = text(node, "documentNumber")
    details = pairs(
        register=_NUMBER_TYPES.get(number_type, number_type),
        document_number="" if set(document) <= {"9"} or set(document) <= {"B"} else document,
    )
    legal_on = day(node.get("legalDate"), flags)
    return LegalEvent(
        "JP", text(node, "documentCode"), legal_on, text(node, "documentDescription"), details=details
    )


def _citations(node: Answer) -> tuple[Citation, ...]:
    """Documents the examiner cited, each once; which notice cited them stands in ``extra``."""
    cited = [_cited_patent(text(each, "documentNumber")) for each in children(node, "patentDoc")]
    others = [_cited_text(each) for each in children(node, "nonPatentDoc")]
    return tuple(dict.fromkeys(each for each in cited + others if each.number or each.text))


def _cited_patent(printed: str) -> Citation:
    """``JPA 414233033`` is JP 2002-233033 A: era digit (4 Heisei), year of the era, serial number."""
    match = _CITED.match(printed)
    if not match:
        return Citation(text=printed, phase="examination")
    year = _ERA_BEGINS[match[2]] + int(match[3])
    is_western = year >= _WESTERN_NUMBERS_FROM
    number = f"{year}-{match[4]}" if is_western else f"{_ERAS[match[2]]}{match[3]}-{match[4]}"
    return Citation("JP", number, match[1], printed, phase="examination")


def _cited_text(node: Answer) -> Citation:
    keys = ("authorName", "paperTitle", "publicationName", "issueNumber", "publisher", "citationPages")
    printed = ", ".join(filter(None, (text(node, key) for key in keys)))
    return Citation(text=printed, date=day(node.get("issueDate")), phase="examination")


def _related(node: Answer, flags: set[Flag]) -> tuple[tuple[str, Number], ...]:
    found = []
    parent = answers.child(node, "parentApplicationInformation")
    if number := text(parent, "parentApplicationNumber"):
        filed_on = day(parent.get("filingDate"), flags)
        found.append(("parent", Number(NumberRole.APPLICATION, "JP", number, "", filed_on)))
    for each in children(node, "divisionalApplicationInformation"):
        if number := text(each, "applicationNumber"):
            filed_on = day(each.get("filingDate"), flags)
            found.append(("division", Number(NumberRole.APPLICATION, "JP", number, "", filed_on)))
    if principal := text(node, "principalDesignApplicationNumber"):
        found.append(("principal_design", Number(NumberRole.APPLICATION, "JP", principal)))
    return tuple(found)


def _extra(node: Answer) -> tuple[tuple[str, str], ...]:
    facts = pairs(
        expires_on=_iso(node, "expireDate"),
        decided_on=_iso(node, "decisionDate"),
        appeal_decided_on=_iso(node, "appealTrialDecisiondDate"),
        next_annuity_due_on=_iso(node, "nextPensionPaymentDate"),
        last_annuity_year=text(node, "lastPaymentYearly").lstrip("0"),
        claim_count=text(node, "numberOfClaims").lstrip("0"),
        design_class=text(node, "designClass"),
    )
    readings = node.get("transliteration")
    spoken = readings.values() if isinstance(readings, dict) else texts(node, "transliteration")
    facts += tuple(("transliteration", fold(each)) for each in spoken if isinstance(each, str) and each)
    similar = (text(each, "similarCode") for each in children(node, "goodsServiceInformation"))
    facts += tuple(("similar_group", each) for each in similar if each)
    return facts + tuple(_citing_notices(node))


def _citing_notices(node: Answer) -> Iterator[tuple[str, str]]:
    for each in children(node, "patentDoc"):
        parts = (_iso(each, "draftDate"), text(each, "citationType"), text(each, "citationOrder"))
        yield "cited_in", " ".join(filter(None, (*parts, text(each, "documentNumber"))))


def _iso(node: Answer, key: str) -> str:
    found = day(node.get(key))
    return found.isoformat() if found else ""
