"""Application data of the Open Data Portal: biblio, continuity, transactions, assignments, attorneys, documents.

Every endpoint answers with the same bag of applications and the part that was asked for; some parts do not
say which application they belong to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from mainline.offices import answers
from mainline.offices.answers import Answer, child, children, day, fold, ordered, pairs, text, texts
from mainline.offices.base import Piece
from mainline.offices.pieces import position_of
from mainline.offices.record import (
    Classification,
    Flag,
    LegalEvent,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Priority,
    Record,
    Text,
)
from mainline.offices.uspto_json.names import (
    NAME,
    NoSubject,
    Read,
    address_of,
    application,
    kind_of,
    listed,
    office_named,
    patent,
    publication,
)

RELATIONS = {
    "CON": "continuation",
    "CIP": "continuation_in_part",
    "DIV": "division",
    "PRO": "provisional",
    "NST": "pct",
    "REI": "reissue",
    "REX": "reexamination",
    "SUB": "substitute",
}
"""Claim parentage type codes of the office."""


def read(decoded: object) -> Iterator[Read] | None:
    """The applications of a bag, or of a list of documents; ``None`` if it is neither."""
    if not isinstance(decoded, dict):
        return None
    if isinstance(decoded.get("documentBag"), list) and "patentBag" not in decoded:
        return _documents(children(decoded, "documentBag"))
    bag = children(decoded, "patentFileWrapperDataBag") or children(decoded, "patentBag")
    has_bag = "patentFileWrapperDataBag" in decoded or "patentBag" in decoded
    return (_application(each) for each in bag) if has_bag else None


def _application(node: Answer) -> Read:
    flat = {**child(node, "applicationMetaData"), **node}
    number = text(flat, "applicationNumberText") or _own_number(child(flat, "continuityBag") or flat)
    if not number:
        return NoSubject(
            f"no applicationNumberText beside {', '.join(sorted(node)[:6])}", {"patentBag": [node]}
        )
    return partial(_record, flat, number)


def _own_number(node: Answer) -> str:
    """Continuity alone names its application as the parent of all children, or as the last of the chain."""
    parents = children(node, "parentContinuityBag")
    of_children = {text(each, "parentApplicationNumberText") for each in children(node, "childContinuityBag")}
    below = {text(each, "childApplicationNumberText") for each in parents}
    below -= {text(each, "parentApplicationNumberText") for each in parents}
    candidates = of_children or below
    return candidates.pop() if len(candidates) == 1 else ""


def _record(node: Answer, number: str, piece: Piece, nth: int) -> Record:
    flags: set[Flag] = set()
    title = text(node, "inventionTitle")
    events = _events(node, flags)
    status_on = day(node.get("applicationStatusDate"), flags)
    type_name = answers.first(text(node, "applicationTypeLabelName"), text(node, "applicationTypeCode"))
    return Record(
        format=NAME,
        office="US",
        right_kind=kind_of(number, type_name),
        numbers=_numbers(node, number, flags),
        position=position_of(piece, nth=nth),
        language="en",
        document_kind=type_name,
        titles=(Text("en", title),) if title else (),
        parties=_parties(node),
        priorities=_priorities(node, flags),
        classifications=_classifications(node),
        events=events,
        related=_related(child(node, "continuityBag") or node, number, flags),
        status=text(node, "applicationStatusDescriptionText"),
        as_of=answers.latest(
            day(node.get("lastIngestionDateTime")), status_on, *(each.date for each in events)
        ),
        flags=ordered(flags),
        extra=_extra(node),
    )


def _numbers(node: Answer, number: str, flags: set[Flag]) -> tuple[Number, ...]:
    granted_on = day(node.get("grantDate"), flags) or day(
        child(node, "patentTermAdjustmentData").get("grantDate"), flags
    )
    found = (
        application(number, day(node.get("filingDate"), flags)),
        publication(text(node, "earliestPublicationNumber"), day(node.get("earliestPublicationDate"), flags)),
        patent(text(node, "patentNumber"), granted_on),
        _international(text(node, "pctPublicationNumber"), day(node.get("pctPublicationDate"), flags)),
    )
    return tuple(each for each in found if each)


def _international(printed: str, published_on: dt.date | None) -> Number | None:
    return Number(NumberRole.INTERNATIONAL, "WO", printed, "", published_on) if printed else None


def _parties(node: Answer) -> tuple[Party, ...]:
    attorneys = child(node, "recordAttorney")
    found = [
        *_people(PartyRole.APPLICANT, children(node, "applicantBag"), "applicant", "applicantNameText"),
        *_people(PartyRole.INVENTOR, children(node, "inventorBag"), "inventorNameText"),
        *_attorneys(children(attorneys, "attorneyBag")),
        *_correspondents(children(node, "correspondenceAddressBag")),
    ]
    if not any(party.role is PartyRole.APPLICANT for party in found):
        name = text(node, "firstApplicantName")
        found[:0] = [Party(PartyRole.APPLICANT, name, "en", sequence=1)] if name else []
    if not any(party.role is PartyRole.INVENTOR for party in found):
        name = text(node, "firstInventorName")
        found += [Party(PartyRole.INVENTOR, name, "en", True, sequence=1)] if name else []
    if examiner := text(node, "examinerNameText"):
        found.append(Party(PartyRole.EXAMINER, examiner, "en", True))
    return tuple(found)


def _people(role: PartyRole, nodes: list[Answer], *keys: str) -> Iterator[Party]:
    for nth, node in enumerate(nodes, 1):
        name = answers.first(*(text(node, key) for key in keys))
        name = name or fold(f"{text(node, 'firstName')} {text(node, 'lastName')}")
        places = children(node, "correspondenceAddressBag")
        place = places[-1] if places else answers.NOTHING
        if name:
            is_person = True if role is PartyRole.INVENTOR else None
            country = answers.first(*(text(each, "countryCode") for each in places))
            yield Party(role, name, "en", is_person, country, address_of(place), sequence=nth)


def _attorneys(nodes: list[Answer]) -> Iterator[Party]:
    for nth, node in enumerate(nodes, 1):
        name = fold(" ".join(text(node, key) for key in ("firstName", "middleName", "lastName")))
        place = next(iter(children(node, "attorneyAddressBag")), answers.NOTHING)
        register = text(node, "registrationNumber")
        if name:
            identifier = f"uspto-practitioner:{register}" if register else ""
            country = text(place, "countryCode")
            yield Party(PartyRole.AGENT, name, "en", True, country, address_of(place), identifier, nth)


def _correspondents(nodes: list[Answer]) -> Iterator[Party]:
    for nth, node in enumerate(nodes, 1):
        name = answers.first(text(node, "nameLineOneText"), text(node, "correspondentNameText"))
        if name:
            country = text(node, "countryCode")
            yield Party(PartyRole.CORRESPONDENT, name, "en", None, country, address_of(node), sequence=nth)


def _priorities(node: Answer, flags: set[Flag]) -> tuple[Priority, ...]:
    """Foreign priorities, and provisional applications, whose benefit is claimed the same way."""
    found = []
    for each in children(node, "foreignPriorityBag"):
        number = answers.first(text(each, "applicationNumberText"), text(each, "priorityNumberText"))
        country = answers.first(text(each, "countryName"), text(each, "ipOfficeName"))
        if number:
            found.append(Priority(office_named(country), number, day(each.get("filingDate"), flags)))
    for each in children(child(node, "continuityBag") or node, "parentContinuityBag"):
        if text(each, "claimParentageTypeCode") == "PRO":
            number = text(each, "parentApplicationNumberText")
            filed_on = day(_parent_filed(each), flags)
            found.append(Priority("US", number, filed_on, "P"))
    return tuple(dict.fromkeys(found))


def _parent_filed(node: Answer) -> str:
    return answers.first(text(node, "parentApplicationFilingDate"), text(node, "filingDate"))


def _classifications(node: Answer) -> tuple[Classification, ...]:
    uspc = answers.first(text(node, "class/subclass"), text(node, "uspcSymbolText"))
    cpc = answers.symbols("cpc", texts(node, "cpcClassificationBag"))
    return cpc + ((Classification("uspc", uspc),) if uspc else ())


def _events(node: Answer, flags: set[Flag]) -> tuple[LegalEvent, ...]:
    found = [_transaction(each, flags) for each in children(node, "transactionContentBag")]
    found += [_transaction(each, flags) for each in children(node, "eventDataBag")]
    found += [_deed(each, flags) for each in children(node, "assignmentBag")]
    return answers.once(found)


def _transaction(node: Answer, flags: set[Flag]) -> LegalEvent:
    code = answers.first(text(node, "caseActionCode"), text(node, "eventCode"))
    said = answers.first(text(node, "caseActionDescriptionText"), text(node, "eventDescriptionText"))
    recorded = answers.first(text(node, "recordedDate"), text(node, "eventDate"))
    return LegalEvent("US", code, day(recorded, flags), said)


def _deed(node: Answer, flags: set[Flag]) -> LegalEvent:
    assignors = children(node, "assignorBag")
    executed = answers.latest(*(day(each.get("executionDate"), flags) for each in assignors))
    names = [text(each, "assigneeNameText") for each in children(node, "assigneeBag")]
    details = pairs(
        reel_frame=answers.first(text(node, "reelNumber/frameNumber"), text(node, "reelAndFrameNumber")),
        assignors="; ".join(text(each, "assignorName") for each in assignors),
        assignees="; ".join(each for each in names if each),
    )
    recorded_on = day(node.get("assignmentRecordedDate"), flags)
    return LegalEvent("US", "ASSIGNMENT", recorded_on, text(node, "conveyanceText"), executed, details)


def _related(node: Answer, own: str, flags: set[Flag]) -> tuple[tuple[str, Number], ...]:
    """Parents by the office's relation; children with ``child_`` before it."""
    found = []
    for key, side, prefix in (
        ("parentContinuityBag", "parentApplicationNumberText", ""),
        ("childContinuityBag", "childApplicationNumberText", "child_"),
    ):
        for each in children(node, key):
            filed = (
                _parent_filed(each)
                if not prefix
                else answers.first(text(each, "childApplicationFilingDate"), text(each, "filingDate"))
            )
            number = application(text(each, side), day(filed, flags))
            code = text(each, "claimParentageTypeCode")
            if number and number.text != own:
                found.append((prefix + RELATIONS.get(code, code.lower() or "parent"), number))
    return tuple(dict.fromkeys(found))


def _extra(node: Answer) -> tuple[tuple[str, str], ...]:
    adjustment = child(node, "patentTermAdjustmentData")
    return pairs(
        status_on=text(node, "applicationStatusDate"),
        docket=text(node, "docketNumber"),
        entity_status=answers.first(
            text(node, "businessEntityStatusCategory"),
            text(node, "entityStatusData", "businessEntityStatusCategory"),
        ),
        art_unit=text(node, "groupArtUnitNumber"),
        confirmation=text(node, "applicationConfirmationNumber"),
        customer=text(node, "customerNumber"),
        first_inventor_to_file=text(node, "firstInventorToFileIndicator"),
        publication_categories=listed(node, "publicationCategoryBag"),
        term_adjustment_days=text(adjustment, "adjustmentTotalQuantity"),
        applicant_delay_days=text(adjustment, "applicantDayDelayQuantity"),
        office_delay_days=text(adjustment, "ipOfficeDayDelayQuantity"),
    )


def _documents(nodes: list[Answer]) -> Iterator[Read]:
    """One record an application, with every document of its file as an event."""
    by_number: dict[str, list[Answer]] = {}
    for node in nodes:
        by_number.setdefault(text(node, "applicationNumberText"), []).append(node)
    for number, group in by_number.items():
        without = NoSubject("documents without applicationNumberText", {"documentBag": group})
        yield partial(_file_record, number, group) if number else without


def _file_record(number: str, group: list[Answer], piece: Piece, nth: int) -> Record:
    flags: set[Flag] = set()
    events = answers.once([_document(each, flags) for each in group])
    filed = application(number)
    return Record(
        format=NAME,
        office="US",
        right_kind=kind_of(number),
        numbers=(filed,) if filed else (),
        position=position_of(piece, nth=nth),
        language="en",
        document_kind="documents",
        events=events,
        as_of=answers.latest(*(event.date for event in events)),
        flags=ordered(flags),
    )


def _document(node: Answer, flags: set[Flag]) -> LegalEvent:
    details = pairs(
        document=text(node, "documentIdentifier"),
        direction=answers.first(text(node, "directionCategory"), text(node, "documentDirectionCategory")),
    )
    said = text(node, "documentCodeDescriptionText")
    return LegalEvent(
        "US", text(node, "documentCode"), day(node.get("officialDate"), flags), said, None, details
    )
