"""Keeps the search index level with the register.

Every write to a right adds an ``IndexPending`` row in its own transaction. Whoever holds the index
adds the documents, commits, and only then removes those rows: a crash between costs a repetition,
never a document.
"""

from __future__ import annotations

import fcntl
import logging
import math
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import transaction

from mainline.register.access import organisations_trusted
from mainline.register.ingest.store import Written
from mainline.register.models import IndexPending, Right, SourceRecord
from mainline.register.projection import Source, fold, unpack
from mainline.register.searchdoc import Context, audience_of, index_document, with_id
from mainline.search.documents import PreparedDocument
from mainline.search.engines.base import EngineBusy, EngineOutdated
from mainline.search.engines.tantivy import TantivyEngine

log = logging.getLogger("mainline.index")
_COMMIT_DOCUMENTS = 20_000
_COMMIT_SECONDS = 2.0
"""So long at most is a right of a large import in the register before it is found."""
_CHUNK = 200


class Indexer:
    """Feeds the index while an import writes. Where another process holds the index, or it must be built anew,
    the import goes on: what it wrote stays marked as behind, and whoever levels the index next takes it in.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """``folder`` of the index; the platform's own unless told."""
        self._folder = folder or settings.INDEX_DIR
        self._engine: TantivyEngine | None = None
        self._pending: list[int] = []
        self._since = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What was written must be found even when the import stops half-way.
        try:
            self.commit()
        finally:
            if self._engine is not None:
                self._engine.close()
                self._engine = None

    def hold(self) -> bool:
        """Take the index for this import, if it is free; say whether it is held.

        Asked for before a batch is written: a document prepared by one who did not hold the index then could
        replace a newer one that another process has fed meanwhile.
        """
        if self._engine is None and is_built(self._folder):
            with suppress(EngineBusy, EngineOutdated):
                self._engine = open_for_writing(self._folder, patience=0)
        return self._engine is not None

    def add(self, written: Written) -> None:
        """Take over what a batch changed; commit when enough has gathered."""
        if not written.pending or self._engine is None:
            return
        self._engine.delete(written.gone)
        self._engine.add(written.documents)
        self._pending += written.pending
        is_due = time.monotonic() - self._since > _COMMIT_SECONDS
        if len(self._pending) >= _COMMIT_DOCUMENTS or is_due:
            self.commit()

    def commit(self) -> None:
        """Make all visible, then forget that it was pending; what others wrote meanwhile is taken along."""
        if self._engine is not None and self._pending:
            mine = set(self._pending)
            waiting = IndexPending.objects.order_by("pk").values_list("pk", "right_id")[: len(mine) + _CHUNK]
            others = [(pk, right) for pk, right in waiting if pk not in mine]
            _feed(self._engine, sorted({right for _, right in others}))
            self._engine.commit()
            _settle([*self._pending, *(pk for pk, _ in others)])
            self._pending = []
        self._since = time.monotonic()


def is_built(folder: Path) -> bool:
    """Whether there is an index to add to: an empty one is made only for an empty register."""
    return _has_index(folder) or not SourceRecord.objects.exists()


def _has_index(folder: Path) -> bool:
    return (folder / "meta.json").exists()


def open_for_writing(folder: Path, patience: float = 60.0) -> TantivyEngine:
    """Open the index, waiting up to ``patience`` seconds while another process writes."""
    folder.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + patience
    while True:
        try:
            return TantivyEngine.open(folder, writable=True)
        except EngineBusy:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def drain(patience: float = 60.0, seconds: float = math.inf) -> int:
    """Index every right that is behind, for about so many seconds; return how many. Safe to call at any time, by anybody."""
    if not is_built(settings.INDEX_DIR):
        return rebuild()
    if not IndexPending.objects.exists():
        return 0
    engine, done = open_for_writing(settings.INDEX_DIR, patience), 0
    end = time.monotonic() + seconds
    try:
        # Opened once for all that waits: that costs more than to index a few rights.
        while rows := list(
            IndexPending.objects.order_by("pk").values_list("pk", "right_id")[:_COMMIT_DOCUMENTS]
        ):
            ids = sorted({right for _, right in rows})
            _feed(engine, ids)
            engine.commit()
            _settle([pk for pk, _ in rows])
            done += len(ids)
            if len(rows) < _COMMIT_DOCUMENTS or time.monotonic() > end:
                break
    finally:
        engine.close()
    return done


def rebuild(report: Callable[[int], None] = lambda done: None) -> int:
    """Build the index anew from the register beside the old one, then put it in its place.

    Returns the number of documents. Killed half-way it leaves the old index as it was.
    """
    folder = settings.INDEX_DIR
    fresh, old = folder.with_name("index.new"), folder.with_name("index.old")
    with _alone(folder):
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
        pending = list(IndexPending.objects.values_list("pk", flat=True))
        done = _fill(fresh, report)
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    _settle(pending)
    return done


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let nobody else rebuild, nor write to the index that is to be replaced: it would be written in vain.

    Raises ``EngineBusy`` where somebody writes and does not end.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name("index.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise EngineBusy(
                "检索索引正在重建。请等它结束。", "The search index is being rebuilt. Wait until it ends."
            ) from error
        held = None
        if (folder / "meta.json").exists():
            with suppress(EngineOutdated):
                held = open_for_writing(folder)
        try:
            yield
        finally:
            if held is not None:
                held.close()


def _fill(folder: Path, report: Callable[[int], None]) -> int:
    engine = open_for_writing(folder)
    done = 0
    try:
        rights = Right.objects.filter(merged_into=None).order_by("pk")
        for ids in _chunks(list(rights.values_list("pk", flat=True))):
            engine.add(documents_of(ids), new=True)
            done += len(ids)
            report(done)
        engine.commit()
    finally:
        engine.close()
    return done


def _feed(engine: TantivyEngine, ids: list[int]) -> None:
    for part in _chunks(ids):
        documents = list(documents_of(part))
        engine.delete(set(part) - {document.id for document in documents})
        engine.add(documents)


def documents_of(ids: Collection[int]) -> Iterator[PreparedDocument]:
    """Yield the search documents of the rights that still stand for themselves."""
    sources: dict[int, list[Source]] = {}
    for row in SourceRecord.objects.filter(right__in=ids).only("right_id", "digest", "body"):
        sources.setdefault(row.right_id, []).append(Source(bytes(row.digest), unpack(bytes(row.body))))
    trusted = organisations_trusted(ids)
    for right in Right.objects.filter(pk__in=ids, merged_into=None):
        own = sources.get(right.pk)
        if not own:
            continue
        audience = audience_of(right.confidentiality, trusted[right.pk])
        context = Context(right.place, right.holder_kind, right.is_demo, audience)
        document = index_document(fold(own), [source.record for source in own], right.status, context)
        yield with_id(document, right.pk)


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    chunk: list[int] = []
    for pk in ids:
        chunk.append(pk)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


_hearers: list[Callable[[Sequence[int]], None]] = []


def hear(hearer: Callable[[Sequence[int]], None]) -> None:
    """Have somebody told which rights changed once the index has them: in the transaction that forgets that they were behind.

    So nobody misses one, and after a crash some are told twice. ``hearer`` takes ids of rights and is quick.
    """
    if hearer not in _hearers:
        _hearers.append(hearer)


def _settle(pending: list[int]) -> None:
    for start in range(0, len(pending), 500):
        rows = IndexPending.objects.filter(pk__in=pending[start : start + 500])
        if not _hearers:
            rows.delete()
            continue
        with transaction.atomic():
            changed = sorted(set(rows.values_list("right_id", flat=True)))
            for hearer in _hearers:
                hearer(changed)
            rows.delete()


def make_ready() -> None:
    """Open the index and level it; build it anew where there is none or another version made it.

    Raises ``EngineBusy`` where another process holds it for a minute.
    """
    try:
        if not is_built(settings.INDEX_DIR):
            rebuild()
        TantivyEngine.open(settings.INDEX_DIR, writable=not _has_index(settings.INDEX_DIR)).close()
    except EngineOutdated:
        rebuild()
    drain()


def level() -> bool:
    """Level the index if it is free; say whether it was. Who holds it will do the rest."""
    try:
        # An empty register has an index too, an empty one: without it a search would be an error.
        if IndexPending.objects.exists() or not _has_index(settings.INDEX_DIR):
            make_ready()
    except EngineBusy:
        log.info("The index is being written by another process, which will take in what is behind")
        return False
    return True
