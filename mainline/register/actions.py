"""Every write to the register that is not an import's batch. Keyword-only, the actor named, atomic."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mainline.offices.base import Piece
from mainline.offices.reading import read_piece
from mainline.offices.record import Record, RightKind
from mainline.orgs.actions import merge
from mainline.orgs.enums import ProposalState
from mainline.orgs.models import MergeProposal, Organisation
from mainline.register import codes
from mainline.register.access import require
from mainline.register.derivation import event_facts, facts_of, renewals
from mainline.register.enums import ImportState, QuarantineState
from mainline.register.ingest.prepare import prepare_piece
from mainline.register.ingest.store import Store
from mainline.register.keeping import is_kept, keep
from mainline.register.logic import status_of, term_end
from mainline.register.models import Event, Import, IndexPending, Quarantine, Right, SavedSearch

By = AbstractBaseUser | None
"""Who acts; ``None`` is the command line of this machine."""


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
) -> Event:
    """Add one event to a thread and derive the right's status of day ``on`` anew.

    Raises ``codes.UnknownCode``. The same event told twice is the same event, and is returned.
    """
    entry = codes.event_code(code)
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


_DERIVED = ["status", "status_since", "is_status_recorded", "status_as_of", "expires_on"]


def derive_status(*, right: Right, on: dt.date) -> None:
    """Derive a right's status of day ``on`` from its events, and mark its search document as behind."""
    _derive(right, list(Event.objects.filter(right=right, superseded_by=None)), on)
    right.save(update_fields=_DERIVED)
    IndexPending.objects.create(right=right)


def derive_statuses(*, rights: Iterable[Right], on: dt.date) -> int:
    """The same for many rights, a few hundred at a time; return how many."""
    done = 0
    for chunk in batched(rights, 200):
        events: dict[int, list[Event]] = {right.pk: [] for right in chunk}
        for event in Event.objects.filter(right__in=events, superseded_by=None):
            events[event.right_id].append(event)
        with transaction.atomic():
            for right in chunk:
                _derive(right, events[right.pk], on)
            Right.objects.bulk_update(chunk, _DERIVED)
            IndexPending.objects.bulk_create([IndexPending(right=right) for right in chunk])
        done += len(chunk)
    return done


def _derive(right: Right, events: Sequence[Event], on: dt.date) -> None:
    told, facts, kind = event_facts(events), facts_of(right), RightKind(right.kind)
    status = status_of(kind, right.office, told, facts, as_of=on)
    right.status, right.status_since = status.code, status.since
    right.is_status_recorded = status.certainty == "recorded"
    newest = max((e.happened_on for e in events if e.happened_on and e.happened_on <= on), default=None)
    right.status_as_of = max(filter(None, (newest, right.status_as_of)), default=None)
    right.expires_on = term_end(kind, right.office, facts, renewals(told))


def batched(rights: Iterable[Right], size: int) -> Iterator[list[Right]]:
    """Cut an iterable into lists of at most ``size``."""
    source = iter(rights)
    while chunk := list(itertools.islice(source, size)):
        yield chunk


def refresh_expired(*, on: dt.date) -> int:
    """Derive anew the status of rights whose term ended by ``on``; return how many."""
    due = Right.objects.filter(merged_into=None, expires_on__lt=on).filter(
        status__in=["in_force", "under_challenge", "lapsed_restorable"]
    )
    return derive_statuses(rights=due, on=on)


def derive_all(*, on: dt.date) -> int:
    """Derive the status of every right for another day; return how many."""
    return derive_statuses(rights=Right.objects.filter(merged_into=None).iterator(chunk_size=1000), on=on)


def request_import(*, path: str, name: str, by: By, dry_run: bool = False) -> Import:
    """Queue the reading of a file or folder."""
    require(by, "import.run")
    return Import.objects.create(
        path=path, name=name[:300], is_dry_run=dry_run, requested_by=by, requested_at=timezone.now()
    )


def cancel_import(*, job: Import, by: By) -> bool:
    """Ask an import to stop. What it wrote stays; run again, it goes on. False if it had ended."""
    require(by, "import.run")
    if Import.objects.filter(pk=job.pk, state=ImportState.QUEUED).update(
        state=ImportState.CANCELLED, finished_at=timezone.now()
    ):
        return True
    return (
        Import.objects.filter(pk=job.pk, state=ImportState.RUNNING).update(state=ImportState.CANCELLING) == 1
    )


def claim_import(*, stale_before: dt.datetime) -> Import | None:
    """Take the next import to run: the oldest queued, or a running one whose runner has died."""
    wanted = Q(state=ImportState.QUEUED) | Q(state=ImportState.RUNNING, beat_at__lt=stale_before)
    for job in Import.objects.filter(wanted).order_by("requested_at")[:5]:
        # Acts only if nobody else did between reading and writing.
        taken = Import.objects.filter(wanted, pk=job.pk, state=job.state, beat_at=job.beat_at)
        if taken.update(state=ImportState.RUNNING, beat_at=timezone.now()):
            job.refresh_from_db()
            return job
    return None


def retry_quarantine(*, row: Quarantine, by: By, on: dt.date) -> int:
    """Read a rejected piece again with today's reader; return the number of records it gave."""
    require(by, "quarantine.retry")
    piece = Piece(row.member, bytes(row.raw), row.offset, row.ordinal, bytes(row.header))
    found = [item for item in read_piece(row.format, piece) if isinstance(item, Record)]
    row.tried_at = timezone.now()
    if found:
        job = Import.objects.create(
            path=row.path,
            name=row.member[-300:],
            state=ImportState.DONE,
            requested_by=by,
            requested_at=row.tried_at,
            started_at=row.tried_at,
            finished_at=row.tried_at,
        )
        with transaction.atomic():
            goods, _ = prepare_piece(row.format, piece, on)
            written = Store(job, on, row.tried_at).write(goods, [])
            row.state = QuarantineState.RESOLVED
            row.save(update_fields=["state", "tried_at"])
        job.counts = written.counts
        job.save(update_fields=["counts"])
    else:
        row.save(update_fields=["tried_at"])
    return len(found)


@transaction.atomic
def decide_proposal(*, proposal: MergeProposal, accept: bool, by: By) -> None:
    """Accept or refuse that two organisations are one."""
    require(by, "proposal.decide")
    proposal.state = ProposalState.ACCEPTED if accept else ProposalState.REFUSED
    proposal.decided_by, proposal.decided_at = by, timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
    if accept:
        merge(organisation=proposal.right, into=proposal.left)


@transaction.atomic
def undo_proposal(*, proposal: MergeProposal, by: By) -> None:
    """Take a decision back; a merge is undone whole."""
    require(by, "proposal.decide")
    if proposal.state == ProposalState.ACCEPTED:
        Organisation.objects.filter(pk=proposal.right_id).update(merged_into=None)
    proposal.state, proposal.decided_by, proposal.decided_at = ProposalState.OPEN, None, None
    proposal.save(update_fields=["state", "decided_by", "decided_at"])


def save_search(*, user: AbstractBaseUser, name: str, query: str, sort: str = "") -> SavedSearch:
    """Keep a query under a name; the same name again replaces it."""
    require(user, "search.save")
    saved, _ = SavedSearch.objects.update_or_create(
        user=user, name=name[:120], defaults={"query": query[:4000], "sort": sort, "saved_at": timezone.now()}
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
    return request_import(path=str(path), name=path.name, by=by, dry_run=dry_run)


def confirm_import(*, job: Import, by: AbstractBaseUser) -> Import | None:
    """Queue in earnest what was rehearsed. ``None`` where there is nothing to confirm."""
    require(by, "import.run")
    if not job.is_dry_run or job.state != ImportState.DONE or not is_kept(job.path, settings.FILES_DIR):
        return None
    return request_import(path=job.path, name=job.name, by=by)
