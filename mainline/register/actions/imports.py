"""Imports asked for, stopped and taken up; uploads; what lies in quarantine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mainline.audit.actions import record
from mainline.offices.base import Piece
from mainline.offices.pieces import RAW_LIMIT
from mainline.offices.record import Position
from mainline.orgs.access import By, acting_for, is_admin, organisation_ids, require
from mainline.register import mappings
from mainline.register.access import (
    NOT_YOURS,
    NOT_YOURS_KEPT,
    visible_imports,
    visible_quarantine,
)
from mainline.register.enums import ImportState, QuarantineState
from mainline.register.ingest.prepare import Answer, Bad, Good, goods_of, prepare_piece
from mainline.register.ingest.store import Store
from mainline.register.keeping import is_kept, keep
from mainline.register.models import (
    Import,
    Quarantine,
)
from mainline.register.projection import record_of
from mainline.register.storable import storable

_ATTEMPTS = 3
_GIVEN_UP = (
    "读取它的进程三次中途终止（可能内存不足）。已写入的都保留；请拆分文件后重试。 · The process that read it ended three "
    "times midway (out of memory, perhaps). What was written stays; split the file and try again."
)


@transaction.atomic
def request_import(
    *,
    path: str,
    name: str,
    by: By,
    dry_run: bool = False,
    run_here: bool = False,
    mapping: str = "",
    organisation: int | None = None,
) -> Import:
    """Queue the reading of a file or folder; with ``run_here`` the caller runs it, and no worker takes it.

    ``organisation`` is whose file it is, one of the actor's; else the one first joined that lets them import. Raises
    ``PermissionDenied`` for another.
    """
    _require_for(by, organisation)
    now = timezone.now()
    job = Import.objects.create(
        path=path,
        name=storable(name)[:300],
        is_dry_run=dry_run,
        mapping=mapping,
        requested_by=by,
        organisation_id=organisation or acting_for(by, "import.run"),
        requested_at=now,
        state=ImportState.RUNNING if run_here else ImportState.QUEUED,
        beat_at=now if run_here else None,
    )
    record(
        code="import.requested",
        by=by,
        subject=f"import:{job.pk}",
        data={"name": job.name, "is_dry_run": dry_run},
    )
    return job


def _require_for(by: By, organisation: int | None) -> None:
    """Raise ``PermissionDenied`` unless the actor may import, and for this organisation if one is told."""
    require(by, "import.run")
    if by is None or organisation is None or is_admin(by):
        return
    if organisation not in organisation_ids(by, "import.run"):
        raise PermissionDenied(_("You can't import for this organisation."))


def _require_import(by: By, job: Import) -> None:
    """Raise ``PermissionDenied`` unless the actor may import, and this import is of the actor's organisations."""
    require(by, "import.run")
    if by is not None and not visible_imports(by).filter(pk=job.pk).exists():
        raise PermissionDenied(_("This import belongs to another organisation."))


@transaction.atomic
def cancel_import(*, job: Import, by: By) -> bool:
    """Ask an import to stop. What it wrote stays; run again, it goes on. False if it had ended."""
    _require_import(by, job)
    own = Import.objects.filter(pk=job.pk)
    was_waiting = own.filter(state=ImportState.QUEUED).update(
        state=ImportState.CANCELLED, finished_at=timezone.now()
    )
    if not was_waiting and not own.filter(state=ImportState.RUNNING).update(state=ImportState.CANCELLING):
        return False
    record(code="import.cancelled", by=by, subject=f"import:{job.pk}", data={"name": job.name})
    return True


def claim_import(*, stale_before: dt.datetime) -> Import | None:
    """Take the next import to run: the oldest queued, or a running one whose runner has died.

    One that was to stop when its runner died has stopped; one that was begun :data:`_ATTEMPTS` times and never
    came to an end has failed.
    """
    at_hand = [ImportState.QUEUED, ImportState.RUNNING, ImportState.CANCELLING]
    if not Import.objects.filter(state__in=at_hand).exists():
        # Nearly always: to read costs nobody else anything, to write would hold up all who write.
        return None
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
    if row.reason in (NOT_YOURS, NOT_YOURS_KEPT):
        # It was read well, and is kept as the record that it gave.
        kept = replace(record_of(bytes(row.raw)), position=Position(row.member, row.offset, row.ordinal))
        return goods_of([kept], on), []
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
        organisation_id=first.organisation_id if first else acting_for(by, "quarantine.retry"),
        requested_at=row.tried_at,
        started_at=row.tried_at,
        finished_at=row.tried_at,
    )
    store = Store(job, on, row.tried_at)
    written = store.write(goods, bads)
    job.counts = written.counts
    job.save(update_fields=["counts"])
    row.state = QuarantineState.OPEN if bytes(row.digest) in written.quarantined else QuarantineState.RESOLVED
    row.imported_by = first
    row.save(update_fields=["state", "imported_by"])
    found = sum(counts[what] for counts in written.counts.values() for what in ("new", "changed", "same"))
    record(
        code="quarantine.retried",
        by=by,
        subject=f"quarantine:{row.pk}",
        data={"name": row.member, "records": found},
    )
    return found


def request_upload(
    *,
    chunks: Iterable[bytes],
    name: str,
    by: AbstractBaseUser,
    dry_run: bool = True,
    organisation: int | None = None,
) -> Import:
    """Keep an uploaded file under its content's hash and queue its reading, a dry run first.

    Raises ``TooLarge`` past ``settings.MAX_UPLOAD_BYTES``.
    """
    # Before the file is kept: one that nobody asked to read would lie there for ever.
    _require_for(by, organisation)
    path = keep_upload(chunks=chunks, name=name, by=by)
    return request_kept(path=path, by=by, dry_run=dry_run, organisation=organisation)


def keep_upload(*, chunks: Iterable[bytes], name: str, by: AbstractBaseUser) -> Path:
    """Keep an uploaded file and return where. It writes no row: a transaction would hold others up for as long."""
    require(by, "import.run")
    return keep(chunks, name, folder=settings.FILES_DIR, limit=settings.MAX_UPLOAD_BYTES)


def request_kept(
    *, path: Path, by: AbstractBaseUser, dry_run: bool = True, organisation: int | None = None
) -> Import:
    """Queue the reading of a file that :func:`keep_upload` kept."""
    return request_import(
        path=str(path),
        name=path.name,
        by=by,
        dry_run=dry_run,
        mapping=mappings.known_for(path, mappings.owner_of(by)),
        organisation=organisation,
    )


def run_again(*, job: Import, by: AbstractBaseUser) -> Import | None:
    """Queue a failed or cancelled import anew: it goes on where it was. ``None`` where there is nothing to run."""
    _require_import(by, job)
    if job.state not in (ImportState.FAILED, ImportState.CANCELLED) or not is_kept(
        job.path, settings.FILES_DIR
    ):
        return None
    return _anew(job, by, dry_run=job.is_dry_run, mapping=job.mapping)


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


@transaction.atomic
def read_columns_as(*, job: Import, mapping: str, by: AbstractBaseUser) -> Import | None:
    """Save a mapping (TOML) and rehearse an upload by it. ``None`` where the file is not kept here any more.

    Raises :class:`mainline.offices.tabular.MappingError`.
    """
    _require_import(by, job)
    if not is_kept(job.path, settings.FILES_DIR):
        return None
    mappings.save(mapping, mappings.owner_of(by))
    record(code="import.mapped", by=by, subject=f"import:{job.pk}", data={"name": job.name})
    return _anew(job, by, dry_run=True, mapping=mapping)


@transaction.atomic
def confirm_import(*, job: Import, by: AbstractBaseUser) -> Import | None:
    """Queue in earnest what was rehearsed. ``None`` where there is nothing to confirm."""
    _require_import(by, job)
    if not job.is_dry_run or job.state != ImportState.DONE or not is_kept(job.path, settings.FILES_DIR):
        return None
    record(code="import.confirmed", by=by, subject=f"import:{job.pk}", data={"name": job.name})
    return _anew(job, by, dry_run=False, mapping=job.mapping)


def _anew(job: Import, by: AbstractBaseUser, *, dry_run: bool, mapping: str) -> Import:
    """Queue the file of an import once more: it stays that of the same organisation, whoever asks."""
    return request_import(
        path=job.path,
        name=job.name,
        by=by,
        dry_run=dry_run,
        mapping=mapping,
        organisation=job.organisation_id,
    )
