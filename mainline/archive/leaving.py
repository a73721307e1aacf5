"""What an organisation takes away: all of its own, in an archive that anybody can verify, and as tables for spreadsheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from mainline import VERSION
from mainline.archive import contents
from mainline.archive.backup import Made, head, said, schema, signing_key
from mainline.archive.checking import Report, silent
from mainline.archive.container import BLOCK, ORGANISATION, Manifest
from mainline.archive.snapshot import snapshot
from mainline.archive.writing import ArchiveWriter
from mainline.audit import signing
from mainline.audit.actions import record
from mainline.audit.canonical import instant
from mainline.orgs import clock
from mainline.orgs.access import AnyMember, By, require_for
from mainline.orgs.models import Employment, Membership, Organisation
from mainline.orgs.persons.queries import people_of
from mainline.register import exports
from mainline.register.access import entrusted_rights, visible_documents, visible_events, visible_sources
from mainline.register.describe import right_as_dict
from mainline.register.projection import unpack
from mainline.register.queries import right_page
from mainline.web.exports import Cell, Table, as_csv

_AT_ONCE = 200
_encoder = msgspec.json.Encoder(order="deterministic", enc_hook=str)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Own:
    """What is an organisation's: itself with all rows that were found to be one with it, and its common member."""

    organisation: Organisation
    ids: frozenset[int]
    member: AnyMember

    def parts(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Of the parts that a member may see those on its own rights, and those that its people brought elsewhere."""
        own = Q(right__in=entrusted_rights(self.member).values("pk")) | Q(organisation__in=self.ids)
        return rows.filter(own)


def export_organisation(*, organisation: Organisation, path: Path, by: By, report: Report = silent) -> Made:
    """Write what an organisation may take away into a new archive, and tell the audit.

    Its rights with their sources, events, documents and files; its people and members. What is confidential between
    others is not in it, whoever asks. Raises ``PermissionDenied``, and ``NotPossible`` as a backup does.
    """
    require_for(by, "organisation.export", organisation.pk)
    root = organisation.merged_into or organisation
    member = AnyMember(root.pk)
    ids = frozenset({root.pk, *root.merged.values_list("pk", flat=True)})
    own = _Own(root, ids, member)
    key = signing_key()
    with said(path), ArchiveWriter(path) as archive, snapshot():
        for name, rows in _tables(own).items():
            _add(archive, name, rows, report)
        rights = _in_parts(entrusted_rights(member))
        archive.add_file("csv/rights.csv", exports.write(rights, "csv"))
        for number, sha256 in enumerate(_contents(own), 1):
            report("documents", number, 0)
            archive.add_file(f"{contents.DOCUMENTS}/{sha256}", contents.read_document(sha256))
        manifest = Manifest(
            format=ORGANISATION, version=VERSION, schema=schema(), made_at=instant(timezone.now()),
            day=clock.today().isoformat(), subject=f"organisation:{root.pk}", block=BLOCK,
            tables=archive.tables, files=archive.files, sealed=[], head=head(),
        )  # fmt: skip
        archive.finish(manifest, key)
    made = Made(path, manifest, signing.fingerprint(signing.public_of(key)))
    count = next(table.rows for table in manifest.tables if table.name == "rights")
    data = {"name": root.name, "rights": count}
    record(code="export.made", by=by, subject=f"organisation:{root.pk}", data=data)
    return made


def _tables(own: _Own) -> dict[str, Callable[[], Iterator[Row]]]:
    return {
        "organisation": lambda: _organisation(own),
        "rights": lambda: _rights(own),
        "events": lambda: _events(own),
        "documents": lambda: _documents(own),
        "sources": lambda: _sources(own),
        "people": lambda: _people(own),
        "members": lambda: _members(own),
    }


def _add(archive: ArchiveWriter, name: str, rows: Callable[[], Iterator[Row]], report: Report) -> None:
    """Write a table, and the same as a spreadsheet where its rows are flat."""
    columns = {"id": None}

    def lines() -> Iterator[bytes]:
        for number, row in enumerate(rows(), 1):
            columns.update(dict.fromkeys(row))
            report(name, number, 0)
            yield _encoder.encode(row)

    archive.add_table(name, lines(), key="id", columns=columns)
    if name in _SHEETS:
        flat = _SHEETS[name]
        cells = ([_cell(row[column]) for column in flat] for row in rows())
        archive.add_file(f"csv/{name}.csv", as_csv(Table(columns=flat, headers=flat, rows=cells)))


_SHEETS: Mapping[str, Sequence[str]] = {
    "events": (
        "id", "right", "code", "happened_on", "effective_on", "office", "office_code", "source_text",
        "amount_minor", "currency", "confidentiality", "details",
    ),
    "documents": ("id", "right", "event", "name", "media_type", "size", "language", "sha256", "added_at"),
    "people": ("id", "name", "name_zh", "name_en", "orcid", "employments"),
    "members": ("id", "username", "name", "role", "added_at"),
}  # fmt: skip
"""Tables that are written for spreadsheets too, with the columns there. Rights have a file of their own."""


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int):
        return value
    return _encoder.encode(value).decode() if isinstance(value, dict | list) else str(value)


def _in_parts(rows: QuerySet[Any]) -> Iterator[Any]:
    """Yield rows in the order of their ids, some hundreds at a time."""
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:_AT_ONCE]):
        yield from chunk
        last = chunk[-1].pk


def _organisation(own: _Own) -> Iterator[Row]:
    for pk in sorted(own.ids):
        row = Organisation.objects.get(pk=pk)
        names = ("kind", "name", "name_zh", "name_en", "country", "place", "industry", "uscc")
        yield {
            "id": row.pk,
            "merged_into": row.merged_into_id,
            **{name: getattr(row, name) for name in names},
        }


def _rights(own: _Own) -> Iterator[Row]:
    on, language = clock.today(), "zh" if (get_language() or "").startswith("zh") else "en"
    for right in _in_parts(entrusted_rights(own.member).only("pk")):
        page = right_page(own.member, right.pk, on=on, language=language)
        if page is not None:
            yield right_as_dict(page)


def _events(own: _Own) -> Iterator[Row]:
    names = (
        "code", "st27", "office", "office_code", "happened_on", "effective_on", "source_text", "details",
        "amount_minor", "currency", "confidentiality",
    )  # fmt: skip
    for event in _in_parts(own.parts(visible_events(own.member))):
        yield {
            "id": event.pk,
            "right": event.right_id,
            "source": event.source_id,
            "supersedes": event.supersedes_id,
            "recorded_at": instant(event.recorded_at),
            **{name: getattr(event, name) for name in names},
        }


def _documents(own: _Own) -> Iterator[Row]:
    names = ("name", "media_type", "size", "language", "sha256", "confidentiality", "text")
    for document in _in_parts(own.parts(visible_documents(own.member))):
        yield {
            "id": document.pk,
            "right": document.right_id,
            "event": document.event_id,
            "replaces": document.replaces_id,
            "added_at": instant(document.added_at),
            **{name: getattr(document, name) for name in names},
        }


def _contents(own: _Own) -> Iterator[str]:
    documents = own.parts(visible_documents(own.member))
    yield from sorted(set(documents.values_list("sha256", flat=True)))


def _sources(own: _Own) -> Iterator[Row]:
    rights = entrusted_rights(own.member).values("pk")
    for source in _in_parts(visible_sources(own.member).filter(right__in=rights)):
        yield {
            "id": source.pk,
            "right": source.right_id,
            "format": source.format,
            "file": source.member,
            "record_number": source.ordinal,
            "as_of": source.as_of,
            "record": msgspec.to_builtins(unpack(bytes(source.body))),
        }


def _people(own: _Own) -> Iterator[Row]:
    """People of the organisation; where else they work is not its own to take."""
    for person in _in_parts(people_of(own.ids)):
        employed = Employment.objects.filter(person=person, organisation__in=own.ids).order_by("pk")
        yield {
            "id": person.pk,
            "merged_into": person.merged_into_id,
            **{name: getattr(person, name) for name in ("name", "name_zh", "name_en", "orcid")},
            "employments": [
                {"employee_no": each.employee_no, "since": each.since, "until": each.until}
                for each in employed
            ],
        }


def _members(own: _Own) -> Iterator[Row]:
    rows = Membership.objects.filter(organisation__in=own.ids).select_related("user")
    for membership in _in_parts(rows):
        yield {
            "id": membership.pk,
            "username": membership.user.get_username(),
            "name": membership.user.get_full_name(),
            "role": membership.role,
            "added_at": instant(membership.added_at),
        }
