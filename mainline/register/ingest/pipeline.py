"""Runs an import: cuts files into pieces, prepares them in a pool, writes and indexes in order.

One process writes. Batches are cut the same way every time and each is one transaction, so an
import that is killed and run again finds what it wrote, passes over it, and ends the same.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from mainline.audit.actions import record
from mainline.offices import portfolio
from mainline.offices.reading import Unrecognised, pieces_of
from mainline.offices.reasons import is_warning
from mainline.offices.record import Rejected
from mainline.register.deadlines.actions import keep_imported
from mainline.register.enums import ImportState
from mainline.register.indexing import Indexer
from mainline.register.ingest.prepare import (
    Bad,
    Good,
    Work,
    bad,
    begin_reading,
    prepare_batch,
    prepare_far,
    prepared_far,
    seldom_collecting,
)
from mainline.register.ingest.rehearse import Rehearsal
from mainline.register.ingest.store import Store, Written
from mainline.register.models import Import
from mainline.register.storable import storable
from mainline.register.taking_up import take_up

COUNTS = ("read", "new", "changed", "same", "recovered", "warned", "quarantined")
_BATCH_BYTES = 2 << 20
_BATCH_PIECES = 200
_SMALL = 3 << 20
"""Below this many bytes a pool costs more than it gains."""
_FEW_BYTES = 256 << 10
"""To open the index costs more than to take in what so small a file holds later, together with what else is behind."""
_REJECTED = 100
"""So many pieces that could not be taken are listed with an import, and so many warnings; the quarantine holds all."""
_REHEARSED = 100
"""So many records of a dry run are shown with what would become of them."""
_LISTS = ("unrecognised", "rejected", "rehearsed")
_PROGRESS = ("counts", "bytes_total", "bytes_done", "member", "beat_at")
_LIST_SECONDS = 5.0


@dataclass(slots=True)
class Batch:
    """Pieces that are prepared and written together."""

    work: Work = field(default_factory=list)
    bads: list[Bad] = field(default_factory=list)
    unrecognised: list[Unrecognised] = field(default_factory=list)
    size: int = 0
    member: str = ""

    @property
    def is_full(self) -> bool:
        """Whether it is time to hand this batch over."""
        pieces = len(self.work) + len(self.bads) + len(self.unrecognised)
        return self.size >= _BATCH_BYTES or pieces >= _BATCH_PIECES


class Cancelled(Exception):
    """Somebody asked this import to stop."""


class TakenOver(Exception):
    """Another process runs this import now, having heard nothing of us for too long."""


def run_import(
    job: Import, *, on: dt.date, workers: int, report: Callable[[Import], None] = lambda job: None
) -> Import:
    """Run one import to its end, reporting after each batch. ``on`` is the day statuses are derived for.

    The index may be behind afterwards: of a small import, or where another process holds it. The caller levels it.

    Stopped by hand it is cancelled; told to end (``SystemExit``) it is queued again, and goes on where it was.
    """
    _begin(job)
    report(job)
    state = ImportState.FAILED
    try:
        path = _existing(job.path)
        job.bytes_total = measure(path)
        with seldom_collecting():
            readers = _run(job, path, on, workers, report)
            if not job.is_dry_run:
                _after(job, path, readers, on)
        state = ImportState.DONE
    except (Cancelled, TakenOver):
        state = ImportState.CANCELLED
    except KeyboardInterrupt:
        state = ImportState.CANCELLED
        raise
    except SystemExit:
        state = ImportState.QUEUED
        raise
    except Exception as error:
        job.error = storable(f"{type(error).__name__}: {error}")
        raise
    finally:
        _end(job, state)
        report(job)
    return job


def _begin(job: Import) -> None:
    """Mark the row as ours: ``started_at`` tells this run from any other of the same import."""
    now = timezone.now()
    job.started_at, job.beat_at, job.finished_at = now, now, None
    job.counts, job.unrecognised, job.rejected, job.rehearsed = {}, [], [], []
    job.bytes_done, job.error = 0, ""
    # A wish to stop is left alone: somebody may have asked since it was claimed.
    job.save(update_fields=[*_PROGRESS, *_LISTS, "started_at", "finished_at", "error"])
    Import.objects.filter(pk=job.pk).exclude(state=ImportState.CANCELLING).update(state=ImportState.RUNNING)
    job.state = ImportState.RUNNING


def _end(job: Import, state: ImportState) -> None:
    """Write the outcome, unless another process has taken the import over."""
    job.state, job.member, job.finished_at = state, "", timezone.now()
    if state == ImportState.QUEUED:
        job.finished_at = job.beat_at = None
    outcome = [*_PROGRESS, *_LISTS, "state", "finished_at", "error"]
    values = {name: getattr(job, name) for name in outcome}
    with transaction.atomic():
        is_ours = Import.objects.filter(pk=job.pk, started_at=job.started_at).update(**values)
        if is_ours and job.finished_at is not None and not job.is_dry_run:
            data = {"name": job.name, "state": state.value, **total(job)}
            record(code="import.finished", by=job.requested_by, subject=f"import:{job.pk}", data=data)
    if not is_ours:
        job.refresh_from_db()


def _existing(path: str) -> Path:
    found = Path(path)
    if not found.exists():
        raise FileNotFoundError(f"there is no {path} any more · 文件已不存在")
    return found


def measure(path: Path) -> int:
    """Bytes of a file, or of all files below a folder; what archives unpack to is not known before."""
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file() and not file.is_symlink())


def total(job: Import) -> dict[str, int]:
    """Sum the counts of all formats: read = new + changed + same + quarantined; recovered and warned are among them."""
    return {name: sum(counts.get(name, 0) for counts in job.counts.values()) for name in COUNTS}


def _after(job: Import, path: Path, readers: Collection[str], on: dt.date) -> None:
    """Do what follows from what was written: dates of own lists are kept, and of whole portfolios what no source says."""
    if portfolio.NAME in readers:
        pieces = (item for item in pieces_of(path, job.mapping) if isinstance(item, tuple))
        own = (piece for reader, piece in pieces if reader == portfolio.NAME)
        take_up(job, own, on=on, beat=lambda: _beat(job, with_list=True))
    if set(readers) != {portfolio.NAME}:
        keep_imported(job, on=on)


def _run(
    job: Import, path: Path, on: dt.date, workers: int, report: Callable[[Import], None]
) -> Collection[str]:
    """Read and write all of it; return the names of the readers that read any."""
    readers: set[str] = set()
    store = (
        Rehearsal(job.requested_by, job.organisation_id) if job.is_dry_run else Store(job, on, timezone.now())
    )
    shown_at = time.monotonic()
    with Indexer() as indexer:
        for batch, goods, bads in _prepared(
            _batches(path, job.mapping, readers),
            on,
            workers if job.bytes_total > _SMALL else 0,
            job.is_dry_run,
        ):
            if goods and not job.is_dry_run and job.bytes_total > _FEW_BYTES:
                indexer.hold()
            written = store.write(goods, [*batch.bads, *bads])
            indexer.add(written)
            _count(job, batch, written)
            report(job)
            # A folder of pictures is a list of a hundred thousand names: it is not written with every beat.
            with_list = time.monotonic() - shown_at > _LIST_SECONDS
            shown_at = time.monotonic() if with_list else shown_at
            _beat(job, with_list)
    return readers


def _batches(path: Path, mapping: str, readers: set[str]) -> Iterator[Batch]:
    """Yield what is read, and note by whom."""
    batch = Batch()
    for item in pieces_of(path, mapping):
        if isinstance(item, Rejected):
            batch.bads.append(bad(item, b""))
            batch.size += len(item.raw)
        elif isinstance(item, Unrecognised):
            batch.unrecognised.append(item)
            batch.size += item.size
        else:
            reader, piece = item
            readers.add(reader)
            batch.work.append((reader, piece))
            batch.size += len(piece.data)
            batch.member = piece.member
        if batch.is_full:
            yield batch
            batch = Batch()
    yield batch


def _prepared(
    batches: Iterable[Batch], on: dt.date, workers: int, is_dry_run: bool = False
) -> Iterator[tuple[Batch, list[Good], list[Bad]]]:
    """Prepare batches, in a pool if there is one to be, and yield them in the order they came."""
    if workers < 1:
        for batch in batches:
            yield batch, *prepare_batch(batch.work, on, is_dry_run=is_dry_run)
        return
    # Spawned, not forked: a child must not inherit the parent's database and index handles.
    context = multiprocessing.get_context("spawn")
    waiting: deque[tuple[Batch, Future[bytes]]] = deque()
    with ProcessPoolExecutor(workers, mp_context=context, initializer=begin_reading) as pool:
        try:
            for batch in batches:
                waiting.append(
                    (batch, pool.submit(partial(prepare_far, is_dry_run=is_dry_run), batch.work, on))
                )
                batch.work = []
                if len(waiting) > 2 * workers:
                    done, future = waiting.popleft()
                    yield done, *prepared_far(future.result())
            while waiting:
                done, future = waiting.popleft()
                yield done, *prepared_far(future.result())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _count(job: Import, batch: Batch, written: Written) -> None:
    job.rejected = _listed([*job.rejected, *written.rejected, *written.warned])
    job.rehearsed = [*job.rehearsed, *written.rehearsed][:_REHEARSED]
    for name, values in written.counts.items():
        sums = job.counts.setdefault(name, dict.fromkeys(COUNTS, 0))
        for key, value in values.items():
            sums[key] += value
    job.unrecognised += [[storable(item.member), item.size, item.why] for item in batch.unrecognised]
    job.bytes_done += batch.size
    job.member = storable(batch.member)[-1000:]


def _listed(rows: list[list[Any]]) -> list[list[Any]]:
    """The first rejections, then the first warnings: neither crowds out the other."""
    warned = [row for row in rows if is_warning(row[2])]
    return [*[row for row in rows if not is_warning(row[2])][:_REJECTED], *warned[:_REJECTED]]


def _beat(job: Import, with_list: bool) -> None:
    """Save progress. Raises ``Cancelled`` or ``TakenOver`` where this run is not to go on."""
    job.beat_at = timezone.now()
    names = [*_PROGRESS, *_LISTS] if with_list else _PROGRESS
    own = Import.objects.filter(pk=job.pk, started_at=job.started_at)
    if not own.filter(state=ImportState.RUNNING).update(**{name: getattr(job, name) for name in names}):
        raise Cancelled if own.exists() else TakenOver
