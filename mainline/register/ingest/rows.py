"""What a folded right is in the tables, as plain tuples. Pure: workers make them, one process writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache

import msgspec

from mainline.offices.record import PartyRole
from mainline.orgs import names
from mainline.register.codes import event_code
from mainline.register.projection import Projection
from mainline.register.standing import Standing

RIGHT_COLUMNS = (
    "kind", "office", "number", "title", "titles", "abstracts", "filed_on", "published_on", "granted_on",
    "expires_on", "status", "status_since", "status_as_of", "status_certainty", "holder_name", "classes",
    "family_key", "earliest_filed_on",
)  # fmt: skip
"""Derived columns: those that a new source may change."""
RIGHT_GIVEN = ("id", "holder_kind", "place", "confidentiality", "is_demo")
"""Columns that no source says."""
IDENTIFIER_COLUMNS = ("right_id", "role", "office", "text", "key", "kind_code", "on")
PARTY_COLUMNS = (
    "right_id", "role", "name", "language", "is_person", "country", "address", "identifier", "sequence",
    "organisation_id",
)  # fmt: skip
EVENT_COLUMNS = (
    "right_id", "code", "st27", "office", "office_code", "happened_on", "effective_on", "details",
    "fingerprint", "confidentiality", "recorded_at", "source_id", "source_text", "currency",
)  # fmt: skip
ORGANISATION_COLUMNS = (
    "id", "kind", "name", "name_zh", "name_en", "name_key", "country", "place", "industry", "uscc", "is_demo",
)  # fmt: skip
SOURCE_COLUMNS = (
    "id", "right_id", "digest", "format", "member", "offset", "ordinal", "as_of", "is_recovered", "body",
    "imported_by_id",
)  # fmt: skip

_ORGANISATION_ROLES = {
    PartyRole.APPLICANT,
    PartyRole.HOLDER,
    PartyRole.ASSIGNEE,
    PartyRole.ASSIGNOR,
    PartyRole.AGENT,
    PartyRole.LICENSEE,
    PartyRole.PLEDGEE,
}
_PERSON_ROLES = {PartyRole.INVENTOR, PartyRole.DESIGNER, PartyRole.BREEDER, PartyRole.AUTHOR}
_json = msgspec.json.Encoder()
_sorted = msgspec.json.Encoder(order="deterministic")
"""For what is sealed: :mod:`mainline.audit.canonical`."""


class Rows(msgspec.Struct, frozen=True, array_like=True):
    """The tuples of one right, each without what only the writer knows: ids, and the time of recording."""

    right: tuple[object, ...]
    identifiers: tuple[tuple[object, ...], ...]
    parties: tuple[tuple[str, tuple[object, ...]], ...]
    """(key of the organisation as :func:`mainline.orgs.names.key_in` gives it or "", row)."""
    events: tuple[tuple[str, bytes, tuple[object, ...]], ...]
    """(fingerprint, digest of the source, row)."""
    organisations: tuple[tuple[str, str, str], ...]
    """(key, name as printed, country) of every organisation met."""


def rows_of(projection: Projection, standing: Standing) -> Rows:
    """Return the rows of a folded right."""
    keys = organisation_keys(projection)
    return Rows(
        right=_right(projection, standing),
        identifiers=tuple(
            (i.role, i.office[:2], i.text, i.key, i.kind_code, _day(i.on)) for i in projection.identifiers
        ),
        parties=tuple(
            (
                key,
                (
                    p.role.value, p.name[:500], p.language[:3], p.is_person, p.country[:2], p.address[:500],
                    p.identifier[:60], max(0, min(p.sequence, 32767)),
                ),
            )
            for p, key in zip(projection.parties, keys, strict=True)
        ),
        events=tuple(
            (
                e.fingerprint,
                e.source,
                (
                    e.code, e.st27, e.office[:2], e.office_code, _day(e.happened_on), _day(e.effective_on),
                    _sorted.encode(_by_name(e.details)).decode(), e.fingerprint, confidentiality_of(e.code),
                ),
            )
            for e in projection.events
        ),
        organisations=tuple(
            (key, p.name[:500], p.country[:2]) for p, key in zip(projection.parties, keys, strict=True) if key
        ),
    )  # fmt: skip


@cache
def confidentiality_of(code: str) -> str:
    """Who may know of an event where nobody says: what an office does is public, all else the holder's."""
    return "public" if event_code(code).is_public else "holder"


def _right(p: Projection, standing: Standing) -> tuple[object, ...]:
    status = standing.status
    return (
        p.kind.value, p.office[:2], p.number, p.title, _text(p.titles), _text(p.abstracts), _day(p.filed_on),
        _day(p.published_on), _day(p.granted_on), _day(standing.expires_on), status.code.value, _day(status.since),
        _day(standing.as_of), status.certainty.value, p.holder_name, _text(p.classes), p.family_key[:64],
        _day(p.earliest_filed_on),
    )  # fmt: skip


def organisation_keys(projection: Projection) -> list[str]:
    """For each party the key of the organisation behind it; "" for a person and for roles that name none.

    An applicant who is also named among the inventors is a person, whatever the source left unsaid.
    """
    persons = {p.name for p in projection.parties if p.is_person or p.role in _PERSON_ROLES}
    return [
        ""
        if p.role not in _ORGANISATION_ROLES or p.is_person or p.name in persons
        else names.key_in(p.name, p.country, projection.office)[:600]
        for p in projection.parties
    ]


def _by_name(details: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Details by name; what a source says twice under one name is kept twice."""
    found: dict[str, dict[str, None]] = {}
    for name, value in details:
        found.setdefault(name, {})[value] = None
    return {name: "; ".join(values) for name, values in found.items()}


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _text(value: object) -> str:
    return _json.encode(value).decode()
