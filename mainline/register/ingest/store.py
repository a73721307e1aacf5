"""Writes one batch of prepared records into the register, whole or not at all.

Everything here takes rows in bulk: a batch costs some twenty statements, however many records.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from mainline.orgs import names
from mainline.orgs.models import Organisation
from mainline.register.derivation import event_facts
from mainline.register.ingest.prepare import Bad, Good, Prepared, prepare_right
from mainline.register.models import (
    Event,
    Identifier,
    Import,
    IndexPending,
    Party,
    Quarantine,
    Right,
    SourceRecord,
)
from mainline.register.projection import Projection, Source, unpack
from mainline.register.searchdoc import Context, audience_of, with_id
from mainline.search.documents import PreparedDocument

_ORGANISATION_ROLES = {"applicant", "holder", "assignee", "assignor", "agent", "licensee", "pledgee"}
_BATCH = 500


@dataclass(slots=True)
class Written:
    """What a batch changed: counts per format, and what the index must hear of."""

    counts: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    documents: list[PreparedDocument] = field(default_factory=list)
    """What the index must take over, under the ids of their rights."""
    gone: list[int] = field(default_factory=list)
    """Rights that turned out to be another one."""
    pending: list[int] = field(default_factory=list)
    """Ids of the ``IndexPending`` rows that the index commit settles."""


class Store:
    """Writes batches of one import. Keeps the organisations it has met, to ask for each name once."""

    def __init__(self, job: Import, on: dt.date, at: dt.datetime) -> None:
        """``on`` is the day that statuses are derived for, ``at`` the instant events are recorded."""
        self.job = job
        self.on = on
        self.at = at
        self._organisations: dict[str, int] = {}

    def write(self, goods: Sequence[Good], bads: Sequence[Bad]) -> Written:
        """Write a batch in one transaction."""
        written = Written()
        with transaction.atomic():
            self._write_quarantine(bads, written)
            fresh = self._without_known(goods, written)
            groups = self._by_right(fresh)
            self._write_groups(groups, written)
        return written

    def _write_quarantine(self, bads: Sequence[Bad], written: Written) -> None:
        rows = {}
        for bad in bads:
            written.counts[bad.format]["read"] += 1
            written.counts[bad.format]["quarantined"] += 1
            rows.setdefault(bad.digest, bad)
        Quarantine.objects.bulk_create(
            [
                Quarantine(
                    digest=bad.digest,
                    imported_by=self.job,
                    format=bad.format,
                    path=self.job.path,
                    member=bad.member[-1000:],
                    offset=bad.offset,
                    ordinal=bad.ordinal,
                    reason=bad.reason,
                    detail=bad.detail,
                    header=bad.header,
                    raw=bad.raw,
                    tried_at=self.at,
                )
                for bad in rows.values()
            ],
            ignore_conflicts=True,
        )

    def _without_known(self, goods: Sequence[Good], written: Written) -> list[Good]:
        """Count what is the same as before, return what the register has not seen, each once."""
        digests = [good.digest for good in goods]
        known = set()
        for start in range(0, len(digests), _BATCH):
            part = digests[start : start + _BATCH]
            rows = SourceRecord.objects.filter(digest__in=part).values_list("digest", flat=True)
            known.update(bytes(digest) for digest in rows)
        fresh = []
        for good in goods:
            counts = written.counts[good.format]
            counts["read"] += 1
            counts["recovered"] += good.is_recovered
            if good.digest in known:
                counts["same"] += 1
            else:
                known.add(good.digest)
                fresh.append(good)
        return fresh

    def _by_right(self, goods: Sequence[Good]) -> list[_Group]:
        """Group records by the rights they belong to, joining rights that a record shows to be one."""
        keys = list({key for good in goods for key in good.keys})
        owner: dict[str, int] = {}
        for start in range(0, len(keys), _BATCH):
            rows = (
                Identifier.objects.filter(key__in=keys[start : start + _BATCH])
                .exclude(role="international")
                .values_list("key", "right_id")
            )
            owner.update(rows)
        group_of: dict[str, _Group] = {}
        groups: list[_Group] = []
        for good in goods:
            met = list({id(g): g for key in good.keys if (g := group_of.get(key))}.values())
            group = met[0] if met else _Group()
            for other in met[1:]:
                group.absorb(other)
                groups.remove(other)
            if not met:
                groups.append(group)
            group.goods.append(good)
            group.right_ids.update(owner[key] for key in good.keys if key in owner)
            group.keys.update(good.keys)
            for key in group.keys:
                group_of[key] = group
        return _joined(groups)

    def _write_groups(self, groups: Sequence[_Group], written: Written) -> None:
        new = [group for group in groups if not group.right_ids]
        old = [group for group in groups if group.right_ids]
        folded = [group.prepared(self.on) for group in new]
        rights = Right.objects.bulk_create([_right(prepared) for prepared in folded])
        targets: list[_Target] = [
            (right, group, prepared, frozenset())
            for right, group, prepared in zip(rights, new, folded, strict=True)
        ]
        for group in new:
            for number, good in enumerate(group.goods):
                written.counts[good.format]["new" if number == 0 else "changed"] += 1
        for group in old:
            targets.append(self._reopen(group, written))
        sources = self._write_sources(targets)
        self._write_parts(targets, sources)
        written.documents = [with_id(prepared.document, right.pk) for right, _, prepared, _ in targets]
        ids = [*(document.id for document in written.documents), *written.gone]
        rows = IndexPending.objects.bulk_create([IndexPending(right_id=pk) for pk in ids])
        written.pending = [row.pk for row in rows]

    def _reopen(self, group: _Group, written: Written) -> _Target:
        """Fold a right that the register knows anew from all its sources, old and new."""
        keep, *others = sorted(group.right_ids)
        if others:
            _join_rights(keep, others)
            written.gone.extend(others)
        for good in group.goods:
            written.counts[good.format]["changed"] += 1
        known = [
            Source(bytes(row.digest), unpack(bytes(row.body)))
            for row in SourceRecord.objects.filter(right_id=keep)
        ]
        added = [Source(good.digest, unpack(good.body)) for good in group.goods]
        told = event_facts(Event.objects.filter(right=keep, superseded_by=None))
        current = Right.objects.get(pk=keep)
        prepared = prepare_right([*known, *added], self.on, others=told, context=_context(current))
        right = _right(prepared)
        right.pk = keep
        right.is_demo, right.confidentiality = current.is_demo, current.confidentiality
        right.place, right.holder_kind = current.place, current.holder_kind
        right.save(force_update=True)
        Identifier.objects.filter(right=keep).delete()
        Party.objects.filter(right=keep).delete()
        fingerprints = Event.objects.filter(right=keep).values_list("fingerprint", flat=True)
        return right, group, prepared, frozenset(fingerprints)

    def _write_sources(self, targets: Sequence[_Target]) -> dict[bytes, int]:
        rows = [
            SourceRecord(
                right=right,
                digest=good.digest,
                format=good.format,
                member=good.member[-1000:],
                offset=good.offset,
                ordinal=good.ordinal,
                as_of=good.as_of,
                is_recovered=good.is_recovered,
                body=good.body,
                imported_by=self.job,
            )
            for right, group, _, _ in targets
            for good in group.goods
        ]
        SourceRecord.objects.bulk_create(rows)
        ids = {row.digest: row.pk for row in rows}
        reopened = [right.pk for right, group, _, told in targets if group.right_ids]
        for pk, digest in SourceRecord.objects.filter(right__in=reopened).values_list("pk", "digest"):
            ids[bytes(digest)] = pk
        return ids

    def _write_parts(self, targets: Sequence[_Target], sources: dict[bytes, int]) -> None:
        identifiers, parties, events = [], [], []
        self._meet_organisations([prepared.projection for _, _, prepared, _ in targets])
        for right, _, prepared, told in targets:
            projection = prepared.projection
            identifiers += [
                Identifier(
                    right=right,
                    role=i.role,
                    office=i.office,
                    text=i.text,
                    key=i.key,
                    kind_code=i.kind_code,
                    on=i.on,
                )
                for i in projection.identifiers
            ]
            parties += self._party_rows(right, projection)
            events += [
                Event(
                    right=right,
                    code=e.code,
                    st27=e.st27,
                    office=e.office,
                    office_code=e.office_code,
                    happened_on=e.happened_on,
                    effective_on=e.effective_on,
                    recorded_at=self.at,
                    source_id=sources[e.source],
                    details=dict(e.details),
                    fingerprint=e.fingerprint,
                )
                for e in projection.events
                if e.fingerprint not in told
            ]
        Identifier.objects.bulk_create(identifiers)
        Party.objects.bulk_create(parties)
        Event.objects.bulk_create(events)

    def _party_rows(self, right: Right, projection: Projection) -> Iterable[Party]:
        persons = _persons(projection)
        for party in projection.parties:
            key = _organisation_key(party.role.value, party.name, party.country, party.is_person, persons)
            yield Party(
                right=right,
                role=party.role.value,
                name=party.name[:500],
                language=party.language[:3],
                is_person=party.is_person,
                country=party.country[:2],
                address=party.address[:500],
                identifier=party.identifier[:60],
                sequence=party.sequence,
                organisation_id=self._organisations[key] if key else None,
            )

    def _meet_organisations(self, projections: Iterable[Projection]) -> None:
        """Give each distinct printed name its own organisation; whether two are one, a person decides."""
        wanted: dict[str, Organisation] = {}
        for projection in projections:
            persons = _persons(projection)
            for party in projection.parties:
                key = _organisation_key(party.role.value, party.name, party.country, party.is_person, persons)
                if key and key not in self._organisations and key not in wanted:
                    wanted[key] = _organisation(key, party.name, party.country)
        keys = list(wanted)
        for start in range(0, len(keys), _BATCH):
            rows = Organisation.objects.filter(name_key__in=keys[start : start + _BATCH])
            self._organisations.update(rows.values_list("name_key", "pk"))
        missing = [wanted[key] for key in keys if key not in self._organisations]
        Organisation.objects.bulk_create(missing)
        self._organisations.update((row.name_key, row.pk) for row in missing)


@dataclass(eq=False, slots=True)
class _Group:
    """Records of one right within a batch, and the rights already known by their numbers."""

    goods: list[Good] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    right_ids: set[int] = field(default_factory=set)

    def absorb(self, other: _Group) -> None:
        """Take over all that another group holds."""
        self.goods += other.goods
        self.keys |= other.keys
        self.right_ids |= other.right_ids

    def prepared(self, on: dt.date) -> Prepared:
        """The right folded from this group alone; a single record was folded by the worker already."""
        if len(self.goods) == 1:
            return self.goods[0].prepared
        return prepare_right([Source(good.digest, unpack(good.body)) for good in self.goods], on)


_Target = tuple[Right, _Group, Prepared, frozenset[str]]


def _joined(groups: Sequence[_Group]) -> list[_Group]:
    """Join groups that belong to one known right."""
    by_right: dict[int, _Group] = {}
    result: list[_Group] = []
    for group in groups:
        met = list({id(g): g for pk in group.right_ids if (g := by_right.get(pk))}.values())
        for other in met:
            group.absorb(other)
            result.remove(other)
        result.append(group)
        for pk in group.right_ids:
            by_right[pk] = group
    return result


def _join_rights(keep: int, others: Sequence[int]) -> None:
    """Move the sources and events of rights that are one to the oldest; the others point to it."""
    SourceRecord.objects.filter(right__in=others).update(right=keep)
    told = set(Event.objects.filter(right=keep).values_list("fingerprint", flat=True))
    for pk, fingerprint in Event.objects.filter(right__in=others).values_list("pk", "fingerprint"):
        if fingerprint not in told:
            told.add(fingerprint)
            Event.objects.filter(pk=pk).update(right=keep)
    Identifier.objects.filter(right__in=others).delete()
    Party.objects.filter(right__in=others).delete()
    Right.objects.filter(pk__in=others).update(merged_into=keep)


def _right(prepared: Prepared) -> Right:
    p, status = prepared.projection, prepared.status
    return Right(
        kind=p.kind.value,
        office=p.office[:2],
        number=p.number,
        title=p.title,
        titles=p.titles,
        abstracts=p.abstracts,
        filed_on=p.filed_on,
        published_on=p.published_on,
        granted_on=p.granted_on,
        expires_on=prepared.expires_on,
        status=status.code,
        status_since=status.since,
        status_as_of=p.as_of,
        is_status_recorded=status.certainty == "recorded",
        holder_name=p.holder_name,
        classes=[list(c) for c in p.classes],
        family_key=p.family_key[:64],
    )


def _context(right: Right) -> Context:
    """What search must know of a right that no source of it says."""
    organisations = Party.objects.filter(right=right, organisation__isnull=False)
    ids = organisations.values_list("organisation_id", flat=True)
    audience = audience_of(right.confidentiality, ids)
    return Context(right.place, right.holder_kind, right.is_demo, audience)


def _persons(projection: Projection) -> set[str]:
    return {
        p.name for p in projection.parties if p.is_person or p.role in ("inventor", "designer", "breeder")
    }


def _organisation_key(role: str, name: str, country: str, is_person: bool | None, persons: set[str]) -> str:
    """The key of the organisation behind a party; empty for a person and for roles that name none."""
    if role not in _ORGANISATION_ROLES or is_person or name in persons:
        return ""
    return names.name_key(name, country)[:600]


def _organisation(key: str, name: str, country: str) -> Organisation:
    is_chinese = any("\u4e00" <= c <= "\u9fff" for c in name)
    return Organisation(
        name=name[:500],
        name_zh=name[:500] if is_chinese else "",
        name_en="" if is_chinese else name[:500],
        name_key=key,
        country=country[:2],
    )
