"""Writes one batch of prepared records into the register, whole or not at all.

Everything here takes rows in bulk: a batch costs some twenty statements, however many records.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction

from mainline.audit.actions import record
from mainline.orgs.access import with_merged
from mainline.register.access import NOT_YOURS, NOT_YOURS_KEPT, changeable_rights, organisations_trusted
from mainline.register.deadlines.models import Deadline
from mainline.register.deadlines.refresh import refresh_deadlines
from mainline.register.derivation import event_facts, is_public, speaking
from mainline.register.differences.refresh import refresh_differences
from mainline.register.enums import Confidentiality
from mainline.register.ingest import bulk, rows
from mainline.register.ingest.bodies import Bodies
from mainline.register.ingest.grouping import Group, by_right
from mainline.register.ingest.joining import join_rights
from mainline.register.ingest.prepare import Bad, Good, Prepared, prepare_right
from mainline.register.ingest.sealing import Seals
from mainline.register.ingest.secrecy import (
    is_official,
    is_private,
    set_strangers_apart,
    shows_disclosure,
    vouched,
)
from mainline.register.models import (
    Document,
    Event,
    Identifier,
    Import,
    IndexPending,
    Party,
    Quarantine,
    Right,
    Share,
    SourceRecord,
)
from mainline.register.people.links import apply_links
from mainline.register.projection import Source, unpack
from mainline.register.searchdoc import Context, audience_of, with_id
from mainline.search.documents import PreparedDocument

_WRITERS = 0x4D61696E
"""Number of the lock under which batches are written: two imports at once must not both make a right of a record."""


@dataclass(slots=True)
class Written:
    """What a batch changed: counts per format, and what the index must hear of."""

    counts: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    documents: list[PreparedDocument] = field(default_factory=list)
    """What the index must take over, under the ids of their rights."""
    rejected: list[list[object]] = field(default_factory=list)
    """What could not be taken: [member, record number, reason, detail]."""
    warned: list[list[object]] = field(default_factory=list)
    """What was taken with a warning, in the same form."""
    rehearsed: list[list[object]] = field(default_factory=list)
    """What a dry run would do, as :attr:`Import.rehearsed` has it."""
    quarantined: set[bytes] = field(default_factory=set)
    """Digests of the rows of the quarantine that hold it."""
    gone: list[int] = field(default_factory=list)
    """Rights that turned out to be another one."""
    pending: list[int] = field(default_factory=list)
    """Ids of the ``IndexPending`` rows that the index commit settles."""
    facts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """What the audit tells of it: numbers of new rights, sources and events, and of events dropped."""

    def reject(self, bad: Bad) -> None:
        """Note what could not be taken, for the report of the import."""
        self.rejected.append([bad.member, bad.ordinal, bad.reason, bad.detail[:300]])

    def note(self, good: Good) -> None:
        """Count what was noticed of a record that could be read, and list what somebody is to be warned of."""
        self.counts[good.format]["recovered"] += good.is_recovered
        self.counts[good.format]["warned"] += bool(good.warnings)
        self.warned += ([good.member, good.ordinal, why, detail[:300]] for why, detail in good.warnings)

    def rehearse(self, good: Good, what: str, right: int | None, says: Sequence[object] = ()) -> None:
        """Show a record of a dry run, what would become of it, the right that has it already, and where it says otherwise."""
        row = dict(zip(rows.RIGHT_COLUMNS, good.prepared.rows.right, strict=True))
        shown = [row[name] for name in ("number", "title", "holder_name", "filed_on")]
        self.rehearsed.append([good.member, good.ordinal, what, right, *shown, list(says)])

    def count(self, good: Good, what: str) -> None:
        """Count one record as ``what``."""
        self.counts[good.format][what] += 1


class Store:
    """Writes batches of one import."""

    def __init__(self, job: Import, on: dt.date, at: dt.datetime) -> None:
        """``on`` is the day that statuses are derived for, ``at`` the instant events are recorded."""
        self.job = job
        self.on = on
        self.at = at
        self._by = job.requested_by
        self._owner = job.organisation_id
        self._is_official = is_official(job)
        self._bodies = Bodies()
        self._seals = Seals(at)

    def write(self, goods: Sequence[Good], bads: Sequence[Bad]) -> Written:
        """Write a batch in one transaction."""
        written = self._begin()
        with transaction.atomic():
            wait_for_writers()
            fresh = self._without_known(goods, written)
            told: list[tuple[Good, str]] = []
            groups = by_right(fresh, lambda good, what: told.append((good, what)), self._by)
            apart = set_strangers_apart(groups, self._owner, by_office=self._is_official)
            begun = {id(group.goods[0]) for group in apart}
            held = not_to_change(self._by, {pk for group in groups for pk in group.right_ids})
            refused = [group for group in groups if held & group.right_ids]
            self._write_groups([group for group in groups if not held & group.right_ids], written)
            kept_back = {id(good): good for group in refused for good in group.goods}
            for good, what in told:
                seen = "new" if id(good) in begun else what
                written.count(good, "quarantined" if id(good) in kept_back else seen)
            for bad in bads:
                written.counts[bad.format]["read"] += 1
                written.counts[bad.format]["quarantined"] += 1
            self._write_quarantine([*bads, *map(held_back, kept_back.values())], written)
            self._record("import.batch", f"import:{self.job.pk}", written)
        return written

    def refold(self, rights: Iterable[int]) -> Written:
        """Fold rights anew from the sources that the register has, as today's program reads them."""
        written = self._begin()
        with transaction.atomic():
            wait_for_writers()
            self._write_groups([Group(right_ids={pk}) for pk in rights], written)
            self._record("register.refolded", "", written)
        return written

    def tell(self, decisions: Mapping[int, Sequence[Good]], *, also: Iterable[int] = ()) -> Written:
        """Add records to the rights that they are of, whatever numbers these have, and fold those anew.

        ``also`` are rows that are the same right, where there is one alone.
        """
        written = self._begin()
        with transaction.atomic():
            wait_for_writers()
            self._write_groups(
                [Group(list(goods), right_ids={pk, *also}) for pk, goods in decisions.items()], written
            )
            self._record("import.batch", f"import:{self.job.pk}", written)
        return written

    def _record(self, code: str, subject: str, written: Written) -> None:
        """Tell the audit what this batch wrote; nothing where nothing under seal is other than before."""
        if seals := [*self._seals.all()]:
            record(code=code, by=self._by, subject=subject, data=written.facts, seals=seals)

    def _begin(self) -> Written:
        self._seals = Seals(self.at)
        return Written()

    def own_digest(self, bad: Bad) -> bytes:
        """Give a rejection the identity it has among those of its owner: nobody meets another's by the same bytes."""
        if self._owner is None:
            return bad.digest
        return hashlib.blake2b(bad.digest + repr((self._owner,)).encode(), digest_size=20).digest()

    def _write_quarantine(self, bads: Sequence[Bad], written: Written) -> None:
        """Keep what could not be read; bytes met before are open again, and belong to this import now."""
        for bad in bads:
            written.reject(bad)
        unique = {self.own_digest(bad): bad for bad in reversed(bads)}
        written.quarantined.update(unique)
        Quarantine.objects.bulk_create(
            [
                Quarantine(
                    digest=digest,
                    imported_by=self.job,
                    format=bad.format,
                    path=self.job.path,
                    member=bad.member,
                    offset=bad.offset,
                    ordinal=bad.ordinal,
                    reason=bad.reason,
                    detail=bad.detail,
                    header=bad.header,
                    raw=bad.raw,
                    tried_at=self.at,
                )
                for digest, bad in unique.items()
            ],
            update_conflicts=True,
            unique_fields=["digest"],
            update_fields=[
                "imported_by",
                "path",
                "member",
                "offset",
                "ordinal",
                "detail",
                "state",
                "tried_at",
            ],
        )

    def _without_known(self, goods: Sequence[Good], written: Written) -> list[Good]:
        """Count what is the same as before, return what the register has not seen, each once."""
        digests = [good.digest for good in goods]
        known = {bytes(row[0]) for row in bulk.look_up(SourceRecord, ("digest",), "digest", digests)}
        fresh = []
        for good in goods:
            counts = written.counts[good.format]
            counts["read"] += 1
            written.note(good)
            if good.digest in known:
                counts["same"] += 1
            else:
                known.add(good.digest)
                fresh.append(good)
        return fresh

    def _write_groups(self, groups: Sequence[Group], written: Written) -> None:
        targets = [*self._new_rights([group for group in groups if not group.right_ids])]
        written.facts["rights"] += len(targets)
        targets += [self._known_right(group, written) for group in groups if group.right_ids]
        sources = self._write_sources(targets, written)
        self._write_parts(targets, sources, written)
        refresh_deadlines([target.pk for target in targets], on=self.on, cause="event", by=self._by)
        told = [target.pk for target in targets if not target.is_new or len(target.group.goods) > 1]
        refresh_differences(told, at=self.at)
        # Who may find a restricted right follows from the parties just written: the index takes it from there.
        ready = [target for target in targets if target.is_public]
        written.documents = [with_id(target.prepared.document, target.pk) for target in ready]
        later = [target.pk for target in targets if not target.is_public]
        stale = [*(target.pk for target in ready), *written.gone]
        ids = list(bulk.next_ids(IndexPending, len(stale) + len(later)))
        bulk.insert(IndexPending, ("id", "right_id"), zip(ids, [*stale, *later], strict=True))
        written.pending = ids[: len(stale)]

    def _new_rights(self, groups: Sequence[Group]) -> list[_Target]:
        ids = bulk.next_ids(Right, len(groups))
        targets = [
            _Target(
                pk,
                group,
                prepared,
                frozenset(),
                is_new=True,
                is_public=shows_disclosure(group.formats, prepared),
            )
            for pk, group in zip(ids, groups, strict=True)
            for prepared in (_prepared(group, self.on),)
        ]
        columns = (*rows.RIGHT_GIVEN, *rows.RIGHT_COLUMNS)
        bulk.insert(
            Right,
            columns,
            ((t.pk, "", "", _SECRECY[t.is_public], False, *t.prepared.rows.right) for t in targets),
        )
        for target in targets:
            self._seals.right(target.pk, _SECRECY[target.is_public])
        self._share([target.pk for target in targets if not target.is_public])
        return targets

    def _share(self, rights: Iterable[int]) -> None:
        """Let the organisation whose file it is know of rights that are a secret."""
        if self._owner is None:
            return
        shares = Share.objects.bulk_create(
            Share(right_id=pk, organisation_id=self._owner, shared_by=self._by, shared_at=self.at)
            for pk in rights
        )
        self._seals.changed({Share: {share.pk for share in shares}})

    def _known_right(self, group: Group, written: Written) -> _Target:
        """Fold a right that the register knows anew from all its sources, old and new."""
        keep, *others = sorted(group.right_ids)
        if others:
            self._seals.changed(join_rights(keep, others))
            written.gone.extend(others)
        # Locked before it is read: what a person records meanwhile waits, and is not overwritten.
        right = Right.objects.select_for_update().get(pk=keep)
        known = [
            Source(bytes(row.digest), unpack(bytes(row.body)))
            for row in SourceRecord.objects.filter(right_id=keep)
        ]
        added = [Source(good.digest, unpack(good.body)) for good in group.goods]
        events = list(Event.objects.filter(right=keep).select_related("superseded_by"))
        recorded = [event for event in events if event.source_id is None]
        superseded = frozenset(event.fingerprint for event in events if is_superseded(event))
        standing = [event for event in recorded if not is_superseded(event)]

        def prepared_as(*, public: bool) -> Prepared:
            told = event_facts(speaking(standing, is_public=public))
            context = _context(right)
            return prepare_right([*known, *added], self.on, others=told, without=superseded, context=context)

        prepared = prepared_as(public=is_public(right))
        if not is_public(right) and self._is_laid_open(right.pk, added):
            # What people recorded on it stays theirs: events say for themselves who may know of them.
            prepared = prepared_as(public=True)
            # It is written as a secret's; who holds the index makes its document anew from the register.
            Right.objects.filter(pk=keep).update(confidentiality=Confidentiality.PUBLIC)
            self._seals.changed({Right: {keep}})
        bulk.update(Right, keep, rows.RIGHT_COLUMNS, prepared.rows.right)
        Identifier.objects.filter(right=keep).delete()
        given = _given_of_parties(keep)
        Party.objects.filter(right=keep).delete()
        written.facts["dropped"] += self._drop_untold(events, prepared)
        told = frozenset(event.fingerprint for event in events)
        return _Target(keep, group, prepared, told, is_new=False, given=given, is_public=is_public(right))

    def _is_laid_open(self, right: int, added: Sequence[Source]) -> bool:
        """Whether those whose word counts say that a secret right was made public."""
        insiders = organisations_trusted([right])[right]
        rows_ = vouched(insiders).filter(right=right)
        told = [Source(bytes(row.digest), unpack(bytes(row.body))) for row in rows_]
        if self._is_official or self._owner in with_merged(insiders):
            told += added
        if not told:
            return False
        return shows_disclosure(_formats(told), prepare_right(told, self.on))

    def _drop_untold(self, events: Iterable[Event], prepared: Prepared) -> int:
        """Take out what a source was read to tell by an older program and is not told by today's; return how many.

        What people recorded, and what a correction stands for or against, is never touched.
        """
        told = {fingerprint for fingerprint, _, _ in prepared.rows.events}
        untold = [
            event.pk
            for event in events
            if event.source_id is not None
            and event.fingerprint not in told
            and event.supersedes_id is None
            and not is_superseded(event)
        ]
        if untold:
            proofs = Document.objects.filter(event__in=untold).values_list("pk", flat=True)
            self._seals.changed({Document: set(proofs)})
            # Dates that followed from them are derived anew in the same transaction.
            for end in ("trigger_event", "ended_by"):
                Deadline.objects.filter(**{f"{end}__in": untold}).update(**{end: None})
            Event.objects.filter(pk__in=untold).delete()
            self._seals.gone(Event, untold)
        return len(untold)

    def _write_sources(self, targets: Sequence[_Target], written: Written) -> dict[bytes, int]:
        """Write the new sources; return the ids of all sources of these rights by digest."""
        pairs = [(target.pk, good) for target in targets for good in target.group.goods]
        ids = list(bulk.next_ids(SourceRecord, len(pairs)))
        told = [
            (right, g.digest, g.format, g.member, g.offset, g.ordinal,
             g.as_of.isoformat() if g.as_of else None, g.is_recovered)
            for right, g in pairs
        ]  # fmt: skip
        bulk.insert(
            SourceRecord,
            rows.SOURCE_COLUMNS,
            ((pk, *row, g.body, self.job.pk) for pk, row, (_, g) in zip(ids, told, pairs, strict=True)),
        )
        for pk, row in zip(ids, told, strict=True):
            self._seals.source(pk, (*row, self.job.pk))
        written.facts["sources"] += len(ids)
        found = {good.digest: pk for pk, (_, good) in zip(ids, pairs, strict=True)}
        known = [target.pk for target in targets if not target.is_new]
        for pk, digest in SourceRecord.objects.filter(right__in=known).values_list("pk", "digest"):
            found[bytes(digest)] = pk
        return found

    def _write_parts(self, targets: Sequence[_Target], sources: dict[bytes, int], written: Written) -> None:
        printed = (one for target in targets for one in target.prepared.rows.organisations)
        organisations = self._bodies.meet(printed, self._seals)
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
        for target in targets:
            for (role, name), values in target.given.items():
                Party.objects.filter(right=target.pk, role=role, name=name).update(**values)
        apply_links([target.pk for target in targets if not target.is_new])
        self._write_events(targets, sources, written)

    def _write_events(self, targets: Sequence[_Target], sources: dict[bytes, int], written: Written) -> None:
        at = connection.ops.adapt_datetimefield_value(self.at)
        new = [
            (t.pk, row, sources[source])
            for t in targets
            for fingerprint, source, row in t.prepared.rows.events
            if fingerprint not in t.told
        ]
        ids = bulk.next_ids(Event, len(new))
        bulk.insert(
            Event,
            ("id", *rows.EVENT_COLUMNS),
            (
                (pk, right, *row, at, source, "", "")
                for pk, (right, row, source) in zip(ids, new, strict=True)
            ),
        )
        for pk, (right, row, source) in zip(ids, new, strict=True):
            self._seals.event(pk, right, row, source)
        written.facts["events"] += len(ids)


@dataclass(frozen=True, slots=True)
class _Target:
    """A right that a batch writes, with the fingerprints of the events that it has already."""

    pk: int
    group: Group
    prepared: Prepared
    told: frozenset[str]
    is_new: bool
    given: Mapping[tuple[str, str], Mapping[str, object]] = field(default_factory=dict)
    """What no source says of a party, by (role, name)."""
    is_public: bool = True


_SECRECY = {True: Confidentiality.PUBLIC.value, False: Confidentiality.HOLDER.value}


def _formats(sources: Iterable[Source]) -> set[str]:
    return {source.record.format for source in sources}


def not_to_change(by: AbstractBaseUser | None, rights: set[int]) -> set[int]:
    """Those of some rights that the files of somebody may not change."""
    if by is None or not rights:
        return set()
    return rights - set(changeable_rights(by).filter(pk__in=rights).values_list("pk", flat=True))


def held_back(good: Good) -> Bad:
    """A record that would change a right of others, as a piece that somebody of the office may take over."""
    return Bad(
        format=good.format,
        digest=hashlib.blake2b(b"held\0" + good.digest, digest_size=20).digest(),
        member=good.member,
        offset=good.offset,
        ordinal=good.ordinal,
        reason=NOT_YOURS_KEPT if is_private(good) else NOT_YOURS,
        detail=", ".join(str(row[2]) for row in good.prepared.rows.identifiers),
        header=b"",
        raw=zlib.decompress(good.body),
    )


def _given_of_parties(right: int) -> dict[tuple[str, str], dict[str, object]]:
    """Shares and times that somebody entered, which a new fold of the parties must not lose."""
    entered = Party.objects.filter(right=right).exclude(share=None, since=None, until=None)
    return {
        (role, name): {"share": share, "since": since, "until": until}
        for role, name, share, since, until in entered.values_list("role", "name", "share", "since", "until")
    }


def wait_for_writers() -> None:
    """Let one batch be written at a time, until its transaction ends. SQLite has but one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITERS])


def is_superseded(event: Event) -> bool:
    """Whether a correction stands for this event. Fetch ``superseded_by`` with it."""
    return getattr(event, "superseded_by", None) is not None


def _prepared(group: Group, on: dt.date) -> Prepared:
    """The right folded from a group alone; a single record was folded by the worker already."""
    if len(group.goods) == 1:
        return group.goods[0].prepared
    return prepare_right([Source(good.digest, unpack(good.body)) for good in group.goods], on)


def _context(right: Right) -> Context:
    """What search must know of a right that no source of it says."""
    audience = audience_of(right.confidentiality, organisations_trusted([right.pk])[right.pk])
    return Context(right.place, right.holder_kind, right.is_demo, audience)
