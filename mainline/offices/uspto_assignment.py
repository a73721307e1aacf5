"""Recorded assignments of United States patents and trademarks: the search answers of two generations.

* today: ``{"successResponse": {"data": [deed, …]}}``, and for trademarks ``[{"searchCriteria", "data": […]}]``
* the former service: Solr XML ``<response><result><doc>`` with parallel lists, and the same as JSON with
  ``docs`` whose ``assignors``, ``assignees`` and ``properties`` are lists of objects

A deed conveys one or more properties; each property gives one record, with the deed as a legal event.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from mainline.offices import answers
from mainline.offices.answers import NOTHING, Answer, child, children, day, fold, ordered, pairs, text, texts
from mainline.offices.base import Piece
from mainline.offices.pieces import position_of, reject, whole
from mainline.offices.record import (
    Flag,
    LegalEvent,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Record,
    Rejected,
    RightKind,
    Text,
)
from mainline.offices.uspto_json.names import application, kind_of, patent, publication
from mainline.offices.xml import flags_of, parse_xml

NAME = "uspto.assignment"
LABEL = ("美国专利商标局转让登记（JSON、XML）", "USPTO recorded assignments (JSON, XML)")

_JSON_DEED = re.compile(rb'"reelNumber"\s*:|"reelNo"\s*:')
_XML_DEED = re.compile(rb'<str name="reelNo">')
_WRAPPER = re.compile(rb'"successResponse"\s*:|"searchCriteria"\s*:|"docs"\s*:')


@dataclass(frozen=True, slots=True)
class Deed:
    """What one reel and frame records. ``properties`` keep the office's field names of today."""

    reel: str
    frame: str
    conveyance: str
    code: str
    recorded_on: dt.date | None
    executed_on: dt.date | None
    parties: tuple[Party, ...]
    properties: tuple[Answer, ...]
    flags: tuple[Flag, ...] = ()

    @property
    def event(self) -> LegalEvent:
        """The recording as a legal event: the office's code, or ``ASSIGNMENT`` where it gives none."""
        details = pairs(
            reel_frame=f"{self.reel}/{self.frame}",
            assignors="; ".join(self.names(PartyRole.ASSIGNOR)),
            assignees="; ".join(self.names(PartyRole.ASSIGNEE)),
        )
        code = self.code or "ASSIGNMENT"
        return LegalEvent("US", code, self.recorded_on, self.conveyance, self.executed_on, details)

    def names(self, role: PartyRole) -> list[str]:
        """The names of those in one role, in the order printed."""
        return [party.name for party in self.parties if party.role is role]


def sniff(head: bytes, name: str) -> bool:
    """Reel and frame numbers inside one of the known wrappers."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return b"<response" in head and bool(_XML_DEED.search(head))
    if start[:1] not in (b"{", b"[") or b'"searchResponse"' in head:
        return False
    return bool(_WRAPPER.search(head) and _JSON_DEED.search(head))


def split(stream: BinaryIO, member: str) -> Iterator[Piece]:
    """One answer is one file."""
    return whole(stream, member)


def parse(piece: Piece) -> Iterator[Record | Rejected]:
    """One record for each property of each deed."""
    if piece.problem:
        yield reject(NAME, piece, piece.problem, "cut short before reading")
        return
    is_xml = piece.data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    deeds = _xml_deeds(piece) if is_xml else _json_deeds(piece)
    if isinstance(deeds, Rejected):
        yield deeds
        return
    nth = 0
    for deed in deeds:
        event = deed.event
        for row in deed.properties or (NOTHING,):
            yield _to_record(piece, nth, deed, event, row)
            nth += 1
    if not nth:
        yield reject(NAME, piece, "answer.empty", "the answer holds no assignment")


def _json_deeds(piece: Piece) -> list[Deed] | Rejected:
    decoded = answers.decode(piece, NAME)
    if isinstance(decoded, Rejected):
        return decoded
    if isinstance(decoded, list):
        return [_deed(each) for part in decoded for each in children(part, "data")]
    today = children(decoded, "successResponse", "data") or children(decoded, "data")
    former = children(decoded, "docs") or children(decoded, "response", "docs")
    return [_deed(each) for each in today] + [_former_deed(each) for each in former]


def _deed(node: Answer) -> Deed:
    """A deed of today's service, which does not say when it was recorded."""
    flags: set[Flag] = set()
    assignors = children(node, "assignors")
    executed = (day(each.get("executionDate"), flags) for each in assignors)
    parties = [
        *_named(PartyRole.ASSIGNOR, [text(each, "assignorName") for each in assignors]),
        *_named(PartyRole.ASSIGNEE, texts(node, "assignees")),
        *_named(PartyRole.CORRESPONDENT, texts(node, "correspondentName")),
    ]
    return Deed(
        text(node, "reelNumber"),
        text(node, "frameNumber"),
        answers.first(text(node, "conveyance"), text(node, "conveyanceText")),
        text(node, "conveyanceCode"),
        day(node.get("recordedDate"), flags),
        answers.latest(*executed) or day(node.get("assignorExecutionDate"), flags),
        tuple(parties),
        tuple(children(node, "properties")),
        ordered(flags),
    )


def _named(role: PartyRole, names: list[str]) -> list[Party]:
    return [Party(role, name, "en", sequence=nth) for nth, name in enumerate(names, 1) if name]


def _former_deed(node: Answer) -> Deed:
    """A deed of the former service, in nested or in parallel lists."""
    flags: set[Flag] = set()
    assignors = children(node, "assignors") or _rows(node, "patAssignorName", "patAssignorExDate")
    assignees = children(node, "assignees") or _rows(
        node, "patAssigneeName", "patAssigneeAddress1", "patAssigneeAddress2", *_PLACE
    )
    properties = children(node, "properties") or _rows(node, *_PROPERTY)
    parties = [
        *_named(PartyRole.ASSIGNOR, [text(each, "patAssignorName") for each in assignors]),
        *(_assignee(each, nth) for nth, each in enumerate(assignees, 1) if text(each, "patAssigneeName")),
        *_named(PartyRole.CORRESPONDENT, _correspondent(node)),
    ]
    executed = (day(each.get("patAssignorExDate"), flags) for each in assignors)
    return Deed(
        text(node, "reelNo"),
        text(node, "frameNo"),
        text(node, "conveyanceText"),
        "",
        day(node.get("recordedDate"), flags),
        answers.latest(*executed),
        tuple(parties),
        tuple(_today(each) for each in properties),
        ordered(flags),
    )


_PLACE = ("patAssigneeCity", "patAssigneeState", "patAssigneeCountryName", "patAssigneePostcode")
_PROPERTY = (
    "applNum", "filingDate", "patNum", "issueDate", "publNum", "publDate", "pctNum", "intlRegNum",
    "inventionTitle", "inventors",
)  # fmt: skip
_TODAY = {
    "applNum": "applicationNumber",
    "filingDate": "fillingDate",
    "patNum": "patentNumber",
    "issueDate": "issueDate",
    "publNum": "publicationNumber",
    "publDate": "publicationDate",
    "pctNum": "pctNumber",
    "intlRegNum": "internationalRegistrationNumber",
    "inventionTitle": "inventionTitle",
    "inventors": "inventors",
}
"""The former service's names of a property's fields, and today's (with its misspelt ``fillingDate``)."""


def _today(node: Answer) -> Answer:
    return {_TODAY[key]: value for key, value in node.items() if key in _TODAY}


def _rows(node: Answer, *keys: str) -> list[Answer]:
    """Parallel lists as rows; the first key says how many there are."""
    lists = {key: node.get(key) for key in keys}
    leading = lists[keys[0]]
    count = len(leading) if isinstance(leading, list) else 0
    return [
        {key: each[nth] for key, each in lists.items() if isinstance(each, list) and len(each) == count}
        for nth in range(count)
    ]


def _assignee(node: Answer, nth: int) -> Party:
    street = [text(node, key) for key in ("patAssigneeAddress1", "patAssigneeAddress2")]
    region = f"{text(node, 'patAssigneeState')} {text(node, 'patAssigneePostcode')}".strip()
    joined = node.get("patAssigneeAddress")
    lines = (
        joined.splitlines() if isinstance(joined, str) else [*street, text(node, "patAssigneeCity"), region]
    )
    country = text(node, "patAssigneeCountryName")
    is_code = len(country) == 2
    lines += [] if is_code else [country]
    address = ", ".join(fold(line) for line in lines if line.strip())
    name = text(node, "patAssigneeName")
    return Party(PartyRole.ASSIGNEE, name, "en", None, country if is_code else "", address, sequence=nth)


def _correspondent(node: Answer) -> list[str]:
    return texts(node, "corrName") or texts(child(node, "correspondent"), "name")


def _xml_deeds(piece: Piece) -> list[Deed] | Rejected:
    parsed = parse_xml(piece.data)
    if parsed.root is None:
        return reject(NAME, piece, parsed.problem, "the assignment answer is no readable XML")
    mended = flags_of(parsed)
    found = [_former_deed(_solr(doc)) for doc in parsed.root.iter("doc")]
    return [_with_flags(deed, mended) for deed in found]


def _with_flags(deed: Deed, flags: tuple[Flag, ...]) -> Deed:
    if not flags:
        return deed
    everything = ordered({*deed.flags, *flags})
    return Deed(
        deed.reel, deed.frame, deed.conveyance, deed.code, deed.recorded_on, deed.executed_on,
        deed.parties, deed.properties, everything,
    )  # fmt: skip


def _solr(doc: etree._Element) -> Answer:
    """A Solr document as an object: ``<str name=…>`` a text, ``<arr name=…>`` a list of texts."""
    found: dict[str, object] = {}
    for field in doc:
        key = field.get("name")
        if isinstance(key, str):
            found[key] = [each.text or "" for each in field] if field.tag == "arr" else field.text or ""
    return found


def _to_record(piece: Piece, nth: int, deed: Deed, event: LegalEvent, row: Answer) -> Record | Rejected:
    flags = set(deed.flags)
    numbers = _mark_numbers(row, flags) if "serialNumber" in row else _patent_numbers(row, flags)
    if not numbers:
        where = f"reel/frame {deed.reel}/{deed.frame}, property {text(row, 'sequenceNumber') or nth + 1}"
        detail = f"{where}: no application, patent, publication or serial number"
        return answers.reject_entry(NAME, piece, nth, "record.no_number", detail, _kept(deed, row))
    is_mark = "serialNumber" in row
    title, printed = text(row, "mark" if is_mark else "inventionTitle"), text(row, "inventors")
    inventors = _inventors(printed)
    kind = RightKind.TRADEMARK if is_mark else _kind_of(row)
    return Record(
        format=NAME,
        office="WO" if all(number.office == "WO" for number in numbers) else "US",
        right_kind=kind,
        numbers=numbers,
        position=position_of(piece, nth=nth),
        language="en",
        document_kind="assignment",
        titles=(Text("en", title),) if title else (),
        parties=deed.parties + inventors,
        events=(event,),
        as_of=answers.latest(deed.recorded_on, deed.executed_on),
        flags=ordered(flags),
        extra=pairs(
            reel_frame=f"{deed.reel}/{deed.frame}",
            current_owner=text(row, "currentOwner"),
            inventors="" if inventors else printed,
        ),
    )


def _kept(deed: Deed, row: Answer) -> Answer:
    """One property of a deed as an answer of today's service."""
    executed, recorded = (day.isoformat() if day else "" for day in (deed.executed_on, deed.recorded_on))
    node = {
        "reelNumber": deed.reel,
        "frameNumber": deed.frame,
        "conveyance": deed.conveyance,
        "conveyanceCode": deed.code,
        "recordedDate": recorded,
        "assignorExecutionDate": executed,
        "assignors": [{"assignorName": name} for name in deed.names(PartyRole.ASSIGNOR)],
        "assignees": deed.names(PartyRole.ASSIGNEE),
        "properties": [row],
    }
    return {"successResponse": {"data": [node]}}


def _kind_of(row: Answer) -> RightKind:
    by_patent = kind_of(text(row, "patentNumber"))
    return by_patent if by_patent is RightKind.DESIGN else kind_of(text(row, "applicationNumber"))


def _patent_numbers(row: Answer, flags: set[Flag]) -> tuple[Number, ...]:
    international = answers.first(text(row, "pctNumber17"), text(row, "pctNumber"))
    hague = text(row, "internationalRegistrationNumber")
    filed_on = day(row.get("fillingDate"), flags)
    number = text(row, "applicationNumber")
    found = (
        application(number, filed_on),
        publication(text(row, "publicationNumber"), day(row.get("publicationDate"), flags)),
        patent(text(row, "patentNumber"), day(row.get("issueDate"), flags)),
        application(international, None if number else filed_on),
        Number(NumberRole.INTERNATIONAL, "WO", hague) if hague else None,
    )
    return tuple(each for each in found if each)


def _mark_numbers(row: Answer, flags: set[Flag]) -> tuple[Number, ...]:
    filed_on = day(row.get("applicationFilingDate"), flags)
    registered_on = day(row.get("registrationDate"), flags)
    rows = (
        (NumberRole.APPLICATION, "US", text(row, "serialNumber"), filed_on),
        (NumberRole.REGISTRATION, "US", text(row, "registrationNumber"), registered_on),
        (NumberRole.INTERNATIONAL, "WO", text(row, "internationalRegistrationNumber"), None),
    )
    return tuple(Number(role, office, number, "", on) for role, office, number, on in rows if number)


def _inventors(printed: str) -> tuple[Party, ...]:
    """A lone inventor; of several the office makes one text whose commas do not tell them apart."""
    if not printed or "," in printed or ";" in printed:
        return ()
    return (Party(PartyRole.INVENTOR, printed, "en", True, sequence=1),)
