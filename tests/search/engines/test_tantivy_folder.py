"""What the embedded engine promises of its folder: one writer, many readers, and nothing lost."""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path

import pytest

from mainline.search.documents import IndexDocument, prepare
from mainline.search.engines.base import EngineBusy, EngineError, EngineOutdated, SearchRequest
from mainline.search.engines.tantivy import (
    LEAST_WRITER_MEMORY,
    WRITER_MEMORY,
    TantivyEngine,
    writer_memory,
    writer_threads,
)
from tests.search.engines.killed_writer import lost_after_kill
from tests.search.engines.test_tantivy import engine, found, writer

__all__ = ["engine", "writer"]


def test_add_replaces_by_id_and_delete_removes(writer):
    writer.add(
        [prepare(IndexDocument(1, titles={"en": "old"})), prepare(IndexDocument(2, titles={"en": "other"}))]
    )
    writer.commit()

    writer.add([prepare(IndexDocument(1, titles={"en": "new"}))])
    writer.delete([2, 99])
    writer.commit()

    assert found(writer, "*") == {1}
    assert found(writer, "new") == {1}
    assert found(writer, "old") == set()
    assert writer.count() == 1


def test_what_is_not_committed_is_not_seen_and_goes_with_close(tmp_path):
    writer = TantivyEngine.open(tmp_path, writable=True)
    writer.add([prepare(IndexDocument(1))])
    assert writer.count() == 0
    writer.close()

    assert TantivyEngine.open(tmp_path).count() == 0


def test_a_commit_is_seen_by_an_open_reader_at_once(writer, tmp_path):
    reader = TantivyEngine.open(tmp_path / "index")
    assert reader.count() == 0

    writer.add([prepare(IndexDocument(1))])
    writer.commit()
    began = time.perf_counter()

    assert reader.count() == 1
    assert time.perf_counter() - began < 2


def test_the_writer_takes_a_part_of_the_machine_and_never_too_little():
    assert writer_memory(64 * 2**30) == WRITER_MEMORY
    assert writer_memory(2 * 2**30) == 2**28
    assert writer_memory(0) == LEAST_WRITER_MEMORY
    assert [writer_threads(cores) for cores in (1, 2, 4, 64)] == [1, 1, 2, 2]


def test_a_second_writer_is_refused(writer, tmp_path):
    with pytest.raises(EngineBusy, match="Another process"):
        TantivyEngine.open(tmp_path / "index", writable=True)


def test_a_reader_does_not_write(engine):
    with pytest.raises(EngineError, match="reading only"):
        engine.add([])
    with pytest.raises(EngineError):
        engine.commit()


def test_an_absent_index_of_another_version_or_damaged_is_said(tmp_path):
    with pytest.raises(EngineOutdated, match="rebuild-index"):
        TantivyEngine.open(tmp_path / "absent")

    TantivyEngine.open(tmp_path / "old", writable=True).close()
    (tmp_path / "old" / "mainline-index-version").write_text("0")
    with pytest.raises(EngineOutdated, match="version 0"):
        TantivyEngine.open(tmp_path / "old")

    TantivyEngine.open(tmp_path / "broken", writable=True).close()
    (tmp_path / "broken" / "meta.json").write_text("{")
    with pytest.raises(EngineOutdated, match="damaged"):
        TantivyEngine.open(tmp_path / "broken")


def _search_in_child(folder: Path, queue) -> None:
    queue.put(TantivyEngine.open(folder).search(SearchRequest("turbine")).total)


def test_other_processes_read_while_one_writes(writer, tmp_path):
    writer.add([prepare(IndexDocument(1, titles={"en": "turbine"}))])
    writer.commit()
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()

    child = context.Process(target=_search_in_child, args=(tmp_path / "index", queue))
    child.start()
    total = queue.get(timeout=60)
    child.join()

    assert total == 1


@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_writer_loses_no_committed_document_and_leaves_no_lock(tmp_path, seed):
    assert lost_after_kill(tmp_path / "index", seed) == 0
