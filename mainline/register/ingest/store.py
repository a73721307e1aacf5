"""Writes one batch of prepared records into the register, whole or not at all.

Everything here takes rows in bulk: a batch costs some twenty statements, however many records.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction

from mainline.orgs.models import Organisation
from mainline.register.derivation import event_facts
from mainline.register.ingest import bulk, rows
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
from mainline.register.projection import Source, unpack
from mainline.register.searchdoc import Context, audience_of, with_id
from mainline.search.documents import PreparedDocument

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
        unique: dict[bytes, Bad] = {}
        for bad in bads:
            written.counts[bad.format]["read"] += 1
            written.counts[bad.format]["quarantined"] += 1
            unique.setdefault(bad.digest, bad)
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
                for bad in unique.values()
            ],
            ignore_conflicts=True,
        )

    def _without_known(self, goods: Sequence[Good], written: Written) -> list[Good]:
        """Count what is the same as before, return what the register has not seen, each once."""
        digests = [good.digest for good in goods]
        known = set()
        for start in range(0, len(digests), _BATCH):
            part = digests[start : start + _BATCH]
            found = SourceRecord.objects.filter(digest__in=part).values_list("digest", flat=True)
            known.update(bytes(digest) for digest in found)
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
            found = (
                Identifier.objects.filter(key__in=keys[start : start + _BATCH])
                .exclude(role="international")
                .values_list("key", "right_id")
            )
            owner.update(found)
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
        targets = [*self._new_rights([group for group in groups if not group.right_ids], written)]
        targets += [self._known_right(group, written) for group in groups if group.right_ids]
        sources = self._write_sources(targets)
        self._write_parts(targets, sources)
        written.documents = [with_id(target.prepared.document, target.pk) for target in targets]
        stale = [*(target.pk for target in targets), *written.gone]
        written.pending = list(bulk.next_ids(IndexPending, len(stale)))
        bulk.insert(IndexPending, ("id", "right_id"), zip(written.pending, stale, strict=True))

    def _new_rights(self, groups: Sequence[_Group], written: Written) -> Iterable[_Target]:
        ids = bulk.next_ids(Right, len(groups))
        targets = [
            _Target(pk, group, group.prepared(self.on), frozenset(), is_new=True)
            for pk, group in zip(ids, groups, strict=True)
        ]
        columns = (*rows.RIGHT_GIVEN, *rows.RIGHT_COLUMNS)
        bulk.insert(Right, columns, ((t.pk, *rows.NEW_RIGHT, *t.prepared.rows.right) for t in targets))
        for group in groups:
            for number, good in enumerate(group.goods):
                written.counts[good.format]["changed" if number else "new"] += 1
        return targets

    def _known_right(self, group: _Group, written: Written) -> _Target:
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
        context = _context(Right.objects.get(pk=keep))
        prepared = prepare_right([*known, *added], self.on, others=told, context=context)
        bulk.update(Right, keep, rows.RIGHT_COLUMNS, prepared.rows.right)
        Identifier.objects.filter(right=keep).delete()
        Party.objects.filter(right=keep).delete()
        fingerprints = Event.objects.filter(right=keep).values_list("fingerprint", flat=True)
        return _Target(keep, group, prepared, frozenset(fingerprints), is_new=False)

    def _write_sources(self, targets: Sequence[_Target]) -> dict[bytes, int]:
        """Write the new sources; return the ids of all sources of these rights by digest."""
        pairs = [(target.pk, good) for target in targets for good in target.group.goods]
        ids = list(bulk.next_ids(SourceRecord, len(pairs)))
        bulk.insert(
            SourceRecord,
            rows.SOURCE_COLUMNS,
            (
                (pk, right, g.digest, g.format, g.member[-1000:], g.offset, g.ordinal,
                 g.as_of.isoformat() if g.as_of else None, g.is_recovered, g.body, self.job.pk)
                for pk, (right, g) in zip(ids, pairs, strict=True)
            ),
        )  # fmt: skip
        found = {good.digest: pk for pk, (_, good) in zip(ids, pairs, strict=True)}
        known = [target.pk for target in targets if not target.is_new]
        for pk, digest in SourceRecord.objects.filter(right__in=known).values_list("pk", "digest"):
            found[bytes(digest)] = pk
        return found

    def _write_parts(self, targets: Sequence[_Target], sources: dict[bytes, int]) -> None:
        organisations = self._meet_organisations(targets)
        bulk.insert(
            Identifier,
            rows.IDENTIFIER_COLUMNS,
            ((t.pk, *row) for t in targets for row in t.prepared.rows.identifiers),
        )
        bulk.insert(
            Party,
            rows.PARTY_COLUMNS,
            ((t.pk, *row, organisations.get(key)) for t in targets for key, row in t.prepared.rows.parties),
        )
        at = connection.ops.adapt_datetimefield_value(self.at)
        bulk.insert(
            Event,
            rows.EVENT_COLUMNS,
            (
                (t.pk, *row, at, sources[source], "", "")
                for t in targets
                for fingerprint, source, row in t.prepared.rows.events
                if fingerprint not in t.told
            ),
        )

    def _meet_organisations(self, targets: Iterable[_Target]) -> dict[str, int]:
        """Give each distinct printed name its own organisation; whether two are one, a person decides."""
        wanted = {
            key: (name, country)
            for target in targets
            for key, name, country in target.prepared.rows.organisations
            if key not in self._organisations
        }
        keys = list(wanted)
        for start in range(0, len(keys), _BATCH):
            known = Organisation.objects.filter(name_key__in=keys[start : start + _BATCH])
            self._organisations.update(known.values_list("name_key", "pk"))
        missing = [_organisation(key, *wanted[key]) for key in keys if key not in self._organisations]
        Organisation.objects.bulk_create(missing)
        self._organisations.update((row.name_key, row.pk) for row in missing)
        return self._organisations


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


@dataclass(frozen=True, slots=True)
class _Target:
    """A right that a batch writes, with the fingerprints of the events that it has already."""

    pk: int
    group: _Group
    prepared: Prepared
    told: frozenset[str]
    is_new: bool


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


def _context(right: Right) -> Context:
    """What search must know of a right that no source of it says."""
    organisations = Party.objects.filter(right=right, organisation__isnull=False)
    ids = organisations.values_list("organisation_id", flat=True)
    audience = audience_of(right.confidentiality, ids)
    return Context(right.place, right.holder_kind, right.is_demo, audience)


def _organisation(key: str, name: str, country: str) -> Organisation:
    is_chinese = any("\u4e00" <= c <= "\u9fff" for c in name)
    return Organisation(
        name=name[:500],
        name_zh=name[:500] if is_chinese else "",
        name_en="" if is_chinese else name[:500],
        name_key=key,
        country=country[:2],
    )
