"""Another try of what could not be read: whole, in part, or still not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mainline.offices.base import Piece
from mainline.offices.pieces import RAW_LIMIT
from mainline.offices.reading import pieces_of
from mainline.register import actions
from mainline.register.ingest import pipeline
from mainline.register.ingest.store import Store
from mainline.register.models import Import, Quarantine, Right
from tests.factories import DAY, a_quarantined
from tests.register.samples import grants_file

pytestmark = pytest.mark.django_db


def _piece(path: Path, rows: int, bad: tuple[int, ...] = ()) -> tuple[str, Piece]:
    grants_file(path, rows, bad=bad)
    return next(item for item in pieces_of(path) if isinstance(item, tuple))


def test_what_of_a_piece_still_cannot_be_read_stays_in_quarantine(tmp_path: Path) -> None:
    path = tmp_path / "grants.csv"
    reader, piece = _piece(path, 3, bad=(1,))
    row = a_quarantined(piece.data, format=reader, header=piece.header)

    assert actions.retry_quarantine(row=row, by=None, on=DAY) == 2

    assert Quarantine.objects.get(pk=row.pk).state == "resolved"
    left = Quarantine.objects.get(state="open")
    assert b"LOCATION" in bytes(left.raw)
    assert pipeline.total(Import.objects.get())["quarantined"] == 1


def test_piece_of_which_only_the_first_part_was_kept_is_not_passed_off_as_whole(tmp_path: Path) -> None:
    path = tmp_path / "grants.csv"
    reader, piece = _piece(path, 1)
    raw = piece.data + b"\n" * (RAW_LIMIT - len(piece.data))
    row = a_quarantined(raw, format=reader, header=piece.header)

    assert actions.retry_quarantine(row=row, by=None, on=DAY) == 0

    assert Quarantine.objects.get().state == "open"
    assert not Right.objects.exists()


@pytest.mark.parametrize("format", ["container", "cnipa.xml", "no.such.reader"])
def test_rejection_of_any_kind_may_be_tried_and_stays_open_where_nothing_is_read(format: str) -> None:
    row = a_quarantined(b"PK\x03\x04broken", format=format)

    assert actions.retry_quarantine(row=row, by=None, on=DAY) == 0

    assert Quarantine.objects.get().state == "open"
    assert not Import.objects.exists()


def test_try_that_fails_half_way_leaves_nothing_behind(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "grants.csv"
    reader, piece = _piece(path, 1)
    row = a_quarantined(piece.data, format=reader, header=piece.header)
    monkeypatch.setattr(Store, "write", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        actions.retry_quarantine(row=row, by=None, on=DAY)

    assert not Import.objects.exists()
    assert Quarantine.objects.get().state == "open"
