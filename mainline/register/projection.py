"""From what sources say to what the register shows: one pure fold, the same in any order.

A right is never edited by an import. Its sources are kept whole, and everything the register
shows of it is folded from them, oldest first, so that a newer publication adds and an older one,
arriving late, changes nothing that a newer one said.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

import msgspec

from mainline.offices import numbers
from mainline.offices.record import (
    LegalEvent,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Priority,
    Record,
    RightKind,
    Text,
)
from mainline.register.codes import map_office_event
from mainline.register.decided import ROLES, day_of, field_of, in_order, rejected_day_of
from mainline.register.disclosure import DECISION
from mainline.register.grants import is_grant
from mainline.register.holders import DEED, holders_of
from mainline.register.logic import family_key
from mainline.register.storable import all_storable

FILED = "creation.application.filed"
PUBLISHED = "creation.application.published"
GRANTED = "creation.grant.published"
_REGISTERED = {
    RightKind.TRADEMARK: "creation.mark.registered",
    RightKind.PLANT_VARIETY: "creation.variety.granted",
    RightKind.GI: "creation.gi.registered",
    RightKind.IC_LAYOUT: "creation.layout.registered",
    RightKind.SOFTWARE_COPYRIGHT: "creation.software.registered",
}
_GRANTS = {GRANTED, "creation.right.granted", "creation.right.registered", *_REGISTERED.values()}
_ONCE = {FILED, PUBLISHED, *_GRANTS}
"""A right is filed, published and granted once a day, whoever tells it."""
_TOLD_BY = {"filed_on": {FILED}, "published_on": {PUBLISHED}, "granted_on": _GRANTS}
"""By which events a day is told that people may decide on."""

_CHAIN = frozenset({"continuation", "continuation_in_part", "division", "pct", "reissue"})
"""Relations to the earlier filings from which a United States term runs: 35 U.S.C. 120, 121, 251, 363, 365(c).

A provisional or foreign priority gives a date for novelty and no beginning to the term (154(a)(3)).
"""
_FILING_ROLES = (NumberRole.APPLICATION, NumberRole.INTERNATIONAL)
_ROLE_BY_DEED = {
    "utilization.pledge.registered": PartyRole.PLEDGEE,
    "utilization.licence.recorded": PartyRole.LICENSEE,
}
_ROLES = tuple(PartyRole)
_PRINTED = (NumberRole.PUBLICATION, NumberRole.REGISTRATION)
_FIRST_OWNERS = (PartyRole.APPLICANT, PartyRole.HOLDER)
_MEANS = re.compile(r"\d{2}")
"""A number without two digits in a row is a blank or a dash, and joins nothing."""
_YEAR = re.compile(r"(19|20)\d\d")
_LONGEST_KEY = 100
_HAN = re.compile("[\u4e00-\u9fff]")
_MAX_NAME = 500
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Record)


class Source(msgspec.Struct, frozen=True):
    """A record with the digest of its content."""

    digest: bytes
    record: Record


class IdentifierFact(msgspec.Struct, frozen=True):
    """A number with the key under which all its printed forms meet."""

    role: str
    office: str
    text: str
    key: str
    kind_code: str
    on: dt.date | None


class EventFact(msgspec.Struct, frozen=True):
    """Something that happened, told in our code; ``source`` is the digest of who told it."""

    code: str
    st27: str
    office: str
    office_code: str
    happened_on: dt.date | None
    effective_on: dt.date | None
    details: tuple[tuple[str, str], ...]
    fingerprint: str
    source: bytes


class Projection(msgspec.Struct, frozen=True):
    """Everything the register derives from the sources of one right."""

    kind: RightKind
    office: str
    number: str
    titles: dict[str, str]
    abstracts: dict[str, str]
    filed_on: dt.date | None
    earliest_filed_on: dt.date | None
    """US: the earliest filing that the right continues or divides, where a source names one."""
    published_on: dt.date | None
    granted_on: dt.date | None
    is_granted: bool
    """A registration or grant publication is on record, perhaps without its day."""
    as_of: dt.date | None
    holder_name: str
    classes: tuple[tuple[str, str], ...]
    family_key: str
    identifiers: tuple[IdentifierFact, ...]
    parties: tuple[Party, ...]
    events: tuple[EventFact, ...]

    @property
    def title(self) -> str:
        """The best title in any language: zh, en, else the first there is."""
        return self.titles.get("zh") or self.titles.get("en") or next(iter(self.titles.values()), "")


def pack(record: Record) -> tuple[Record, bytes, bytes]:
    """Return (record, digest, body): 20 bytes of BLAKE2b over the content without position; zlib of the same JSON.

    The record comes back with every text such that a database takes it: nearly always the very same.
    """
    record, content = _fitted(record)
    position = b'"position":' + _encoder.encode(record.position) + b","
    # Cut out of the JSON: cheaper than a copy of the record. Quotes inside texts are escaped there.
    content = content.replace(position, b"", 1)
    return record, hashlib.blake2b(content, digest_size=20).digest(), zlib.compress(content, 1)


def _fitted(record: Record) -> tuple[Record, bytes]:
    """Return the record, and its JSON, without what no database takes; most records have none of it."""
    try:
        content = _encoder.encode(record)
        if b"\\u00" not in content:
            return record, content
    except UnicodeEncodeError:
        pass  # half of a pair, which the next line takes out
    record = msgspec.convert(all_storable(msgspec.to_builtins(record)), Record)
    return record, _encoder.encode(record)


def unpack(body: bytes) -> Record:
    """Return the record of a body made by :func:`pack`."""
    return record_of(zlib.decompress(body))


def record_of(content: bytes) -> Record:
    """Return the record of the JSON in a body."""
    return _decoder.decode(content)


def fold(sources: Sequence[Source]) -> Projection:
    """Fold the sources of one right, in any order, into what the register shows."""
    ordered = in_order(sources)
    records = [source.record for source in ordered]
    # A deed names the right in passing; what sort of right it is, the publications know.
    newest = next((r for r in reversed(records) if r.document_kind not in (DEED, DECISION)), records[-1])
    identifiers = tuple(_identifiers(records))
    priorities = next((r.priorities for r in reversed(records) if r.priorities), ())
    parties = tuple(_parties(records))
    events = tuple(_events(ordered))
    return Projection(
        kind=newest.right_kind,
        office=newest.office,
        number=_display_number(identifiers),
        titles=_by_language(records, "titles"),
        abstracts=_by_language(records, "abstracts"),
        filed_on=_first_date(events, {FILED}),
        earliest_filed_on=_earliest_filed(records) if newest.office == "US" else None,
        published_on=_first_date(events, {PUBLISHED}),
        granted_on=_first_date(events, _GRANTS),
        is_granted=any(names_a_grant(i.role, i.office, i.kind_code, i.on, i.text) for i in identifiers),
        as_of=max((r.as_of for r in records if r.as_of), default=None),
        holder_name="; ".join(holders_of(records, parties))[:_MAX_NAME],
        classes=tuple(_classes(records)),
        family_key=_family(priorities, identifiers),
        identifiers=identifiers,
        parties=parties,
        events=events,
    )


def _earliest_filed(records: Iterable[Record]) -> dt.date | None:
    """The day of the earliest filing in the chain that any source names."""
    related = (each for record in records for each in record.related)
    return min(
        (n.date for relation, n in related if relation in _CHAIN and n.role in _FILING_ROLES and n.date),
        default=None,
    )


def is_first_owner_person(parties: Iterable[tuple[str, bool | None]]) -> bool | None:
    """Whether the first applicant, else the first holder, is a natural person; ``parties`` are (role, is_person)."""
    found: dict[str, bool | None] = {}
    for role, is_person in parties:
        found.setdefault(role, is_person)
    return next((found[role] for role in _FIRST_OWNERS if role in found), None)


def names_a_grant(role: str, office: str, kind_code: str, on: dt.date | None, text: str) -> bool:
    """Whether a number is one that only a granted or registered right has."""
    return role == NumberRole.REGISTRATION or (
        role == NumberRole.PUBLICATION and is_grant(office, kind_code, on, text)
    )


def identity_keys(record: Record) -> tuple[str, ...]:
    """Keys by which two records are seen to be of one right: its own numbers, never its priorities.

    An international number names the PCT filing or Madrid registration behind it, a right of its own.
    """
    own = (n for n in record.numbers if n.role is not NumberRole.INTERNATIONAL)
    keys = ((n.text, number_key(n, record.right_kind)) for n in own)
    return tuple(dict.fromkeys(key for text, key in keys if _is_telling(text, key)))


def _is_telling(text: str, key: str) -> bool:
    """Whether a number can be of one right alone: not zeros, nor a form we don't know with but a year in it."""
    is_known = "/!" not in key and "~" not in key
    rest = text if is_known else _YEAR.sub("", text, count=1)
    return bool(_MEANS.search(rest)) and any(digit in rest for digit in "123456789")


def number_key(number: Number, right_kind: RightKind) -> str:
    """The key of a number; one that is wrong (a bad check digit) keeps a key of its own printed form and role."""
    if number.role is NumberRole.INTERNAL:
        return _short(f"{number.office}/!D/{number.text.upper()}/{number.date or ''}")
    filed_on = number.date if number.role is NumberRole.APPLICATION else None
    parsed = parse_number(number.text, number.office, number.role, right_kind, number.kind_code, filed_on)
    if parsed is None:
        letter = "A" if number.role is NumberRole.APPLICATION else "P"
        return _short(f"{number.office}/!{letter}/{number.text.upper().replace(' ', '')}")
    return _short(parsed.key)


def _short(key: str) -> str:
    """Cut a key to what its column holds, so that two long ones that begin alike stay two."""
    if len(key) <= _LONGEST_KEY:
        return key
    return key[: _LONGEST_KEY - 17] + "#" + hashlib.blake2b(key.encode(), digest_size=8).hexdigest()


@lru_cache(maxsize=4096)
def parse_number(
    text: str,
    office: str,
    role: NumberRole,
    right_kind: RightKind,
    kind_code: str,
    filed_on: dt.date | None = None,
) -> numbers.ParsedNumber | None:
    """Parse a number, or say ``None`` to a wrong one. Each is asked for several times in a row."""
    try:
        return numbers.parse(
            text, office=office, role=role, right_kind=right_kind, kind_code=kind_code, filed_on=filed_on
        )
    except numbers.NumberError:
        return None


def _identifiers(records: Iterable[Record]) -> Iterable[IdentifierFact]:
    facts: dict[tuple[str, str], IdentifierFact] = {}
    for record in records:
        if record.format == DECISION:
            facts = {place: _as_decided(each, record) for place, each in facts.items()}
        if field_of(record) == "application_number":
            facts = {place: each for place, each in facts.items() if each.role != NumberRole.APPLICATION}
        for number in record.numbers:
            key, kind_code = number_key(number, record.right_kind), number.kind_code[:4]
            known = facts.get((key, kind_code))
            # A right's own number names it, though elsewhere it is named as the filing behind another.
            is_own = number.role is not NumberRole.INTERNATIONAL
            facts[key, kind_code] = IdentifierFact(
                role=number.role.value if is_own or known is None else known.role,
                office=number.office,
                text=number.text[:80],
                key=key,
                kind_code=kind_code,
                on=number.date or (known.on if known else None),
            )
    # Once an office has printed one, the world need not know under which number and day it was disclosed.
    is_printed = any(each.role in _PRINTED for each in facts.values())
    return [each for each in facts.values() if not (is_printed and each.role == NumberRole.INTERNAL)]


def _as_decided(number: IdentifierFact, decision: Record) -> IdentifierFact:
    """A number with the day that people decided for, where its day is of that field and the one decided against."""
    day = day_of(decision)
    own = "filed_on" if number.role == NumberRole.APPLICATION else "published_on"
    if names_a_grant(number.role, number.office, number.kind_code, number.on, number.text):
        own = "granted_on"
    if (
        day is None
        or number.on is None
        or number.on != rejected_day_of(decision)
        or own != field_of(decision)
        or number.role == NumberRole.INTERNATIONAL
    ):
        return number
    return msgspec.structs.replace(number, on=day)


def _display_number(identifiers: Sequence[IdentifierFact]) -> str:
    """The number a person would quote: the registration or newest publication, else the application."""
    order = {"registration": 3, "publication": 2, "application": 1, "international": 0, "internal": -1}
    best = max(
        identifiers, key=lambda i: (order[i.role], i.on or dt.date.min, i.kind_code, i.text), default=None
    )
    if best is None:
        return ""
    text = best.text if best.text[:2].isalpha() or best.role != "publication" else f"{best.office}{best.text}"
    return (text + best.kind_code if best.kind_code and not text.endswith(best.kind_code) else text)[:60]


def _by_language(records: Iterable[Record], field: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for record in records:
        entries: tuple[Text, ...] = getattr(record, field)
        for entry in entries:
            if entry.text:
                texts[entry.language or _language_of(entry.text, record.office)] = entry.text
    return texts


def _language_of(text: str, office: str) -> str:
    """Chinese characters in a record of the Chinese office are Chinese; of others nobody has said."""
    return "zh" if office == "CN" and _HAN.search(text) else "und"


def _parties(records: Sequence[Record]) -> Iterable[Party]:
    """For each role the parties of the newest source that names any in it."""
    newest: dict[PartyRole, list[Party]] = {}
    for record in records:
        roles: dict[PartyRole, list[Party]] = {}
        for party in _as_conveyed(record):
            if party.name:
                roles.setdefault(party.role, []).append(party)
        for role in ROLES.get(field_of(record), ()):
            newest.pop(role, None)
        newest.update(roles)
    for role in _ROLES:
        yield from newest.get(role, ())


def _as_conveyed(record: Record) -> Iterable[Party]:
    """Parties of a record; who a deed calls assignee holds the right only if the deed conveys it."""
    role = PartyRole.ASSIGNEE
    if record.document_kind == DEED:
        told = {map_office_event(e.office, e.code, e.text).code for e in record.events}
        role = next((_ROLE_BY_DEED[code] for code in sorted(told & _ROLE_BY_DEED.keys())), role)
        if any("RELEASE" in event.text.upper() for event in record.events):
            role = PartyRole.OTHER
    if role is PartyRole.ASSIGNEE:
        return record.parties
    return [replace(p, role=role) if p.role is PartyRole.ASSIGNEE else p for p in record.parties]


def _classes(records: Sequence[Record]) -> Iterable[tuple[str, str]]:
    """Symbols by scheme, main first, of the newest source that has any of that scheme."""
    newest: dict[str, dict[str, None]] = {}
    for record in records:
        schemes: dict[str, dict[str, None]] = {}
        for entry in sorted(record.classifications, key=lambda c: not c.is_main):
            schemes.setdefault(entry.scheme, {})[entry.symbol] = None
        newest = {} if field_of(record) == "classes" else newest
        newest.update(schemes)
    return [(scheme, symbol) for scheme in sorted(newest) for symbol in newest[scheme]]


def _family(priorities: Sequence[Priority], identifiers: Sequence[IdentifierFact]) -> str:
    keys = [
        number_key(Number(NumberRole.APPLICATION, p.office, p.text, p.kind_code, p.date), RightKind.INVENTION)
        for p in priorities
    ]
    own = next((i.key for i in identifiers if i.role == "application"), "")
    return family_key(keys, own)


def _events(sources: Sequence[Source]) -> Iterable[EventFact]:
    facts: dict[str, EventFact] = {}
    for source in sources:
        if (codes := _TOLD_BY.get(field_of(source.record))) and (day := rejected_day_of(source.record)):
            # What was decided takes the other day out of the thread, until something newer tells of it again.
            # Other publications and grants of the right stay: an application may be printed twice.
            facts = {
                key: each for key, each in facts.items() if each.code not in codes or each.happened_on != day
            }
        for fact in _own_events(source):
            facts.setdefault(fact.fingerprint, fact)
    return sorted(facts.values(), key=lambda f: (f.happened_on or dt.date.max, f.code, f.fingerprint))


def _own_events(source: Source) -> Iterable[EventFact]:
    record = source.record
    for number in record.numbers:
        yield from _number_events(number, source)
    for event in record.events:
        yield _office_event(event, source)


def _number_events(number: Number, source: Source) -> Iterable[EventFact]:
    """A dated number is itself the news of a filing, a publication or a grant."""
    if number.date is None:
        return
    record_kind = source.record.right_kind
    is_bare = number.kind_code and not number.text.rstrip().endswith(number.kind_code)
    printed = f"{number.text} {number.kind_code}" if is_bare else number.text
    details = (("number", printed),)
    if number.role is NumberRole.APPLICATION:
        yield _event(FILED, "A", number.office, "", number.date, None, details, source.digest)
    elif number.role is NumberRole.REGISTRATION:
        code = _REGISTERED.get(record_kind, "creation.right.registered")
        yield _event(code, "F", number.office, "", number.date, None, details, source.digest)
    elif number.role is NumberRole.PUBLICATION:
        if is_grant(number.office, number.kind_code, number.date, number.text):
            yield _event(GRANTED, "F", number.office, "", number.date, None, details, source.digest)
        else:
            yield _event(PUBLISHED, "Q", number.office, "", number.date, None, details, source.digest)


def _office_event(event: LegalEvent, source: Source) -> EventFact:
    mapped = map_office_event(event.office, event.code, event.text)
    details = (("text", event.text), *event.details) if event.text else event.details
    return _event(
        mapped.code,
        mapped.st27,
        event.office,
        event.code[:20],
        event.date,
        event.effective,
        details,
        source.digest,
    )


def _event(
    code: str,
    st27: str,
    office: str,
    office_code: str,
    on: dt.date | None,
    effective: dt.date | None,
    details: tuple[tuple[str, str], ...],
    source: bytes,
) -> EventFact:
    fingerprint = event_fingerprint(code, on, office, office_code, details)
    return EventFact(code, st27, office, office_code, on, effective, details, fingerprint, source)


def event_fingerprint(
    code: str, on: dt.date | None, office: str, office_code: str, details: tuple[tuple[str, str], ...]
) -> str:
    """Return the identity of an event within its right: 32 hexadecimal digits.

    The same fact from two sources has one: a filing, publication or grant by its day alone, anything
    else by all that is said of it.
    """
    identity = [code, str(on)] if code in _ONCE else [code, str(on), office, office_code, *map(str, details)]
    return hashlib.blake2b("|".join(identity).encode(), digest_size=16).hexdigest()


def days_told(shown: Projection, field: str) -> set[dt.date]:
    """Return all days on which a right was filed, published or granted; ``field`` is the column of the first of them."""
    codes = _TOLD_BY[field]
    return {e.happened_on for e in shown.events if e.code in codes and e.happened_on}


def _first_date(events: Sequence[EventFact], codes: set[str]) -> dt.date | None:
    return min((e.happened_on for e in events if e.code in codes and e.happened_on), default=None)
