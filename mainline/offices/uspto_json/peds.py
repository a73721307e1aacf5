"""Application data as the Patent Examination Data System gave it until 2024."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mainline.offices import answers
from mainline.offices.answers import Answer, children, day, fold, ordered, pairs, text
from mainline.offices.base import Piece
from mainline.offices.pieces import position_of
from mainline.offices.record import (
    Classification,
    Flag,
    LegalEvent,
    Number,
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
    application,
    kind_of,
    office_named,
    patent,
    publication,
)

_RELATIONS = (
    ("continuation in part", "continuation_in_part"),
    ("continuation", "continuation"),
    ("division", "division"),
    ("provisional", "provisional"),
    ("national stage", "pct"),
    ("reissue", "reissue"),
    ("reexamination", "reexamination"),
)


def read(decoded: object) -> Iterator[Read] | None:
    """The applications of an answer; ``None`` if it is not from this service."""
    if not isinstance(decoded, dict) or "queryResults" not in decoded:
        return None
    return map(_application, children(decoded, "queryResults", "searchResponse", "response", "docs"))


def _application(node: Answer) -> Read:
    number = text(node, "applId")
    if number:
        return partial(_record, node, number)
    answer = {"queryResults": {"searchResponse": {"response": {"docs": [node]}}}}
    return NoSubject("no applId", answer)


def _record(node: Answer, number: str, piece: Piece, nth: int) -> Record:
    flags: set[Flag] = set()
    title = text(node, "patentTitle")
    return Record(
        format=NAME,
        office="US",
        right_kind=kind_of(number, text(node, "appType")),
        numbers=_numbers(node, number, flags),
        position=position_of(piece, nth=nth),
        language="en",
        document_kind=text(node, "appType"),
        titles=(Text("en", title),) if title else (),
        parties=_parties(node),
        priorities=_priorities(node, flags),
        classifications=_classes(node),
        events=_events(node, flags),
        related=_related(node, flags),
        status=text(node, "appStatus"),
        as_of=answers.latest(day(node.get("lastUpdatedTimestamp")), day(node.get("appStatusDate"))),
        flags=ordered(flags),
        extra=_extra(node),
    )


def _numbers(node: Answer, number: str, flags: set[Flag]) -> tuple[Number, ...]:
    found = (
        application(number, day(node.get("appFilingDate"), flags)),
        publication(text(node, "appEarlyPubNumber"), day(node.get("appEarlyPubDate"), flags)),
        patent(text(node, "patentNumber"), day(node.get("patentIssueDate"), flags)),
    )
    return tuple(each for each in found if each)


def _parties(node: Answer) -> tuple[Party, ...]:
    found = [
        *_people(PartyRole.APPLICANT, children(node, "applicants")),
        *_people(PartyRole.INVENTOR, children(node, "inventors")),
    ]
    for nth, each in enumerate(children(node, "attrnyAddr"), 1):
        register = text(each, "registrationNo")
        identifier = f"uspto-practitioner:{register}" if register else ""
        if name := text(each, "fullName"):
            found.append(Party(PartyRole.AGENT, name, "en", True, identifier=identifier, sequence=nth))
    if name := text(node, "corrAddrNameLineOne"):
        found.append(
            Party(PartyRole.CORRESPONDENT, name, "en", None, text(node, "corrAddrCountryCd"), _address(node))
        )
    if examiner := text(node, "appExamName"):
        found.append(Party(PartyRole.EXAMINER, examiner, "en", True))
    return tuple(found)


def _people(role: PartyRole, nodes: list[Answer]) -> Iterator[Party]:
    for nth, node in enumerate(nodes, 1):
        given, family = text(node, "nameLineTwo"), text(node, "nameLineOne")
        name = fold(f"{given} {family} {text(node, 'suffix')}")
        place = ", ".join(filter(None, (text(node, "city").rstrip(", "), text(node, "geoCode"))))
        if name:
            is_person = True if role is PartyRole.INVENTOR else None
            yield Party(role, name, "en", is_person, text(node, "country").strip("()"), place, sequence=nth)


def _address(node: Answer) -> str:
    keys = ("StreetLineOne", "StreetLineTwo", "City", "GeoRegionCode", "PostalCode")
    return ", ".join(filter(None, (text(node, f"corrAddr{key}") for key in keys)))


def _priorities(node: Answer, flags: set[Flag]) -> tuple[Priority, ...]:
    found = []
    for each in children(node, "foreignPriority"):
        number = answers.first(text(each, "priorityClaim"), text(each, "applicationNumberText"))
        if number:
            found.append(
                Priority(office_named(text(each, "countryName")), number, day(each.get("filingDate"), flags))
            )
    for each in children(node, "parentContinuity"):
        if _relation(each) == "provisional":
            number = text(each, "claimApplicationNumberText")
            found.append(Priority("US", number, day(each.get("filingDate"), flags), "P"))
    return tuple(dict.fromkeys(found))


def _classes(node: Answer) -> tuple[Classification, ...]:
    printed = text(node, "appClsSubCls")
    return (Classification("uspc", printed),) if printed else ()


def _events(node: Answer, flags: set[Flag]) -> tuple[LegalEvent, ...]:
    found = [
        LegalEvent("US", text(each, "code"), day(each.get("recordDate"), flags), text(each, "description"))
        for each in children(node, "transactions")
    ]
    found += [_deed(each, flags) for each in children(node, "assignments")]
    return answers.once(found)


def _deed(node: Answer, flags: set[Flag]) -> LegalEvent:
    assignors = children(node, "assignors")
    details = pairs(
        reel_frame=f"{text(node, 'reelNumber')}/{text(node, 'frameNumber')}",
        assignors="; ".join(text(each, "assignorName") for each in assignors),
        assignees="; ".join(text(each, "assigneeName") for each in children(node, "assignee")),
    )
    executed_on = answers.latest(*(day(each.get("execDate"), flags) for each in assignors))
    said = answers.first(text(node, "converyanceName"), text(node, "conveyanceName"))
    return LegalEvent("US", "ASSIGNMENT", day(node.get("recordedDate"), flags), said, executed_on, details)


def _relation(node: Answer) -> str:
    said = text(node, "applicationStatusDescription").lower().replace("-", " ")
    return next((relation for words, relation in _RELATIONS if words in said), "parent")


def _related(node: Answer, flags: set[Flag]) -> tuple[tuple[str, Number], ...]:
    found = []
    for key, prefix in (("parentContinuity", ""), ("childContinuity", "child_")):
        for each in children(node, key):
            number = application(text(each, "claimApplicationNumberText"), day(each.get("filingDate"), flags))
            if number:
                found.append((prefix + _relation(each), number))
    return tuple(dict.fromkeys(found))


def _extra(node: Answer) -> tuple[tuple[str, str], ...]:
    status_on = day(node.get("appStatusDate"))
    return pairs(
        status_on=status_on.isoformat() if status_on else "",
        docket=text(node, "appAttrDockNumber"),
        entity_status=text(node, "appEntityStatus"),
        art_unit=text(node, "appGrpArtNumber"),
        confirmation=text(node, "appConfrNumber"),
        customer=text(node, "appCustNumber"),
        term_adjustment_days=text(node, "totalPtoDays"),
        applicant_delay_days=text(node, "applDelay"),
        office_delay_days=text(node, "ptoDelay"),
    )
