"""Keeps the search index level with the register.

Every write to a right adds an ``IndexPending`` row in its own transaction. Whoever holds the index
adds the documents, commits, and only then removes those rows: a crash between costs a repetition,
never a document.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings

from mainline.register.ingest.store import Written
from mainline.register.models import IndexPending, Right, SourceRecord
from mainline.register.projection import Source, fold, unpack
from mainline.register.searchdoc import Context, audience_of, index_document, with_id
from mainline.search.documents import PreparedDocument
from mainline.search.engines.base import EngineBusy, EngineOutdated
from mainline.search.engines.tantivy import TantivyEngine

_COMMIT_DOCUMENTS = 20_000
_COMMIT_SECONDS = 10.0
_CHUNK = 200


class Indexer:
    """Feeds the index while an import writes. Opens it at the first document, waits if another holds it."""

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
        self.commit()
        if self._engine is not None:
            self._engine.close()

    def add(self, written: Written) -> None:
        """Take over what a batch changed; commit when enough has gathered."""
        if not written.pending:
            return
        engine = self._open()
        engine.delete(written.gone)
        engine.add(written.documents)
        self._pending += written.pending
        is_due = time.monotonic() - self._since > _COMMIT_SECONDS
        if len(self._pending) >= _COMMIT_DOCUMENTS or is_due:
            self.commit()

    def commit(self) -> None:
        """Make all visible, then forget that it was pending."""
        if self._engine is not None and self._pending:
            self._engine.commit()
            _settle(self._pending)
            self._pending = []
        self._since = time.monotonic()

    def _open(self) -> TantivyEngine:
        if self._engine is None:
            self._engine = open_for_writing(self._folder)
        return self._engine


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


def drain(patience: float = 60.0) -> int:
    """Index every right that is behind; return how many. Safe to call at any time, by anybody."""
    rows = list(IndexPending.objects.order_by("pk").values_list("pk", "right_id")[:_COMMIT_DOCUMENTS])
    if not rows:
        return 0
    ids = sorted({right for _, right in rows})
    engine = open_for_writing(settings.INDEX_DIR, patience)
    try:
        _feed(engine, ids)
        engine.commit()
    finally:
        engine.close()
    _settle([pk for pk, _ in rows])
    return len(ids)


def rebuild(report: Callable[[int], None] = lambda done: None) -> int:
    """Build the index anew from the register beside the old one, then put it in its place.

    Returns the number of documents. Killed half-way it leaves the old index as it was.
    """
    folder = settings.INDEX_DIR
    fresh, old = folder.with_name("index.new"), folder.with_name("index.old")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    pending = list(IndexPending.objects.values_list("pk", flat=True))
    engine = open_for_writing(fresh)
    done = 0
    try:
        for ids in _chunks(
            Right.objects.filter(merged_into=None).order_by("pk").values_list("pk", flat=True)
        ):
            engine.add(_documents(ids), new=True)
            done += len(ids)
            report(done)
        engine.commit()
    finally:
        engine.close()
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    _settle(pending)
    return done


def _feed(engine: TantivyEngine, ids: list[int]) -> None:
    for part in _chunks(ids):
        documents = list(_documents(part))
        engine.delete(set(part) - {document.id for document in documents})
        engine.add(documents)


def _documents(ids: list[int]) -> Iterator[PreparedDocument]:
    """Search documents of the rights that still stand for themselves."""
    sources: dict[int, list[Source]] = {}
    for row in SourceRecord.objects.filter(right__in=ids).only("right_id", "digest", "body"):
        sources.setdefault(row.right_id, []).append(Source(bytes(row.digest), unpack(bytes(row.body))))
    for right in Right.objects.filter(pk__in=ids, merged_into=None).prefetch_related("parties"):
        own = sources.get(right.pk)
        if not own:
            continue
        organisations = (p.organisation_id for p in right.parties.all() if p.organisation_id)
        audience = audience_of(right.confidentiality, organisations)
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


def _settle(pending: list[int]) -> None:
    for start in range(0, len(pending), 500):
        IndexPending.objects.filter(pk__in=pending[start : start + 500]).delete()


def make_ready() -> None:
    """Open the index and level it; build it anew where there is none or another version made it."""
    try:
        open_for_writing(settings.INDEX_DIR).close()
    except EngineOutdated:
        rebuild()
        return
    while drain():
        pass
