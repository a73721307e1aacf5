"""Every write to the register that is not an import's batch. Keyword-only, the actor named, atomic."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Func, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.offices.base import Piece
from mainline.offices.pieces import RAW_LIMIT
from mainline.offices.record import Position, RightKind
from mainline.orgs import merging
from mainline.orgs.access import By, acting_for, organisation_ids, require
from mainline.orgs.actions import propose_merges, refuse_two_codes, settle_merges
from mainline.orgs.enums import ProposalState
from mainline.orgs.models import MergeProposal, Organisation, PlatformState
from mainline.orgs.persons.actions import refuse_torn_people
from mainline.register import codes, mappings
from mainline.register.access import (
    NOT_YOURS,
    changeable_rights,
    organisations_trusted,
    visible_imports,
    visible_quarantine,
)
from mainline.register.derivation import event_facts, facts_of
from mainline.register.enums import HOLDING_ROLES, ImportState, QuarantineState
from mainline.register.ingest.prepare import Answer, Bad, Good, goods_of, prepare_piece
from mainline.register.ingest.rows import confidentiality_of
from mainline.register.ingest.store import Store
from mainline.register.keeping import is_kept, keep
from mainline.register.models import (
    Event,
    Import,
    IndexPending,
    Party,
    Quarantine,
    Right,
    SavedSearch,
    SourceRecord,
)
from mainline.register.projection import record_of
from mainline.register.standing import standing_of
from mainline.register.storable import storable

_CHUNK = 200
_SETTLED = "organisations_settled"
_COUNTED_AT_ONCE = 500
_ATTEMPTS = 3
_GIVEN_UP = (
    "读取它的进程三次中途终止（可能内存不足）。已写入的都保留；请拆分文件后重试。 · The process that read it ended three "
    "times midway (out of memory, perhaps). What was written stays; split the file and try again."
)


@transaction.atomic
def record_event(
    *,
    right: Right,
    code: str,
    happened_on: dt.date | None,
    by: By,
    on: dt.date,
    source_text: str = "",
    details: Mapping[str, str] | None = None,
    amount_minor: int | None = None,
    currency: str = "",
    supersedes: Event | None = None,
    confidentiality: str = "",
) -> Event:
    """Add one event to a thread and derive the right's status of day ``on`` anew.

    ``confidentiality`` is a :class:`PartConfidentiality`; empty: public where an office acts, else the holder's.
    Raises ``codes.UnknownCode``, and ``PermissionDenied`` for a right of others. The same event told twice is the same event, and is returned.
    """
    require(by, "right.record")
    entry = codes.event_code(code)
    right = _standing_row(right.pk)
    if by is not None and not changeable_rights(by).filter(pk=right.pk).exists():
        raise PermissionDenied(_("This right belongs to another organisation."))
    facts = {name: str(value) for name, value in (details or {}).items()}
    identity = "|".join(
        [code, str(happened_on), source_text, str(amount_minor), currency, *map(str, sorted(facts.items()))]
    )
    event, is_new = Event.objects.get_or_create(
        right=right,
        fingerprint=hashlib.blake2b(identity.encode(), digest_size=16).hexdigest(),
        defaults={
            "code": code,
            "st27": entry.st27,
            "happened_on": happened_on,
            "recorded_at": timezone.now(),
            "recorded_by": by,
            "organisation_id": _recorder(by, right),
            "confidentiality": confidentiality or confidentiality_of(code),
            "source_text": source_text,
            "details": facts,
            "amount_minor": amount_minor,
            "currency": currency,
            "supersedes": supersedes,
        },
    )
    if is_new:
        derive_status(right=right, on=on)
    return event


def _recorder(by: By, right: Right) -> int | None:
    """For which of their organisations a member records: one that the right is entrusted to, else the first."""
    if by is None:
        return None
    own = organisation_ids(by, "right.record")
    entrusted = organisations_trusted([right.pk])[right.pk]
    return min(own & entrusted, default=None) or acting_for(by, "right.record")


_DERIVED = ["status", "status_since", "status_certainty", "status_as_of", "expires_on"]
_ALIVE = ["in_force", "under_challenge", "lapsed_restorable"]


def _standing_row(pk: int) -> Right:
    """Return the row that stands for a right today, locked: it may have been found to be another one."""
    right = Right.objects.select_for_update().get(pk=pk)
    while right.merged_into_id is not None:
        right = Right.objects.select_for_update().get(pk=right.merged_into_id)
    return right


@transaction.atomic
def derive_status(*, right: Right, on: dt.date) -> None:
    """Derive a right's status of day ``on`` from its events, and mark its search document as behind."""
    row = _standing_row(right.pk)
    _derive_chunk([row.pk], on)


def derive_statuses(*, rights: QuerySet[Right], on: dt.date) -> int:
    """The same for many rights, a few hundred at a time; return how many."""
    ids = list(rights.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _CHUNK):
        with transaction.atomic():
            _derive_chunk(ids[start : start + _CHUNK], on)
    return len(ids)


def _derive_chunk(ids: Sequence[int], on: dt.date) -> None:
    """Read and write under one lock, taken first, so that an import between the two is not overwritten."""
    rows = Right.objects.select_for_update().filter(pk__in=ids).defer("abstracts", "titles", "classes")
    rights = list(rows.order_by("pk").prefetch_related("identifiers"))
    events: dict[int, list[Event]] = {pk: [] for pk in ids}
    for event in Event.objects.filter(right__in=ids, superseded_by=None):
        events[event.right_id].append(event)
    newest = SourceRecord.objects.filter(right__in=ids).values_list("right").annotate(newest=Max("as_of"))
    known_to = dict(newest.order_by())
    for right in rights:
        right.status_as_of = known_to.get(right.pk)
        _derive(right, events[right.pk], on)
    Right.objects.bulk_update(rights, _DERIVED)
    IndexPending.objects.bulk_create([IndexPending(right=right) for right in rights])


def _derive(right: Right, events: Sequence[Event], on: dt.date) -> None:
    standing = standing_of(RightKind(right.kind), right.office, event_facts(events), facts_of(right), on)
    right.status, right.status_since = standing.status.code, standing.status.since
    right.status_certainty = standing.status.certainty.value
    right.status_as_of, right.expires_on = standing.as_of, standing.expires_on


def refresh_expired(*, on: dt.date) -> int:
    """Derive anew the status of rights that the calendar alone may have changed by ``on``; return how many.

    Those whose term has ended, those that could be restored for a time, and those with an event recorded
    ahead of its day.
    """
    ended = Q(expires_on__lt=on, status__in=_ALIVE) | Q(status="lapsed_restorable")
    happened = Q(happened_on__lte=on) & _behind("happened_on")
    in_effect = Q(effective_on__lte=on) & _behind("effective_on")
    ahead = Event.objects.filter(happened | in_effect, superseded_by=None)
    awaited = Q(pk__in=ahead.values("right"))
    return derive_statuses(rights=Right.objects.filter(ended | awaited, merged_into=None), on=on)


def _behind(day: str) -> Q:
    """Whether the right's status speaks for a day before that of the event, or for none."""
    return Q(right__status_as_of__lt=F(day)) | Q(right__status_as_of=None)


def derive_all(*, on: dt.date) -> int:
    """Derive the status of every right for another day; return how many."""
    return derive_statuses(rights=Right.objects.filter(merged_into=None), on=on)


def refold_all(*, on: dt.date, report: Callable[[int], None] = lambda done: None) -> int:
    """Fold every right anew from its sources, after a change of how they are read; return how many.

    A few hundred at a time: cut short, it is run again from the start. The index hears of each.
    """
    store = Store(Import(), on, timezone.now())
    ids = list(Right.objects.filter(merged_into=None).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _CHUNK):
        store.refold(ids[start : start + _CHUNK])
        report(min(start + _CHUNK, len(ids)))
    return len(ids)


def request_import(
    *, path: str, name: str, by: By, dry_run: bool = False, run_here: bool = False, mapping: str = ""
) -> Import:
    """Queue the reading of a file or folder; with ``run_here`` the caller runs it, and no worker takes it."""
    require(by, "import.run")
    now = timezone.now()
    return Import.objects.create(
        path=path,
        name=storable(name)[:300],
        is_dry_run=dry_run,
        mapping=mapping,
        requested_by=by,
        requested_at=now,
        state=ImportState.RUNNING if run_here else ImportState.QUEUED,
        beat_at=now if run_here else None,
    )


def _require_import(by: By, job: Import) -> None:
    """Raise ``PermissionDenied`` unless the actor may import, and this import is of the actor's organisations."""
    require(by, "import.run")
    if by is not None and not visible_imports(by).filter(pk=job.pk).exists():
        raise PermissionDenied(_("This import belongs to another organisation."))


def cancel_import(*, job: Import, by: By) -> bool:
    """Ask an import to stop. What it wrote stays; run again, it goes on. False if it had ended."""
    _require_import(by, job)
    if Import.objects.filter(pk=job.pk, state=ImportState.QUEUED).update(
        state=ImportState.CANCELLED, finished_at=timezone.now()
    ):
        return True
    return (
        Import.objects.filter(pk=job.pk, state=ImportState.RUNNING).update(state=ImportState.CANCELLING) == 1
    )


def claim_import(*, stale_before: dt.datetime) -> Import | None:
    """Take the next import to run: the oldest queued, or a running one whose runner has died.

    One that was to stop when its runner died has stopped; one that was begun :data:`_ATTEMPTS` times and never
    came to an end has failed.
    """
    lost = Q(state=ImportState.RUNNING, beat_at__lt=stale_before)
    Import.objects.filter(lost, attempts__gte=_ATTEMPTS).update(
        state=ImportState.FAILED, finished_at=timezone.now(), error=_GIVEN_UP
    )
    Import.objects.filter(state=ImportState.CANCELLING, beat_at__lt=stale_before).update(
        state=ImportState.CANCELLED, finished_at=timezone.now()
    )
    wanted = Q(state=ImportState.QUEUED) | lost
    for job in Import.objects.filter(wanted).order_by("requested_at")[:5]:
        # Acts only if nobody else did between reading and writing.
        taken = Import.objects.filter(wanted, pk=job.pk, state=job.state, beat_at=job.beat_at)
        if taken.update(state=ImportState.RUNNING, beat_at=timezone.now(), attempts=F("attempts") + 1):
            job.refresh_from_db()
            return job
    return None


def retry_quarantine(*, row: Quarantine, by: By, on: dt.date) -> int:
    """Read a rejected piece again with today's reader; return the number of records it gave, 0 if it was read since."""
    require(by, "quarantine.retry")
    if by is not None and not visible_quarantine(by).filter(pk=row.pk).exists():
        raise PermissionDenied(_("This piece belongs to an import of another organisation."))
    row.tried_at = timezone.now()
    if not Quarantine.objects.filter(pk=row.pk, state=QuarantineState.OPEN).update(tried_at=row.tried_at):
        return 0
    goods, bads = _read_again(row, on)
    return _enter_retried(row, goods, bads, by, on) if goods else 0


def _read_again(row: Quarantine, on: dt.date) -> Answer:
    if row.reason == NOT_YOURS:
        # It was read well, and is kept as the record that it gave.
        record = replace(record_of(bytes(row.raw)), position=Position(row.member, row.offset, row.ordinal))
        return goods_of([record], on), []
    if len(row.raw) >= RAW_LIMIT:
        # Only the first part was kept: reading it would pass off half a document as the whole.
        return [], []
    piece = Piece(row.member, bytes(row.raw), row.offset, row.ordinal, bytes(row.header))
    return prepare_piece(row.format, piece, on)


@transaction.atomic
def _enter_retried(row: Quarantine, goods: Sequence[Good], bads: Sequence[Bad], by: By, on: dt.date) -> int:
    """Write what could be read now; return how many records. What still can't be taken stays in quarantine."""
    first = row.imported_by
    job = Import.objects.create(
        path=row.path,
        name=row.member[-300:],
        state=ImportState.DONE,
        requested_by=by,
        requested_at=row.tried_at,
        started_at=row.tried_at,
        finished_at=row.tried_at,
    )
    store = Store(job, on, row.tried_at, owner=first.requested_by if first else None)
    written = store.write(goods, bads)
    job.counts = written.counts
    job.save(update_fields=["counts"])
    row.state = QuarantineState.OPEN if bytes(row.digest) in written.quarantined else QuarantineState.RESOLVED
    row.imported_by = first
    row.save(update_fields=["state", "imported_by"])
    return sum(counts[what] for counts in written.counts.values() for what in ("new", "changed", "same"))


def settle_organisations() -> int:
    """Count each organisation's rights for the order of lists, and propose which new names are one body.

    For the worker, when it has nothing else to do. Returns the number of new proposals; does nothing where neither
    rights nor organisations are new, or while an import goes on. It never holds the database for long.
    """
    organisation = Organisation.objects.aggregate(newest=Max("pk"))["newest"] or 0
    right = Right.objects.aggregate(newest=Max("pk"))["newest"] or 0
    settled = PlatformState.objects.filter(name=_SETTLED).values_list("value", flat=True).first() or [0, 0]
    running = Import.objects.filter(state__in=[ImportState.RUNNING, ImportState.CANCELLING])
    if [organisation, right] == settled or running.exists():
        return 0
    parts = Party.objects.filter(role__in=HOLDING_ROLES, organisation=OuterRef("pk")).order_by()
    distinct = Func(F("right"), function="COUNT", template="COUNT(DISTINCT %(expressions)s)")
    count = Coalesce(Subquery(parts.annotate(n=distinct).values("n")), 0)
    for first in range(0, organisation + 1, _COUNTED_AT_ONCE):
        Organisation.objects.filter(pk__range=(first, first + _COUNTED_AT_ONCE - 1)).update(
            rights_known=count
        )
    new = propose_merges() if organisation > settled[0] else 0
    PlatformState.objects.update_or_create(name=_SETTLED, defaults={"value": [organisation, right]})
    return new


@transaction.atomic
def decide_proposal(*, proposal: MergeProposal, accept: bool, by: By) -> bool:
    """Accept or refuse that two organisations are one. False where somebody has decided it meanwhile.

    Raises ``ValidationError`` where it would join bodies of different credit codes, or give somebody two employee
    numbers in one organisation.
    """
    require(by, "proposal.decide")
    state = ProposalState.ACCEPTED if accept else ProposalState.REFUSED
    return _decide(proposal, ProposalState.OPEN, state, by)


@transaction.atomic
def undo_proposal(*, proposal: MergeProposal, by: By) -> bool:
    """Take a decision back; a merge is undone whole. False where it is open already."""
    require(by, "proposal.decide")
    decided = MergeProposal.objects.get(pk=proposal.pk).state
    return decided != ProposalState.OPEN and _decide(proposal, decided, ProposalState.OPEN, None)


def _decide(proposal: MergeProposal, was: str, state: str, by: By) -> bool:
    if not merging.take_decision(proposal, was=was, state=state, by=by):
        return False
    if state == ProposalState.ACCEPTED:
        refuse_two_codes(proposal.left_id)
    if ProposalState.ACCEPTED in (was, state):
        settle_merges(proposal.left_id)
        settle_merges(proposal.right_id)
    if state == ProposalState.ACCEPTED:
        refuse_torn_people([proposal.left_id, proposal.right_id])
    return True


def save_search(*, user: AbstractBaseUser, name: str, query: str, sort: str = "") -> SavedSearch:
    """Keep a query under a name; the same name again replaces it. Raises ``ValueError`` for what is too long."""
    require(user, "search.save")
    for field, text in (("name", name), ("query", query)):
        most = SavedSearch._meta.get_field(field).max_length or 0
        if len(text) > most:
            raise ValueError(f"{field} has {len(text)} characters, at most {most} are kept")
    saved, _created = SavedSearch.objects.update_or_create(
        user=user, name=name, defaults={"query": query, "sort": sort, "saved_at": timezone.now()}
    )
    return saved


def forget_search(*, user: AbstractBaseUser, pk: int) -> bool:
    """Drop a saved search of the user's own; False if there was none."""
    require(user, "search.save")
    return SavedSearch.objects.filter(user=user, pk=pk).delete()[0] > 0


def request_upload(
    *, chunks: Iterable[bytes], name: str, by: AbstractBaseUser, dry_run: bool = True
) -> Import:
    """Keep an uploaded file under its content's hash and queue its reading, a dry run first.

    Raises ``TooLarge`` past ``settings.MAX_UPLOAD_BYTES``.
    """
    require(by, "import.run")
    path = keep(chunks, name, folder=settings.FILES_DIR, limit=settings.MAX_UPLOAD_BYTES)
    return request_import(
        path=str(path),
        name=path.name,
        by=by,
        dry_run=dry_run,
        mapping=mappings.known_for(path, mappings.owner_of(by)),
    )


def run_again(*, job: Import, by: AbstractBaseUser) -> Import | None:
    """Queue a failed or cancelled import anew: it goes on where it was. ``None`` where there is nothing to run."""
    _require_import(by, job)
    if job.state not in (ImportState.FAILED, ImportState.CANCELLED) or not is_kept(
        job.path, settings.FILES_DIR
    ):
        return None
    return request_import(path=job.path, name=job.name, by=by, dry_run=job.is_dry_run, mapping=job.mapping)


def forget_uploads(*, before: dt.datetime) -> int:
    """Delete uploaded files that were only ever rehearsed, last before an instant; return how many.

    What a real import read is kept: an import that was cut short goes on from it.
    """
    kept = Import.objects.filter(Q(is_dry_run=False) | Q(requested_at__gte=before)).values("path")
    paths = set(Import.objects.filter(is_dry_run=True).exclude(path__in=kept).values_list("path", flat=True))
    gone = [Path(path) for path in paths if is_kept(path, settings.FILES_DIR)]
    for path in gone:
        path.unlink(missing_ok=True)
        with suppress(OSError):  # Another name of the same content may lie beside it.
            path.parent.rmdir()
    return len(gone)


def read_columns_as(*, job: Import, mapping: str, by: AbstractBaseUser) -> Import | None:
    """Save a mapping (TOML) and rehearse an upload by it. ``None`` where the file is not kept here any more.

    Raises :class:`mainline.offices.tabular.MappingError`.
    """
    _require_import(by, job)
    if not is_kept(job.path, settings.FILES_DIR):
        return None
    mappings.save(mapping, mappings.owner_of(by))
    return request_import(path=job.path, name=job.name, by=by, dry_run=True, mapping=mapping)


def confirm_import(*, job: Import, by: AbstractBaseUser) -> Import | None:
    """Queue in earnest what was rehearsed. ``None`` where there is nothing to confirm."""
    _require_import(by, job)
    if not job.is_dry_run or job.state != ImportState.DONE or not is_kept(job.path, settings.FILES_DIR):
        return None
    return request_import(path=job.path, name=job.name, by=by, mapping=job.mapping)
