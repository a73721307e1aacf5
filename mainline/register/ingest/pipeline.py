"""Runs an import: cuts files into pieces, prepares them in a pool, writes and indexes in order.

One process writes. Batches are cut the same way every time and each is one transaction, so an
import that is killed and run again finds what it wrote, passes over it, and ends the same.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone

from mainline.offices.reading import Unrecognised, pieces_of
from mainline.offices.record import Rejected
from mainline.register.enums import ImportState
from mainline.register.indexing import Indexer
from mainline.register.ingest.prepare import Bad, Good, Work, bad, prepare_batch
from mainline.register.ingest.rehearse import Rehearsal
from mainline.register.ingest.store import Store
from mainline.register.models import Import

COUNTS = ("read", "new", "changed", "same", "recovered", "quarantined")
_BATCH_BYTES = 1 << 20
_BATCH_PIECES = 200
_SMALL = 3 << 20
"""Below this many bytes a pool costs more than it gains."""


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
        return self.size >= _BATCH_BYTES or len(self.work) >= _BATCH_PIECES


class Cancelled(Exception):
    """Somebody asked this import to stop."""


def run_import(
    job: Import, *, on: dt.date, workers: int, report: Callable[[Import], None] = lambda job: None
) -> Import:
    """Run one import to its end, reporting after each batch. ``on`` is the day statuses are derived for."""
    path = Path(job.path)
    now = timezone.now()
    job.state, job.started_at, job.beat_at = ImportState.RUNNING, now, now
    job.counts, job.unrecognised, job.bytes_done, job.error = {}, [], 0, ""
    job.bytes_total = measure(path)
    job.save()
    report(job)
    try:
        _run(job, path, on, workers, report)
        job.state = ImportState.DONE
    except Cancelled:
        job.state = ImportState.CANCELLED
    except Exception as error:
        job.state, job.error = ImportState.FAILED, f"{type(error).__name__}: {error}"
        raise
    finally:
        job.finished_at = timezone.now()
        job.member = ""
        job.save()
        report(job)
    return job


def measure(path: Path) -> int:
    """Bytes of a file, or of all files below a folder; what archives unpack to is not known before."""
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file() and not file.is_symlink())


def total(job: Import) -> dict[str, int]:
    """Sum the counts of all formats: read = new + changed + same + quarantined; recovered are among them."""
    return {name: sum(counts.get(name, 0) for counts in job.counts.values()) for name in COUNTS}


def _run(job: Import, path: Path, on: dt.date, workers: int, report: Callable[[Import], None]) -> None:
    store = Rehearsal() if job.is_dry_run else Store(job, on, timezone.now())
    with Indexer() as indexer:
        for batch, goods, bads in _prepared(_batches(path), on, workers if job.bytes_total > _SMALL else 0):
            written = store.write(goods, [*batch.bads, *bads])
            indexer.add(written)
            _count(job, batch, written.counts)
            report(job)
            if not _beat(job):
                raise Cancelled


def _batches(path: Path) -> Iterator[Batch]:
    batch = Batch()
    for item in pieces_of(path):
        if isinstance(item, Rejected):
            batch.bads.append(bad(item, b""))
        elif isinstance(item, Unrecognised):
            batch.unrecognised.append(item)
            batch.size += item.size
        else:
            reader, piece = item
            batch.work.append((reader, piece))
            batch.size += len(piece.data)
            batch.member = piece.member
        if batch.is_full:
            yield batch
            batch = Batch()
    yield batch


def _prepared(
    batches: Iterable[Batch], on: dt.date, workers: int
) -> Iterator[tuple[Batch, list[Good], list[Bad]]]:
    """Prepare batches, in a pool if there is one to be, and yield them in the order they came."""
    if workers < 1:
        for batch in batches:
            yield batch, *prepare_batch(batch.work, on)
        return
    # Spawned, not forked: a child must not inherit the parent's database and index handles.
    context = multiprocessing.get_context("spawn")
    waiting: deque[tuple[Batch, Future[tuple[list[Good], list[Bad]]]]] = deque()
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        try:
            for batch in batches:
                waiting.append((batch, pool.submit(prepare_batch, batch.work, on)))
                batch.work = []
                if len(waiting) > 2 * workers:
                    done, future = waiting.popleft()
                    yield done, *future.result()
            while waiting:
                done, future = waiting.popleft()
                yield done, *future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _count(job: Import, batch: Batch, counts: dict[str, dict[str, int]]) -> None:
    for name, values in counts.items():
        sums = job.counts.setdefault(name, dict.fromkeys(COUNTS, 0))
        for key, value in values.items():
            sums[key] += value
    job.unrecognised += [[item.member, item.size, item.why] for item in batch.unrecognised]
    job.bytes_done += batch.size
    job.member = batch.member[-1000:]


def _beat(job: Import) -> bool:
    """Save progress; say whether to go on: nobody has asked this import to stop."""
    job.beat_at = timezone.now()
    progress = {
        "counts": job.counts,
        "unrecognised": job.unrecognised,
        "bytes_done": job.bytes_done,
        "member": job.member,
        "beat_at": job.beat_at,
    }
    return Import.objects.filter(pk=job.pk, state=ImportState.RUNNING).update(**progress) == 1
