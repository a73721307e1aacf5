"""The index beside the register: busy, missing, rebuilt; never a document lost."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from mainline.register import actions, indexing
from mainline.register.ingest.pipeline import run_import
from mainline.register.ingest.prepare import good_of
from mainline.register.ingest.store import Store
from mainline.register.models import IndexPending, Right
from mainline.register.projection import unpack
from mainline.search.engines.base import EngineBusy, SearchRequest
from mainline.search.engines.tantivy import TantivyEngine
from tests.factories import DAY, an_import
from tests.register.samples import grants_file

pytestmark = pytest.mark.django_db


def _import(path: Path) -> str:
    """Import, then level the index, as the command line and the worker do."""
    job = actions.request_import(path=str(path), name=path.name, by=None)
    state = run_import(job, on=DAY, workers=0).state
    indexing.level()
    return state


def _others(folder: Path, rows: int) -> Path:
    path = grants_file(folder / "2.csv", rows, first=400_000)
    path.write_text(path.read_text(encoding="utf-8").replace("DELNP", "CHENP"), encoding="utf-8")
    return path


def _count(settings: Any) -> int:
    return TantivyEngine.open(settings.INDEX_DIR).count()


def test_import_ends_while_another_process_holds_the_index(
    tmp_path: Path, settings: Any, monkeypatch: Any
) -> None:
    _import(grants_file(tmp_path / "1.csv", 2))
    opening = indexing.open_for_writing
    monkeypatch.setattr(indexing, "open_for_writing", lambda folder, patience=0.0: opening(folder, 0.0))
    holder = opening(settings.INDEX_DIR)

    state = _import(_others(tmp_path, 3))
    holder.close()

    assert state == "done"
    assert Right.objects.count() == 5
    assert IndexPending.objects.count() == 3
    indexing.drain()
    assert _count(settings) == 5


def test_what_a_killed_import_left_behind_is_indexed_by_the_next_though_nothing_is_new(
    tmp_path: Path, settings: Any
) -> None:
    path = grants_file(tmp_path / "1.csv", 2)
    _import(path)
    first = Right.objects.first()
    IndexPending.objects.create(right=first)

    _import(path)

    assert not IndexPending.objects.exists()
    assert _count(settings) == 2


@pytest.mark.parametrize("by", ["import", "drain", "make_ready"])
def test_lost_index_is_built_whole_again(tmp_path: Path, settings: Any, by: str) -> None:
    _import(grants_file(tmp_path / "1.csv", 4))
    shutil.rmtree(settings.INDEX_DIR)
    IndexPending.objects.create(right=Right.objects.first())

    if by == "import":
        _import(_others(tmp_path, 1))
    else:
        getattr(indexing, by)()

    assert _count(settings) == Right.objects.count()


def test_rebuild_waits_for_no_writer_and_takes_nothing_from_under_one(
    tmp_path: Path, settings: Any, monkeypatch: Any
) -> None:
    _import(grants_file(tmp_path / "1.csv", 2))
    opening = indexing.open_for_writing
    monkeypatch.setattr(indexing, "open_for_writing", lambda folder, patience=0.0: opening(folder, 0.0))
    holder = opening(settings.INDEX_DIR)

    with pytest.raises(EngineBusy):
        indexing.rebuild()
    holder.close()

    assert indexing.rebuild() == 2
    assert _count(settings) == 2


def test_two_rebuilds_at_once_are_one(tmp_path: Path) -> None:
    _import(grants_file(tmp_path / "1.csv", 2))

    def second(done: int) -> None:
        with pytest.raises(EngineBusy):
            indexing.rebuild()

    assert indexing.rebuild(second) == 2


def test_dry_run_makes_no_index(tmp_path: Path, settings: Any) -> None:
    path = grants_file(tmp_path / "1.csv", 2)
    job = actions.request_import(path=str(path), name="1", by=None, dry_run=True)

    run_import(job, on=DAY, workers=0)

    assert not settings.INDEX_DIR.exists()


def test_who_holds_the_index_takes_along_what_others_wrote(tmp_path: Path, settings: Any) -> None:
    _import(grants_file(tmp_path / "1.csv", 2))
    first, second = Right.objects.order_by("pk")
    Right.objects.filter(pk=first.pk).update(place="230100")
    IndexPending.objects.create(right=first)
    store = Store(an_import(), DAY, timezone.now())
    newer = replace(unpack(bytes(second.sources.get().body)), as_of=DAY, titles=())

    with indexing.Indexer() as indexer:
        assert indexer.hold()
        indexer.add(store.write([good_of(newer, DAY)], []))

    assert not IndexPending.objects.exists()
    found = TantivyEngine.open(settings.INDEX_DIR).search(SearchRequest("region:230100"))
    assert [hit.id for hit in found.hits] == [first.pk]
